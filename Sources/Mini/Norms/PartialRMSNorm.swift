import Base

/// RMSNorm with a mean square estimated from the first part of each row only ("pRMSNorm").
///
/// Zhang and Sennrich 2019, arXiv 1910.07467, section 5. All elements are scaled, but only the first
/// k = ⌈p·n⌉ are squared and added: the second reading of a row becomes k/n of one. For independent
/// normal elements the estimate of the root is off by a relative √((1 − k/n) / 2k).
///
/// The paper rounds p·n up; the authors' PyTorch file rounds it down (`int(n * p)`).
/// Extreme values as in ``RMSNorm``, for the first elements.
public struct PartialRMSNorm: RowNorm {
  /// What each normalised feature is multiplied by, `[dimensions]`: learned, ones at first.
  public var gain: Tensor

  /// k, the number of leading elements that the mean square is estimated from.
  public let sampleCount: Int

  /// Added to the mean square inside the root, in units of x².
  public var eps: Double

  /// A layer for rows of `dimensions` features.
  ///
  /// - Parameters:
  ///   - dimensions: the features of a row
  ///   - fraction: p, above 0 and up to 1; the paper uses 6.25 % for translation. With 1 the layer is
  ///     ``RMSNorm``.
  ///   - eps: added to the mean square
  public init(dimensions: Int, fraction: Double, eps: Double = 1e-5) {
    require(0 < fraction && fraction <= 1, "\(fraction) of a row is not a part of it")
    gain = Tensor(repeating: 1, shape: [dimensions])
    sampleCount = Self.sampleCount(of: dimensions, fraction)
    self.eps = eps
  }

  /// k = ⌈p·n⌉. 0.07 · 100 is 7.000000000000001 in `Double`, and nobody who writes that wants eight
  /// elements.
  static func sampleCount(of dimensions: Int, _ fraction: Double) -> Int {
    max(1, Int((fraction * Double(dimensions) - 1e-9).rounded(.up)))
  }

  /// Normalises each row of `x` into the memory of `y`, which has the same shape.
  public func callAsFunction(_ x: Tensor, into y: inout Tensor) {
    x.normalizeRows(into: &y, gain: gain, squaresOf: sampleCount) { sumOfSquares in
      let meanSquare = sumOfSquares / Double(sampleCount)
      return 1 / (meanSquare + eps).squareRoot()
    }
  }
}

// MARK: Gradient

extension PartialRMSNorm {
  /// Adds the gradient of a loss with respect to `x` to `dx`, and that with respect to the gain to
  /// `gradient`, from its gradient `dy` with respect to y.
  ///
  /// As in ``RMSNorm``, but only the first k elements have a term that is taken away, x̂ · Σ uⱼ x̂ⱼ / k
  /// over the whole row: the others do not change what the row is divided by.
  ///
  /// - Parameters:
  ///   - dy: the shape of `x`
  ///   - x: `[…, dimensions]`, what the layer was applied to
  ///   - dx: the shape of `x`
  ///   - gradient: a layer whose numbers are gradients
  public func backward(
    _ dy: Tensor, at x: Tensor, addingTo dx: inout Tensor, _ gradient: inout PartialRMSNorm
  ) {
    let k = sampleCount
    let rule = NormalizationGradient(isCentered: false, length: k) { row in
      (0, 1 / (row.prefix(k).sumOfSquares / Double(k) + eps).squareRoot())
    }
    rule.add(dy, x: x, gain: gain, to: &dx, &gradient.gain)
  }
}
