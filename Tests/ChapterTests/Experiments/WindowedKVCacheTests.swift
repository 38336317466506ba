import Mini
import Testing

@testable import KVCacheExperiments

@Suite struct WindowedKVCacheTests {
  /// Sinks and the most recent tokens, in the order of their positions, however they came in.
  @Test(arguments: [(5, 0), (5, 2), (5, 4), (1, 0), (64, 3)]) func keepsSinksAndRecentTokens(
    window: Int, sinks: Int
  ) throws {
    var inputs = Chunks(seed: 21)
    let (keys, values) = (inputs.chunk(23), inputs.chunk(23))
    for chunk in [1, 2, 3, 7, 23] {
      var cache = try WindowedKVCache(
        kvHeads: 2, headDimension: 20, window: window, sinks: sinks)
      for first in stride(from: 0, to: 23, by: chunk) {
        let piece = first..<min(23, first + chunk)
        cache.update(keys: keys.sliced(tokens: piece), values: values.sliced(tokens: piece))
        let recent = max(min(sinks, piece.upperBound), piece.upperBound - (window - sinks))
        let kept = Array(0..<min(sinks, piece.upperBound)) + Array(recent..<piece.upperBound)
        #expect(cache.positions == kept)
        #expect(cache.keys == picked(kept, of: keys))
        #expect(cache.values == picked(kept, of: values))
        #expect(cache.byteCount == 2 * 2 * kept.count * 20 * 4)
      }
      #expect(cache.offset == 23)
      #expect(cache.allocatedByteCount == 2 * 2 * window * 20 * 4)
    }
  }

  /// Each query sees the sinks and its own window, whatever chunk it came in.
  @Test(arguments: [0, 2]) func attendsTheSameInAnyChunks(sinks: Int) throws {
    var inputs = Chunks(seed: 22)
    let (queries, keys, values) = (inputs.queries(4, 23), inputs.chunk(23), inputs.chunk(23))
    var rows: [Tensor] = []
    for token in 0..<23 {
      let recent = max(min(sinks, token + 1), token + 1 - (6 - sinks))
      let kept = Array(0..<min(sinks, token + 1)) + Array(recent...max(recent, token))
      rows.append(
        attention(
          queries: queries.sliced(tokens: token..<token + 1),
          keys: picked(kept.filter { $0 <= token }, of: keys),
          values: picked(kept.filter { $0 <= token }, of: values), mask: .causal
        ).mergeHeads())
    }
    let expected = Tensor.concatenate(rows)
    for chunk in [1, 2, 3, 7, 23] {
      var cache = try WindowedKVCache(kvHeads: 2, headDimension: 20, window: 6, sinks: sinks)
      var outputs: [Tensor] = []
      for first in stride(from: 0, to: 23, by: chunk) {
        let piece = first..<min(23, first + chunk)
        outputs.append(
          try cache.attend(
            queries: queries.sliced(tokens: piece), keys: keys.sliced(tokens: piece),
            values: values.sliced(tokens: piece)))
      }
      #expect(Tensor.concatenate(outputs) == expected)
    }
  }

  @Test func goesBackOnlyAsFarAsItRemembers() throws {
    var inputs = Chunks(seed: 23)
    let keys = inputs.chunk(9)
    var cache = try WindowedKVCache(kvHeads: 2, headDimension: 20, window: 6, sinks: 2)
    cache.update(keys: keys.sliced(tokens: 0..<5), values: keys.sliced(tokens: 0..<5))
    try cache.trim(to: 4)
    #expect(cache.keys == keys.sliced(tokens: 0..<4))
    cache.update(keys: keys.sliced(tokens: 4..<9), values: keys.sliced(tokens: 4..<9))
    #expect(throws: ModelError.self) { try cache.trim(to: 8) }
    #expect(cache.positions == [0, 1, 5, 6, 7, 8])
    try cache.trim(to: 9)
    try cache.trim(to: 2)
    #expect(cache.keys == keys.sliced(tokens: 0..<2))
    cache.reset()
    #expect(cache.offset == 0 && cache.positions.isEmpty)
  }

  /// One layer computes the same as one that sees nothing but the window; the keys of a second
  /// layer still know tokens that the window has lost.
  @Test func severalLayersAreNotTheWindowComputedAfresh() throws {
    let text = (0..<20).map { ($0 * 37 + 11) % 256 }
    for layers in [1, 2, 3] {
      var configuration = TransformerConfiguration()
      (configuration.layers, configuration.width, configuration.feedForwardWidth) = (layers, 32, 48)
      (configuration.queryHeads, configuration.kvHeads) = (4, 2)
      let decoder = try Transformer(configuration, seed: 24)
      var cache = try decoder.makeCache { kvHeads, headDimension throws(ModelError) in
        try WindowedKVCache(kvHeads: kvHeads, headDimension: headDimension, window: 8)
      }
      let windowed = try decoder(text, cache: &cache)[row: 19]
      // The last 8 tokens alone, at the positions they have.
      let afresh = try decoder(Array(text.suffix(8)), position: 12)[row: 7]
      #expect((windowed == afresh) == (layers == 1))
      #expect(layers == 1 || windowed.largestDifference(from: afresh) > 0.01)
    }
  }

  @Test func aWindowNeedsAPlaceBesideItsSinks() {
    for (window, sinks) in [(3, 4), (4, 4), (0, 0), (4, -1)] {
      #expect(throws: ModelError.self) {
        _ = try WindowedKVCache(kvHeads: 1, headDimension: 2, window: window, sinks: sinks)
      }
    }
    let error = #expect(throws: ModelError.self) {
      _ = try WindowedKVCache(kvHeads: 1, headDimension: 2, window: 3, sinks: 4)
    }
    #expect(
      error?.description
        == "a window of 3 tokens has no place for a recent token beside 4 sinks; choose a window of "
        + "at least 5")
  }

  private func picked(_ tokens: [Int], of x: Tensor) -> Tensor {
    let (heads, headDimension) = (x.shape[0], x.shape[2])
    var result = Tensor(zeros: [heads, tokens.count, headDimension])
    for h in 0..<heads {
      for (i, token) in tokens.enumerated() {
        for d in 0..<headDimension { result[h, i, d] = x[h, token, d] }
      }
    }
    return result
  }
}
