import Base
import Mini

/// Batch normalisation, y = gain ⊙ (x − mean(x)) / √(variance(x) + ε) + bias over the *first* axis.
///
/// Ioffe and Szegedy 2015, arXiv 1502.03167, algorithm 1: the statistics used in training, those of
/// one feature over the cases of the batch. So the answer for a case depends on the others, and a
/// batch of one case becomes `bias`, whatever it holds. Where the sequences of a batch differ in
/// length, the cases at a time step are the sequences that reach it.
package struct BatchNorm: Equatable, Sendable {
  /// What each normalised feature is multiplied by, `[dimensions]`: learned, ones at first.
  package var gain: Tensor

  /// What is then added to each feature, `[dimensions]`: learned, zeros at first.
  package var bias: Tensor

  /// Added to the variance inside the root, in units of x². With 0 a feature that is the same in
  /// all cases becomes NaN.
  package var eps: Double

  /// A layer for cases of `dimensions` features.
  package init(dimensions: Int, eps: Double = 1e-5) {
    gain = Tensor(repeating: 1, shape: [dimensions])
    bias = Tensor(zeros: [dimensions])
    self.eps = eps
  }

  /// Normalises each column of `x`.
  ///
  /// - Parameter x: `[cases, dimensions]`.
  /// - Returns: The shape of `x`.
  package func callAsFunction(_ x: Tensor) -> Tensor {
    require(
      x.rank == 2 && gain.shape == [x.width] && bias.shape == [x.width],
      "a gain \(gain.shape) and a bias \(bias.shape) do not fit cases of the shape \(x.shape)")
    // A column becomes a row and is then normalised as `LayerNorm` does it, in two passes.
    let features = x.transposed  // [dimensions, cases]
    let cases = Double(x.rowCount)
    var y = Tensor(zeros: x.shape)
    for j in 0..<x.width {
      let feature = features[row: j].scalars.map(Double.init)
      let mean = feature.reduce(0, +) / cases
      let variance = feature.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / cases
      let inverse = 1 / (variance + eps).squareRoot()
      for i in 0..<x.rowCount {
        y[i, j] = bias[j].addingProduct(Float((feature[i] - mean) * inverse), gain[j])
      }
    }
    return y
  }
}
