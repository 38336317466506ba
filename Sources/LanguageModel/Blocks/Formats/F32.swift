/// 32-bit numbers.
enum F32: PlainNumbers {
  static var name: String { "F32" }
  static var number: UInt32 { 0 }
  static var size: Int { 4 }

  @inline(__always)
  static func number(_ p: UnsafeRawPointer) -> Float { Blocks.number(p) }

  static func hasOnlyFiniteScales(_ p: UnsafeRawPointer) -> Bool {
    p.loadUnaligned(as: UInt32.self) & 0x7F80_0000 != 0x7F80_0000
  }

  static func append(_ x: [Float], to bytes: inout [UInt8]) {
    bytes.append(littleEndian: x[0].bitPattern)
  }
}

extension BlockKind {
  /// 32-bit numbers.
  public static let f32 = BlockKind(F32.self)
}
