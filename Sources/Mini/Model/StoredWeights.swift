/// Weights in a form of somebody else's making, such as the blocks of a file: all that a layer asks of
/// them.
///
/// They never change, and keep "one row, one answer": a row of a product has the same bits alone and
/// among others, on any number of threads.
public protocol StoredWeights: AnyObject, Sendable {
  /// The length of a row of weights, and of a row that goes into a product.
  var inputs: Int { get }

  /// The number of rows of weights, and the length of a row that comes out of a product.
  var outputs: Int { get }

  /// The memory that the weights take.
  var byteCount: Int { get }

  /// `[tokens, inputs]` into the memory of `y`, `[tokens, outputs]`: x · Wᵀ, where W are these weights.
  func multiply(_ x: Tensor, into y: inout Tensor)

  /// Writes the weights of these rows, in this order, to `x`, `[rows.count, inputs]`.
  func gather(_ rows: [Int], into x: inout Tensor)

  /// All weights as numbers, `[outputs, inputs]`.
  func dequantized() -> Tensor

  /// Whether `other` are the same weights in the same form.
  func isEqual(to other: any StoredWeights) -> Bool
}
