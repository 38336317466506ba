import Testing

@testable import Mini

@Suite struct SmallProductTests {
  /// `[rows, depth, columns]` on both sides of the tiles of 4×64, 8×16 and 8×8.
  static let shapes = [
    [0, 3, 16], [1, 0, 16], [1, 1, 1], [1, 7, 64], [3, 5, 17], [4, 64, 64], [5, 33, 129],
    [8, 2, 80], [11, 9, 15], [8, 4, 8], [17, 5, 24], [9, 3, 31],
  ]

  /// The chains that are there go on, one product after the other, and nothing else changes.
  @Test(arguments: shapes) func everyElementIsOneChain(shape: [Int]) {
    let (rows, depth, columns) = (shape[0], shape[1], shape[2])
    var generator = SeededGenerator(seed: 8)
    let (xStride, wStride, yStride) = (depth + 1, columns + 2, columns + 3)
    let x = Array(Tensor.normal(rows + 1, xStride, using: &generator).scalars)
    let w = Array(Tensor.normal(depth + 1, wStride, using: &generator).scalars)
    var y = Array(Tensor.normal(rows + 1, yStride, using: &generator).scalars)
    var expected = y
    for r in 0..<rows {
      for p in 0..<depth {
        for j in 0..<columns {
          expected[r * yStride + j].addProduct(x[r * xStride + p], w[p * wStride + j])
        }
      }
    }
    SmallProduct.add(
      x, xStride: xStride, w, wStride: wStride, to: &y, yStride: yStride, rows: rows, depth: depth,
      columns: columns)
    #expect(y.map(\.bitPattern) == expected.map(\.bitPattern))
  }
}
