import Base
import Exercises

// What stands after the model on the path, and beside it.
extension Plain {
  static func layerNorm(_ x: Vector, _ eps: Double) -> Vector {
    let mean = x.reduce(0, +) / Double(x.count)
    return rmsNorm(x.map { $0 - mean }, x.map { _ in 1 }, eps)
  }

  static func pooledHeads(_ matrix: Rows, _ count: Int, _ kvHeads: Int) -> Rows {
    let pooled = count / kvHeads
    return matrix.map { row in
      let parts = heads(of: row, count)
      return (0..<kvHeads).flatMap { g in
        mixed(
          parts[g * pooled..<(g + 1) * pooled],
          Vector(repeating: 1 / Double(pooled), count: pooled))
      }
    }
  }

  static func keptTokens(_ count: Int, _ window: Int, _ sinks: Int) -> [Int] {
    (0..<count).filter { $0 < sinks || $0 >= count - window }
  }

  static func sample(_ logits: Vector, _ temperature: Double, _ draw: Double) -> Int {
    var left = draw
    for (token, probability) in softmax(logits.map { $0 / temperature }).enumerated() {
      left -= probability
      if left < 0 { return token }
    }
    return logits.count - 1
  }

  // MARK: Training

  static func rmsNormGradient(
    _ x: Vector, _ gain: Vector, _ eps: Double, _ dy: Vector
  ) -> Vector {
    let size = (dot(x, x) / Double(x.count) + eps).squareRoot()
    let (n, dn) = (x.map { $0 / size }, zip(gain, dy).map { $0 * $1 })
    let along = dot(dn, n) / Double(x.count)
    return zip(dn, n).map { ($0 - $1 * along) / size }
  }

  static func crossEntropyGradient(_ logits: Vector, _ target: Int) -> Vector {
    softmax(logits).enumerated().map { $1 - ($0 == target ? 1 : 0) }
  }

  static func adamWStep(
    _ weight: Double, _ gradient: Double, _ m: Double, _ v: Double, _ t: Int, _ rate: Double
  ) -> Double {
    let (m, v) = (0.9 * m + 0.1 * gradient, 0.99 * v + 0.01 * gradient * gradient)
    let (mean, square) = (m / (1 - .pow(0.9, Double(t))), v / (1 - .pow(0.99, Double(t))))
    return weight - rate * (mean / (square.squareRoot() + 1e-8) + 0.01 * weight)
  }

  // MARK: Beside the path

  static func median(_ samples: Vector) -> Double {
    let (sorted, middle) = (samples.sorted(), samples.count / 2)
    return samples.count.isMultiple(of: 2)
      ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
  }

  static func slowPairs(_ dimensions: Int, _ base: Double, _ context: Int) -> Int {
    (0..<dimensions / 2).count { 2 * .pi / angle($0, 1, dimensions, base) > Double(context) }
  }

  static func cachedAttention(
    _ tokens: Int, _ next: (Int) -> (q: Vector, k: Vector, v: Vector)
  ) -> Rows {
    var (keys, values): (Rows, Rows) = ([], [])
    return (0..<tokens).map { t in
      let (q, k, v) = next(t)
      keys.append(k)
      values.append(v)
      return mixed(values, weights(q, keys))
    }
  }
}
