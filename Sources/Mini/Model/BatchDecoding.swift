extension Transformer {
  /// A cache for `texts` texts of one length that are decoded together: a batch is only more heads,
  /// those of the first text, then those of the second.
  public func makeCache(texts: Int, capacity: Int) throws(ModelError) -> TransformerCache {
    try ModelError.require(texts, atLeastOne: "the number of texts")
    return try makeCache { kvHeads, headDimension throws(ModelError) in
      let heads = Count(texts) * Count(kvHeads)
      return try KVCache(kvHeads: heads.value, headDimension: headDimension, capacity: capacity)
    }
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
    guard cache.layers.count == blocks.count else {
      throw ModelError("\(blocks.count) layers need as many caches, not \(cache.layers.count)")
    }
    try validateCausal()
    let position = cache.offset
    try validate(tokens, texts: tokens.count, position: position)
    try cache.reserve(1)
    var activations = Activations()
    return logits(
      try forward(tokens, texts: tokens.count, position: position, &activations) {
        layer, p, heads throws(ModelError) in
        try blocks[layer].attention.attend(p, cache: &cache.layers[layer], into: &heads)
      })
  }
}
