import Lanes

/// The softmax of one row; everything that needs attention weights or probabilities comes here.
enum SoftmaxRow {
  /// Writes exp(xⱼ − max x) / Σ exp(xᵢ − max x). `result` may be `x` itself.
  static func apply(
    _ x: UnsafePointer<Float>, count: Int, into result: UnsafeMutablePointer<Float>
  ) {
    // The largest term becomes exp(0) = 1: nothing overflows, and the sum is never 0. All terms are
    // 2⁴⁰ times as large as they should be, and so is their sum.
    let maximum = Lanes(repeating: Row.maximum(x, count: count))
    var sums = Lanes()  // element j in lane j mod 16, as in `Row`
    let whole = count & ~15
    for j in stride(from: 0, to: whole, by: 16) {
      let terms = raisedExponential(Lanes(at: x + j) - maximum)
      terms.store(to: result + j)
      sums += terms
    }
    let rest = count - whole
    if rest > 0 {
      let terms = raisedExponential(Lanes(first: rest, at: x + whole) - maximum)
      terms.store(first: rest, to: result + whole)
      for lane in 0..<rest { sums[lane] += terms[lane] }
    }
    let factor = 1 / sums.folded
    for j in stride(from: 0, to: whole, by: 16) {
      (Lanes(at: result + j) * factor).store(to: result + j)
    }
    for j in whole..<count { result[j] *= factor }
  }
}
