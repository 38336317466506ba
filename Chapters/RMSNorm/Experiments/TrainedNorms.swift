import Mini
import Experiments

/// Small models that differ in their norms and in nothing else: the same first weights, the same texts
/// in the same order, as many steps.
package struct TrainedNorms {
  /// A norm and where it stands.
  package struct Kind {
    package var name: String
    package var norm: Norm.Kind
    package var placement = NormPlacement.before

    package static let none = Kind(name: "no norm", norm: .identity)
    package static let layer = Kind(name: "LayerNorm", norm: .layer)
    package static let rms = Kind(name: "RMSNorm", norm: .rms)
    package static let partial = Kind(name: "pRMSNorm, 12.5 %", norm: .partial)

    /// The same norm after the sum, where the notes' papers have it.
    package var after: Kind { Kind(name: name + ", after", norm: norm, placement: .after) }
  }

  /// The kinds of the grid. Without a norm both placements are one.
  package static let kinds: [Kind] = [.none, .layer, .rms, .partial, .layer.after, .rms.after]

  /// How many steps a run takes.
  package let steps: Int

  /// The largest learning rates of the runs.
  package let rates: [Double]

  /// The numbers of blocks.
  package let depths: [Int]

  private let seed: UInt64

  package init(quick: Bool, seed: UInt64) {
    self.seed = seed
    steps = quick ? 60 : 150
    rates = quick ? [3e-3, 3e-2] : [3e-3, 1e-2, 3e-2]
    depths = quick ? [2] : [2, 8]
  }

  /// The whole grid.
  package init(thoroughSeed seed: UInt64) {
    (self.seed, steps, rates, depths) = (seed, 1000, [3e-3, 1e-2, 3e-2], [2, 8])
  }

  /// What is read in a step: 8 texts of 32 words.
  package func texts(_ step: Int) -> [[Int]] {
    SmallLanguage.texts(8 * step..<8 * (step + 1), words: 32, seed: seed)
  }

  /// A model before training: 2 blocks of the small language's, or as
  /// many as `layers` says.
  package func model(_ kind: Kind, layers: Int) throws -> Transformer {
    var c = TransformerConfiguration.smallLanguage
    c.layers = layers
    (c.norm, c.normPlacement) = (kind.norm, kind.placement)
    return try Transformer(c, seed: seed)
  }

  /// AdamW with a warm-up, a cosine and clipping, as today's models are trained.
  package func plan(rate: Double) -> TrainingPlan {
    var plan = TrainingPlan(steps: steps, texts: texts)
    plan.learningRate = rate
    return plan
  }

  /// The model with 0.2 added to every weight of its blocks' matrices: they are centred there, as the
  /// paper's Figure 4 has them.
  package func shifted(_ model: Transformer) -> Transformer {
    var model = model
    for i in model.blocks.indices {
      model.blocks[i].forEachParameter("") { name, tensor in
        if name.hasSuffix("weight") { tensor = tensor + 0.2 }
      }
    }
    return model
  }
}

extension TrainingRun {
  /// Over how many steps a loss is averaged: that of one batch jumps with what the batch asks.
  package static let window = 20

  /// The loss at the end.
  package var finalLoss: Double { lastLoss(of: Self.window) }

  /// The first step at which the mean loss of the last ones is not above `target`.
  package func steps(to target: Double) -> Int? {
    let losses = reports.map(\.loss)
    guard losses.count >= Self.window else { return nil }
    return (Self.window...losses.count).first { step in
      let last = losses[step - Self.window..<step]
      return last.reduce(0, +) / Double(Self.window) <= target
    }
  }
}

/// One training step that can be repeated, for a race.
package final class RepeatedStep {
  private var trainer: Trainer
  private let texts: [[Int]]

  package init(_ model: Transformer, texts: [[Int]]) throws {
    trainer = try Trainer(model, schedule: LearningRateSchedule(constant: 1e-4))
    self.texts = texts
  }

  /// The loss before the step; NaN where there is none.
  package func run() -> Double { (try? trainer.step(on: texts).loss) ?? .nan }
}
