import Mini

/// Attention of one new token whose query heads share kv heads, as one
/// would type it. `keys` and `values` hold, for each kv head, a vector
/// for every token so far.
package func plainSharing(
  _ q: [[Float]], _ keys: [[[Float]]], _ values: [[[Float]]]
) -> [[Float]] {
  let m = q.count / keys.count  // query heads for each kv head
  return q.indices.map { h in
    let (k, v) = (keys[h / m], values[h / m])  // by index: no copies
    let scores = k.map { dot(q[h], $0) / Float(q[h].count).squareRoot() }
    let powers = scores.map { exponential($0 - scores.max()!) }
    let weights = powers.map { $0 / powers.reduce(0, +) }
    return q[h].indices.map { i in
      zip(weights, v).reduce(0) { $0 + $1.0 * $1.1[i] }
    }
  }
}

private func dot(_ a: [Float], _ b: [Float]) -> Float { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }

private func exponential(_ x: Float) -> Float { Mini.exp(Tensor([x]))[0] }
