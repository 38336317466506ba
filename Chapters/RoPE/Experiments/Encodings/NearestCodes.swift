import Mini

/// The distance of the two nearest of all codes, the rows of `[positions, features]`.
package func nearestDistance(ofCodes codes: Tensor) -> Float {
  // |a − b|² = |a|² + |b|² − 2 a·b, for all pairs at once.
  let products = matmul(codes, transposed: codes)
  var nearest = Float.infinity
  for p in 0..<codes.rowCount {
    for q in 0..<p {
      nearest = min(nearest, products[p, p] + products[q, q] - 2 * products[p, q])
    }
  }
  return max(0, nearest).squareRoot()
}
