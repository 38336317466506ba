import Base

/// The sizes and choices of a ``Transformer``.
public struct TransformerConfiguration: Sendable {
  /// How a model learns where a token stands.
  public enum Positions: Equatable, Sendable {
    /// Queries and keys are turned, all features of a head or its first `rotatedDimensions`; nothing
    /// is added.
    case rotary(
      base: Double = 10_000, layout: RotaryLayout = .halves, scaling: RotaryScaling = .none,
      rotatedDimensions: Int? = nil)
    /// Scores become smaller with distance; nothing is added.
    case alibi
    /// Sines and cosines are added to the embedding.
    case sinusoidal
    /// A trained vector for each position is added to the embedding.
    case learned
    /// In no way but through the causal mask.
    case none
  }

  /// The number of blocks.
  public var layers = 4

  /// The length of a token's vector between blocks.
  public var width = 256

  /// The number of query heads.
  public var queryHeads = 8

  /// The number of kv heads, a divisor of ``queryHeads``.
  public var kvHeads = 8

  /// The length of a head if it is not width / queryHeads (Gemma 7B: 256 with width 3072).
  public var ownHeadDimension: Int?

  /// The hidden features of the feed-forward layer.
  public var feedForwardWidth = 688

  /// The number of different tokens; 256 for the bytes of a text.
  public var vocabulary = 256

  /// How many tokens a text may have.
  public var contextLength = 1024

  /// The norm of all blocks and the one after the last.
  public var norm = Norm.Kind.rms

  /// Where the norms of the blocks stand.
  public var normPlacement = NormPlacement.before

  /// The part of a row that ``Norm/Kind/partial`` takes its mean square from.
  public var normFraction = 0.125

  /// What the norms add to the mean square or the variance.
  public var eps = 1e-5

  /// How positions are told.
  public var positions = Positions.rotary()

  /// Whether the output head and the embedding are the same numbers, one transposed.
  public var tiesHead = false

  /// Whether queries, keys and values have a bias (Qwen2).
  public var attentionBias = false

  /// Whether queries and keys are normalised, each head by itself (Qwen3).
  public var headNorms = false

  /// Causal in a language model; none makes an encoder, which cannot use a cache.
  public var mask = AttentionMask.causal

  /// A small model of bytes. Change what should differ.
  public init() {}

  /// The length of a head.
  public var headDimension: Int {
    require(queryHeads > 0, "a width of \(width) cannot be cut into \(queryHeads) heads")
    return ownHeadDimension ?? width / queryHeads
  }

  /// The rotation of all layers; nil where positions come in another way.
  package var rotary: RotaryEmbedding? {
    guard case .rotary(let base, let layout, let scaling, let rotatedDimensions) = positions else {
      return nil
    }
    return RotaryEmbedding(
      headDimension: headDimension, base: base, layout: layout,
      rotatedDimensions: rotatedDimensions, scaling: scaling)
  }

  /// What all layers add to scores for their distance; nil where positions come in another way.
  var distanceBias: ALiBi? { positions == .alibi ? ALiBi(heads: queryHeads) : nil }
}

// MARK: Counts

extension TransformerConfiguration {
  /// Weights of the linear layers of one block: also the multiply–adds they cost for each token. Like
  /// the other counts `Int.max` where it would be larger, which ``validate()`` refuses.
  public var linearWeightsPerLayer: Int {
    count(of: blockShapes.filter { $0.1.count == 2 }).value
  }

  /// The number of learned numbers, by formula.
  public var parameterCount: Int {
    (count(of: firstShapes + lastShapes) + Count(layers) * count(of: blockShapes)).value
  }

  /// Bytes of keys and values that a token leaves behind, over all layers: 2 · layers · kvHeads ·
  /// headDimension numbers, of 4 bytes each unless said otherwise.
  public func cacheBytesPerToken(bytesPerNumber: Int = 4) -> Int {
    (2 * Count(layers) * Count(kvHeads) * Count(headDimension) * Count(bytesPerNumber)).value
  }
}

// MARK: Comparing

