import Mini
import Testing

@testable import RMSNormExperiments

@Suite struct BatchNormTests {
  @Test func isLayerNormOfTheColumns() {
    var generator = SeededGenerator(seed: 1)
    let x = Tensor.normal(12, 7, deviation: 4, using: &generator)
    let columns = LayerNorm(dimensions: 12)(x.transposed).transposed
    #expect(BatchNorm(dimensions: 7)(x).largestDifference(from: columns) < 1e-6)
  }

  @Test func oneCaseBecomesTheBias() {
    var norm = BatchNorm(dimensions: 3)
    norm.bias = Tensor([1, 2, 3])
    #expect(norm(Tensor([[5, -6, 7]])) == Tensor([[1, 2, 3]]))
    #expect(BatchNorm(dimensions: 3, eps: 0)(Tensor([[5, -6, 7]])).scalars.allSatisfy { $0.isNaN })
    #expect(norm(Tensor(zeros: [0, 3])).shape == [0, 3])
  }

  /// The very property that LayerNorm and RMSNorm do not have.
  @Test func anotherCaseChangesTheAnswer() {
    var generator = SeededGenerator(seed: 2)
    let x = Tensor.normal(8, 5, using: &generator)
    let norm = BatchNorm(dimensions: 5)
    #expect(norm(x)[row: 0].largestDifference(from: norm(x[rows: 0..<4])[row: 0]) > 0.01)
  }
}
