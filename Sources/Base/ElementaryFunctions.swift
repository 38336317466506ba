// The C library's functions round their last bits differently from system to system. These give the
// same bits everywhere: they are made of whole numbers and of operations that IEEE 754 fixes to the
// last bit (+, −, ×, ÷, the fused multiply–add and rounding to a whole number).
//
// All work alike. The argument is reduced to a short interval; the first terms of a Taylor series are
// added up as pairs of Doubles, the others, which are small, as Doubles; so nearly all of the error is
// the one rounding at the end. A result is within 0.51 units in the last place (ulps) of the exact
// value, one too small for a normal number within 1. Tests/MiniTests/Reference/elementary.py writes
// the constants and the values that this is tested with.

extension Double {
  /// The cosine of an angle in radians, which may be of any size.
  public static func cos(_ angle: Double) -> Double {
    guard angle.isFinite else { return .nan }
    let (quarters, rest) = quarterTurns(angle.magnitude)
    let value = quarters & 1 == 0 ? cosine(rest) : sine(rest)
    return (quarters &+ 1) & 2 == 0 ? value : -value
  }

  /// The sine of an angle in radians, which may be of any size.
  public static func sin(_ angle: Double) -> Double { sineAndCosine(angle).sine }

  /// ``sin(_:)`` and ``cos(_:)`` of one angle, in less time than one after the other.
  public static func sineAndCosine(_ angle: Double) -> (sine: Double, cosine: Double) {
    guard angle.isFinite else { return (.nan, .nan) }
    let (quarters, rest) = quarterTurns(angle.magnitude)
    let (s, c) = (sine(rest), cosine(rest))
    let (sine, cosine) = quarters & 1 == 0 ? (s, c) : (c, s)
    let isPositive = (quarters & 2 == 0) == (angle.sign == .plus)
    return (isPositive ? sine : -sine, (quarters &+ 1) & 2 == 0 ? cosine : -cosine)
  }

  /// The natural logarithm; NaN for a negative number.
  public static func log(_ x: Double) -> Double { logarithm(x).rounded }

  /// The logarithm to base 2, exact for powers of two; NaN for a negative number.
  public static func log2(_ x: Double) -> Double {
    (logarithm(x) * Pair(0x1.71547652b82fep+0, 0x1.777d0ffda0d24p-56)).rounded  // 1 / ln 2
  }

  /// The logarithm to base 10, exact for powers of ten; NaN for a negative number.
  public static func log10(_ x: Double) -> Double {
    (logarithm(x) * Pair(0x1.bcb7b1526e50ep-2, 0x1.95355baaafad3p-57)).rounded  // 1 / ln 10
  }

  /// e to the power of `x`.
  public static func exp(_ x: Double) -> Double { exponential(Pair(x)) }

  /// 2 to the power of `x`, exact for whole numbers.
  public static func exp2(_ x: Double) -> Double { exponential(x * Pair.ln2) }

  /// `x` to the power of `y`, for `x` of at least 0. For less it is NaN, whole `y` or not, as in
  /// IEEE 754's `powr`.
  public static func pow(_ x: Double, _ y: Double) -> Double {
    y == 0 ? 1 : exponential(y * logarithm(x))
  }
}

// MARK: - Angles

