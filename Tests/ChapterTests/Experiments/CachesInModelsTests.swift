import Mini
import Testing

@testable import KVCacheExperiments

/// The chapter's own caches where they are used: in a model, and with sizes that a reader may ask for.
@Suite struct CachesInModelsTests {
  private static let text = (0..<50).map { ($0 * 41 + 7) % 100 }

  private func decoder() throws -> Transformer {
    var c = TransformerConfiguration()
    (c.layers, c.width, c.queryHeads, c.kvHeads, c.ownHeadDimension) = (3, 48, 8, 2, 16)
    (c.feedForwardWidth, c.vocabulary, c.contextLength) = (130, 100, 64)
    return try Transformer(c, seed: 6)
  }

  @Test func pagesAndWindowsChangeNoBit() throws {
    let decoder = try decoder()
    let logits = try decoder(Self.text)
    let pool = try PagePool(pageCount: 30, pageLength: 7, kvHeads: 2, headDimension: 16)
    var paged = try decoder.makeCache { _, _ in PagedKVCache(pool: pool) }
    // As long as the window is not full, it is a cache like the others.
    var windowed = try decoder.makeCache { kvHeads, headDimension throws(ModelError) in
      try WindowedKVCache(kvHeads: kvHeads, headDimension: headDimension, window: 50, sinks: 4)
    }
    for first in stride(from: 0, to: 50, by: 5) {
      let piece = Array(Self.text[first..<first + 5])
      let rows = logits[rows: first..<first + 5]
      #expect(try decoder(piece, cache: &paged) == rows)
      #expect(try decoder(piece, cache: &windowed) == rows)
    }
  }

  /// A window bounds what a token costs.
  @Test func aWindowCountsOnlyWhatIsKept() throws {
    let decoder = try decoder()
    let counter = OperationCounter()
    var cache = try decoder.makeCache { kvHeads, headDimension throws(ModelError) in
      try WindowedKVCache(kvHeads: kvHeads, headDimension: headDimension, window: 8, sinks: 2)
    }
    _ = try counter.counting { try decoder(Self.text, cache: &cache) }
    #expect(counter.multiplyAdds(.scores) == 3 * 8 * 16 * (36 + 42 * 8))
  }

  @Test func roundedKeysAndValuesChangeLogitsALittle() throws {
    let decoder = try decoder()
    let logits = try decoder(Self.text)
    var cache = try decoder.makeCache { kvHeads, headDimension throws(ModelError) in
      try QuantizedKVCache(kvHeads: kvHeads, headDimension: headDimension, blockLength: 16)
    }
    let rounded = try decoder(Self.text, cache: &cache)
    #expect(rounded[rows: 0..<16] == logits[rows: 0..<16])
    let difference = rounded.largestDifference(from: logits)
    #expect(difference > 0 && difference < 0.1)
    #expect(cache.byteCount < 4 * 50 * decoder.configuration.cacheBytesPerToken() / 8)
  }

  @Test(arguments: [0, -1, .min, .max]) func otherSizesAreRefused(size: Int) {
    for make: () throws -> Void in [
      { _ = try QuantizedKVCache(kvHeads: 1, headDimension: 1, blockLength: size) },
      { _ = try WindowedKVCache(kvHeads: size, headDimension: 4, window: 4) },
      { _ = try WindowedKVCache(kvHeads: 4, headDimension: size, window: 4) },
      { _ = try WindowedKVCache(kvHeads: 1, headDimension: 1, window: size) },
      { _ = try WindowedKVCache(kvHeads: 1, headDimension: 1, window: size, sinks: size) },
      { _ = try QuantizedKVCache(kvHeads: size, headDimension: 4) },
      { _ = try QuantizedKVCache(kvHeads: 4, headDimension: size) },
      { _ = try PagePool(pageCount: size, kvHeads: 1, headDimension: 1) },
      { _ = try PagePool(pageCount: 4, pageLength: size, kvHeads: 1, headDimension: 1) },
      { _ = try PagePool(pageCount: 4, kvHeads: size, headDimension: 4) },
      { _ = try PagePool(pageCount: 4, kvHeads: 4, headDimension: size) },
    ] {
      #expect(throws: ModelError.self) { try make() }
    }
  }

  @Test(arguments: [5, .max, .max - 1]) func moreThanThePoolHasIsRefused(tokens: Int) throws {
    let pool = try PagePool(pageCount: 2, pageLength: 2, kvHeads: 1, headDimension: 1)
    #expect(throws: ModelError.self) { try PagedKVCache(pool: pool).reserve(tokens) }
    #expect(pool.freePageCount == 2)
  }

  @Test(arguments: [-1, 4, .max]) func sinksLeaveRoomForARecentToken(sinks: Int) {
    #expect(throws: ModelError.self) {
      _ = try WindowedKVCache(kvHeads: 1, headDimension: 1, window: 4, sinks: sinks)
    }
  }

  @Test func productsThatWrapAreRefused() {
    let large = 1 << 32
    #expect(throws: ModelError.self) {
      _ = try QuantizedKVCache(kvHeads: large, headDimension: large)
    }
    #expect(throws: ModelError.self) {
      _ = try WindowedKVCache(kvHeads: large, headDimension: large, window: large)
    }
    #expect(throws: ModelError.self) {
      _ = try PagePool(pageCount: large, pageLength: large, kvHeads: 1, headDimension: 1)
    }
  }
}
