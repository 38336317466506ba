import Mini
import Testing

@testable import KVCacheExperiments

@Suite struct GrowingKVCacheTests {
  @Test func holdsWhatAPreallocatedCacheHolds() throws {
    var inputs = Chunks(seed: 11)
    var growing = try GrowingKVCache(kvHeads: 2, headDimension: 20)
    var fixed = try KVCache(kvHeads: 2, headDimension: 20, capacity: 40)
    for tokens in [5, 1, 1, 8, 3] {
      let (queries, keys, values) = (
        inputs.queries(4, tokens), inputs.chunk(tokens), inputs.chunk(tokens)
      )
      let a = try growing.attend(queries: queries, keys: keys, values: values)
      let b = try fixed.attend(queries: queries, keys: keys, values: values)
      #expect(a == b)
    }
    #expect(growing.keys == fixed.keys && growing.values == fixed.values)
    #expect(growing.byteCount == fixed.byteCount)
    #expect(growing.allocatedByteCount == growing.byteCount)
  }

  /// n tokens one by one move 0 + 1 + … + (n − 1) old tokens.
  @Test func copiesTheSquareOfItsLength() throws {
    var inputs = Chunks(seed: 12)
    var cache = try GrowingKVCache(kvHeads: 2, headDimension: 20)
    for _ in 0..<30 { cache.update(keys: inputs.chunk(1), values: inputs.chunk(1)) }
    #expect(cache.copiedByteCount == 30 * 29 / 2 * (2 * 2 * 20 * 4))
  }

  @Test func trimsAndResets() throws {
    var inputs = Chunks(seed: 13)
    let keys = inputs.chunk(6)
    var cache = try GrowingKVCache(kvHeads: 2, headDimension: 20)
    cache.update(keys: keys, values: keys)
    cache.trim(to: 4)
    #expect(cache.values == keys.sliced(tokens: 0..<4))
    cache.reset()
    #expect(cache.offset == 0 && cache.keys.shape == [2, 0, 20])
    #expect(throws: ModelError.self) { _ = try GrowingKVCache(kvHeads: 0, headDimension: 2) }
  }
}

/// Random keys and values of two kv heads, and queries.
/// Random keys, values and queries for 2 kv heads of 20 features.
struct Chunks {
  var generator: SeededGenerator

  init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

  mutating func chunk(_ tokens: Int) -> Tensor { .normal(2, tokens, 20, using: &generator) }

  mutating func queries(_ heads: Int, _ tokens: Int) -> Tensor {
    .normal(heads, tokens, 20, using: &generator)
  }
}
