import Testing

@testable import Mini

@Suite struct LearnedEncodingTests {
  @Test func codesAreTheRowsOfTheTable() {
    let table = Tensor([[1, 2], [3, 4], [5, 6]])
    let encoding = LearnedEncoding(table: table)
    #expect(encoding(1..<3) == Tensor([[3, 4], [5, 6]]))
    #expect((encoding.dimensions, encoding.limit) == (2, 3))
  }

  @Test func aSeedGivesTheTable() {
    var (a, b) = (SeededGenerator(seed: 3), SeededGenerator(seed: 3))
    let encoding = LearnedEncoding(length: 1024, dimensions: 768, using: &a)
    #expect(encoding.table == LearnedEncoding(length: 1024, dimensions: 768, using: &b).table)
    #expect(encoding.table.count == 786_432)  // what GPT-2 small spends on positions
    let meanSquare = encoding.table.scalars.reduce(0) { $0 + Double($1) * Double($1) } / 786_432
    #expect(abs(meanSquare.squareRoot() - 0.02) < 1e-4)
  }
}
