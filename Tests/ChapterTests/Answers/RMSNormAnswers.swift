/// Right answers to the exercises of the chapter on norms.
enum RMSNormAnswers {
  static func rmsNorm(_ x: [Double], gain: [Double], eps: Double) -> [Double]? {
    let meanSquare = x.reduce(0) { $0 + $1 * $1 } / Double(x.count)
    return zip(x, gain).map { $1 * $0 / (meanSquare + eps).squareRoot() }
  }

  static func layerNorm(_ x: [Double], eps: Double) -> [Double]? {
    let mean = x.reduce(0, +) / Double(x.count)
    return rmsNorm(x.map { $0 - mean }, gain: x.map { _ in 1 }, eps: eps)
  }

  static func spreadLeft(mean c: Double) -> Double? { 1 / (1 + c * c).squareRoot() }

  static func rmsNormGradient(_ x: [Double], upstream: [Double]) -> [Double]? {
    let n = Double(x.count)
    let rms = (x.reduce(0) { $0 + $1 * $1 } / n).squareRoot()
    let y = x.map { $0 / rms }
    let along = zip(upstream, y).reduce(0) { $0 + $1.0 * $1.1 } / n
    return zip(upstream, y).map { u, y in (u - y * along) / rms }
  }
}

/// Answers that somebody might give in good faith.
enum WrongRMSNormAnswers {
  /// Adds ε outside the root.
  static func rmsNorm(_ x: [Double], gain: [Double], eps: Double) -> [Double]? {
    let meanSquare = x.reduce(0) { $0 + $1 * $1 } / Double(x.count)
    return zip(x, gain).map { $1 * $0 / (meanSquare.squareRoot() + eps) }
  }

  /// Takes the mean away too late.
  static func layerNorm(_ x: [Double], eps: Double) -> [Double]? {
    let y = RMSNormAnswers.rmsNorm(x, gain: x.map { _ in 1 }, eps: eps)!
    let mean = y.reduce(0, +) / Double(y.count)
    return y.map { $0 - mean }
  }

  /// Adds mean and spread as if they were not at right angles.
  static func spreadLeft(mean c: Double) -> Double? { 1 / (1 + c) }

  /// Takes the RMS for a constant.
  static func rmsNormGradient(_ x: [Double], upstream: [Double]) -> [Double]? {
    let rms = (x.reduce(0) { $0 + $1 * $1 } / Double(x.count)).squareRoot()
    return upstream.map { $0 / rms }
  }
}
