import Mini
import Testing

@testable import KVCacheExperiments

@Suite struct PagedKVCacheTests {
  /// Pages of two sequences alternate in memory, and each reads as if its memory were one piece.
  @Test(arguments: [1, 3, 16, 100]) func readsAsAContiguousCache(pageLength: Int) throws {
    var inputs = Chunks(seed: 31)
    let pool = try PagePool(
      pageCount: 80, pageLength: pageLength, kvHeads: 2, headDimension: 20)
    var (first, second) = (PagedKVCache(pool: pool), PagedKVCache(pool: pool))
    var fixed = try KVCache(kvHeads: 2, headDimension: 20, capacity: 40)
    for tokens in [1, 4, 1, 1, 17, 9] {
      let (queries, keys, values) = (
        inputs.queries(4, tokens), inputs.chunk(tokens), inputs.chunk(tokens)
      )
      let a = try first.attend(queries: queries, keys: keys, values: values)
      let b = try fixed.attend(queries: queries, keys: keys, values: values)
      #expect(a == b)
      _ = try second.attend(queries: queries, keys: values, values: keys)
    }
    #expect(first.keys == fixed.keys && first.values == fixed.values)
    #expect(second.keys == fixed.values && second.values == fixed.keys)
    #expect(first.byteCount == fixed.byteCount)
    #expect(Set(first.pageTable).isDisjoint(with: second.pageTable))
  }

  @Test func wastesTheRestOfTheLastPage() throws {
    var inputs = Chunks(seed: 32)
    let pool = try PagePool(pageCount: 10, pageLength: 4, kvHeads: 2, headDimension: 20)
    let cache = PagedKVCache(pool: pool)
    #expect(cache.wastedTokens == 0 && cache.allocatedByteCount == 0)
    for tokens in 1...12 {
      try cache.update(keys: inputs.chunk(1), values: inputs.chunk(1))
      #expect(cache.pageTable.count == (tokens + 3) / 4)
      #expect(cache.wastedTokens == [3, 2, 1, 0][(tokens - 1) % 4])
      #expect(cache.allocatedByteCount == cache.pageTable.count * 2 * 2 * 4 * 20 * 4)
    }
    #expect(pool.freePageCount == 7)
  }

  @Test func pagesGoBackToThePool() throws {
    var inputs = Chunks(seed: 33)
    let pool = try PagePool(pageCount: 4, pageLength: 2, kvHeads: 2, headDimension: 20)
    do {
      let cache = PagedKVCache(pool: pool)
      let keys = inputs.chunk(7)
      try cache.update(keys: keys, values: keys)
      #expect(pool.freePageCount == 0)
      cache.trim(to: 3)
      #expect(pool.freePageCount == 2)
      #expect(cache.keys == keys.sliced(tokens: 0..<3))
      try cache.update(keys: keys.sliced(tokens: 3..<4), values: keys.sliced(tokens: 3..<4))
      #expect(cache.keys == keys.sliced(tokens: 0..<4))
      #expect(pool.freePageCount == 2)
    }
    #expect(pool.freePageCount == 4)
  }

  @Test func anEmptyPoolRefusesAndNothingChanges() throws {
    var inputs = Chunks(seed: 34)
    let pool = try PagePool(pageCount: 3, pageLength: 2, kvHeads: 2, headDimension: 20)
    let cache = PagedKVCache(pool: pool)
    let keys = inputs.chunk(5)
    try cache.update(keys: keys, values: keys)
    let error = #expect(throws: ModelError.self) {
      try cache.update(keys: inputs.chunk(2), values: inputs.chunk(2))
    }
    #expect(error?.description.contains("1 more would be needed and 0 of 3 are free") == true)
    #expect(cache.keys == keys && cache.wastedTokens == 1)
  }

  /// Layers share a pool: when a later layer finds it empty, earlier ones give back what they took.
  @Test func layersThatDoNotAllFitTakeNothing() throws {
    var configuration = TransformerConfiguration()
    (configuration.layers, configuration.width, configuration.feedForwardWidth) = (3, 16, 16)
    (configuration.queryHeads, configuration.kvHeads) = (4, 2)
    let decoder = try Transformer(configuration, seed: 35)
    let pool = try PagePool(pageCount: 8, pageLength: 2, kvHeads: 2, headDimension: 4)
    var cache = try decoder.makeCache { _, _ in PagedKVCache(pool: pool) }
    _ = try decoder([1, 2, 3], cache: &cache)
    #expect(pool.freePageCount == 2)
    #expect(throws: ModelError.self) { _ = try decoder([4, 5], cache: &cache) }
    #expect(pool.freePageCount == 2 && cache.offset == 3)
    let next = try decoder([4], cache: &cache)
    #expect(next[row: 0] == (try decoder([1, 2, 3, 4])[row: 3]))
  }

  @Test func sizesBelowOneAreRefused() {
    for (pages, length) in [(0, 4), (4, 0), (4, -1)] {
      #expect(throws: ModelError.self) {
        _ = try PagePool(pageCount: pages, pageLength: length, kvHeads: 1, headDimension: 2)
      }
    }
    let error = #expect(throws: ModelError.self) {
      _ = try PagePool(pageCount: 4, pageLength: 0, kvHeads: 1, headDimension: 2)
    }
    #expect(error?.description == "the length of a page must be at least 1, not 0")
  }
}
