import Experiments
import Mini
import Notebook
import TrainingExperiments
import Workbench

// What sections 7 to 10 show of five seeds.

extension Study {
  /// The default run, and the models that it comes by.
  static func runs(seeds: [UInt64]) -> Study {
    let steps = 3000
    let places = [0] + TrainedOnce.places(of: steps) + [steps]
    let parts = seeds.map { seed in
      Part(seed: seed, places.map { ["\($0)"] }) { train in
        let heldOut = KnownTexts(300, words: 64, seed: seed)
        func row(_ model: Transformer) throws -> [Double] {
          let lengths = try model.faultlessLengths(of: 50, seed: seed)
          return [
            heldOut.mean(try heldOut.losses { try model($0) }), heldOut.floor,
            Double(lengths.reduce(0, +)) / Double(lengths.count),
          ]
        }
        let start = try Transformer(.smallLanguage, seed: seed)
        var rows = [try row(start)]
        _ = try train(start, TrainingPlan(steps: steps, seed: seed)) { model, report in
          if places.contains(report.step) { rows.append(try row(model)) }
        }
        return rows
      }
    }
    return Study(
      "runs",
      about: """
        The default model and the default run, \(steps) steps of 16 texts of 64 words: the loss on 300 \
        held-out texts of the same seed, their floor, and the words until the first mistake in 50 texts of \
        64 words that the model writes.
        """,
      varied: ["after step"], results: ["loss", "floor", "words"], parts: parts)
  }

  /// Plain descent and AdamW at several rates.
  static func optimizers(seeds: [UInt64]) -> Study {
    let steps = 1000
    let parts = seeds.flatMap { seed in
      Contest.all.map { contest in
        Part(seed: seed, [contest.key]) { train in
          let plan = contest.plan(steps: steps, seed: seed)
          let run = try train(try Contest.start(seed: seed), plan, nil)
          let loss = run.divergedAt == nil ? run.lastLoss(of: steps / 5) : .nan
          return [[Double(run.divergedAt ?? steps), loss]]
        }
      }
    }
    return Study(
      "optimizers",
      about: """
        The default model with each optimiser and rate, \(steps) steps of 16 texts of 64 words: the mean \
        loss of the last \(steps / 5).
        """,
      varied: ["optimizer", "rate"], results: ["steps", "loss"], parts: parts)
  }

  /// Plain descent without clipping at rates that grow.
  static func divergence(seeds: [UInt64]) -> Study {
    let steps = 1000
    let parts = seeds.flatMap { seed in
      Divergence.rates.map { rate in
        Part(seed: seed, [[Divergence.name(rate)]]) { train in
          let run = try train(
            try Transformer(.smallLanguage, seed: seed),
            Divergence.plan(rate: rate, steps: steps, seed: seed), nil)
          let norms = run.reports.map(\.gradientNorm).filter(\.isFinite)
          let loss = run.divergedAt == nil ? run.lastLoss(of: 10) : .nan
          return [[Double(run.divergedAt ?? steps), loss, norms[0], norms.max()!]]
        }
      }
    }
    return Study(
      "divergence",
      about: """
        The default model with plain descent and no clipping, \(steps) steps of 16 texts of 64 words or as \
        many as there are numbers.
        """,
      varied: ["rate"], results: ["steps", "loss", "first gradient", "longest gradient"],
      parts: parts)
  }
}

extension Contest {
  /// How its rows are found in a kept table.
  var key: [String] { [name, rate.typed] }
}

extension Divergence {
  /// A rate as the tables call it: the last one has too many zeros.
  static func name(_ rate: Double) -> String { rate < 1e6 ? rate.typed : "1e12" }
}
