import Testing

@testable import Mini

/// Chunks of random keys and values for the tests of all caches.
struct CacheInputs {
  var generator: SeededGenerator
  let kvHeads: Int
  let headDimension: Int

  init(seed: UInt64, kvHeads: Int = 2, headDimension: Int = 20) {
    generator = SeededGenerator(seed: seed)
    self.kvHeads = kvHeads
    self.headDimension = headDimension
  }

  mutating func chunk(_ tokens: Int) -> Tensor {
    .normal(kvHeads, tokens, headDimension, using: &generator)
  }

  mutating func queries(_ queryHeads: Int, _ tokens: Int) -> Tensor {
    .normal(queryHeads, tokens, headDimension, using: &generator)
  }
}

@Suite struct KVCacheTests {
  /// Positions lie in runs of rows, and a run begins anywhere.
  @Test func aViewGathersItsRuns() {
    var inputs = CacheInputs(seed: 3)
    let (keys, values) = (inputs.chunk(9), inputs.chunk(9))
    let view = KeyValueView(
      keys: keys.scalars, values: values.scalars, kvHeads: 2, headDimension: 20,
      headStride: 9 * 20,
      runs: [PositionRun(firstRow: 6, count: 3), PositionRun(firstRow: 1, count: 2)])
    let (last, first) = (keys.sliced(tokens: 6..<9), keys.sliced(tokens: 1..<3))
    for head in 0..<2 {
      for (row, (part, place)) in [(last, 0), (last, 1), (last, 2), (first, 0), (first, 1)]
        .enumerated()
      {
        for j in 0..<20 {
          #expect(view.keyTensor[head, row, j] == part[head, place, j])
        }
      }
    }
    #expect(view.valueTensor.shape == [2, 5, 20])
  }

  @Test func appendsInOrder() throws {
    var inputs = CacheInputs(seed: 1)
    let (keys, values) = (inputs.chunk(9), inputs.chunk(9))
    var cache = try KVCache(kvHeads: 2, headDimension: 20, capacity: 12)
    #expect(cache.offset == 0)
    #expect(cache.keys.shape == [2, 0, 20])
    for piece in [0..<4, 4..<5, 5..<5, 5..<9] {
      try cache.update(keys: keys.sliced(tokens: piece), values: values.sliced(tokens: piece))
      #expect(cache.offset == piece.upperBound)
    }
    #expect(cache.keys == keys)
    #expect(cache.values == values)
  }

  @Test func countsItsBytes() throws {
    var cache = try KVCache(kvHeads: 3, headDimension: 8, capacity: 10)
    #expect(cache.byteCount == 0)
    #expect(cache.allocatedByteCount == 2 * 3 * 10 * 8 * 4)
    try cache.update(keys: Tensor(zeros: [3, 7, 8]), values: Tensor(zeros: [3, 7, 8]))
    #expect(cache.byteCount == 2 * 3 * 7 * 8 * 4)
  }

  @Test func aFullCacheRefusesAndStaysAsItWas() throws {
    var inputs = CacheInputs(seed: 2)
    var cache = try KVCache(kvHeads: 2, headDimension: 20, capacity: 8)
    let (keys, values) = (inputs.chunk(7), inputs.chunk(7))
    try cache.update(keys: keys, values: values)
    let error = #expect(throws: ModelError.self) {
      try cache.update(keys: inputs.chunk(2), values: inputs.chunk(2))
    }
    #expect(
      error?.description
        == "the cache is full: it has 8 places and holds 7 tokens, so there is no room for 2 more; "
        + "choose a capacity of at least 9, or trim or reset the cache")
    #expect(throws: ModelError.self) {
      _ = try cache.attend(
        queries: inputs.queries(4, 2), keys: inputs.chunk(2), values: inputs.chunk(2))
    }
    #expect(cache.offset == 7 && cache.keys == keys && cache.values == values)
    // The one place that is left can still be used.
    try cache.update(keys: inputs.chunk(1), values: inputs.chunk(1))
    #expect(cache.offset == 8)
  }

  @Test func trimAndResetForgetTheLatest() throws {
    var inputs = CacheInputs(seed: 3)
    let (keys, values) = (inputs.chunk(8), inputs.chunk(8))
    var cache = try KVCache(kvHeads: 2, headDimension: 20, capacity: 8)
    try cache.update(keys: keys, values: values)
    cache.trim(to: 3)
    #expect(cache.keys == keys.sliced(tokens: 0..<3))
    // What is appended again stands where it stood.
    try cache.update(keys: keys.sliced(tokens: 3..<8), values: values.sliced(tokens: 3..<8))
    #expect(cache.keys == keys && cache.values == values)
    cache.reset()
    #expect(cache.offset == 0 && cache.byteCount == 0)
  }

  /// A cache is a value: a copy keeps what it had.
  @Test func aCopyStaysAsItWas() throws {
    var inputs = CacheInputs(seed: 4)
    var cache = try KVCache(kvHeads: 2, headDimension: 20, capacity: 8)
    try cache.update(keys: inputs.chunk(2), values: inputs.chunk(2))
    let (copy, keys) = (cache, cache.keys)
    cache.reset()
    try cache.update(keys: inputs.chunk(4), values: inputs.chunk(4))
    #expect(copy.keys == keys && copy.offset == 2)
  }

  /// Reading from a larger memory by index gives what reading one tensor gives.
  @Test(arguments: [1, 2, 7, 70], [1, 63, 64, 65, 130]) func attendsAsOneTensor(
    tokens: Int, cached: Int
  ) throws {
    for (queryHeads, kvHeads, headDimension) in [(4, 2, 20), (3, 3, 64), (8, 1, 7)] {
      var inputs = CacheInputs(seed: 5, kvHeads: kvHeads, headDimension: headDimension)
      let (keys, values) = (inputs.chunk(cached + tokens), inputs.chunk(cached + tokens))
      let queries = inputs.queries(queryHeads, tokens)
      var cache = try KVCache(
        kvHeads: kvHeads, headDimension: headDimension, capacity: cached + tokens + 5)
      let (old, new) = (0..<cached, cached..<cached + tokens)
      try cache.update(keys: keys.sliced(tokens: old), values: values.sliced(tokens: old))
      let heads = try cache.attend(
        queries: queries, keys: keys.sliced(tokens: new), values: values.sliced(tokens: new))
      let expected = attention(queries: queries, keys: keys, values: values, mask: .causal)
      #expect(heads == expected.mergeHeads())
    }
  }

  @Test func sizesBelowOneAreRefused() {
    for (kvHeads, headDimension, capacity) in [(0, 4, 4), (2, 0, 4), (2, 4, 0), (2, 4, -1)] {
      #expect(throws: ModelError.self) {
        _ = try KVCache(kvHeads: kvHeads, headDimension: headDimension, capacity: capacity)
      }
    }
    let error = #expect(throws: ModelError.self) {
      _ = try KVCache(kvHeads: 2, headDimension: 4, capacity: 0)
    }
    #expect(error?.description == "the capacity of a cache must be at least 1, not 0")
  }
}
