import Mini
import Testing

@testable import RoPEExperiments

/// The product of a matrix and a vector, adding from left to right with fused multiply–adds.
private func product(_ matrix: Tensor, _ x: Tensor) -> Tensor {
  Tensor(
    (0..<matrix.shape[0]).map { i in
      (0..<x.count).reduce(Float(0)) { $0.addingProduct(matrix[i, $1], x[$1]) }
    })
}

@Suite struct RotaryMatrixTests {
  /// RoFormer's eq. 15 against eq. 34: not close, equal.
  @Test(
    arguments: [(2, 2), (34, 34), (64, 16), (80, 32), (128, 128), (5, 0)], RotaryLayout.allCases)
  func elementWiseEqualsTheMatrix(shape: (head: Int, rotated: Int), layout: RotaryLayout) {
    var generator = SeededGenerator(seed: 1)
    let x = Tensor.normal(shape.head, using: &generator)
    let rope = RotaryEmbedding(
      headDimension: shape.head, layout: layout, rotatedDimensions: shape.rotated)
    for position in [0, 1, 300, 40_000, -6] {
      let matrix = rope.matrix(position: Double(position))
      #expect(product(matrix, x) == rope(x, offset: position))
    }
  }

  /// P7: the 2 × 2 rotation.
  @Test func positiveAnglesTurnTheFirstFeatureTowardsTheSecond() {
    let rope = RotaryEmbedding(headDimension: 2)
    let quarter = rope(Tensor([1, 0]), positions: [Double.pi / 2])
    #expect(abs(quarter[0]) < 1e-7)
    #expect(quarter[1] == 1)
    #expect(rope.matrix(position: 0) == Tensor(identity: 2))
    let matrix = rope.matrix(position: 0.5)
    #expect(abs(matrix[0, 0] * matrix[1, 1] - matrix[0, 1] * matrix[1, 0] - 1) < 2e-7)
    #expect(matrix.transposed == rope.matrix(position: -0.5))
    #expect(matrix[0, 1] < 0)
  }

  @Test(arguments: RotaryLayout.allCases)
  func onlyTwoNumbersInARowAreNotZero(layout: RotaryLayout) {
    let matrix = RotaryEmbedding(headDimension: 64, layout: layout).matrix(position: 3)
    for i in 0..<64 { #expect(matrix[row: i].scalars.count { $0 != 0 } == 2) }
  }
}
