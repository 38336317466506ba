import Mini
import Testing

@testable import KVCacheExperiments

@Suite struct QuantizedKVCacheTests {
  @Test func roundsWholeBlocksAndKeepsTheRest() throws {
    var inputs = Chunks(seed: 51)
    let (keys, values) = (inputs.chunk(21), inputs.chunk(21))
    var cache = try QuantizedKVCache(kvHeads: 2, headDimension: 20, blockLength: 8)
    try cache.update(keys: keys, values: values)
    #expect(cache.offset == 21 && cache.roundedTokens == 16)
    #expect(cache.keys.sliced(tokens: 16..<21) == keys.sliced(tokens: 16..<21))
    for block in [0..<8, 8..<16] {
      let rounded = Int8Quantization(keys.sliced(tokens: block), scales: .perChannel)
      #expect(cache.keys.sliced(tokens: block) == rounded.dequantized)
      let roundedValues = Int8Quantization(values.sliced(tokens: block), scales: .perToken)
      #expect(cache.values.sliced(tokens: block) == roundedValues.dequantized)
    }
    let scales = 2 * (2 * 20 + 2 * 8)  // of two blocks: keys per channel, values per token
    #expect(cache.byteCount == 2 * 2 * 16 * 20 + 4 * scales + 2 * 2 * 5 * 20 * 4)
  }

  @Test func attendsTheSameInAnyChunks() throws {
    var inputs = Chunks(seed: 52)
    let (queries, keys, values) = (inputs.queries(4, 30), inputs.chunk(30), inputs.chunk(30))
    var results: [Tensor] = []
    for chunk in [1, 2, 3, 7, 8, 30] {
      var cache = try QuantizedKVCache(kvHeads: 2, headDimension: 20, blockLength: 8)
      var outputs: [Tensor] = []
      for first in stride(from: 0, to: 30, by: chunk) {
        let piece = first..<min(30, first + chunk)
        outputs.append(
          try cache.attend(
            queries: queries.sliced(tokens: piece), keys: keys.sliced(tokens: piece),
            values: values.sliced(tokens: piece)))
      }
      results.append(.concatenate(outputs))
    }
    #expect(results.allSatisfy { $0 == results[0] })
    let exact = attention(queries: queries, keys: keys, values: values, mask: .causal).mergeHeads()
    let difference = exact.largestDifference(from: results[0])
    #expect(difference > 0 && difference < 0.05)
  }

  @Test func cutsBetweenBlocksAndAmongRecentTokens() throws {
    var inputs = Chunks(seed: 53)
    let keys = inputs.chunk(21)
    var cache = try QuantizedKVCache(kvHeads: 2, headDimension: 20, blockLength: 8)
    try cache.update(keys: keys, values: keys)
    let before = cache.keys
    try cache.trim(to: 18)
    #expect(cache.keys == before.sliced(tokens: 0..<18))
    #expect(throws: ModelError.self) { try cache.trim(to: 12) }
    #expect(cache.offset == 18)
    try cache.trim(to: 8)
    #expect(cache.keys == before.sliced(tokens: 0..<8))
    try cache.update(keys: keys.sliced(tokens: 8..<21), values: keys.sliced(tokens: 8..<21))
    #expect(cache.keys == before)
    cache.reset()
    #expect(cache.offset == 0 && cache.byteCount == 0)
  }

  @Test func aBlockHoldsAtLeastOneToken() {
    #expect(throws: ModelError.self) {
      _ = try QuantizedKVCache(kvHeads: 2, headDimension: 4, blockLength: 0)
    }
  }
}
