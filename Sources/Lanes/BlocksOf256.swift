/// A kind of stored weights whose blocks hold 256 of them: the "K" kinds of ggml, groups of 16 or 32
/// weights with scales that are integers themselves.
///
/// Each kind says where in the block the bits of vector `v`, weights 16 v … 16 v + 15, lie.
public protocol BlocksOf256 {
  /// The bytes of a block.
  static var size: Int { get }

  /// Writes the scale of each vector to `scales` 0…15 and what is added to it, minus its minimum, to 16…31.
  static func writeScales(_ block: UnsafeRawPointer, to scales: UnsafeMutablePointer<Float>)

  /// The weights of vector `v`.
  ///
  /// A weight is the product of a scale of at most 19 binary digits and an integer of at most 6, one
  /// rounding, or minus a minimum, of shorter products that `Float` holds exactly: one rounding too.
  static func weights(
    _ block: UnsafeRawPointer, _ v: Int, _ scales: UnsafePointer<Float>
  ) -> Lanes
}

/// Sixteen scales and minima of four bits, 256 pairs of bits, d and dmin:
/// (d · scale) q − dmin · minimum for each group of 16.
public enum Q2_K: BlocksOf256 {
  /// As the protocol says.
  @inlinable @inline(__always) public static var size: Int { 84 }

  /// As the protocol says.
  @inlinable @inline(__always)
  public static func writeScales(
    _ block: UnsafeRawPointer, to scales: UnsafeMutablePointer<Float>
  ) {
    let packed = bytes(block)
    (numbers(packed & 15) * half(block + 80)).store(to: scales)
    // The negative of the scale, since the negative of a vector makes +0 of 0.
    (numbers(packed &>> 4) * -half(block + 82)).store(to: scales + 16)
  }

  /// As the protocol says.
  @inlinable @inline(__always)
  public static func weights(
    _ block: UnsafeRawPointer, _ v: Int, _ scales: UnsafePointer<Float>
  ) -> Lanes {
    scaled(numbers(pairs(block + 16, v)), scales[v], minus: scales[16 + v])
  }
}

/// 256 third bits, 256 pairs of bits, sixteen scales of six bits, d: (d · (scale − 32)) (q − 4) for
/// each group of 16.
public enum Q3_K: BlocksOf256 {
  /// As the protocol says.
  @inlinable @inline(__always) public static var size: Int { 110 }

  /// As the protocol says.
  @inlinable @inline(__always)
  public static func writeScales(
    _ block: UnsafeRawPointer, to scales: UnsafeMutablePointer<Float>
  ) {
    let d = half(block + 108)
    (numbers(integers(sixBitScales(block + 96)) &- 32) * d).store(to: scales)
  }

  /// As the protocol says.
  @inlinable @inline(__always)
  public static func weights(
    _ block: UnsafeRawPointer, _ v: Int, _ scales: UnsafePointer<Float>
  ) -> Lanes {
    let third = bytes(block + v % 2 * 16)
    let q = pairs(block + 32, v) | ((third &>> UInt8(v / 2)) & 1) &<< 2
    return Lanes(repeating: scales[v]) * numbers(integers(q) &- 4)
  }
}

/// Blocks with d, dmin, and the scales and minima of eight groups, six bits each.
public protocol SixBitScales: BlocksOf256 {}

extension SixBitScales {
  /// The scales, then the negative minima: the first four of either kind stand in the low bits of bytes
  /// 4…11; of the others four bits lie in bytes 12…15 and two above those of the first.
  @inlinable @inline(__always)
  public static func writeScales(
    _ block: UnsafeRawPointer, to scales: UnsafeMutablePointer<Float>
  ) {
    let first = block.loadUnaligned(fromByteOffset: 4, as: UInt32.self)
    let second = block.loadUnaligned(fromByteOffset: 8, as: UInt32.self)
    let both = block.loadUnaligned(fromByteOffset: 12, as: UInt32.self)
    let words = SIMD4(
      first & 0x3F3F_3F3F, both & 0x0F0F_0F0F | first >> 2 & 0x3030_3030,
      second & 0x3F3F_3F3F, both >> 4 & 0x0F0F_0F0F | second >> 2 & 0x3030_3030)
    let all = numbers(unsafeBitCast(words, to: SIMD16<UInt8>.self))
    (all.lowHalf * half(block)).store(to: scales)
    (all.highHalf * -half(block + 2)).store(to: scales + 16)
  }
}

/// d and dmin, eight scales and minima of six bits, 256 nibbles: (d · scale) q − dmin · minimum for
/// each group of 32.
public enum Q4_K: SixBitScales {
  /// As the protocol says.
  @inlinable @inline(__always) public static var size: Int { 144 }

