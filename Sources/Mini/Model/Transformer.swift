import Require

/// A language model: an embedding, blocks, a norm and an output head.
///
/// Weights are random until others are put in their place; shapes, counts, times and every identity
/// between ways of computing are those of a trained model.
///
///     let decoder = try Transformer(TransformerConfiguration(), seed: 1)
///     let logits = try decoder(Array("Time flies".utf8).map(Int.init))  // [10, 256]
public struct Transformer: Sendable {
  /// The sizes and choices it was built with.
  public let configuration: TransformerConfiguration

  /// One row for each token: `[vocabulary, width]`; nil where it is tied to the head, whose column
  /// for a token is then its embedding.
  public var embedding: Tensor?

  /// What is added to the embedding; nil with rotary positions or none.
  public var positionEncoding: (any PositionEncoding)?

  /// The layers in their order.
  public var blocks: [TransformerBlock]

  /// The norm after the last block.
  public var finalNorm: Norm

  /// `[width, vocabulary]`. Of a tied pair this is the one that is stored: all of it is read for
  /// every new token, and of the embedding only what one token needs.
  public var head: Linear

  /// A decoder before training, the same for the same seed, or a sentence about what cannot be built.
  ///
  /// Weights have standard deviations that keep the mean square of features near 1: 1/√inputs for
  /// matrices, and 1/√(2 · layers) of that for those that end a way beside a residual, since as many
  /// of them add up (GPT-2, Radford et al., 2019, sec. 2.3). An embedding of its own has 1.
  public init(_ configuration: TransformerConfiguration, seed: UInt64) throws(ModelError) {
    try configuration.validate()
    let c = configuration
    var generator = SeededGenerator(seed: seed)
    let outputGain = 1 / Double(2 * c.layers).squareRoot()

    var rotary: RotaryEmbedding?
    switch c.positions {
    case .rotary(let base, let layout):
      rotary = RotaryEmbedding(headDimension: c.headDimension, base: base, layout: layout)
        .prepared(upTo: c.contextLength)
    case .sinusoidal: positionEncoding = SinusoidalEncoding(dimensions: c.width)
    case .learned:
      // Half as large as the tokens themselves, so that a wrong position can be seen.
      let deviation = 0.5 * (c.tiesHead ? 1 / Double(c.width).squareRoot() : 1)
      positionEncoding = LearnedEncoding(
        table: .spread(c.contextLength, c.width, deviation: deviation, &generator))
    case .none: break
    }

    if !c.tiesHead { embedding = .spread(c.vocabulary, c.width, deviation: 1, &generator) }
    let norm = Norm(c.norm, dimensions: c.width, eps: c.eps)
    blocks = []
    for _ in 0..<c.layers {
      let attention = try AttentionLayer(
        width: c.width, queryHeads: c.queryHeads, kvHeads: c.kvHeads,
        headDimension: c.headDimension, rotary: rotary, outputGain: outputGain, using: &generator)
      let feedForward = FeedForward(
        width: c.width, hidden: c.feedForwardWidth, outputGain: outputGain, using: &generator)
      blocks.append(
        TransformerBlock(
          attentionNorm: norm, attention: attention, feedForwardNorm: norm,
          feedForward: feedForward))
    }
    finalNorm = norm
    head = Linear(inputs: c.width, outputs: c.vocabulary, using: &generator)
    self.configuration = configuration
  }

  /// The number of learned numbers, counted.
  public var parameterCount: Int {
    // The only encoding with numbers that are learned.
    let table = (positionEncoding as? LearnedEncoding)?.table.count ?? 0
    return (embedding?.count ?? 0) + table + blocks.reduce(0) { $0 + $1.parameterCount }
      + finalNorm.parameterCount + head.weight.count
  }

  /// Bytes of the learned numbers, 4 each.
  public var byteCount: Int { parameterCount * MemoryLayout<Float>.size }
}

// MARK: Without a cache

extension Transformer {
  /// The logits after each token of a text: `[tokens, vocabulary]`.
  ///
  /// - Parameters:
  ///   - tokens: at least one, each below the vocabulary
  ///   - position: where the first of them stands
  ///   - counter: where the multiply–adds are counted
  public func callAsFunction(
    _ tokens: [Int], position: Int = 0, counter: OperationCounter? = nil
  ) throws(ModelError) -> Tensor {
    logits(try hiddenStates(tokens, position: position, counter: counter), counter: counter)
  }

  /// What the head reads: the last block's output, normalised. `[tokens, width]`
  public func hiddenStates(
    _ tokens: [Int], position: Int = 0, counter: OperationCounter? = nil
  ) throws(ModelError) -> Tensor {
    var workspace = TransformerWorkspace()
    try embed(tokens, position: position, into: &workspace)
    for block in blocks {
      block(&workspace, mask: configuration.mask, position: position, counter: counter)
    }
    return finalNorm(workspace.x)
  }

