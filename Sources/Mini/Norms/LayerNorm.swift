import Require

/// Layer normalisation, y = gain ⊙ (x − mean(x)) / √(variance(x) + ε) + bias over the last axis.
///
/// Ba, Kiros and Hinton 2016, arXiv 1607.06450, equations 2–4. It is ``RMSNorm`` of x − mean(x), with
/// a bias: without ε, gain and bias, y has mean 0 and root mean square 1, and 10·x + 3 gives the
/// same y as x.
public struct LayerNorm: Equatable, Sendable {
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

  /// Normalises each row of `x`.
  ///
  /// Mean and variance are `Double`s, so every finite row has its answer to a few units of the last
  /// place, be it tiny, huge or far from zero. A row of equal numbers, and so every row of one
  /// number, becomes `bias`; with `eps` 0 it becomes NaN, as 0/0 is. A row with a NaN or an infinity
  /// becomes all NaN.
  ///
  /// - Parameter x: `[…, dimensions]`, any number of leading axes.
  /// - Returns: The shape of `x`.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    var y = Tensor(unwritten: x.shape)
    self(x, into: &y)
    return y
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

extension LayerNorm: Parameterized {
  /// The gain and the bias.
  public mutating func forEachParameter<Failure: Error>(
    _ name: String, _ body: (String, inout Tensor) throws(Failure) -> Void
  ) throws(Failure) {
    try body(name + "gain", &gain)
    try body(name + "bias", &bias)
  }
}

// MARK: Gradient

extension LayerNorm {
  /// The gradient of a loss with respect to `x`, `gain` and `bias`, from its gradient with respect
  /// to y.
  ///
  /// With x̂ = (x − mean(x)) / √(variance(x) + ε) and u = gain ⊙ cotangent, the row of `input` is
  /// (u − mean(u) − x̂ · mean(u ⊙ x̂)) / √(variance(x) + ε). The terms that are taken away point along
  /// (1, …, 1) and x̂: to shift x or to spread it changes nothing. Computed in `Double`.
  ///
  /// - Parameters:
  ///   - x: `[…, dimensions]`, what the layer was applied to.
  ///   - cotangent: The shape of `x`, the gradient of the loss with respect to the output.
  /// - Returns: `input` in the shape of `x`; `gain` and `bias` as `[dimensions]`, summed over all
  ///   rows.
  public func vectorJacobianProduct(at x: Tensor, cotangent: Tensor) -> (
    input: Tensor, gain: Tensor, bias: Tensor
  ) {
    require(
      x.shape == cotangent.shape && gain.shape == [x.width],
      "a cotangent \(cotangent.shape) and a gain \(gain.shape) do not fit the input \(x.shape)")
    let n = Double(x.width)
    var input = Tensor(zeros: x.shape)
    var gainGradient = [Double](repeating: 0, count: x.width)
    var biasGradient = [Double](repeating: 0, count: x.width)

    for start in stride(from: 0, to: x.count, by: x.width) {
      let row = x.scalars[start..<start + x.width].map(Double.init)
      let upstream = cotangent.scalars[start..<start + x.width].map(Double.init)

      let mean = row.reduce(0, +) / n
      let variance = row.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / n
      let inverse = 1 / (variance + eps).squareRoot()
      let normalized = row.map { ($0 - mean) * inverse }

      let scaled = zip(upstream, gain.scalars).map { $0 * Double($1) }
      let shift = scaled.reduce(0, +) / n
      let along = zip(scaled, normalized).reduce(0) { $0 + $1.0 * $1.1 } / n
      for j in 0..<x.width {
        input.scalars[start + j] = Float((scaled[j] - shift - normalized[j] * along) * inverse)
        gainGradient[j] += upstream[j] * normalized[j]
        biasGradient[j] += upstream[j]
      }
    }
    return (
      input, Tensor(gainGradient.map(Float.init)), Tensor(biasGradient.map(Float.init))
    )
  }
}
