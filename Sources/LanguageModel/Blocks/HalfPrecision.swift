/// Numbers in 16 bits as IEEE 754 has them: a sign, 5 exponent bits, 10 fraction bits.
///
/// Swift's `Float16` does not exist on Intel Macs, so the bits are moved by hand. Only these two
/// conversions are needed: blocks keep their scales in this type and compute with `Float`.
package enum HalfPrecision {
  /// The same value; every half is a `Float`. A NaN keeps its payload.
  package static func widened(_ half: UInt16) -> Float {
    let sign = UInt32(half & 0x8000) << 16
    let exponent = UInt32(half >> 10 & 31)
    let fraction = UInt32(half & 0x3FF)
    switch exponent {
    case 0:
      // Zero and subnormals: fraction · 2⁻²⁴, exact in Float.
      let magnitude = Float(fraction) * 0x1p-24
      return Float(bitPattern: magnitude.bitPattern | sign)
    case 31:
      return Float(bitPattern: sign | 0x7F80_0000 | fraction << 13)
    default:
      return Float(bitPattern: sign | (exponent + 112) << 23 | fraction << 13)
    }
  }

  /// The nearest half, ties to the one with an even last bit; above 65504 it is infinite.
  package static func narrowed(_ value: Float) -> UInt16 {
    let sign = UInt16(value.bitPattern >> 16 & 0x8000)
    let magnitude = value.magnitude
    if value.isNaN { return sign | 0x7E00 }
    if magnitude >= 65520 { return sign | 0x7C00 }
    if magnitude < 0x1p-14 {
      // Steps of 2⁻²⁴; a result of 1024 steps is the smallest normal half, and has its bits.
      return sign | UInt16((magnitude * 0x1p24).rounded(.toNearestOrEven))
    }
    // Half a unit less one, plus the last bit that stays: exactly half rounds up only from odd. A
    // carry out of the fraction raises the exponent by one, as it should.
    let bits = magnitude.bitPattern - 112 << 23
    return sign | UInt16((bits + 0xFFF + (bits >> 13 & 1)) >> 13)
  }
}
