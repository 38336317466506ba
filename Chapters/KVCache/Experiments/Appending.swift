import Mini

/// Tokens that are appended one by one to a cache of one layer, of either kind.
package struct Appending {
  private let rows: [Tensor]  // of each token [kvHeads, 1, headDimension]
  private let kvHeads: Int
  private let headDimension: Int

  /// The tokens, at least one: keys and values are the same.
  package init(_ rows: [Tensor]) {
    (self.rows, kvHeads, headDimension) = (rows, rows[0].shape[0], rows[0].shape[2])
  }

  /// The cache after the first `tokens`, its memory set aside before.
  package func setAside(_ tokens: Int) throws(ModelError) -> KVCache {
    var cache = try KVCache(kvHeads: kvHeads, headDimension: headDimension, capacity: tokens)
    for row in rows[..<tokens] { try cache.update(keys: row, values: row) }
    return cache
  }

  /// The same of a cache that grows.
  package func growing(_ tokens: Int) throws(ModelError) -> GrowingKVCache {
    var cache = try GrowingKVCache(kvHeads: kvHeads, headDimension: headDimension)
    for row in rows[..<tokens] { cache.update(keys: row, values: row) }
    return cache
  }
}
