/// A norm of the last axis: each row is normalised by itself, and its features are then scaled.
public protocol RowNorm: Parameterized, Equatable, Sendable {
  /// What each normalised feature is multiplied by, `[dimensions]`: learned, ones at first.
  var gain: Tensor { get set }

  /// Normalises each row of `x` into the memory of `y`, which has the same shape.
  ///
  /// For loops: a large new tensor costs more time than filling it, so keep one and hand it in again.
  func callAsFunction(_ x: Tensor, into y: inout Tensor)
}

extension RowNorm {
  /// Normalises each row of `x`.
  ///
  /// - Parameter x: `[…, dimensions]`, any number of leading axes.
  /// - Returns: The shape of `x`.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    .written(x.shape) { y in self(x, into: &y) }
  }

  /// The gain, all that most of them learn.
  public mutating func forEachWeights(_ name: String, _ body: (String, inout Weights) -> Void) {
    gain.forEachWeights(name + "gain", body)
  }
}
