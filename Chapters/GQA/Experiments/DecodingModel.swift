import Mini

/// A decoder with random weights, laid out for products, that has texts of several lengths in its caches.
package final class DecodingModel {
  private let decoder: Transformer
  private var caches: [Int: TransformerCache] = [:]

  package init(_ sizes: TransformerConfiguration, lengths: [Int], seed: UInt64) throws {
    let model = try Transformer(sizes, seed: seed)
    let embedding = model.embedding?.count ?? sizes.width
    readWeights = model.byteCount - (embedding - sizes.width) * 4
    decoder = model.laidOut()
    // What is in a cache does not change the time; numbers of the size of keys do well.
    var random = SeededGenerator(seed: seed)
    let heads = Tensor.uniform(sizes.kvHeads, 64, sizes.headDimension, using: &random)
    for length in lengths {
      var cache = try decoder.makeCache(capacity: length + 1)
      for layer in cache.layers.indices {
        for _ in 0..<length / 64 { try cache.layers[layer].update(keys: heads, values: heads) }
      }
      caches[length] = cache
    }
  }

  package var kvHeads: Int { decoder.configuration.kvHeads }

  /// Bytes of the weights that a token reads: all but the other tokens' rows of the embedding.
  package let readWeights: Int

  /// Decodes a token that `length` others stand before, and forgets it again. Says what it read and
  /// did.
  package func step(after length: Int) throws -> (bytes: Int, attention: Int, logits: Tensor) {
    let counter = OperationCounter()
    let logits = try counter.counting { try decoder([65], cache: &caches[length]!) }
    let bytes = caches[length]!.byteCount
    try caches[length]!.trim(to: length)
    return (bytes, counter.attentionMultiplyAdds, logits)
  }
}
