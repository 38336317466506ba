/// The slope of `loss` at 0, by a small step to both sides: what is wrong
/// with one side alone, the bend of the curve, is wrong with the other in
/// the opposite direction.
package func centralDifference(_ loss: (Double) -> Double) -> Double {
  let h = 1e-5
  return (loss(h) - loss(-h)) / (2 * h)
}
