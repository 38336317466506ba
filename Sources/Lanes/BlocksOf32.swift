/// A kind of stored weights whose blocks hold 32 of them: a scale and perhaps a minimum, both in 16
/// bits, then small integers. Names and layouts are those of ggml.
public protocol BlocksOf32 {
  /// The bytes of a block.
  static var size: Int { get }

  /// Whether a minimum follows the scale.
  static var hasMinimum: Bool { get }

  /// The weights of the block at `block`, sixteen and sixteen.
  ///
  /// A weight is the product of a scale of at most 11 binary digits and an integer of at most 8, which
  /// `Float` holds exactly, plus a minimum: one rounding.
  ///
  /// - Parameters:
  ///   - d: the first 16 bits of the block, its scale, in all lanes
  ///   - m: the next 16 bits, the minimum, of the kinds that have one
  static func weights(_ block: UnsafeRawPointer, _ d: Lanes, _ m: Lanes) -> (Lanes, Lanes)
}

extension BlocksOf32 {
  /// The 16 bits of the scale, and above them those of the minimum or zeros.
  ///
  /// What stands in the place of a minimum must not be converted: integers look like subnormal
  /// numbers now and then, and some processors take hundreds of cycles for one.
  @inlinable @inline(__always)
  public static func storedScales(_ block: UnsafeRawPointer) -> UInt32 {
    hasMinimum ? block.loadUnaligned(as: UInt32.self) : UInt32(block.loadUnaligned(as: UInt16.self))
  }
}

/// A scale; 32 nibbles: d (q − 8).
public enum Q4_0: BlocksOf32 {
  /// As the protocol says.
  @inlinable @inline(__always) public static var size: Int { 18 }
  /// As the protocol says.
  @inlinable @inline(__always) public static var hasMinimum: Bool { false }

  /// As the protocol says.
  @inlinable @inline(__always)
  public static func weights(
    _ block: UnsafeRawPointer, _ d: Lanes, _ m: Lanes
  ) -> (Lanes, Lanes) {
    let q = bytes(block + 2)
    return (d * numbers(integers(q & 15) &- 8), d * numbers(integers(q &>> 4) &- 8))
  }
}

/// A scale and a minimum; 32 nibbles: d q + m.
public enum Q4_1: BlocksOf32 {
  /// As the protocol says.
  @inlinable @inline(__always) public static var size: Int { 20 }
  /// As the protocol says.
  @inlinable @inline(__always) public static var hasMinimum: Bool { true }

  /// As the protocol says.
  @inlinable @inline(__always)
  public static func weights(
    _ block: UnsafeRawPointer, _ d: Lanes, _ m: Lanes
  ) -> (Lanes, Lanes) {
    let q = bytes(block + 4)
    return (m.addingProduct(d, numbers(q & 15)), m.addingProduct(d, numbers(q &>> 4)))
  }
}

/// A scale; fifth bits; 32 nibbles: d (q − 16).
public enum Q5_0: BlocksOf32 {
  /// As the protocol says.
  @inlinable @inline(__always) public static var size: Int { 22 }
  /// As the protocol says.
  @inlinable @inline(__always) public static var hasMinimum: Bool { false }

  /// As the protocol says.
  @inlinable @inline(__always)
  public static func weights(
    _ block: UnsafeRawPointer, _ d: Lanes, _ m: Lanes
  ) -> (Lanes, Lanes) {
    let (low, high) = fiveBits(block + 2)
    return (d * numbers(low &- 16), d * numbers(high &- 16))
  }
}

/// A scale and a minimum; fifth bits; 32 nibbles: d q + m.
public enum Q5_1: BlocksOf32 {
  /// As the protocol says.
  @inlinable @inline(__always) public static var size: Int { 24 }
  /// As the protocol says.
  @inlinable @inline(__always) public static var hasMinimum: Bool { true }

  /// As the protocol says.
  @inlinable @inline(__always)
  public static func weights(
    _ block: UnsafeRawPointer, _ d: Lanes, _ m: Lanes
  ) -> (Lanes, Lanes) {
    let (low, high) = fiveBits(block + 4)
    return (m.addingProduct(d, numbers(low)), m.addingProduct(d, numbers(high)))
  }
}

/// A scale; 32 signed bytes: d q.
public enum Q8_0: BlocksOf32 {
  /// As the protocol says.
  @inlinable @inline(__always) public static var size: Int { 34 }
  /// As the protocol says.
  @inlinable @inline(__always) public static var hasMinimum: Bool { false }

  /// As the protocol says.
  @inlinable @inline(__always)
  public static func weights(
    _ block: UnsafeRawPointer, _ d: Lanes, _ m: Lanes
  ) -> (Lanes, Lanes) {
    let low = block.loadUnaligned(fromByteOffset: 2, as: SIMD16<Int8>.self)
    let high = block.loadUnaligned(fromByteOffset: 18, as: SIMD16<Int8>.self)
    return (d * numbers(low), d * numbers(high))
  }
}

/// The sixteen bytes at `p`.
@inlinable @inline(__always)
func bytes(_ p: UnsafeRawPointer) -> SIMD16<UInt8> { p.loadUnaligned(as: SIMD16<UInt8>.self) }

/// The 32 integers of five bits at `p`: first the fifth bits, then the nibbles.
@inlinable @inline(__always)
func fiveBits(_ p: UnsafeRawPointer) -> (SIMD16<Int32>, SIMD16<Int32>) {
  let fifth = p.loadUnaligned(as: UInt32.self)
  let q = bytes(p + 4)
  // Shifted so that bit 4 + i belongs to lane i.
  let lane = SIMD16<Int32>(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
  let low = SIMD16<Int32>(repeating: Int32(fifth & 0xFFFF) << 4) &>> lane
  let high = SIMD16<Int32>(repeating: Int32(fifth >> 12)) &>> lane
  return (integers(q & 15) | (low & 16), integers(q &>> 4) | (high & 16))
}
