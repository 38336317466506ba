/// Numbers in 16 bits, 5 of them an exponent.
enum F16: PlainNumbers {
  static var name: String { "F16" }
  static var number: UInt32 { 1 }
  static var size: Int { 2 }

  @inline(__always)
  static func number(_ p: UnsafeRawPointer) -> Float { half(p) }

  static func hasOnlyFiniteScales(_ p: UnsafeRawPointer) -> Bool {
    isFinite(p)
  }

  static func append(_ x: [Float], to bytes: inout [UInt8]) {
    bytes.append(littleEndian: HalfPrecision.narrowed(x[0]))
  }
}

extension BlockKind {
  /// Numbers in 16 bits, 5 of them an exponent.
  public static let f16 = BlockKind(F16.self)
}
