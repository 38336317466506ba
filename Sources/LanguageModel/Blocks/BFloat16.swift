/// A number in 16 bits as accelerators use them: the sign, the 8 exponent bits of a `Float`, and 7 of
/// its 23 fraction bits.
///
/// The range is that of `Float`, the precision is not: integers are exact only up to 256. A position
/// kept in this type soon stands for its neighbours too.
public struct BFloat16: Equatable, Sendable {
  /// The upper half of the bits of the `Float` with the same value.
  public let bitPattern: UInt16

  /// The nearest number, ties to the one with an even last bit; infinities and NaN stay what they
  /// are.
  public init(_ value: Float) {
    guard !value.isNaN else {
      // A NaN whose payload lies in the lower half would otherwise become an infinity.
      bitPattern = UInt16(value.bitPattern >> 16) | 0x0040
      return
    }
    // Half a unit less one, plus the last bit that stays: exactly half rounds up only from odd.
    let bits = value.bitPattern
    bitPattern = UInt16((bits + 0x7FFF + (bits >> 16 & 1)) >> 16)
  }

  /// The nearest number, ties to even, as if rounded once.
  public init(_ value: Double) {
    let nearest = Float(value)
    let isInexact = !value.isNaN && Double(nearest) != value
    guard isInexact && nearest.bitPattern & 1 == 0 else {
      self.init(nearest)
      return
    }
    // Rounding twice could make a tie of what was none. Of the two floats around `value`, the one
    // with an odd last bit is never a tie, so it leads to the right side.
    let isAbove = Double(nearest.magnitude) > value.magnitude
    self.init(Float(bitPattern: isAbove ? nearest.bitPattern - 1 : nearest.bitPattern + 1))
  }
}

extension Float {
  /// The same value; every `BFloat16` is a `Float`.
  public init(_ value: BFloat16) {
    self.init(bitPattern: UInt32(value.bitPattern) << 16)
  }
}

extension Double {
  /// The same value; every `BFloat16` is a `Double`.
  public init(_ value: BFloat16) {
    self.init(Float(value))
  }
}