  /// As the protocol says.
  @inlinable @inline(__always)
  public static func weights(
    _ block: UnsafeRawPointer, _ v: Int, _ scales: UnsafePointer<Float>
  ) -> Lanes {
    scaled(numbers(nibbles(block + 16, v)), scales[v / 2], minus: scales[16 + v / 2])
  }
}

/// As ``Q4_K`` with 256 fifth bits before the nibbles.
public enum Q5_K: SixBitScales {
  /// As the protocol says.
  @inlinable @inline(__always) public static var size: Int { 176 }

  /// As the protocol says.
  @inlinable @inline(__always)
  public static func weights(
    _ block: UnsafeRawPointer, _ v: Int, _ scales: UnsafePointer<Float>
  ) -> Lanes {
    let fifth = bytes(block + 16 + v % 2 * 16)
    let q = nibbles(block + 48, v) | ((fifth &>> UInt8(v / 2)) & 1) &<< 4
    return scaled(numbers(q), scales[v / 2], minus: scales[16 + v / 2])
  }
}

/// 256 nibbles, 256 pairs of bits above them, sixteen signed bytes as scales, d: (d · scale) (q − 32)
/// for each group of 16.
public enum Q6_K: BlocksOf256 {
  /// As the protocol says.
  @inlinable @inline(__always) public static var size: Int { 210 }

  /// As the protocol says.
  @inlinable @inline(__always)
  public static func writeScales(
    _ block: UnsafeRawPointer, to scales: UnsafeMutablePointer<Float>
  ) {
    let integers = block.loadUnaligned(fromByteOffset: 192, as: SIMD16<Int8>.self)
    (numbers(integers) * half(block + 208)).store(to: scales)
  }

  /// As the protocol says.
  @inlinable @inline(__always)
  public static func weights(
    _ block: UnsafeRawPointer, _ v: Int, _ scales: UnsafePointer<Float>
  ) -> Lanes {
    // 64 bytes hold the nibbles of 128 weights: first the low halves of all.
    let low = bytes(block + v / 8 * 64 + v % 4 * 16)
    let nibble = (v / 4 % 2 == 0 ? low : low &>> 4) & 15
    let q = nibble | pairs(block + 128, v) &<< 4
    return Lanes(repeating: scales[v]) * numbers(integers(q) &- 32)
  }
}

/// Calls `body` with 0…15. Written out, so that what follows from the number of a vector is known when
/// the public is compiled.
@inlinable @inline(__always)
public func forEachVector(_ body: (Int) -> Void) {
  body(0); body(1); body(2); body(3); body(4); body(5); body(6); body(7)
  body(8); body(9); body(10); body(11); body(12); body(13); body(14); body(15)
}

// MARK: Parts

@inlinable @inline(__always)
func scaled(_ q: Lanes, _ scale: Float, minus minimum: Float) -> Lanes {
  Lanes(repeating: minimum).addingProduct(Lanes(repeating: scale), q)
}

/// Pairs of bits: 32 bytes hold those of 128 weights, the lowest bits those of the first 32.
@inlinable @inline(__always)
func pairs(_ p: UnsafeRawPointer, _ v: Int) -> SIMD16<UInt8> {
  (bytes(p + v / 8 * 32 + v % 2 * 16) &>> UInt8(v % 8 / 2 * 2)) & 3
}

/// Nibbles: 32 bytes hold those of 64 weights, the low halves those of the first 32.
@inlinable @inline(__always)
func nibbles(_ p: UnsafeRawPointer, _ v: Int) -> SIMD16<UInt8> {
  let q = bytes(p + v / 4 * 32 + v % 2 * 16)
  return v / 2 % 2 == 0 ? q & 15 : q &>> 4
}

/// Sixteen integers of six bits: four bits in eight bytes, first the low halves, and two bits in the
/// four bytes after them.
@inlinable @inline(__always)
func sixBitScales(_ p: UnsafeRawPointer) -> SIMD16<UInt8> {
  let first = p.loadUnaligned(as: UInt32.self)
  let second = p.loadUnaligned(fromByteOffset: 4, as: UInt32.self)
  let high = p.loadUnaligned(fromByteOffset: 8, as: UInt32.self)
  let nibbles = SIMD4(first, second, first >> 4, second >> 4) & 0x0F0F_0F0F
  let pairs = SIMD4(high, high >> 2, high >> 4, high >> 6) & 0x0303_0303
  return unsafeBitCast(nibbles | pairs &<< 4, to: SIMD16<UInt8>.self)
}
