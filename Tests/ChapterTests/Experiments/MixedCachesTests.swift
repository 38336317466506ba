import Mini
import Testing

@testable import KVCacheExperiments

/// Models in which layers with and without a window alternate, and rooms of several kinds: whatever
/// is refused leaves every layer as it was.
@Suite struct MixedCachesTests {
  private static let (kvHeads, headDimension) = (2, 4)

  /// What can be seen of a layer.
  private struct State: Equatable {
    var offset: Int
    var reserved: Int
    var allocated: Int
    var keys: Tensor
    var values: Tensor

    init(_ cache: any KeyValueCache) {
      (offset, reserved) = (cache.offset, cache.reservedTokens)
      (allocated, keys, values) = (cache.allocatedByteCount, cache.keys, cache.values)
    }
  }

  private func layer(
    _ kind: Int, _ pools: [PagePool], using generator: inout SeededGenerator
  ) throws -> any KeyValueCache {
    let (kvHeads, headDimension) = (Self.kvHeads, Self.headDimension)
    switch kind {
    case 0:
      return try KVCache(
        kvHeads: kvHeads, headDimension: headDimension,
        capacity: .random(in: 5...30, using: &generator))
    case 1:
      let sinks = Int.random(in: 0...2, using: &generator)
      return try WindowedKVCache(
        kvHeads: kvHeads, headDimension: headDimension,
        window: sinks + .random(in: 1...12, using: &generator), sinks: sinks)
    case 2:
      return try QuantizedKVCache(
        kvHeads: kvHeads, headDimension: headDimension,
        blockLength: .random(in: 1...5, using: &generator))
    default: return PagedKVCache(pool: pools[kind % 2])
    }
  }

  private func append(
    _ tokens: Int, to cache: inout TransformerCache, using generator: inout SeededGenerator
  ) throws {
    for layer in cache.layers.indices {
      let chunk = Tensor.normal(Self.kvHeads, tokens, Self.headDimension, using: &generator)
      try cache.layers[layer].update(keys: chunk, values: -chunk)
    }
  }

  private static func reserve(_ tokens: Int, _ cache: inout TransformerCache) -> Bool {
    do { try cache.reserve(tokens) } catch { return false }
    return true
  }

  private static func trim(_ length: Int, _ cache: inout TransformerCache) -> Bool {
    do { try cache.trim(to: length) } catch { return false }
    return true
  }

  /// 300 models of 1 to 5 layers, 30 random steps each.
  @Test func whatIsRefusedChangesNothing() throws {
    var generator = SeededGenerator(seed: 61)
    var (reserved, refused, trimmed, kept) = (0, 0, 0, 0)
    for _ in 0..<300 {
      let pools = try (0..<2).map { _ in
        try PagePool(
          pageCount: .random(in: 4...20, using: &generator),
          pageLength: .random(in: 1...5, using: &generator), kvHeads: Self.kvHeads,
          headDimension: Self.headDimension)
      }
      let kinds = (0..<Int.random(in: 1...5, using: &generator)).map { _ in
        Int.random(in: 0...4, using: &generator)
      }
      var cache = TransformerCache(
        layers: try kinds.map { try layer($0, pools, using: &generator) })
      for _ in 0..<30 {
        let (before, free) = (cache.layers.map(State.init), pools.map(\.freePageCount))
        let tokens = Int.random(in: 0...8, using: &generator)
        let length = Int.random(in: 0...cache.offset, using: &generator)
        let reserves = Bool.random(using: &generator)
        let isDone = reserves ? Self.reserve(tokens, &cache) : Self.trim(length, &cache)
        switch (reserves, isDone) {
        case (true, true):
          reserved += 1
          // What was reserved is there.
          if Bool.random(using: &generator) { try append(tokens, to: &cache, using: &generator) }
        case (false, true):
          trimmed += 1
          #expect(cache.layers.allSatisfy { $0.offset == length })
        case (_, false):
          if reserves { refused += 1 } else { kept += 1 }
          #expect(cache.layers.map(State.init) == before && pools.map(\.freePageCount) == free)
        }
      }
    }
    // Each of the four happened often.
    #expect(min(reserved, refused, trimmed, kept) > 300, "\((reserved, refused, trimmed, kept))")
  }

  @Test func aLayerWithAWindowKeepsTheOthersFromForgetting() throws {
    var generator = SeededGenerator(seed: 62)
    let full = try KVCache(kvHeads: Self.kvHeads, headDimension: Self.headDimension, capacity: 20)
    let windowed = try WindowedKVCache(
      kvHeads: Self.kvHeads, headDimension: Self.headDimension, window: 4)
    var cache = TransformerCache(layers: [full, windowed])
    try append(10, to: &cache, using: &generator)
    #expect(throws: ModelError.self) { try cache.trim(to: 8) }
    #expect(cache.layers.map(\.offset) == [10, 10])
  }

  @Test func pagesThatWereReservedBeforeStayReserved() throws {
    let pool = try PagePool(
      pageCount: 10, pageLength: 4, kvHeads: Self.kvHeads, headDimension: Self.headDimension)
    let layers = [PagedKVCache(pool: pool), PagedKVCache(pool: pool)]
    var cache = TransformerCache(layers: layers)
    try cache.reserve(8)
    let tables = layers.map(\.pageTable)
    #expect(tables.map(\.count) == [2, 2])
    #expect(throws: ModelError.self) { try cache.reserve(24) }
    #expect(layers.map(\.pageTable) == tables && pool.freePageCount == 6)
  }
}
