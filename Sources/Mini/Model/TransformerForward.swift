import Base

// MARK: Without a cache

extension Transformer {
  /// The logits after each token of a text: `[tokens, vocabulary]`.
  ///
  /// - Parameters:
  ///   - tokens: at least one, each below the vocabulary
  ///   - position: where the first of them stands
  public func callAsFunction(_ tokens: [Int], position: Int = 0) throws(ModelError) -> Tensor {
    logits(try hiddenStates(tokens, position: position))
  }

  /// What the head reads: the last block's output, normalised. `[tokens, width]`
  public func hiddenStates(_ tokens: [Int], position: Int = 0) throws(ModelError) -> Tensor {
    try whole(tokens, position: position) { _ in }
  }

  /// The queries, keys and values of every layer when the whole text is computed without a cache.
  public func projections(
    _ tokens: [Int], position: Int = 0
  ) throws(ModelError) -> [AttentionLayer.Projections] {
    var result: [AttentionLayer.Projections] = []
    _ = try whole(tokens, position: position) { result.append($0) }
    return result
  }

  /// The hidden states of a whole text; `visit` is shown what each layer attends with.
  private func whole(
    _ tokens: [Int], position: Int, visit: (AttentionLayer.Projections) -> Void
  ) throws(ModelError) -> Tensor {
    try validate(tokens, position: position)
    var activations = Activations()
    return try forward(tokens, position: position, &activations) { layer, p, heads in
      visit(p)
      blocks[layer].attention.attend(p, mask: mask, into: &heads)
    }
  }

  /// Hidden states `[tokens, width]` to logits `[tokens, vocabulary]`.
  public func logits(_ hidden: Tensor) -> Tensor {
    .written([hidden.rowCount, head.outputs]) { y in head(hidden, into: &y, as: .head) }
  }
}

// MARK: With a cache

extension Transformer {
  /// A pre-allocated cache for `capacity` tokens in every layer, or for as many of each of several texts
  /// that are decoded together: a batch is only more heads, those of the first text, then those of the
  /// second.
  public func makeCache(texts: Int = 1, capacity: Int) throws(ModelError) -> TransformerCache {
    try ModelError.require(texts, atLeastOne: "the number of texts")
    return try makeCache { kvHeads, headDimension throws(ModelError) in
      let heads = Count(texts) * Count(kvHeads)
      return try KVCache(kvHeads: heads.value, headDimension: headDimension, capacity: capacity)
    }
  }

  /// A cache of any kind for every layer, made by `make(kvHeads, headDimension)`.
  public func makeCache(
    _ make: (_ kvHeads: Int, _ headDimension: Int) throws(ModelError) -> LayerCache
  ) throws(ModelError) -> TransformerCache {
    TransformerCache(
      layers: try blocks.map { block throws(ModelError) in
        try make(block.attention.kvHeads, block.attention.headDimension)
      })
  }

  /// The logits after each of the next tokens of a text whose earlier ones are in `cache`:
  /// `[tokens, vocabulary]`, with the bits that these rows have without a cache.
  ///
  /// Where it throws, the cache is left as it was.
  ///
  /// - Parameters:
  ///   - tokens: at least one, each below the vocabulary
  ///   - cache: made by ``makeCache(texts:capacity:)``; holds these tokens too in the end
  ///   - position: where the first of them stands; after the cached ones if nil, and everything
  ///     else is a mistake that nothing but the numbers will show
  public func callAsFunction(
    _ tokens: [Int], cache: inout TransformerCache, position: Int? = nil
  ) throws(ModelError) -> Tensor {
    logits(try hiddenStates(tokens, cache: &cache, position: position))
  }

  /// What the head reads for the next tokens: `[tokens, width]`.
  public func hiddenStates(
    _ tokens: [Int], cache: inout TransformerCache, position: Int? = nil
  ) throws(ModelError) -> Tensor {
    var activations = Activations()
    return try hiddenStates(tokens, cache: &cache, position: position, &activations)
  }

