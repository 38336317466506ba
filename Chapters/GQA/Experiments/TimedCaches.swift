import Mini
import Experiments

/// One new token and the same text in caches with different numbers of kv heads.
package struct TimedText {
  package let tokens: Int
  package let query: Tensor  // [queryHeads, 1, headDimension]
  package let caches: [TimedCache]
  private let numbers: Tensor  // as many as the largest cache holds

  package init(
    queryHeads: Int, kvHeads: [Int], headDimension: Int, tokens: Int,
    using random: inout SeededGenerator
  ) throws {
    self.tokens = tokens
    query = .uniform(queryHeads, 1, headDimension, using: &random)
    let keys = Tensor.uniform(tokens, headDimension, using: &random)
    let values = Tensor.uniform(tokens, headDimension, using: &random)
    caches = try kvHeads.map { kvHeads in
      try TimedCache(keys, values, queryHeads: queryHeads, kvHeads: kvHeads)
    }
    numbers = Tensor(repeating: 1, shape: [caches[0].bytes / 4])
  }

  /// Bytes of the multi-head cache.
  package var bytes: Int { caches[0].bytes }

  /// Reads as many numbers as the multi-head cache holds.
  package func read() -> Float { Limits.read(numbers) }
}

/// A cache all of whose heads hold the same keys and values.
package struct TimedCache {
  package let kvHeads: Int
  package let bytes: Int
  /// Multiply–adds of one new token, counted.
  package let multiplyAdds: Int
  package let view: KeyValueView

  package init(_ keys: Tensor, _ values: Tensor, queryHeads: Int, kvHeads: Int) throws {
    self.kvHeads = kvHeads
    let (tokens, headDimension) = (keys.shape[0], keys.shape[1])
    var cache = try KVCache(kvHeads: kvHeads, headDimension: headDimension, capacity: tokens)
    let counter = OperationCounter()
    // In pieces, so that no second copy of the whole cache is ever in memory. The last token attends
    // and is counted.
    let piece = 1024
    for first in stride(from: 0, to: tokens - 1, by: piece) {
      let range = first..<min(first + piece, tokens - 1)
      try cache.update(
        keys: repeatingHeads(keys[rows: range].splitHeads(1), times: kvHeads),
        values: repeatingHeads(values[rows: range].splitHeads(1), times: kvHeads))
    }
    let last = tokens - 1..<tokens
    _ = try counter.counting {
      try cache.attend(
        queries: Tensor(zeros: [queryHeads, 1, headDimension]),
        keys: repeatingHeads(keys[rows: last].splitHeads(1), times: kvHeads),
        values: repeatingHeads(values[rows: last].splitHeads(1), times: kvHeads))
    }
    bytes = cache.byteCount
    multiplyAdds = counter.attentionMultiplyAdds
    view = cache.view
  }
}
