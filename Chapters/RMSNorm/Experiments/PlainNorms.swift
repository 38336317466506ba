/// RMSNorm of one vector, as one would type it.
package func plainRMSNorm(_ x: [Float], gain: [Float], eps: Double) -> [Float] {
  let squares = x.map { Double($0) * Double($0) }
  let meanSquare = squares.reduce(0, +) / Double(x.count)
  let factor = Float(1 / (meanSquare + eps).squareRoot())
  return zip(x, gain).map { x, g in x * factor * g }
}

/// LayerNorm of one vector, as one would type it.
package func plainLayerNorm(
  _ x: [Float], gain: [Float], bias: [Float], eps: Double
) -> [Float] {
  let mean = x.reduce(0) { $0 + Double($1) } / Double(x.count)
  let centered = x.map { Double($0) - mean }
  let variance = centered.reduce(0) { $0 + $1 * $1 } / Double(x.count)
  let factor = 1 / (variance + eps).squareRoot()
  return x.indices.map { i in
    Float(centered[i] * factor) * gain[i] + bias[i]
  }
}
