import Lanes

/// The exponential of one row.
enum Exponential {
  /// Writes exp(xⱼ). `result` may be `x` itself.
  static func row(
    _ x: UnsafePointer<Float>, count: Int, into result: UnsafeMutablePointer<Float>
  ) {
    mapWhole(x, count, result) { x in exponential(x) }
    mapRest(x, count, result, row)
  }
}

/// Activations made of one exponential: x · sigmoid(z).
enum Sigmoid {
  /// Writes x / (1 + exp(−x)). `result` may be `x` itself.
  static func silu(
    _ x: UnsafePointer<Float>, count: Int, into result: UnsafeMutablePointer<Float>
  ) {
    mapWhole(x, count, result) { x in gated(x, by: x) }
    mapRest(x, count, result, silu)
  }

  /// Writes x / (1 + exp(−2 √(2/π) (x + 0.044715 x³))). `result` may be `x` itself.
  static func gelu(
    _ x: UnsafePointer<Float>, count: Int, into result: UnsafeMutablePointer<Float>
  ) {
    // 2 √(2/π), and 0.044715 times that
    let (slope, bend) = (
      Lanes(repeating: 1.5957691216057308), Lanes(repeating: 0.071354816272600248)
    )
    mapWhole(x, count, result) { x in gated(x, by: x * slope.addingProduct(x * x, bend)) }
    mapRest(x, count, result, gelu)
  }

  /// x · sigmoid(z) = x / (1 + e) where z ≥ 0, and x · e / (1 + e) elsewhere, with e = exp(−|z|), which
  /// never overflows: so the result is right down to the smallest numbers that there are.
  @inline(__always)
  private static func gated(_ x: Lanes, by z: Lanes) -> Lanes {
    let isNegative = z .< 0
    let raised = raisedExponential(z.negativeMagnitude)
    let quotient =
      x.replaced(with: x * raised, where: isNegative)
      / Lanes(repeating: 1).addingProduct(raised, Lanes(repeating: lowered))
    return quotient.replaced(with: quotient * lowered, where: isNegative)
  }
}

/// Applies `function` to as many elements as fill vectors. It is called in one place only: where it
/// was called in two, or behind a choice, the compiler made calls or single numbers of it.
@inline(__always)
private func mapWhole(
  _ x: UnsafePointer<Float>, _ count: Int, _ result: UnsafeMutablePointer<Float>,
  _ function: (Lanes) -> Lanes
) {
  for j in stride(from: 0, to: count & ~15, by: 16) {
    function(Lanes(at: x + j)).store(to: result + j)
  }
}

/// Applies `kernel` to the elements that are left then, in a vector that zeros fill up.
private func mapRest(
  _ x: UnsafePointer<Float>, _ count: Int, _ result: UnsafeMutablePointer<Float>,
  _ kernel: (UnsafePointer<Float>, Int, UnsafeMutablePointer<Float>) -> Void
) {
  let (whole, rest) = (count & ~15, count & 15)
  guard rest > 0 else { return }
  var last = Lanes(first: rest, at: x + whole)
  withUnsafeMutableBytes(of: &last) { bytes in
    let last = bytes.baseAddress!.assumingMemoryBound(to: Float.self)
    kernel(last, 16, last)
  }
  last.store(first: rest, to: result + whole)
}
