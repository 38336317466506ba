import Testing

@testable import Mini

@Suite struct PositionEncodingTests {
  private static func schemes() -> [any PositionEncoding] {
    var generator = SeededGenerator(seed: 1)
    return [
      SinusoidalEncoding(dimensions: 16),
      LearnedEncoding(table: .normal(128, 8, using: &generator)),
    ]
  }

  @Test func aRowIsTheCodeOfItsPosition() {
    for encoding in Self.schemes() {
      let codes = encoding(40..<50)
      #expect(codes.shape == [10, encoding.dimensions])
      for (row, position) in (40..<50).enumerated() {
        #expect(codes[row: row] == encoding(position))
      }
      #expect(encoding(7..<7).shape == [0, encoding.dimensions])
    }
  }

  @Test func noTwoPositionsShareACode() {
    for encoding in Self.schemes() {
      let codes = encoding(0..<128)
      #expect(Set((0..<128).map { Array(codes[row: $0].scalars) }).count == 128)
    }
  }

  /// More codes than an `Int` counts are refused as too many, and not by what is left of their number.
  @Test func moreCodesThanAnyMemoryHoldsAreRefused() {
    let encoding = SinusoidalEncoding(dimensions: 4)
    for positions in [Int.min..<Int.max, 0..<Int.max, Int.min..<0] {
      let error = #expect(throws: ModelError.self) { _ = try encoding.codes(for: positions) }
      #expect(error?.description.hasPrefix("codes of the positions \(positions) would not") == true)
    }
  }

  @Test func aSchemeWithALimitSaysWhereItEnds() throws {
    for encoding in Self.schemes() {
      guard let limit = encoding.limit else {
        #expect(try encoding.codes(for: 1_000_000..<1_000_001).shape == [1, encoding.dimensions])
        continue
      }
      #expect(limit == 128)
      #expect(try encoding.codes(for: 0..<128) == encoding(0..<128))
      let sentence = "position 128 has no code: the last one that has is 127"
      #expect(throws: ModelError(sentence)) { try encoding.codes(for: 100..<200) }
      #expect(throws: ModelError("position 300 has no code: the last one that has is 127")) {
        try encoding.codes(for: 300..<301)
      }
      #expect(throws: ModelError("position -2 has no code: the first is 0")) {
        try encoding.codes(for: -2..<3)
      }
      #expect(try encoding.codes(for: 500..<500).shape == [0, encoding.dimensions])
    }
  }
}
