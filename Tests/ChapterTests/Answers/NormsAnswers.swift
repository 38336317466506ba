import Exercises

extension Answers {
  static func rmsNorm(_ x: [Double], gain: [Double], eps: Double) -> [Double]? {
    let meanSquare = dot(x, x) / Double(x.count)
    return zip(x, gain).map { $1 * $0 / (meanSquare + eps).squareRoot() }
  }

  static func layerNorm(_ x: [Double], eps: Double) -> [Double]? {
    let mean = x.reduce(0, +) / Double(x.count)
    return rmsNorm(x.map { $0 - mean }, gain: x.map { _ in 1 }, eps: eps)
  }

  static func spreadLeft(mean c: Double) -> Double? { 1 / (1 + c * c).squareRoot() }

  static func plainNormGradient(_ x: [Double], upstream: [Double]) -> [Double]? {
    let n = Double(x.count)
    let rms = (dot(x, x) / n).squareRoot()
    let y = x.map { $0 / rms }
    let along = dot(upstream, y) / n
    return zip(upstream, y).map { u, y in (u - y * along) / rms }
  }
}
