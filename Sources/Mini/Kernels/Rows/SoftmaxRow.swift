import Lanes

/// The softmax of one row; everything that needs attention weights or probabilities comes here.
enum SoftmaxRow {
  /// Writes exp(xⱼ − max x) / Σ exp(xᵢ − max x). `result` may be `x` itself.
  static func apply(
    _ x: UnsafePointer<Float>, count: Int, into result: UnsafeMutablePointer<Float>
  ) {
    // The largest term becomes exp(0) = 1: nothing overflows, and the sum is never 0. All terms are
    // 2⁴⁰ times as large as they should be, and so is their sum. A NaN in the row becomes a term that is
    // NaN, and so makes the sum one, whatever is subtracted.
    let maximum = Lanes(repeating: Row.maximumOfNumbers(x, count: count))
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
  /// The same for sixteen rows that stand in the lanes, element `j` of all of them at x + 16 · j, in the
  /// memory of `x` and to the same bits. `maxima` are the largest of each row.
  static func applyToLanes(
    _ x: UnsafeMutablePointer<Float>, count: Int, maxima: SIMD16<Float>
  ) {
    var sums = InlineArray<16, Lanes>(repeating: Lanes())
    for j in stride(from: 0, to: count, by: 16) {
      for i in 0..<min(16, count - j) {
        let terms = raisedExponential(Lanes(at: x + 16 * (j + i)) - maxima)
        terms.store(to: x + 16 * (j + i))
        sums[i] += terms
      }
    }
    // The order in which `folded` adds the lanes of one row.
    let eight = InlineArray<8, Lanes> { sums[2 * $0] + sums[2 * $0 + 1] }
    let four = InlineArray<4, Lanes> { eight[2 * $0] + eight[2 * $0 + 1] }
    let factors = 1 / ((four[0] + four[1]) + (four[2] + four[3]))
    for j in 0..<count { (Lanes(at: x + 16 * j) * factors).store(to: x + 16 * j) }
  }
  /// y ⊙ (∂y − Σ yⱼ ∂yⱼ) for each row, rows spread over threads.
  static func gradient(_ dy: Tensor, _ y: Tensor) -> Tensor {
    let (rows, width) = (y.rowCount, y.width)
    return Tensor(shape: y.shape) { out in
      dy.withScalars { dy in
        y.withScalars { y in
          Threads.split(rows, costOfOne: 4 * width) { range in
            for i in range {
              let (dy, y, out) = (dy + i * width, y + i * width, out + i * width)
              let sum = Row.dot(dy, y, count: width)
              for j in 0..<width { out[j] = y[j] * (dy[j] - sum) }
            }
          }
        }
      }
    }
  }
}
