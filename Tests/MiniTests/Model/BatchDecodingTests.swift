import Testing

@testable import Mini

@Suite struct BatchDecodingTests {
  @Test(
    arguments: [TransformerConfiguration.Positions.rotary(), .alibi, .learned, .sinusoidal],
    [1, 2, 5])
  func eachTextHasTheBitsThatItHasAlone(positions: TransformerConfiguration.Positions, texts: Int)
    throws
  {
    var configuration = TransformerConfiguration()
    configuration.layers = 2
    configuration.width = 48
    configuration.queryHeads = 4
    configuration.kvHeads = 2
    configuration.feedForwardWidth = 80
    configuration.positions = positions
    let model = try Transformer(configuration, seed: 4)
    var generator = SeededGenerator(seed: 6)
    let tokens = (0..<texts).map { _ in
      (0..<7).map { _ in Int.random(in: 0..<configuration.vocabulary, using: &generator) }
    }
    var cache = try model.makeCache(texts: texts, capacity: 7)
    for i in 0..<7 {
      let together = try model(together: tokens.map { $0[i] }, cache: &cache)
      for (t, text) in tokens.enumerated() {
        let alone = try model(Array(text[...i]))
        #expect(together[row: t] == alone[row: i])
      }
    }
    #expect(throws: ModelError.self) {
      try model(together: tokens.map { $0[0] }, cache: &cache)
    }
  }

  @Test func noTextIsNoBatch() throws {
    let model = try Transformer(TransformerConfiguration(), seed: 1)
    #expect(throws: ModelError("the number of texts must be at least 1, not 0")) {
      _ = try model.makeCache(texts: 0, capacity: 3)
    }
  }
}
