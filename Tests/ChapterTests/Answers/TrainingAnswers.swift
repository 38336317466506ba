import Exercises

extension Answers {
  static func rmsNormGradient(
    x: [Double], gain: [Double], eps: Double, dy: [Double]
  ) -> [Double]? {
    let count = Double(x.count)
    let r = (dot(x, x) / count + eps).squareRoot()
    let n = x.map { $0 / r }
    let dn = zip(gain, dy).map { $0 * $1 }
    let along = dot(dn, n) / count
    return zip(dn, n).map { ($0 - $1 * along) / r }
  }

  static func crossEntropyGradient(logits: [Double], target: Int) -> [Double]? {
    let largest = logits.max()!
    let powers = logits.map { exp($0 - largest) }
    let sum = powers.reduce(0, +)
    return powers.enumerated().map { $1 / sum - ($0 == target ? 1 : 0) }
  }

  static func adamWStep(
    weight: Double, gradient: Double, m: Double, v: Double, t: Int, rate: Double
  ) -> Double? {
    let (m, v) = (0.9 * m + 0.1 * gradient, 0.99 * v + 0.01 * gradient * gradient)
    let (mean, square) = (m / (1 - pow(0.9, Double(t))), v / (1 - pow(0.99, Double(t))))
    return weight - rate * (mean / (square.squareRoot() + 1e-8) + 0.01 * weight)
  }
}
