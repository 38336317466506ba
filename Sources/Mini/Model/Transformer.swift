import Base

/// A language model: an embedding, blocks, a norm and an output head.
///
/// Weights are random until others are put in their place; shapes, counts, times and every identity
/// between ways of computing are those of a trained model.
///
///     let model = try Transformer(TransformerConfiguration(), seed: 1)
///     let logits = try model(Array("Time flies".utf8).map(Int.init))  // [10, 256]
public struct Transformer: Sendable {
  /// How many tokens a text may have: with the mask all that its layers do not say.
  let contextLength: Int

  /// How queries see keys.
  let mask: AttentionMask

  /// One row for each token, as numbers or blocks `[vocabulary, width]`; nil where it is tied to the
  /// head, whose output for a token has its embedding as weights.
  public var embedding: Weights?

  /// What is added to the embedding; nil where positions come in another way.
  public var positionEncoding: AddedEncoding?

  /// The layers in their order.
  public var blocks: [TransformerBlock]

  /// The norm after the last block.
  public var finalNorm: Norm

  /// From the width to the vocabulary. Of a tied pair this is the one that is stored: all of it is read for
  /// every new token, and of the embedding only what one token needs.
  public var head: Linear

  /// A model from its parts, or a sentence about which of them do not fit the configuration.
  public init(
    _ configuration: TransformerConfiguration, embedding: Weights?,
    positionEncoding: AddedEncoding? = nil, blocks: [TransformerBlock], finalNorm: Norm,
    head: Linear
  ) throws(ModelError) {
    (contextLength, mask) = (configuration.contextLength, configuration.mask)
    self.embedding = embedding
    self.positionEncoding = positionEncoding
    self.blocks = blocks
    self.finalNorm = finalNorm
    self.head = head
    try validateParts(configuration)
  }

  /// A model before training, the same for the same seed, or a sentence about what cannot be built.
  ///
  /// Weights have standard deviations that keep the mean square of features near 1: 1/√inputs for
  /// matrices, and 1/√(2 · layers) of that for those that end a way beside a residual, since as many
  /// of them add up (GPT-2, Radford et al., 2019, sec. 2.3). An embedding of its own has 1, one that is
  /// tied to the head 1/√width, for logits of mean square 1.
  ///
  /// A head that is tied wants small numbers: logits of a model that knows nothing are then all near 0.
  /// The blocks want large ones, or the token is lost beside what they add. An embedding drawn with a
  /// deviation of 0.5, and a last gain of 0.25 that makes up for it, serve both.
  ///
  /// - Parameters:
  ///   - configuration: sizes and choices
  ///   - seed: of the generator that draws the weights
  ///   - embeddingDeviation: the standard deviation of the embedding, if it is another
  ///   - finalGain: what the gain of the last norm begins with
  public init(
    _ configuration: TransformerConfiguration, seed: UInt64,
    embeddingDeviation: Double? = nil, finalGain: Double = 1
  ) throws(ModelError) {
    try configuration.validate()
    let c = configuration
    try ModelError.requireMemory(
      for: Count(c.parameterCount), "a model of \(c.parameterCount) parameters")
    var generator = SeededGenerator(seed: seed)
    let outputGain = 1 / Double(2 * c.layers).squareRoot()
    let root = Double(c.width).squareRoot()
    let deviation = embeddingDeviation ?? (c.tiesHead ? 1 / root : 1)
    try ModelError.check(
      deviation >= 0 && deviation.isFinite, "an embedding has no deviation of \(deviation)")

    switch c.positions {
    case .sinusoidal: positionEncoding = .sinusoidal(SinusoidalEncoding(dimensions: c.width))
    case .learned:
      // Half as large as the tokens themselves, so that a wrong position can be seen.
      positionEncoding = .learned(
        LearnedEncoding(
          table: .spread(c.contextLength, c.width, deviation: 0.5 * deviation, &generator)))
    case .rotary, .alibi, .none: break
    }

    if !c.tiesHead {
      embedding = .numbers(.spread(c.vocabulary, c.width, deviation: deviation, &generator))
    }
    let norm = Norm(c.norm, dimensions: c.width, eps: c.eps, fraction: c.normFraction)
    blocks = []
    for _ in 0..<c.layers {
      var attention = try AttentionLayer(
        width: c.width, queryHeads: c.queryHeads, kvHeads: c.kvHeads,
        headDimension: c.headDimension, rotary: c.rotary, distanceBias: c.distanceBias,
        outputGain: outputGain, bias: c.attentionBias, using: &generator)
      if c.headNorms {
        attention.queryNorm = RMSNorm(dimensions: c.headDimension, eps: c.eps)
        attention.keyNorm = attention.queryNorm
      }
      let feedForward = FeedForward(
        width: c.width, hidden: c.feedForwardWidth, outputGain: outputGain, using: &generator)
      blocks.append(
        TransformerBlock(
          attentionNorm: norm, attention: attention, feedForwardNorm: norm,
          feedForward: feedForward, placement: c.normPlacement))
    }
    finalNorm = norm
    finalNorm.forEachParameter { name, tensor in
      if name.utf8.elementsEqual("gain".utf8) { tensor.fill(with: Float(finalGain)) }
    }
    head = Linear(
      inputs: c.width, outputs: c.vocabulary,
      gain: c.tiesHead ? embeddingDeviation.map { $0 * root } ?? 1 : 1, using: &generator)
    (contextLength, mask) = (c.contextLength, c.mask)
  }
}

// MARK: Parameters

extension Transformer: Parameterized {
  /// All tensors in the order in which a token meets them.
  public mutating func forEachWeights(_ name: String, _ body: (String, inout Weights) -> Void) {
    embedding?.forEachWeights(name + "embedding", body)
    positionEncoding?.forEachWeights(name + "positionEncoding.", body)
    for layer in blocks.indices {
      blocks[layer].forEachWeights(name + "blocks.\(layer).", body)
    }
    finalNorm.forEachWeights(name + "finalNorm.", body)
    head.forEachWeights(name + "head.", body)
  }
}
