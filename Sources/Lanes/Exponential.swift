/// eˣ for sixteen numbers at once, with the same bits on every processor.
///
/// The libraries of different systems round `exp` differently; this one is only additions and fused
/// multiply–adds, which IEEE 754 defines to the last bit. The error is at most 0.9 units in the
/// last place, of subnormal results too.
///
/// `exp(−∞)` is exactly 0, `exp(0)` exactly 1, `exp(+∞)` and everything above 88.7228 is +∞, and NaN
/// stays NaN.
@inlinable @inline(__always)
public func exponential(_ x: Lanes) -> Lanes {
  // Beyond these bounds the result is 0 or ∞ anyway, and n stays small enough for what follows. No
  // comparison with NaN is true, so NaN passes through.
  var x = x.replaced(with: Lanes(repeating: -110), where: x .< -110)
  x = x.replaced(with: Lanes(repeating: 100), where: x .> 100)
  let (shifted, n) = wholePowers(x, shifter: 0x1.8p23)
  // 2ⁿ may be too large or too small for a Float although the result is not, so it is multiplied in
  // two halves. Only the second product can round.
  let bits = unsafeBitCast(shifted, to: SIMD16<Int32>.self)
  let whole = bits &- SIMD16(repeating: Int32(bitPattern: Float(0x1.8p23).bitPattern))
  let half = whole &>> 1
  return powerOfRest(x, n) * powerOfTwo(half) * powerOfTwo(whole &- half)
}

/// 2⁴⁰ eˣ for x ≤ 0, with the error of ``exponential(_:)`` and fewer steps: this one is for whoever
/// divides by a sum of such numbers. Below −115.5 the result is exactly 0.
///
/// Without the factor, what is e⁻⁸⁸ or less would be subnormal, and n a number with no place in the
/// exponent of a `Float`.
@inlinable @inline(__always)
public func raisedExponential(_ x: Lanes) -> Lanes {
  let x = x.replaced(with: Lanes(repeating: -115.75), where: x .< -115.75)
  // n + 40 + 127, as an exponent is written, stands in the lowest bits; at −115.75 it is 0, which
  // stands for the number 0.
  let (shifted, n) = wholePowers(x, shifter: 0x1.8p23 + 167)
  let bits = unsafeBitCast(shifted, to: SIMD16<Int32>.self)
  return powerOfRest(x, n) * unsafeBitCast(bits &<< 23, to: Lanes.self)
}

/// What ``raisedExponential(_:)`` has to be multiplied by.
@inlinable @inline(__always)
public var lowered: Float { 0x1p-40 }

// eˣ = 2ⁿ · exp(r) with a whole n and |r| ≤ ln 2 / 2.

/// n, and n plus `shifter`: adding 1.5·2²³ or more pushes the fraction out of a number, which rounds
/// it to the nearest whole, and leaves it in the lowest bits.
@inlinable @inline(__always)
func wholePowers(_ x: Lanes, shifter: Float) -> (shifted: Lanes, n: Lanes) {
  let shifter = Lanes(repeating: shifter)
  let shifted = shifter.addingProduct(x, Lanes(repeating: 1.442695))  // log₂ e
  return (shifted, shifted - shifter)
}

/// exp(r)
@inlinable @inline(__always)
func powerOfRest(_ x: Lanes, _ n: Lanes) -> Lanes {
  // ln 2 in two parts: the first has so few digits that n times it is exact.
  var r = x.addingProduct(n, Lanes(repeating: -0x1.62e4p-1))
  r = r.addingProduct(n, Lanes(repeating: -0x1.7f7d1cp-20))

  // exp(r) = 1 + r + r²·q(r). The coefficients make the largest relative error smallest (a Remez
  // fit): 3.1·10⁻⁹, a twentieth of what rounding the result costs.
  var power = Lanes(repeating: 0.0013814599)
  power = Lanes(repeating: 0.008368717).addingProduct(power, r)
  power = Lanes(repeating: 0.04166839).addingProduct(power, r)
  power = Lanes(repeating: 0.16666521).addingProduct(power, r)
  power = Lanes(repeating: 0.49999994).addingProduct(power, r)
  power = Lanes(repeating: 1).addingProduct(power, r)
  return Lanes(repeating: 1).addingProduct(power, r)
}

/// 2ⁿ, written straight into the exponent of a Float.
@inlinable @inline(__always)
func powerOfTwo(_ n: SIMD16<Int32>) -> Lanes {
  unsafeBitCast((n &+ 127) &<< 23, to: Lanes.self)
}
