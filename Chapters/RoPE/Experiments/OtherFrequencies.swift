import Mini

extension Transformer {
  /// The same weights with queries and keys turned by other frequencies.
  package func turning(by scaling: RotaryScaling) throws -> Transformer {
    try turning {
      RotaryEmbedding(
        headDimension: $0.headDimension, base: $0.base, layout: $0.layout, scaling: scaling)
    }
  }

  /// The same weights with another rotation of queries and keys.
  package func turning(
    _ other: (RotaryEmbedding) -> RotaryEmbedding
  ) throws -> Transformer {
    var model = self
    for layer in blocks.indices {
      let a = blocks[layer].attention
      model.blocks[layer].attention = try AttentionLayer(
        queryHeads: a.queryHeads, kvHeads: a.kvHeads, query: a.query, key: a.key, value: a.value,
        output: a.output, rotary: a.rotary.map(other), queryNorm: a.queryNorm, keyNorm: a.keyNorm)
    }
    return model
  }
}
