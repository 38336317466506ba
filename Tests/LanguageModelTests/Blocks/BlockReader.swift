@testable import Blocks

/// One block of weights as it lies in a file: what the formulas of the types need, by name.
///
/// Bytes are loaded one by one or unaligned, since nothing in a file is aligned for sure.
struct BlockReader {
  let start: UnsafeRawPointer

  func byte(_ i: Int) -> UInt8 { start.load(fromByteOffset: i, as: UInt8.self) }

  func signedByte(_ i: Int) -> Int8 { start.load(fromByteOffset: i, as: Int8.self) }

  func half(_ i: Int) -> Float {
    HalfPrecision.widened(
      UInt16(littleEndian: start.loadUnaligned(fromByteOffset: i, as: UInt16.self)))
  }

  func bfloat(_ i: Int) -> Float {
    let bits = UInt16(littleEndian: start.loadUnaligned(fromByteOffset: i, as: UInt16.self))
    return Float(bitPattern: UInt32(bits) << 16)
  }

  func float(_ i: Int) -> Float {
    let bits = UInt32(littleEndian: start.loadUnaligned(fromByteOffset: i, as: UInt32.self))
    return Float(bitPattern: bits)
  }

  /// Nibble `i` of the thirty-two in the sixteen bytes from `offset` on: the low halves of all bytes
  /// come first, then the high halves.
  func nibble(_ i: Int, from offset: Int) -> UInt8 {
    i < 16 ? byte(offset + i) & 15 : byte(offset + i - 16) >> 4
  }

  /// Bit `i` of a row of bytes that begins at `offset`, the lowest bit of a byte first.
  func bit(_ i: Int, from offset: Int) -> UInt8 { byte(offset + i / 8) >> (i % 8) & 1 }
}
