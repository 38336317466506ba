import Base

/// Attention of one query to keys and values that come piece by piece: of
/// what was seen it keeps a maximum, a sum and a mixture, and no score.
package struct AttentionInPieces {
  package private(set) var maximum = -Float.infinity  // of all scores
  package private(set) var sum: Float = 0  // Σ exp(score − maximum)
  package private(set) var mixed: [Float]  // Σ exp(score − maximum) · v

  package init(features: Int) { mixed = Array(repeating: 0, count: features) }

  package mutating func see(
    _ q: [Float], _ keys: [[Float]], _ values: [[Float]]
  ) {
    let root = Float(q.count).squareRoot()
    let scores = keys.map { k in dot(q, k) / root }
    let highest = max(maximum, scores.max()!)
    let factor = exponential(maximum - highest)  // to the new maximum
    sum *= factor
    for i in mixed.indices { mixed[i] *= factor }
    maximum = highest
    for (score, v) in zip(scores, values) {
      let power = exponential(score - maximum)
      sum += power
      for i in mixed.indices { mixed[i] += power * v[i] }
    }
  }

  package var output: [Float] { mixed.map { $0 / sum } }
}

private func dot(_ a: [Float], _ b: [Float]) -> Float { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }

private func exponential(_ x: Float) -> Float { Float(Double.exp(Double(x))) }

extension AttentionInPieces {
  /// What is kept when nobody brings the earlier pieces to the new maximum.
  package mutating func seeWithoutCorrection(
    _ q: [Float], _ keys: [[Float]], _ values: [[Float]]
  ) {
    var piece = AttentionInPieces(features: mixed.count)
    piece.see(q, keys, values)
    maximum = max(maximum, piece.maximum)
    sum += piece.sum
    for i in mixed.indices { mixed[i] += piece.mixed[i] }
  }
}