extension TransformerConfiguration: Equatable {
  /// Whether both make the same model, whatever they leave unsaid.
  public static func == (a: Self, b: Self) -> Bool {
    // As bytes: a browser's module then needs no tables of all scripts.
    zip(a.inWords, b.inWords).allSatisfy { $0.utf8.elementsEqual($1.utf8) }
      && a.inWords.count == b.inWords.count
  }

  /// All that makes a difference, piece by piece.
  package var inWords: [String] {
    let squared = norm == .partial ? PartialRMSNorm.sampleCount(of: width, normFraction) : width
    let hasEps = norm != .identity || headNorms
    let pieces = [
      counted(layers, "block"), "a width of \(width)", "a vocabulary of \(vocabulary)",
      counted(queryHeads, "query head"), counted(kvHeads, "kv head"),
      "heads of \(ownHeadDimension ?? width / max(1, queryHeads))",
      "a feed-forward width of \(feedForwardWidth)", "a context of \(contextLength)",
      "the kind of norm “\(norm.rawValue)”", "norms \(normPlacement.rawValue) the layers",
      hasEps ? "the eps \(eps) in norms" : "no eps", "norms of \(squared) features",
      headNorms ? "norms of heads" : "no norms of heads", tiesHead ? "a tied head" : "a head",
      attentionBias ? "biases of queries, keys and values" : "no biases",
      mask == .causal ? "a causal mask" : "no mask",
    ]
    switch positions {
    case .rotary(let base, let layout, let scaling, let rotated):
      return pieces + [
        "a rotation with the base \(base)", "pairs of the layout “\(layout.rawValue)”",
        "the scaling “\(scaling.inWords)”", "\(rotated ?? headDimension) rotated features",
      ]
    case .alibi: return pieces + ["ALiBi"]
    case .sinusoidal: return pieces + ["sines of positions"]
    case .learned: return pieces + ["learned positions"]
    case .none: return pieces + ["no positions"]
    }
  }
}

// MARK: Validating

extension TransformerConfiguration {
  /// Throws a sentence for the first choice that cannot be built.
  public func validate() throws(ModelError) {
    try ModelError.require(layers, atLeastOne: "the number of layers")
    try ModelError.require(width, atLeastOne: "the width")
    try ModelError.require(feedForwardWidth, atLeastOne: "the width of the feed-forward layer")
    try ModelError.require(vocabulary, atLeastOne: "the vocabulary")
    try ModelError.require(contextLength, atLeastOne: "the context length")
    try AttentionLayer.validate(queryHeads: queryHeads, kvHeads: kvHeads)
    if let ownHeadDimension {
      try ModelError.require(ownHeadDimension, atLeastOne: "the head dimension")
    } else if width % queryHeads != 0 {
      throw ModelError(
        "a width of \(width) cannot be cut into \(queryHeads) equal heads; choose a multiple of "
          + "\(queryHeads), such as \(((Count(width / queryHeads) + 1) * Count(queryHeads)).value), or "
          + "give the heads a dimension of their own")
    }
    try ModelError.check(
      4 * Count(parameterCount) < Count(.max),
      "a model of these sizes has more parameters than any memory has places: width \(width), "
        + "vocabulary \(vocabulary), \(counted(layers, "layer")), feed-forward width "
        + "\(feedForwardWidth), \(counted(queryHeads, "query head")), "
        + "\(counted(kvHeads, "kv head")) of \(counted(headDimension, "feature")), "
        + counted(contextLength, "position"))
    try ModelError.check(
      eps >= 0 && eps.isFinite, "eps must be a number from 0 on, not \(eps)")
    try ModelError.check(
      0 < normFraction && normFraction <= 1,
      "a norm takes a part of a row, above 0 and up to 1, not \(normFraction)")
    switch positions {
    case .rotary(let base, _, let scaling, let rotatedDimensions):
      let rotated = rotatedDimensions ?? headDimension
      try RotaryEmbedding.validate(rotatedDimensions: rotated, headDimension: headDimension)
      try scaling.validate(base: base, dimensions: rotated)
    case .sinusoidal:
      try ModelError.check(
        width % 2 == 0, "sinusoidal positions need an even width, not \(width)")
    case .learned, .alibi, .none: break
    }
  }
}
