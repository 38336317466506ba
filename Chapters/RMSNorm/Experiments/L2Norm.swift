import Mini

/// Normalisation to Euclidean length 1, y = gain ⊙ x / √(Σx² + ε) over the last axis.
///
/// ``RMSNorm`` without the factor √n: the elements of y shrink as rows grow wider. Zhang and
/// Sennrich 2019, arXiv 1910.07467, compare with it in Table 2.
package struct L2Norm: Equatable, Sendable {
  /// What each normalised feature is multiplied by, `[dimensions]`: learned, ones at first.
  package var gain: Tensor

  /// Added to the sum of squares inside the root, in units of x².
  package var eps: Double

  /// A layer for rows of `dimensions` features.
  package init(dimensions: Int, eps: Double = 1e-5) {
    gain = Tensor(repeating: 1, shape: [dimensions])
    self.eps = eps
  }

  /// Normalises each row of `x`, `[…, dimensions]`.
  package func callAsFunction(_ x: Tensor) -> Tensor {
    let width = x.width
    let inverses = (0..<x.rowCount).map { row in
      let squares = x.scalars[row * width..<(row + 1) * width].map { Double($0) * Double($0) }
      return 1 / (squares.reduce(0, +) + eps).squareRoot()
    }
    return Tensor(
      shape: x.shape,
      scalars: x.scalars.enumerated().map { index, value in
        Float(Double(value) * inverses[index / width]) * gain[index % width]
      })
  }
}
