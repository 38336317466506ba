import Base

/// Attention of one head to a text, as one would type it: a query, a key and a value for each token.
package func plainAttention(
  _ q: [[Float]], _ k: [[Float]], _ v: [[Float]], isCausal: Bool
) -> [[Float]] {
  q.indices.map { m in
    let seen = isCausal ? 0...m : 0...k.count - 1  // causal: nobody sees what comes later
    let scores = seen.map { n in dot(q[m], k[n]) / Float(q[m].count).squareRoot() }
    let powers = scores.map { Float(Double.exp(Double($0 - scores.max()!))) }
    let weights = powers.map { $0 / powers.reduce(0, +) }  // softmax: they add up to 1
    return v[m].indices.map { i in zip(seen, weights).reduce(0) { $0 + $1.1 * v[$1.0][i] } }
  }
}

private func dot(_ a: [Float], _ b: [Float]) -> Float { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
