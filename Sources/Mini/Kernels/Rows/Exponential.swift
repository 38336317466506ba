import Lanes

/// eˣ for sixteen numbers at once, with the same bits on every processor.
///
/// The libraries of different systems round `exp` differently; this one is only additions and fused
/// multiply–adds, which IEEE 754 defines to the last bit. The error is at most 1.01 units in the
/// last place for every result that is a normal number. Results below 2⁻¹²⁶ lose precision
/// gradually, as subnormal numbers do, and stay within 0.75 units of their last place.
///
/// `exp(−∞)` is exactly 0, `exp(0)` exactly 1, `exp(+∞)` and everything above 88.7228 is +∞, and NaN
/// stays NaN.
enum Exponential {
  /// Writes exp(xⱼ − shift) and returns their sum, element `j` in lane `j mod 16` as in ``Row``.
  ///
  /// `result` may be `x` itself.
  @discardableResult
  static func row(
    _ x: UnsafePointer<Float>, count: Int, minus shift: Float = 0,
    into result: UnsafeMutablePointer<Float>
  ) -> Float {
    var sums = Lanes()
    let shifts = Lanes(repeating: shift)
    let whole = count & ~15
    for j in stride(from: 0, to: whole, by: 16) {
      let value = exponential(Lanes(at: x + j) - shifts)
      value.store(to: result + j)
      sums += value
    }
    if whole < count {
      let value = exponential(Lanes(first: count - whole, at: x + whole) - shifts)
      value.store(first: count - whole, to: result + whole)
      for lane in 0..<count - whole { sums[lane] += value[lane] }
    }
    return sums.folded
  }
}

/// Activations made of one exponential: x · sigmoid(f(x)) = x / (1 + exp(−f(x))). Below about −88 the
/// exponential is infinite and the quotient −0, as close as a `Float` can be.
enum Sigmoid {
  /// Writes x / (1 + exp(−x)). `result` may be `x` itself.
  static func silu(
    _ x: UnsafePointer<Float>, count: Int, into result: UnsafeMutablePointer<Float>
  ) {
    map(x, count, result) { x in x / (1 + exponential(-x)) }
  }

  /// Writes x / (1 + exp(−2 √(2/π) (x + 0.044715 x³))). `result` may be `x` itself.
  static func gelu(
    _ x: UnsafePointer<Float>, count: Int, into result: UnsafeMutablePointer<Float>
  ) {
    let slope = Lanes(repeating: -1.5957691)  // −2 √(2/π)
    map(x, count, result) { x in
      let inner = x.addingProduct(x * x * x, Lanes(repeating: 0.044715))
      return x / (1 + exponential(slope * inner))
    }
  }

  @inline(__always)
  private static func map(
    _ x: UnsafePointer<Float>, _ count: Int, _ result: UnsafeMutablePointer<Float>,
    _ function: (Lanes) -> Lanes
  ) {
    let whole = count & ~15
    for j in stride(from: 0, to: whole, by: 16) { function(Lanes(at: x + j)).store(to: result + j) }
    guard whole < count else { return }
    let value = function(Lanes(first: count - whole, at: x + whole))
    value.store(first: count - whole, to: result + whole)
  }
}

/// exp(x) = 2ⁿ · exp(r) with a whole n and |r| ≤ ln 2 / 2.
@inline(__always)
private func exponential(_ x: Lanes) -> Lanes {
  // Beyond these bounds the result is 0 or ∞ anyway, and n stays small enough for what follows. No
  // comparison with NaN is true, so NaN passes through.
  let low = Lanes(repeating: -110)
  let high = Lanes(repeating: 100)
  var x = x.replacing(with: low, where: x .< low)
  x = x.replacing(with: high, where: x .> high)

  // Adding 1.5·2²³ pushes the fraction out of the number: it rounds to the nearest whole n, and
  // leaves n in the lowest bits.
  let shifter = Lanes(repeating: 0x1.8p23)
  let shifted = shifter.addingProduct(x, Lanes(repeating: 1.442695))  // log₂ e
  let n = shifted - shifter
  // ln 2 in two parts: the first has so few digits that n times it is exact.
  var r = x.addingProduct(n, Lanes(repeating: -0x1.62e4p-1))
  r = r.addingProduct(n, Lanes(repeating: -0x1.7f7d1cp-20))

  // exp(r) = 1 + r + r²·q(r). The coefficients make the largest relative error smallest (a Remez
  // fit): 3.1·10⁻⁹, a twentieth of what rounding the result costs.
  var q = Lanes(repeating: 0.0013814599)
  q = Lanes(repeating: 0.008368717).addingProduct(q, r)
  q = Lanes(repeating: 0.04166839).addingProduct(q, r)
  q = Lanes(repeating: 0.16666521).addingProduct(q, r)
  q = Lanes(repeating: 0.49999994).addingProduct(q, r)
  let power = 1 + r.addingProduct(r * r, q)

  // 2ⁿ may be too large or too small for a Float although the result is not, so it is multiplied in
  // two halves. Only the second product can round.
  let bits = unsafeBitCast(shifted, to: SIMD16<Int32>.self)
  let whole = bits &- SIMD16(repeating: Int32(bitPattern: Float(0x1.8p23).bitPattern))
  let half = whole &>> 1
  return power * powerOfTwo(half) * powerOfTwo(whole &- half)
}

/// 2ⁿ, written straight into the exponent of a Float.
@inline(__always)
private func powerOfTwo(_ n: SIMD16<Int32>) -> Lanes {
  unsafeBitCast((n &+ 127) &<< 23, to: Lanes.self)
}
