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

  /// Writes x · sigmoid(x) · up for x = gate, to the bits of one after the other.
  static func swiGLU(
    gate: UnsafePointer<Float>, up: UnsafePointer<Float>, count: Int,
    into result: UnsafeMutablePointer<Float>
  ) {
    let whole = count & ~15
    for j in stride(from: 0, to: whole, by: 16) {
      let x = Lanes(at: gate + j)
      (gated(x, by: x) * Lanes(at: up + j)).store(to: result + j)
    }
    guard whole < count else { return }
    silu(gate + whole, count: count - whole, into: result + whole)
    for j in whole..<count { result[j] *= up[j] }
  }

  /// From ∂h, of h = silu(gate) · up, with σ = 1 / (1 + exp(−gate)):
  ///
  ///     ∂gate = ∂h · up · (σ + gate σ (1 − σ))
  ///     ∂up   = ∂h · gate σ
  ///
  /// σ is computed again, which is quicker than to read it from memory.
  static func swiGLUBackward(
    _ gradient: UnsafePointer<Float>, gate: UnsafePointer<Float>, up: UnsafePointer<Float>,
    count: Int, toGate: UnsafeMutablePointer<Float>, toUp: UnsafeMutablePointer<Float>
  ) {
    let whole = count & ~15
    for j in stride(from: 0, to: whole, by: 16) {
      let slopes = slopes(gate: Lanes(at: gate + j), up: Lanes(at: up + j))
      let d = Lanes(at: gradient + j)
      (d * slopes.gate).store(to: toGate + j)
      (d * slopes.up).store(to: toUp + j)
    }
    guard whole < count else { return }
    let rest = count - whole
    let slopes = slopes(
      gate: Lanes(first: rest, at: gate + whole), up: Lanes(first: rest, at: up + whole))
    let d = Lanes(first: rest, at: gradient + whole)
    (d * slopes.gate).store(first: rest, to: toGate + whole)
    (d * slopes.up).store(first: rest, to: toUp + whole)
  }

  /// The derivatives of silu(gate) · up.
  @inline(__always)
  private static func slopes(gate: Lanes, up: Lanes) -> (gate: Lanes, up: Lanes) {
    let sigma = 1 / (1 + exponential(-gate))
    let silu = gate * sigma
    return (up * sigma.addingProduct(silu, 1 - sigma), silu)
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
