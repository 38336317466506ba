/// Layer normalisation, y = gain ⊙ (x − mean(x)) / √(variance(x) + ε) + bias over the last axis.
///
/// Ba, Kiros and Hinton 2016, arXiv 1607.06450, equations 2–4. It is ``RMSNorm`` of x − mean(x), with
/// a bias: without ε, gain and bias, y has mean 0 and root mean square 1, and 10·x + 3 gives the
/// same y as x.
///
/// Mean and variance are `Double`s, so every finite row has its answer to a few units of the last
/// place, be it tiny, huge or far from zero. A row of equal numbers, and so every row of one
/// number, becomes `bias`; with `eps` 0 it becomes NaN, as 0/0 is. A row with a NaN or an infinity
/// becomes all NaN.
public struct LayerNorm: RowNorm {
  /// What each normalised feature is multiplied by, `[dimensions]`: learned, ones at first.
  public var gain: Tensor

  /// What is then added to each feature, `[dimensions]`: learned, zeros at first.
  public var bias: Tensor

  /// Added to the variance *inside* the root, in units of x². With 0 the formula is exact and a row
  /// of equal numbers has no answer.
  public var eps: Double

  /// A layer for rows of `dimensions` features.
  public init(dimensions: Int, eps: Double = 1e-5) {
    gain = Tensor(repeating: 1, shape: [dimensions])
    bias = Tensor(zeros: [dimensions])
    self.eps = eps
  }

  /// Normalises each row of `x` into the memory of `y`, which has the same shape.
  ///
  /// For loops: a large new tensor costs more time than filling it, so keep one and hand it in again.
  public func callAsFunction(_ x: Tensor, into y: inout Tensor) {
    // The variance is divided by n, not by n − 1. It is found in the same pass as the mean, from x − x₀
    // in Double, where the difference of two sums does not cancel as E[x²] − E[x]² does in Float.
    x.normalizeRows(into: &y, gain: gain, bias: bias) { variance in
      1 / (variance + eps).squareRoot()
    }
  }
}

// MARK: Parameters

extension LayerNorm {
  /// The gain and the bias.
  public mutating func forEachWeights(_ name: String, _ body: (String, inout Weights) -> Void) {
    gain.forEachWeights(name + "gain", body)
    bias.forEachWeights(name + "bias", body)
  }
}

// MARK: Gradient

extension LayerNorm {
  /// Adds the gradient of a loss with respect to `x` to `dx`, and those with respect to gain and bias
  /// to `gradient`, from its gradient `dy` with respect to y.
  ///
  /// With x̂ = (x − mean(x)) / √(variance(x) + ε) and u = gain ⊙ ∂y,
  ///
  ///     ∂x    = (u − mean(u) − x̂ · mean(u ⊙ x̂)) / √(variance(x) + ε)
  ///     ∂gain = Σ ∂y ⊙ x̂      ∂bias = Σ ∂y                   over the rows, in their order
  ///
  /// The terms that are taken away point along (1, …, 1) and x̂: to shift x or to spread it changes
  /// nothing.
  ///
  /// - Parameters:
  ///   - dy: the shape of `x`
  ///   - x: `[…, dimensions]`, what the layer was applied to
  ///   - dx: the shape of `x`
  ///   - gradient: a layer whose numbers are gradients
  public func backward(
    _ dy: Tensor, at x: Tensor, addingTo dx: inout Tensor, _ gradient: inout LayerNorm
  ) {
    let n = Double(x.width)
    let rule = NormalizationGradient(isCentered: true, length: x.width) { row in
      let moments = row.moments
      return (moments.mean, 1 / (moments.squares / n + eps).squareRoot())
    }
    rule.add(dy, x: x, gain: gain, to: &dx, &gradient.gain, bias: &gradient.bias)
  }
}