  /// The queries, keys and values of every layer when the whole text is computed without a cache.
  public func projections(
    _ tokens: [Int], position: Int = 0
  ) throws(ModelError) -> [AttentionLayer.Projections] {
    var workspace = TransformerWorkspace()
    try embed(tokens, position: position, into: &workspace)
    return blocks.map { block in
      block(&workspace, mask: configuration.mask, position: position, counter: nil)
      return workspace.attention.projections
    }
  }

  /// Hidden states `[tokens, width]` to logits `[tokens, vocabulary]`.
  public func logits(_ hidden: Tensor, counter: OperationCounter? = nil) -> Tensor {
    head(hidden, as: .head, counter: counter)
  }

  /// Writes the first block's x, or throws a sentence about what is wrong with the text.
  private func embed(
    _ tokens: [Int], position: Int, into workspace: inout TransformerWorkspace
  ) throws(ModelError) {
    require(position >= 0, "a text cannot begin at position \(position)")
    try validate(tokens)
    try validate(length: position + tokens.count)
    let (width, vocabulary) = (configuration.width, configuration.vocabulary)
    // A row of the embedding, or a column of the head that it is tied to.
    let weights = (embedding ?? head.weight).scalars
    let (perToken, perFeature) = embedding == nil ? (1, vocabulary) : (width, 1)
    workspace.x.fit(tokens.count, width)
    for (t, token) in tokens.enumerated() {
      for i in 0..<width {
        workspace.x.scalars[t * width + i] = weights[token * perToken + i * perFeature]
      }
    }
    if let positionEncoding {
      workspace.x += positionEncoding(position..<position + tokens.count)
    }
  }

  /// Throws if there is no token, or one that the vocabulary does not have.
  func validate(_ tokens: [Int]) throws(ModelError) {
    if tokens.isEmpty {
      throw ModelError("the text is empty: there is no token to begin with; give at least one")
    }
    if let stranger = tokens.first(where: { !(0..<configuration.vocabulary).contains($0) }) {
      throw ModelError(
        "token \(stranger) is not one of the \(configuration.vocabulary) of the vocabulary")
    }
  }

  /// Throws if a text of `length` tokens does not fit into the context.
  func validate(length: Int) throws(ModelError) {
    if length > configuration.contextLength {
      throw ModelError(
        "a text of \(length) tokens is longer than the context of \(configuration.contextLength); "
          + "shorten it, or build the model with a longer context")
    }
  }
}

// MARK: With a cache

extension Transformer {
  /// A pre-allocated cache for `capacity` tokens in every layer.
  public func makeCache(capacity: Int) throws(ModelError) -> TransformerCache {
    try makeCache { kvHeads, headDimension throws(ModelError) in
      try KVCache(kvHeads: kvHeads, headDimension: headDimension, capacity: capacity)
    }
  }

  /// A cache of any kind for every layer, made by `make(kvHeads, headDimension)`.
  public func makeCache(
    _ make: (_ kvHeads: Int, _ headDimension: Int) throws(ModelError) -> any KeyValueCache
  ) throws(ModelError) -> TransformerCache {
    var layers: [any KeyValueCache] = []
    for _ in blocks {
      layers.append(try make(configuration.kvHeads, configuration.headDimension))
    }
    return TransformerCache(layers: layers)
  }

  /// The logits after each of the next tokens of a text whose earlier ones are in `cache`:
  /// `[tokens, vocabulary]`, with the bits that these rows have without a cache.
  ///
  /// Where it throws, the cache is left as it was.
  ///
  /// - Parameters:
  ///   - tokens: at least one, each below the vocabulary
  ///   - cache: made by ``makeCache(capacity:)``; holds these tokens too in the end
  ///   - position: where the first of them stands; after the cached ones if nil, and everything
  ///     else is a mistake that nothing but the numbers will show
  ///   - counter: where the multiply–adds are counted
  public func callAsFunction(
    _ tokens: [Int], cache: inout TransformerCache, position: Int? = nil,
    counter: OperationCounter? = nil
  ) throws(ModelError) -> Tensor {
    let hidden = try hiddenStates(tokens, cache: &cache, position: position, counter: counter)
    return logits(hidden, counter: counter)
  }

  /// What the head reads for the next tokens: `[tokens, width]`.
  public func hiddenStates(
    _ tokens: [Int], cache: inout TransformerCache, position: Int? = nil,
    counter: OperationCounter? = nil
  ) throws(ModelError) -> Tensor {
    require(
      cache.layers.count == blocks.count,
      "\(cache.layers.count) caches do not fit \(blocks.count) layers")
    try validateCausal()
    let position = position ?? cache.offset
    try embed(tokens, position: position, into: &cache.workspace)
    try cache.reserve(tokens.count)
    for layer in blocks.indices {
      try blocks[layer](
        &cache.workspace, cache: &cache.layers[layer], position: position, counter: counter)
    }
    return finalNorm(cache.workspace.x)
  }

  /// Throws for an encoder.
  func validateCausal() throws(ModelError) {
    if configuration.mask != .causal {
      throw ModelError(
        "a model that looks ahead cannot use a cache: every new token changes the keys and values "
          + "of those before it from the second layer on")
    }
  }
}
