import Lanes

/// The softmax of one row; everything that needs attention weights or probabilities comes here.
enum SoftmaxRow {
  /// Writes exp(xⱼ − max x) / Σ exp(xᵢ − max x). `result` may be `x` itself.
  static func apply(
    _ x: UnsafePointer<Float>, count: Int, into result: UnsafeMutablePointer<Float>
  ) {
    // The largest term becomes exp(0) = 1: nothing overflows, and the sum is never 0.
    let maximum = Row.maximum(x, count: count)
    let sum = Exponential.row(x, count: count, minus: maximum, into: result)
    let divisor = SIMD16<Float>(repeating: sum)
    let whole = count & ~15
    for j in stride(from: 0, to: whole, by: 16) {
      let terms = Lanes(at: result + j)
      UnsafeMutableRawPointer(result + j)
        .storeBytes(of: terms / divisor, as: SIMD16<Float>.self)
    }
    for j in whole..<count { result[j] /= sum }
  }
}
