import Mini
import Experiments

/// Small models that differ in how they are told positions, trained on short texts and then asked to
/// read long ones.
package struct TrainedPositions {
  /// A way to tell positions.
  package struct Kind {
    package var name: String
    package var positions: TransformerConfiguration.Positions
  }

  package static let rotary = Kind(name: "rotary", positions: .rotary(layout: .interleaved))

  package static let kinds: [Kind] = [
    Kind(name: "sinusoids", positions: .sinusoidal), Kind(name: "learned", positions: .learned),
    rotary,
    Kind(name: "ALiBi", positions: .alibi), Kind(name: "none", positions: .none),
  ]

  /// How many words the texts of the training have.
  package let words = 32

  /// How many the long texts have.
  package let farWords: Int

  /// How many steps a run takes, of 16 texts each.
  package let steps: Int

  /// The long texts, of the shelf that nobody learns from.
  package let longTexts: KnownTexts

  private let seed: UInt64

  package init(quick: Bool, seed: UInt64) {
    self.seed = seed
    steps = quick ? 120 : 500
    farWords = quick ? 64 : 128
    longTexts = KnownTexts(quick ? 30 : 100, words: farWords, seed: seed)
  }

  /// Longer runs.
  package init(thoroughSeed seed: UInt64) {
    (self.seed, steps, farWords) = (seed, Self.thoroughSteps, 128)
    longTexts = KnownTexts(100, words: farWords, seed: seed)
  }

  package static let thoroughSteps = 1000

  /// A model before training. The table of learned positions has a row
  /// for each place of a short text; all others have as many places as
  /// one likes.
  package func model(_ kind: Kind) throws -> Transformer {
    var c = TransformerConfiguration.smallLanguage
    c.positions = kind.positions
    if kind.positions == .learned { c.contextLength = words }
    // Rows of the embedding as long as a code of sines and cosines, or
    // these would drown them.
    return try Transformer(
      c, seed: seed, embeddingDeviation: 0.5, finalGain: 0.25)
  }

  /// The short training.
  package func plan() -> TrainingPlan {
    TrainingPlan(steps: steps) { [words, seed] step in
      SmallLanguage.texts(16 * step..<16 * (step + 1), words: words, seed: seed)
    }
  }

  /// A further training of a tenth as many steps on texts `factor` times as long, with as many words a
  /// step; no text of the short training comes again.
  package func further(factor: Int) -> TrainingPlan {
    let texts = max(1, 16 / factor)
    let first = 16 * steps
    var plan = TrainingPlan(steps: max(1, steps / 10)) { [words, seed] step in
      let start = first + texts * step
      return SmallLanguage.texts(start..<start + texts, words: factor * words, seed: seed)
    }
    plan.learningRate = 1e-3
    return plan
  }

  /// The loss above the floor by position: means over the long texts, as far as the model reads.
  package func excess(_ model: Transformer) throws -> [Double] {
    let limit = min(farWords, model.configuration.contextLength)
    let texts =
      limit == farWords ? longTexts : KnownTexts(longTexts.texts.map { Array($0[...limit]) })
    let losses = try texts.losses { try model($0) }
    return (0..<limit).map { place in
      zip(losses, texts.entropies).reduce(0) { $0 + $1.0[place] - $1.1[place] }
        / Double(losses.count)
    }
  }

  /// How the frequencies of the rotary model are changed to read `factor` times as far. Heads have four
  /// pairs, none of which turns 32 times in so few words: YaRN's ramp is from 1 to 4 turns.
  package func schemes(factor: Int) -> [(name: String, scaling: RotaryScaling)] {
    let s = Double(factor)
    let scalings: [RotaryScaling] = [
      .none, .interpolation(factor: s), .ntkAware(factor: s),
      .yarn(factor: s, originalContext: words, alpha: 1, beta: 4),
    ]
    return zip(Self.schemeNames, scalings).map { (name: $0, scaling: $1) }
  }

  package static let schemeNames = ["as trained", "interpolation", "NTK-aware", "YaRN"]

  /// The same numbers under other frequencies.
  package func scaled(_ model: Transformer, _ scaling: RotaryScaling) throws -> Transformer {
    var c = model.configuration
    c.positions = .rotary(layout: .interleaved, scaling: scaling)
    var (source, tensors) = (model, [Tensor]())
    source.forEachParameter("") { _, tensor in tensors.append(tensor) }
    var result = try Transformer(c, seed: seed)
    var next = tensors.makeIterator()
    result.forEachParameter("") { _, tensor in tensor = next.next()! }
    return result
  }
}

extension [Double] {
  /// The mean of some of them; NaN where there is none.
  package func mean(_ range: Range<Int>) -> Double {
    let part = self[range.clamped(to: indices)]
    return part.reduce(0, +) / Double(part.count)
  }
}
