// What stored blocks of weights consist of: halves, bytes and integers, and how they become `Float`.
// The loops over elements are what the compiler makes single instructions of; for the conversions
// between vectors that the standard library has, it makes calls.

/// Integers as numbers.
@inlinable @inline(__always)
public func numbers<Integer: SIMD>(_ integers: Integer) -> Lanes
where Integer.Scalar: FixedWidthInteger {
  var result = Lanes()
  for i in 0..<16 { result[i] = Float(integers[i]) }
  return result
}

/// Bytes as integers with room for more bits and a sign.
@inlinable @inline(__always)
public func integers(_ bytes: SIMD16<UInt8>) -> SIMD16<Int32> {
  var result = SIMD16<Int32>()
  for i in 0..<16 { result[i] = Int32(bytes[i]) }
  return result
}

/// The 16-bit number at `p`.
@inlinable @inline(__always)
public func half(_ p: UnsafeRawPointer) -> Float {
  widened(p.loadUnaligned(as: UInt16.self))
}

/// The 16-bit number at `p` and the three after it.
///
/// To read four and use one is quicker than to read one: a single one is put into a register beside
/// what was there before, and so waits for it.
@inlinable @inline(__always)
public func fourHalves(_ p: UnsafeRawPointer) -> SIMD4<Float> {
  let bits = p.loadUnaligned(as: SIMD4<UInt16>.self)
  var result = SIMD4<Float>()
  for i in 0..<4 { result[i] = widened(bits[i]) }
  return result
}

@inlinable @inline(__always)
func widened(_ bits: UInt16) -> Float {
  #if os(macOS) && arch(x86_64)
    return HalfPrecision.widened(bits)
  #else
    return Float(Float16(bitPattern: bits))
  #endif
}
