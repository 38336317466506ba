import Exercises

extension Answers {
  static func feedForward(
    _ x: [Double], gate: ([Double]) -> [Double], up: ([Double]) -> [Double],
    down: ([Double]) -> [Double]
  ) -> [Double]? {
    var hidden = up(x)
    for (i, z) in gate(x).enumerated() { hidden[i] *= z / (1 + exp(-z)) }
    return down(hidden)
  }

  static func block(
    _ x: [[Double]], attentionNorm: ([Double]) -> [Double],
    attention: ([[Double]]) -> [[Double]], feedForwardNorm: ([Double]) -> [Double],
    feedForward: ([Double]) -> [Double]
  ) -> [[Double]]? {
    func sum(_ a: [[Double]], _ b: [[Double]]) -> [[Double]] {
      zip(a, b).map { a, b in zip(a, b).map { $0 + $1 } }
    }
    let h = sum(x, attention(x.map(attentionNorm)))
    return sum(h, h.map { feedForward(feedForwardNorm($0)) })
  }

  static func logits(
    _ rows: [[Double]], norm: ([Double]) -> [Double], head: ([Double]) -> [Double]
  ) -> [Double]? {
    head(norm(rows[rows.count - 1]))
  }
}
