import GQAExperiments
import Mini
import Notebook
import Workbench

// What section 9 shows of five seeds.

extension Study {
  /// Numbers of kv heads, from the start and by three ways of pooling, before and after more training.
  static func heads(seeds: [UInt64]) -> Study {
    let (kvHeads, steps) = ([8, 4, 2, 1], 1000)
    let keys =
      kvHeads.map { ["\($0)", "from the start"] } + [["8", "multi-head"]]
      + kvHeads.dropFirst().flatMap { kvHeads in
        HeadPooling.allCases.map { ["\(kvHeads)", $0.rawValue] }
      }
    let parts = seeds.map { seed in
      Part(seed: seed, keys) { train in
        let models = try TrainedHeads(kvHeads: kvHeads, steps: steps, heldOut: 100, seed: seed) {
          model, plan, _, _ in try train(model, plan, nil).model
        }
        let losses =
          models.fromTheStart.map { [$0, .nan, .nan] } + [models.multiHead]
          + models.converted.map(\.losses)
        return losses.map { $0.map { $0 - models.heldOut.floor } }
      }
    }
    return Study(
      "heads",
      about: """
        All numbers of kv heads, trained from the start for \(steps) steps of 16 texts of 64 words, or \
        pooled and trained on for 5 and 10 % of these; the loss above the floor on texts that no model has \
        learned from.
        """,
      varied: ["kv heads", "made by"], results: ["at once", "5 %", "10 %"], parts: parts)
  }
}
