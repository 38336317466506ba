import Mini

/// The cache of one head, as one would type it.
package struct PlainCache {
  package var keys: [[Float]] = []
  package var values: [[Float]] = []

  package init() {}

  package mutating func attend(
    _ q: [Float], _ k: [Float], _ v: [Float]
  ) -> [Float] {
    keys.append(k)  // computed once, and kept
    values.append(v)
    let scores = keys.map { k in dot(q, k) / Float(q.count).squareRoot() }
    let weights = scores.map { exponential($0 - scores.max()!) }
    let mixed = zip(weights, values).map { w, v in v.map { w * $0 } }
    return v.indices.map { i in
      mixed.reduce(0) { $0 + $1[i] } / weights.reduce(0, +)
    }
  }
}

private func dot(_ a: [Float], _ b: [Float]) -> Float { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }

private func exponential(_ x: Float) -> Float { Mini.exp(Tensor([x]))[0] }