/// How many quarter turns come nearest to an `angle` of at least 0, and what is left, from −π/4 to π/4
/// (Payne and Hanek, SIGNUM Newsletter 18, 1983).
///
/// An angle is m · 2^e with a whole number m, and makes m · 2^e · 2/π quarters. Bits of 2/π that 2^e
/// lifts to 4 or more add whole turns only. The next 192 bits are multiplied as whole numbers: enough
/// for any angle, since no `Double` is nearer than 2⁻⁶¹ to a multiple of π/2.
@inline(__always)
private func quarterTurns(_ angle: Double) -> (quarters: UInt64, rest: Pair) {
  if angle <= .pi / 4 { return (0, Pair(angle)) }
  let m = angle.significandBitPattern | 1 << 52
  let e = Int(angle.exponentBitPattern) - 1023 - 52
  let (word, shift) = ((e + 62) >> 6, UInt64(e + 62) & 63)  // of the bit that 2^e lifts to 2
  func bits(_ k: Int) -> UInt64 {
    twoOverPi[word + k] << shift | (twoOverPi[word + k + 1] >> 1) >> (63 - shift)
  }
  let (middle, low) = (m.multipliedFullWidth(by: bits(1)), m.multipliedFullWidth(by: bits(2)))
  let product =
    UInt128(m &* bits(0) &+ middle.high) << 64 &+ (UInt128(middle.low) &+ UInt128(low.high))
  // The first two bits are quarters, the others a fraction; from a half on, the next quarter is nearer.
  let fraction = product << 2
  let isNextNearer = fraction >> 127 == 1
  let size = isNextNearer ? 0 &- fraction : fraction
  // 53 bits of the fraction for each of the two Doubles, without the zeros that it begins with.
  let zeros = size.leadingZeroBitCount
  let digits = size << zeros
  let scale = Double(bitPattern: UInt64(1023 - zeros) << 52 | (isNextNearer ? 1 << 63 : 0))
  let high = Double(UInt64(digits >> 75)) * 0x1p-53
  let low53 = Double(UInt64(truncatingIfNeeded: digits >> 11) >> 11) * 0x1p-106
  return (
    UInt64(product >> 126) &+ (isNextNearer ? 1 : 0),
    Pair(high * scale, low53 * scale) * Pair(0x1.921fb54442d18p+0, 0x1.1a62633145c07p-54)  // π/2
  )
}

/// r − r³/6 + r⁵/120 − …
@inline(__always)
private func sine(_ r: Pair) -> Double {
  let z = r * r
  let others = series(
    z.high,
    over: [
      120, -5_040, 362_880, -39_916_800, 6_227_020_800, -1_307_674_368_000, 355_687_428_096_000,
      -121_645_100_408_832_000,
    ])
  let third = Pair(-0x1.5555555555555p-3, -0x1.5555555555555p-57)  // −1/6
  return (r + r * z * (third + z.high * others)).rounded
}

/// 1 − r²/2 + r⁴/24 − …
@inline(__always)
private func cosine(_ r: Pair) -> Double {
  let z = r * r
  let others = series(
    z.high,
    over: [
      -720, 40_320, -3_628_800, 479_001_600, -87_178_291_200, 20_922_789_888_000,
      -6_402_373_705_728_000, 2_432_902_008_176_640_000,
    ])
  let fourth = Pair(0x1.5555555555555p-5, 0x1.5555555555555p-59)  // 1/24
  return (Pair(1) + z * (Pair(-0.5) + z * (fourth + z.high * others))).rounded
}

/// 2/π in binary after 64 zeros.
private let twoOverPi: InlineArray<20, UInt64> = [
  0, 0xA2F9_836E_4E44_1529, 0xFC27_57D1_F534_DDC0, 0xDB62_9599_3C43_9041, 0xFE51_63AB_DEBB_C561,
  0xB724_6E3A_424D_D2E0, 0x0649_2EEA_09D1_921C, 0xFE1D_EB1C_B129_A73E, 0xE882_35F5_2EBB_4484,
  0xE99C_7026_B45F_7E41, 0x3991_D639_8353_39F4, 0x9C84_5F8B_BDF9_283B, 0x1FF8_97FF_DE05_980F,
  0xEF2F_118B_5A0A_6D1F, 0x6D36_7ECF_27CB_09B7, 0x4F46_3F66_9E5F_EA2D, 0x7527_BAC7_EBE5_F17B,
  0x3D07_39F7_8A52_92EA, 0x6BFB_5FB1_1F8D_5D08, 0x5603_3046_FC7B_6BAB,
]

// MARK: - Logarithms and powers

/// ln x = e · ln 2 + ln m, where x = m · 2^e with m from √½ to √2, and ln m = 2 (s + s³/3 + s⁵/5 + …)
/// with s = (m − 1) / (m + 1).
@inline(__always)
private func logarithm(_ x: Double) -> Pair {
  guard x > 0, x < .infinity else { return Pair(x == 0 ? -.infinity : x > 0 ? x : .nan) }
  let isNormal = x >= .leastNormalMagnitude
  let bits = (isNormal ? x : x * 0x1p54).bitPattern
  let root = 0.5.squareRoot().bitPattern
  let e = Double(Int64(bitPattern: bits &- root) >> 52) - (isNormal ? 0 : 54)
  let m = Double(bitPattern: (bits &- root) & (1 << 52 - 1) &+ root)
  let s = (m - 1) / Pair.sum(1, m)
  let z = s * s
  let others = series(z.high, over: [7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29])
  let second = Pair(0x1.5555555555555p-2, 0x1.5555555555555p-56)  // 1/3
  let third = Pair(0x1.999999999999ap-3, -0x1.999999999999ap-57)  // 1/5
  let half = s + s * z * (second + z * (third + z.high * others))
  return e * Pair.ln2 + Pair(2 * half.high, 2 * half.low)
}

