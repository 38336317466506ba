import Mini

extension Transformer {
  /// Caches that keep `window` tokens: the first `sinks`, and the most recent ones.
  package func makeWindows(_ window: Int, sinks: Int) throws -> TransformerCache {
    try makeCache { kvHeads, headDimension throws(ModelError) in
      try WindowedKVCache(
        kvHeads: kvHeads, headDimension: headDimension, window: window, sinks: sinks)
    }
  }

  /// Caches of 8 bits, in blocks of 8 tokens.
  package func makeRounded(_ scales: Int8Scales) throws -> TransformerCache {
    try makeCache { kvHeads, headDimension throws(ModelError) in
      try QuantizedKVCache(
        kvHeads: kvHeads, headDimension: headDimension, blockLength: 8, keyScales: scales)
    }
  }
}

extension Transformer {
  /// The logits after a text of which each layer keeps the last `window` tokens only:
  /// `[vocabulary]`.
  package func lastLogits(of text: [Int], window: Int) throws -> Tensor {
    var cache = try makeCache { kvHeads, headDimension throws(ModelError) in
      try WindowedKVCache(kvHeads: kvHeads, headDimension: headDimension, window: window)
    }
    return try self(text, cache: &cache)[row: text.count - 1]
  }
}
