import Mini

/// A query and a key, with positions turned into them or added to them.
package struct ScorePair {
  package let q: Tensor  // [1, width]
  package let k: Tensor  // [1, width]
  private let rope: RotaryEmbedding
  private let encoding: SinusoidalEncoding
  private let wq: Tensor  // [width, width]
  private let wk: Tensor  // [width, width]

  package init(width: Int, base: Double, layout: RotaryLayout, using random: inout SeededGenerator)
  {
    q = .normal(1, width, using: &random)
    k = .normal(1, width, using: &random)
    rope = RotaryEmbedding(headDimension: width, base: base, layout: layout)
    encoding = SinusoidalEncoding(dimensions: width, base: base)
    let deviation = 1 / Double(width).squareRoot()
    wq = .normal(width, width, deviation: deviation, using: &random)
    wk = .normal(width, width, deviation: deviation, using: &random)
  }

  /// The score of the query at m and the key at n, relative to the lengths of both.
  package func rotary(_ m: Int, _ n: Int) -> Float {
    dot(rope(q, offset: m), rope(k, offset: n)) / (q.norm * k.norm)
  }

  /// The same with sinusoids added before a projection.
  package func additive(_ m: Int, _ n: Int) -> Float {
    let query = matmul(q + encoding(m..<m + 1), wq)
    let key = matmul(k + encoding(n..<n + 1), wk)
    return dot(query, key) / (q.norm * k.norm)
  }
}
