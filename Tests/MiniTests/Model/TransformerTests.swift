import Testing

@testable import Mini

@Suite struct TransformerTests {
  /// Heads of 16 features whatever the width, so that attention too is large enough for two threads.
  static func configuration(
    kvHeads: Int = 2, positions: TransformerConfiguration.Positions = .rotary()
  ) -> TransformerConfiguration {
    var c = TransformerConfiguration()
    (c.layers, c.width, c.queryHeads, c.kvHeads, c.ownHeadDimension) = (3, 48, 8, kvHeads, 16)
    (c.feedForwardWidth, c.vocabulary, c.contextLength) = (130, 100, 64)
    c.positions = positions
    c.norm = kvHeads == 4 ? .layer : .rms
    c.tiesHead = kvHeads == 8
    return c
  }

  static let text = (0..<50).map { ($0 * 41 + 7) % 100 }

  @Test(
    arguments: [1, 2, 4, 8],
    [
      TransformerConfiguration.Positions.rotary(), .rotary(layout: .interleaved), .sinusoidal,
      .learned,
    ])
  func aCacheChangesNoBit(kvHeads: Int, positions: TransformerConfiguration.Positions) throws {
    let decoder = try Transformer(
      Self.configuration(kvHeads: kvHeads, positions: positions), seed: 5)
    let logits = try withThreads(2) { try decoder(Self.text) }
    let projections = try decoder.projections(Self.text)
    #expect(logits.shape == [50, 100] && logits.isFinite)
    for threads in [1, 2] {
      try withThreads(threads) {
        #expect(try decoder(Self.text) == logits)
        for chunk in [1, 2, 3, 7, 50] {
          var cache = try decoder.makeCache(capacity: 50)
          var rows: [Tensor] = []
          for first in stride(from: 0, to: 50, by: chunk) {
            let piece = Array(Self.text[first..<min(50, first + chunk)])
            rows.append(try decoder(piece, cache: &cache))
          }
          #expect(Tensor.concatenate(rows) == logits)
          for (layer, expected) in zip(cache.layers, projections) {
            #expect(layer.keys == expected.keys && layer.values == expected.values)
          }
          #expect(cache.byteCount == decoder.configuration.cacheBytesPerToken() * 50)
        }
      }
    }
  }

  /// The keys of "Time" and "flies" do not change when "fast" follows; in an encoder they do, from
  /// the second layer on.
  @Test func onlyACausalModelMayKeepItsKeys() throws {
    for mask in [AttentionMask.causal, .none] {
      var configuration = Self.configuration()
      configuration.mask = mask
      let decoder = try Transformer(configuration, seed: 8)
      let (two, three) = (try decoder.projections([1, 2]), try decoder.projections([1, 2, 3]))
      for layer in 0..<3 {
        let same =
          two[layer].keys == three[layer].keys.sliced(tokens: 0..<2)
          && two[layer].values == three[layer].values.sliced(tokens: 0..<2)
        #expect(same == (mask == .causal || layer == 0))
      }
      guard mask == .none else { continue }
      var cache = try decoder.makeCache(capacity: 4)
      #expect(throws: ModelError.self) { _ = try decoder([1], cache: &cache) }
    }
  }

  @Test func aForgottenOffsetIsSeenInTheNumbers() throws {
    for positions in [TransformerConfiguration.Positions.rotary(), .sinusoidal, .learned] {
      let decoder = try Transformer(Self.configuration(positions: positions), seed: 9)
      let logits = try decoder(Self.text)
      var cache = try decoder.makeCache(capacity: 50)
      _ = try decoder(Array(Self.text[..<40]), cache: &cache)
      let wrong = try decoder([Self.text[40]], cache: &cache, position: 0)
      #expect(wrong[row: 0].largestDifference(from: logits[row: 40]) > 0.01)
      try cache.trim(to: 40)
      #expect(try decoder([Self.text[40]], cache: &cache)[row: 0] == logits[row: 40])
      // Not reset, another text is read as the continuation of this one.
      let continued = try decoder([5, 6], cache: &cache)
      cache.reset()
      let afresh = try decoder([5, 6], cache: &cache)
      #expect(try afresh == decoder([5, 6]))
      #expect(afresh != continued)
    }
  }

  @Test func whatDoesNotFitIsRefusedAndTheCacheStaysAsItWas() throws {
    let decoder = try Transformer(Self.configuration(positions: .learned), seed: 10)
    var cache = try decoder.makeCache(capacity: 8)
    _ = try decoder([1, 2, 3, 4, 5], cache: &cache)
    let before = cache.layers.map { [$0.keys, $0.values] }
    for tokens in [[], [100], [-1], [1, 2, 3, 4]] {
      #expect(throws: ModelError.self) { _ = try decoder(tokens, cache: &cache) }
    }
    #expect(cache.layers.map { [$0.keys, $0.values] } == before)
    #expect(cache.offset == 5)
    #expect(throws: ModelError.self) { _ = try decoder([]) }
    #expect(throws: ModelError.self) { _ = try decoder([100]) }
    let error = #expect(throws: ModelError.self) {
      _ = try decoder([Int](repeating: 1, count: 65))
    }
    #expect(
      error?.description.hasPrefix("a text of 65 tokens is longer than the context of 64")
        == true)
    #expect(throws: ModelError.self) { _ = try decoder([1, 2], position: 63) }
  }

  @Test func aNaNInTheEmbeddingStaysBehindTheMask() throws {
    var decoder = try Transformer(Self.configuration(), seed: 11)
    decoder.embedding?.numbers[7, 3] = .nan
    let logits = try decoder([1, 2, 7, 3])
    for t in 0..<4 { #expect(t < 2 ? logits[row: t].isFinite : logits[row: t].isAllNaN) }
    #expect(logits[row: 3].indexOfMaximum == 0)
  }

  @Test func aSeedAlwaysGivesTheSameModel() throws {
    let (a, b) = (
      try Transformer(Self.configuration(), seed: 12),
      try Transformer(Self.configuration(), seed: 12)
    )
    #expect(a.embedding == b.embedding && a.blocks[2].feedForward == b.blocks[2].feedForward)
    #expect(try a.embedding != Transformer(Self.configuration(), seed: 13).embedding)
  }

  /// Neither vanishing nor exploding: hidden features and logits have magnitudes around 1.
  @Test func freshWeightsGiveSensibleActivations() throws {
    var configuration = Self.configuration()
    configuration.layers = 12
    let decoder = try Transformer(configuration, seed: 14)
    let logits = try decoder(Self.text)
    #expect(logits.rootMeanSquare > 0.5 && logits.rootMeanSquare < 2)
  }

  /// A tied head is the embedding transposed: the same numbers once for each use give the same model.
  @Test func aTiedHeadIsTheEmbeddingTransposed() throws {
    let tied = try Transformer(Self.configuration(kvHeads: 8), seed: 15)
    #expect(tied.embedding == nil)
    var untied = tied
    untied.embedding = .numbers(tied.head.weight.transposed)
    #expect(try untied(Self.text) == tied(Self.text))
  }
}
