import Base

/// Attention of one head to a text, as one would type it: a query, a key
/// and a value for each token.
package func plainAttention(
  _ q: [[Float]], _ k: [[Float]], _ v: [[Float]], isCausal: Bool
) -> [[Float]] {
  q.indices.map { m in
    let seen = isCausal ? 0...m : 0...k.count - 1  // who is seen
    let root = Float(q[m].count).squareRoot()
    let scores = seen.map { n in dot(q[m], k[n]) / root }
    let powers = scores.map { exponential($0 - scores.max()!) }
    let weights = powers.map { $0 / powers.reduce(0, +) }  // softmax
    return v[m].indices.map { i in
      zip(seen, weights).reduce(0) { $0 + $1.1 * v[$1.0][i] }
    }
  }
}

private func exponential(_ x: Float) -> Float { Float(Double.exp(Double(x))) }

private func dot(_ a: [Float], _ b: [Float]) -> Float { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
