import Experiments
import Mini
import Notebook
import RMSNormExperiments
import Workbench

// What section 11 shows of five seeds and the whole grid.

extension TrainedNorms.Kind {
  /// All kinds in both places.
  static let all = TrainedNorms.kinds + [partial.after]

  /// How its rows are found in a kept table: `RMSNorm`, `after`.
  var key: [String] {
    switch norm {
    case .identity: ["none", "none"]
    case .layer: ["LayerNorm", placement == .before ? "before" : "after"]
    case .rms: ["RMSNorm", placement == .before ? "before" : "after"]
    case .partial: ["pRMSNorm", placement == .before ? "before" : "after"]
    }
  }

  /// Where it stands, in words.
  var place: String {
    norm == .identity ? "–" : placement == .after ? "after the sum" : "before W"
  }
}

extension Study {
  /// Norms, their places, depths and rates.
  static func norms(seeds: [UInt64]) -> Study {
    let grid = TrainedNorms(thoroughSeed: 1)
    let marks = normMarks
    let parts = seeds.flatMap { seed in
      grid.depths.flatMap { layers in
        TrainedNorms.Kind.all.flatMap { kind in
          grid.rates.map { rate in
            Part(seed: seed, [["\(layers)"] + kind.key + [rate.typed]]) { train in
              let trained = TrainedNorms(thoroughSeed: seed)
              let run = try train(
                trained.model(kind, layers: layers), trained.plan(rate: rate), nil)
              return [[Double(run.divergedAt ?? run.reports.count)] + marks.map(run.loss)]
            }
          }
        }
      }
    }
    return Study(
      "norms",
      about: """
        The whole grid of norms in both places, \(grid.rates.count) rates and two depths, \
        \(grid.steps) steps of 8 texts of 32 words.
        """,
      varied: ["blocks", "norm", "place", "rate"],
      results: ["steps"] + marks.map { "loss \($0)" }, parts: parts)
  }

  /// After how many steps the loss is kept: the mean of the last 20.
  static let normMarks = Array(stride(from: 100, through: 1000, by: 100))

  /// The same with weights that start around 0.2.
  static func shiftedNorms(seeds: [UInt64]) -> Study {
    let grid = TrainedNorms(thoroughSeed: 1)
    let parts = seeds.flatMap { seed in
      TrainedNorms.Kind.all.map { kind in
        Part(seed: seed, [kind.key]) { train in
          let trained = TrainedNorms(thoroughSeed: seed)
          let model = trained.shifted(try trained.model(kind, layers: grid.depths[0]))
          let run = try train(model, trained.plan(rate: grid.rates[0]), nil)
          return [
            [
              Double(run.divergedAt ?? run.reports.count), run.reports[0].loss,
              run.loss(after: grid.steps),
            ]
          ]
        }
      }
    }
    return Study(
      "norms-shifted",
      about: """
        Weights that start around 0.2, \(grid.depths[0]) blocks, a rate of \(grid.rates[0].typed), \
        \(grid.steps) steps of 8 texts of 32 words.
        """,
      varied: ["norm", "place"], results: ["steps", "first loss", "loss \(grid.steps)"],
      parts: parts)
  }
}

extension TrainingRun {
  /// The mean loss of the last steps up to this one; NaN for a run that had diverged by then.
  fileprivate func loss(after step: Int) -> Double {
    if let divergedAt, divergedAt <= step { return .nan }
    let last = reports[step - Self.window..<step]
    return last.reduce(0) { $0 + $1.loss } / Double(Self.window)
  }
}
