/// The upper half of 32-bit numbers.
enum BF16: PlainNumbers {
  static var name: String { "BF16" }
  static var number: UInt32 { 30 }
  static var size: Int { 2 }

  @inline(__always)
  static func number(_ p: UnsafeRawPointer) -> Float { brainNumber(p) }

  static func hasOnlyFiniteScales(_ p: UnsafeRawPointer) -> Bool {
    p.loadUnaligned(as: UInt16.self) & 0x7F80 != 0x7F80
  }

  static func append(_ x: [Float], to bytes: inout [UInt8]) {
    bytes.append(littleEndian: BFloat16(x[0]).bitPattern)
  }
}

extension BlockKind {
  /// The upper half of 32-bit numbers.
  public static let bf16 = BlockKind(BF16.self)
}
