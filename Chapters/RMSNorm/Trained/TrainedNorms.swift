import Mini
import Workbench

/// Small models that differ in their norms and in nothing else: the same first weights, the same texts
/// in the same order, as many steps.
struct TrainedNorms {
  /// A norm and where it stands.
  struct Kind {
    var name: String
    var norm: Norm.Kind
    var placement = NormPlacement.before

    static let none = Kind(name: "no norm", norm: .identity)
    static let layer = Kind(name: "LayerNorm", norm: .layer)
    static let rms = Kind(name: "RMSNorm", norm: .rms)
    static let partial = Kind(name: "pRMSNorm, 12.5 %", norm: .partial)

    /// The same norm after the sum, where the notes' papers have it.
    var after: Kind { Kind(name: name + ", after", norm: norm, placement: .after) }
  }

  /// The kinds of the grid. Without a norm both placements are one.
  static let kinds: [Kind] = [.none, .layer, .rms, .partial, .layer.after, .rms.after]

  /// How many steps a run takes.
  let steps: Int

  /// The largest learning rates of the runs.
  let rates: [Double]

  /// The numbers of blocks.
  let depths: [Int]

  private let seed: UInt64

  init(quick: Bool, seed: UInt64) {
    self.seed = seed
    steps = quick ? 60 : 150
    rates = quick ? [3e-3, 3e-2] : [3e-3, 1e-2, 3e-2]
    depths = quick ? [2] : [2, 8]
  }

  /// The whole grid.
  init(thoroughSeed seed: UInt64) {
    (self.seed, steps, rates, depths) = (seed, 1000, [3e-3, 1e-2, 3e-2], [2, 8])
  }

  /// What is read in a step: 8 texts of 32 words.
  func texts(_ step: Int) -> [[Int]] {
    SmallLanguage.texts(8 * step..<8 * (step + 1), words: 32, seed: seed)
  }

  /// A model before training: 2 blocks of the small language's, or as many as `layers` says.
  func model(_ kind: Kind, layers: Int) throws -> Transformer {
    var c = TransformerConfiguration.smallLanguage
    c.layers = layers
    (c.norm, c.normPlacement) = (kind.norm, kind.placement)
    return try Transformer(c, seed: seed)
  }

  /// AdamW with a warm-up, a cosine and clipping, as today's models are trained.
  func plan(rate: Double) -> TrainingPlan {
    var plan = TrainingPlan(steps: steps, texts: texts)
    plan.learningRate = rate
    return plan
  }

  /// The model with 0.2 added to every weight of its blocks' matrices: they are centred there, as the
  /// paper's Figure 4 has them.
  func shifted(_ model: Transformer) -> Transformer {
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
  static let window = 20

  /// The loss at the end.
  var finalLoss: Double { lastLoss(of: Self.window) }

  /// The first step at which the mean loss of the last ones is not above `target`.
  func steps(to target: Double) -> Int? {
    let losses = reports.map(\.loss)
    guard losses.count >= Self.window else { return nil }
    return (Self.window...losses.count).first { step in
      let last = losses[step - Self.window..<step]
      return last.reduce(0, +) / Double(Self.window) <= target
    }
  }
}

/// One training step that can be repeated, for a race.
final class RepeatedStep {
  private var trainer: Trainer
  private let texts: [[Int]]

  init(_ model: Transformer, texts: [[Int]]) throws {
    trainer = try Trainer(model, schedule: LearningRateSchedule(constant: 1e-4))
    self.texts = texts
  }

  /// The loss before the step; NaN where there is none.
  func run() -> Double { (try? trainer.step(on: texts).loss) ?? .nan }
}
