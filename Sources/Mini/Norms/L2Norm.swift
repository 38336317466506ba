/// Normalisation to Euclidean length 1, y = gain ⊙ x / √(Σx² + ε) over the last axis.
///
/// ``RMSNorm`` without the factor √n: the elements of y shrink as rows grow wider. Zhang and
/// Sennrich 2019, arXiv 1910.07467, compare with it in Table 2.
public struct L2Norm: Equatable, Sendable {
  /// What each normalised feature is multiplied by, `[dimensions]`: learned, ones at first.
  public var gain: Tensor

  /// Added to the sum of squares inside the root, in units of x².
  public var eps: Double

  /// A layer for rows of `dimensions` features.
  public init(dimensions: Int, eps: Double = 1e-5) {
    gain = Tensor(repeating: 1, shape: [dimensions])
    self.eps = eps
  }

  /// Normalises each row of `x`; extreme values as in ``RMSNorm``.
  ///
  /// - Parameter x: `[…, dimensions]`, any number of leading axes.
  /// - Returns: The shape of `x`.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    var y = Tensor(unwritten: x.shape)
    x.normalizeRows(into: &y, gain: gain, squaresOf: x.width) { sumOfSquares in
      1 / (sumOfSquares + eps).squareRoot()
    }
    return y
  }
}