  /// The same in memory that is kept from call to call: a token then asks for no memory but that of
  /// its result.
  public func hiddenStates(
    _ tokens: [Int], cache: inout TransformerCache, position: Int? = nil,
    _ activations: inout Activations
  ) throws(ModelError) -> Tensor {
    try hiddenStates(
      tokens, texts: 1, cache: &cache, position: position ?? cache.offset, &activations)
  }

  /// The logits after the next token of each of several texts: `[texts, vocabulary]`, a row for each
  /// with the bits that it has alone. The weights are read once for all.
  ///
  /// - Parameters:
  ///   - tokens: one for each text, below the vocabulary
  ///   - cache: made by ``makeCache(texts:capacity:)`` for as many texts; holds these tokens in the end
  public func callAsFunction(
    together tokens: [Int], cache: inout TransformerCache
  ) throws(ModelError) -> Tensor {
    var activations = Activations()
    return logits(
      try hiddenStates(
        tokens, texts: tokens.count, cache: &cache, position: cache.offset, &activations))
  }

  private func hiddenStates(
    _ tokens: [Int], texts: Int, cache: inout TransformerCache, position: Int,
    _ activations: inout Activations
  ) throws(ModelError) -> Tensor {
    require(
      cache.layers.count == blocks.count,
      "a model of \(counted(blocks.count, "layer")) needs as many caches, not \(cache.layers.count)"
    )
    try validateCausal()
    try validate(tokens, texts: texts, position: position)
    try cache.reserve(tokens.count / texts)
    return try forward(tokens, texts: texts, position: position, &activations) {
      layer, p, heads throws(ModelError) in
      try blocks[layer].attention.attend(p, cache: &cache.layers[layer], into: &heads)
    }
  }
}

// MARK: Forward

extension Transformer {
  /// What stands between the embedding and the last block's output, lent to all blocks in turn.
  ///
  /// Made anew only where a shape changes, and that is when another number of tokens goes in together.
  public struct Activations: Sendable {
    /// The input of a block: `[tokens, width]`
    var x = Tensor.empty

    /// What stands between the input of a block and its output.
    var block = TransformerBlock.Activations()

    /// Nothing is computed yet.
    public init() {}
  }

  /// The whole model but its head, for tokens that have been validated; `attend` says how each layer
  /// attends. `[tokens, width]`
  func forward(
    _ tokens: [Int], texts: Int = 1, position: Int, _ a: inout Activations,
    attend: (_ layer: Int, AttentionLayer.Projections, inout Tensor) throws(ModelError) -> Void
  ) throws(ModelError) -> Tensor {
    embed(tokens, texts: texts, from: position, into: &a.x)
    for layer in blocks.indices {
      try blocks[layer].forward(a.x, position: position, texts: texts, &a.block) {
        p, heads throws(ModelError) in try attend(layer, p, &heads)
      }
      swap(&a.x, &a.block.output)
    }
    return finalNorm(a.x)
  }

  /// What the first block reads: the embedding of each token of a text, `[tokens, width]`.
  public func embeddings(of tokens: [Int]) throws(ModelError) -> Tensor {
    try validate(tokens, position: 0)
    var x = Tensor.empty
    embed(tokens, from: 0, into: &x)
    return x
  }

  /// Writes the embedding of each token, at its position, to `x`: `[tokens, width]`. Texts of one length
  /// follow one another, and each begins at `position`.
  func embed(_ tokens: [Int], texts: Int = 1, from position: Int, into x: inout Tensor) {
    x.fit(tokens.count, head.inputs)
    switch embedding ?? head.weights {
    case .numbers(let table) where embedding != nil: x.gatherRows(tokens, of: table)
    case .numbers(let weight): x.gatherColumns(tokens, of: weight)
    case .panels(let weights): weights.gather(tokens, into: &x)
    case .stored(let weights): weights.gather(tokens, into: &x)
    }
    if let positionEncoding {
      x.addToEachText(positionEncoding(position..<position + tokens.count / texts))
    }
  }
}
