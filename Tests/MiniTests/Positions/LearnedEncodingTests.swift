import Testing

@testable import Mini

@Suite struct LearnedEncodingTests {
  @Test func codesAreTheRowsOfTheTable() {
    let table = Tensor([[1, 2], [3, 4], [5, 6]])
    let encoding = LearnedEncoding(table: table)
    #expect(encoding(1..<3) == Tensor([[3, 4], [5, 6]]))
    #expect((encoding.dimensions, encoding.limit) == (2, 3))
  }
}
