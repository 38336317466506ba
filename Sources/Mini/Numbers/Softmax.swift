import Base

/// Turns every row into weights that are at least 0 and add up to 1:
/// `softmax(x)ⱼ = exp(xⱼ) / Σ exp(xᵢ)`, along the last axis. Shape in, same shape out.
///
/// The maximum of the row is subtracted first, which changes nothing in the formula and keeps `exp`
/// from overflowing. An element of −∞ gets the weight 0 exactly.
///
/// A row that has no answer gives NaN in all its elements: one with a NaN, with +∞, or with nothing
/// but −∞ (a query that may look at no key).
public func softmax(_ x: Tensor) -> Tensor {
  x.mappingRows(cost: 16) { row, count, out in SoftmaxRow.apply(row, count: count, into: out) }
}

/// eˣ of every element, within 0.9 units in the last place, the same bits on every processor.
public func exp(_ x: Tensor) -> Tensor {
  x.mappingRows(cost: 8) { row, count, out in Exponential.row(row, count: count, into: out) }
}

// MARK: Gradient

/// The gradient of a loss with respect to x, from its gradient `dy` with respect to y = softmax(x), row by
/// row:
///
///     ∂x = y ⊙ (∂y − Σ yⱼ ∂yⱼ)
///
/// What all gradients of a row have in common is taken away: to add a number to all of x changes nothing.
public func softmaxBackward(_ dy: Tensor, at y: Tensor) -> Tensor {
  require(
    dy.shape == y.shape, "a gradient \(dy.shape) is not that of a softmax \(y.shape)")
  return SoftmaxRow.gradient(dy, y)
}
