import Base

/// The caches of all layers of a model, which hold the same tokens.
///
///     var cache = try model.makeCache(capacity: 512)
///     let logits = try model(prompt, cache: &cache)
public struct TransformerCache {
  /// The cache of each layer, first layer first.
  public var layers: [LayerCache]

  /// The caches of layers that are all at the same token.
  public init(layers: [LayerCache]) {
    require(!layers.isEmpty, "a model has at least one layer")
    require(
      layers.allSatisfy { $0.offset == layers[0].offset },
      "the caches are at different tokens: \(layers.map { $0.offset })")
    self.layers = layers
  }

  /// How many tokens have gone in: the position of the next one.
  public var offset: Int { layers[0].offset }

  /// Bytes that the keys and values of all layers occupy.
  public var byteCount: Int { layers.reduce(0) { $0 + $1.byteCount } }

  /// Bytes of memory set aside for all layers.
  public var allocatedByteCount: Int { layers.reduce(0) { $0 + $1.allocatedByteCount } }

  /// Makes room for `tokens` more in every layer, or throws and leaves all of them as they were.
  public mutating func reserve(_ tokens: Int) throws(ModelError) {
    let before = layers.map { $0.reservedTokens }
    for layer in layers.indices {
      do {
        try layers[layer].reserve(tokens)
      } catch {
        // Layers before this one may have taken pages from a pool that they share.
        for earlier in (0..<layer).reversed() {
          layers[earlier].release(keeping: before[earlier])
        }
        throw error
      }
    }
  }

  /// Forgets all tokens but the first `length` in every layer, or throws and forgets none.
  public mutating func trim(to length: Int) throws(ModelError) {
    // All are asked first: layers with and without a window may alternate.
    for layer in layers { try layer.validateTrim(to: length) }
    for layer in layers.indices { try layers[layer].trim(to: length) }
  }

  /// Forgets all tokens: the next one starts another text.
  public mutating func reset() {
    for layer in layers.indices { layers[layer].reset() }
  }
}
