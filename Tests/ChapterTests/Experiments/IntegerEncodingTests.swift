import Mini
import Testing

@testable import RoPEExperiments

@Suite struct IntegerEncodingTests {
  @Test func everyFeatureIsThePosition() {
    let encoding = IntegerEncoding(dimensions: 2)
    #expect(encoding(-1..<3) == Tensor([[-1, -1], [0, 0], [1, 1], [2, 2]]))
  }

  @Test func dividedByTheLengthACodeChangesWithTheText() {
    #expect(IntegerEncoding(normalizedBy: 10)(5) == Tensor([0.5]))
    #expect(IntegerEncoding(normalizedBy: 10_000)(5) == Tensor([0.0005]))
  }
}
