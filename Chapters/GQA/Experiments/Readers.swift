import Mini

/// Texts of one length that are decoded together, again and again, by a decoder laid out for products.
package final class Readers {
  private let decoder: Transformer
  private var cache: TransformerCache
  private let (texts, tokens, weightBytes): (Int, Int, Int)

  package init(_ decoder: Transformer, texts: Int, tokens: Int) throws {
    (self.decoder, self.texts, self.tokens) = (decoder.laidOut(), texts, tokens)
    weightBytes = decoder.byteCount
    cache = try decoder.makeCache(texts: texts, capacity: tokens + 1)
    // What is in a cache does not change the time.
    var random = SeededGenerator(seed: 1)
    let heads = Tensor.uniform(
      texts * decoder.configuration.kvHeads, tokens, decoder.configuration.headDimension,
      using: &random)
    for layer in cache.layers.indices {
      try cache.layers[layer].update(keys: heads, values: heads)
    }
  }

  /// What a step reads.
  package var bytes: Int { weightBytes + cache.byteCount }

  package func step() -> Tensor? {
    let logits = try? decoder(together: Array(repeating: 65, count: texts), cache: &cache)
    try? cache.trim(to: tokens)
    return logits
  }
}