/// e^x = 2^k · e^r, where k is the whole number nearest to x / ln 2, and e^r = 1 + r + r²/2 + r³/6 + …
@inline(__always)
private func exponential(_ x: Pair) -> Double {
  guard x.high < 710 else { return x.high.isNaN ? .nan : .infinity }
  guard x.high > -746 else { return 0 }
  let k = (x.high * 0x1.71547652b82fep+0).rounded(.toNearestOrEven)
  let difference = x + -k * Pair.ln2
  let r = Pair.sum(difference.high, difference.low)  // much of the first has gone
  let others = series(
    r.high,
    over: [
      24, 120, 720, 5_040, 40_320, 362_880, 3_628_800, 39_916_800, 479_001_600, 6_227_020_800,
      87_178_291_200, 1_307_674_368_000,
    ])
  let fourth = Pair(0x1.5555555555555p-3, 0x1.5555555555555p-57)  // 1/6
  let power = Pair(1) + (r + r * r * (Pair(0.5) + r * (fourth + r.high * others)))
  return Double(sign: .plus, exponent: Int(k), significand: power.rounded)
}

// MARK: - Sums

/// 1/d₀ + z/d₁ + z²/d₂ + …, an even number of terms. Those with odd powers are added up beside the
/// others, which takes half the time.
@inline(__always)
private func series<let count: Int>(_ z: Double, over d: InlineArray<count, Double>) -> Double {
  let square = z * z
  var (even, odd) = (1 / d[count - 2], 1 / d[count - 1])
  for k in 2...count / 2 {
    even = (1 / d[count - 2 * k]).addingProduct(even, square)
    odd = (1 / d[count - 2 * k + 1]).addingProduct(odd, square)
  }
  return even.addingProduct(odd, z)
}

/// A number as a sum of two `Double`s, the second at most a few ulps of the first, so of about 104 bits
/// (Dekker, Numerische Mathematik 18, 1971).
private struct Pair {
  var high: Double
  var low: Double

  @inline(__always)
  init(_ high: Double, _ low: Double = 0) { (self.high, self.low) = (high, low) }

  static var ln2: Pair {
    @inline(__always) get { Pair(0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56) }
  }

  /// The `Double` nearest to it. An infinite one has no second part.
  @inline(__always)
  var rounded: Double { high.isFinite ? high + low : high }

  /// a + b without error. |a| ≥ |b|, or both have the same exponent, or a is 0.
  @inline(__always)
  static func sum(_ a: Double, _ b: Double) -> Pair {
    let sum = a + b
    return Pair(sum, b - (sum - a))
  }

  /// Where |a| ≥ |b|, or a is 0, or the two nearly cancel.
  @inline(__always)
  static func + (a: Pair, b: Pair) -> Pair {
    let high = sum(a.high, b.high)
    return Pair(high.high, high.low + (a.low + b.low))
  }

  /// Where |a| ≥ |b|.
  @inline(__always)
  static func + (a: Pair, b: Double) -> Pair {
    let high = sum(a.high, b)
    return Pair(high.high, high.low + a.low)
  }

  @inline(__always)
  static func * (a: Pair, b: Pair) -> Pair {
    let high = a.high * b.high
    let error = (-high).addingProduct(a.high, b.high)
    return Pair(high, error.addingProduct(a.low, b.high).addingProduct(a.high, b.low))
  }

  @inline(__always)
  static func * (a: Double, b: Pair) -> Pair {
    let high = a * b.high
    return Pair(high, (-high).addingProduct(a, b.high).addingProduct(a, b.low))
  }

  @inline(__always)
  static func / (a: Double, b: Pair) -> Pair {
    let high = a / b.high
    return Pair(high, a.addingProduct(-high, b.high).addingProduct(-high, b.low) / b.high)
  }
}
