import Lanes

// What stored blocks of weights consist of: halves, bytes and integers, and how they become `Float`.
// The loops over elements are what the compiler makes single instructions of; for the conversions
// between vectors that the standard library has, it makes calls.

/// Integers as numbers.
@inline(__always)
func numbers<Integer: SIMD>(_ integers: Integer) -> Lanes
where Integer.Scalar: FixedWidthInteger {
  var result = Lanes()
  for i in 0..<16 { result[i] = Float(integers[i]) }
  return result
}

/// Bytes as integers with room for more bits and a sign.
@inline(__always)
func integers(_ bytes: SIMD16<UInt8>) -> SIMD16<Int32> {
  var result = SIMD16<Int32>()
  for i in 0..<16 { result[i] = Int32(bytes[i]) }
  return result
}

/// The 32-bit number at `p`.
@inline(__always)
func number(_ p: UnsafeRawPointer) -> Float { p.loadUnaligned(as: Float.self) }

/// The brain floating-point number at `p`: the upper half of 32 bits.
@inline(__always)
func brainNumber(_ p: UnsafeRawPointer) -> Float {
  Float(bitPattern: UInt32(p.loadUnaligned(as: UInt16.self)) << 16)
}

/// The 16-bit number at `p`.
@inline(__always)
func half(_ p: UnsafeRawPointer) -> Float {
  widened(p.loadUnaligned(as: UInt16.self))
}

/// The 16-bit numbers in the lower and the upper half of `bits`.
@inline(__always)
func twoHalves(_ bits: UInt32) -> (Float, Float) {
  let four = unsafeBitCast(SIMD2(bits, 0), to: SIMD4<UInt16>.self)
  // Four are one instruction. A single one is put into a register beside what was there before, and
  // so waits for it.
  var result = SIMD4<Float>()
  for i in 0..<4 { result[i] = widened(four[i]) }
  return (result[0], result[1])
}

/// The 16-bit number at `p` and the fifteen after it.
@inline(__always)
func sixteenHalves(_ p: UnsafeRawPointer) -> Lanes {
  let bits = p.loadUnaligned(as: SIMD16<UInt16>.self)
  var result = Lanes()
  for i in 0..<16 { result[i] = widened(bits[i]) }
  return result
}

@inline(__always)
func widened(_ bits: UInt16) -> Float {
  #if os(macOS) && arch(x86_64)
    return HalfPrecision.widened(bits)
  #else
    return Float(Float16(bitPattern: bits))
  #endif
}

/// The sixteen bytes at `p`.
@inline(__always)
func bytes(_ p: UnsafeRawPointer) -> SIMD16<UInt8> { p.loadUnaligned(as: SIMD16<UInt8>.self) }
