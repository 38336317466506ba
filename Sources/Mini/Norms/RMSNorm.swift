/// Root mean square layer normalisation, y = gain ⊙ x / √(mean(x²) + ε) over the last axis.
///
/// Zhang and Sennrich 2019, arXiv 1910.07467, equation 4. It keeps the direction of x and sets its
/// length: without ε and gain, the root mean square of y is 1, and 10·x gives the same y as x.
///
/// The mean square is a `Double`, so every finite row has its answer to a few units of the last
/// place, be it tiny or huge. A row of zeros stays zero; with `eps` 0 it becomes NaN, as 0/0 is.
/// A row with a NaN becomes all NaN. An infinity becomes NaN, and the numbers beside it zero.
public struct RMSNorm: RowNorm {
  /// What each normalised feature is multiplied by, `[dimensions]`: learned, ones at first.
  public var gain: Tensor

  /// Added to the mean square *inside* the root, in units of x². With 0 the formula is exact and a
  /// row of zeros has no answer.
  public var eps: Double

  /// A layer for rows of `dimensions` features.
  public init(dimensions: Int, eps: Double = 1e-5) {
    gain = Tensor(repeating: 1, shape: [dimensions])
    self.eps = eps
  }

  /// Normalises each row of `x` into the memory of `y`, of the same shape.
  ///
  /// For loops: a large new tensor costs more time than filling it, so
  /// keep one and hand it in again.
  public func callAsFunction(_ x: Tensor, into y: inout Tensor) {
    x.normalizeRows(into: &y, gain: gain, squaresOf: x.width) {
      sumOfSquares in
      let meanSquare = sumOfSquares / Double(x.width)
      return 1 / (meanSquare + eps).squareRoot()
    }
  }
}

// MARK: Gradient

extension RMSNorm {
  /// Adds the gradient of a loss with respect to `x` to `dx`, and that with respect to the gain to
  /// `gradient`, from its gradient `dy` with respect to y.
  ///
  /// With x̂ = x / √(mean(x²) + ε) and u = gain ⊙ ∂y,
  ///
  ///     ∂x    = (u − x̂ · mean(u ⊙ x̂)) / √(mean(x²) + ε)
  ///     ∂gain = Σ ∂y ⊙ x̂                                   over the rows, in their order
  ///
  /// The term that is taken away points along x: to make x longer changes nothing.
  ///
  /// - Parameters:
  ///   - dy: the shape of `x`
  ///   - x: `[…, dimensions]`, what the layer was applied to
  ///   - dx: the shape of `x`
  ///   - gradient: a layer whose numbers are gradients
  public func backward(
    _ dy: Tensor, at x: Tensor, addingTo dx: inout Tensor, _ gradient: inout RMSNorm
  ) {
    let rule = NormalizationGradient(isCentered: false, length: x.width) { row in
      (0, 1 / (row.sumOfSquares / Double(row.count) + eps).squareRoot())
    }
    rule.add(dy, x: x, gain: gain, to: &dx, &gradient.gain)
  }
}
