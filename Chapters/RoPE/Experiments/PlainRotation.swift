import Base

/// Rotary embedding of one vector at position m, as one would type it.
package func plainRotation(
  _ x: [Float], position m: Int, base: Double, halves: Bool
) -> [Float] {
  var y = x
  for i in 0..<x.count / 2 {
    let (a, b) = halves ? (i, i + x.count / 2) : (2 * i, 2 * i + 1)
    let theta = Double.pow(base, -2 * Double(i) / Double(x.count))
    let angle = Double(m) * theta
    let (c, s) = (Float(Double.cos(angle)), Float(Double.sin(angle)))
    y[a] = x[a] * c - x[b] * s
    y[b] = x[a] * s + x[b] * c
  }
  return y
}
