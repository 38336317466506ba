/// x / (1 + exp(−x)) of one row.
enum SiLURow {
  /// Writes the result of each element of `x`; `result` must be other memory.
  static func apply(
    _ x: UnsafePointer<Float>, count: Int, into result: UnsafeMutablePointer<Float>
  ) {
    for j in 0..<count { (result + j).initialize(to: -x[j]) }
    Exponential.row(result, count: count, into: result)
    // Below −88.7 the exponential is infinite and the quotient −0, as close as a Float can be.
    for j in 0..<count { result[j] = x[j] / (1 + result[j]) }
  }
}
