import Lanes

/// d and dmin, eight scales and minima of six bits, 256 fifth bits, 256 nibbles: (d · scale) q − dmin ·
/// minimum for each group of 32.
enum Q5_K: SixBitScales {
  static var name: String { "Q5_K" }
  static var number: UInt32 { 13 }
  static var size: Int { 176 }

  @inline(__always)
  static func weights(
    _ block: UnsafeRawPointer, _ v: Int, _ scales: UnsafePointer<Float>
  ) -> Lanes {
    let fifth = bytes(block + 16 + v % 2 * 16)
    let q = nibbles(block + 48, v) | ((fifth &>> UInt8(v / 2)) & 1) &<< 4
    return scaled(numbers(q), scales[v / 2], minus: scales[16 + v / 2])
  }

  static func hasOnlyFiniteScales(_ block: UnsafeRawPointer) -> Bool { areFinite(block) }

  static func append(_ x: [Float], to bytes: inout [UInt8]) {
    Rounding.appendSixBitGroups(x, bits: 5, to: &bytes)
  }
}

extension BlockKind {
  /// 256 weights in 176 bytes: five bits each, eight scales and minima of six.
  public static let q5_K = BlockKind(Q5_K.self)
}
