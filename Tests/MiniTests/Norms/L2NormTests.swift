import Testing

@testable import Mini

@Suite struct L2NormTests {
  @Test(arguments: awkwardWidths) func rowsGetLengthOne(width: Int) {
    var generator = SeededGenerator(seed: 1)
    let x = Tensor.normal(3, width, deviation: 5, using: &generator)
    let y = L2Norm(dimensions: width, eps: 0)(x)
    #expect(y.rowNorms.distance(to: [1, 1, 1]) < 2e-7)
    // RMSNorm is √n times as long.
    let root = Float(width).squareRoot()
    #expect(y.scaled(by: root).distance(to: RMSNorm(dimensions: width, eps: 0)(x)) < 1e-6)
  }
}
