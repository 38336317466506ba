import Mini
import Testing

@testable import RMSNormExperiments

@Suite struct L2NormTests {
  @Test(arguments: [1, 2, 7, 16, 33, 577]) func rowsGetLengthOne(width: Int) {
    var generator = SeededGenerator(seed: 1)
    let x = Tensor.normal(3, width, deviation: 5, using: &generator)
    let y = L2Norm(dimensions: width, eps: 0)(x)
    #expect(y.rowNorms.largestDifference(from: Tensor([1, 1, 1])) < 2e-7)
    // RMSNorm is √n times as long.
    let root = Float(width).squareRoot()
    #expect((y * root).largestDifference(from: RMSNorm(dimensions: width, eps: 0)(x)) < 1e-6)
  }

  @Test func aVectorIsARow() {
    #expect(L2Norm(dimensions: 2, eps: 0)(Tensor([3, 4])) == Tensor([0.6, 0.8]))
  }
}
