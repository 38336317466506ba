import Mini
import Testing

@testable import RoPEExperiments

@Suite struct BinaryEncodingTests {
  @Test func digitsStartWithTheLowest() {
    let encoding = BinaryEncoding(bits: 4)
    #expect(encoding(6) == Tensor([0, 1, 1, 0]))
    #expect(encoding(8) == Tensor([0, 0, 0, 1]))
    #expect(encoding.limit == 16)
  }

  @Test func theLongestCodeStillHasALimit() {
    #expect(BinaryEncoding(bits: 62).limit == 1 << 62)
    #expect(BinaryEncoding(bits: 62)((1 << 62) - 1) == Tensor(repeating: 1, shape: [62]))
  }

  @Test func neighboursCanDifferInEveryDigit() {
    let codes = BinaryEncoding(bits: 4)(7..<9)
    #expect(zip(codes[row: 0].scalars, codes[row: 1].scalars).allSatisfy { $0 != $1 })
  }
}
