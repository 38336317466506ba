import Lanes

/// d and dmin, eight scales and minima of six bits, 256 nibbles: (d · scale) q − dmin · minimum for
/// each group of 32.
enum Q4_K: SixBitScales {
  static var name: String { "Q4_K" }
  static var number: UInt32 { 12 }
  static var size: Int { 144 }

  @inline(__always)
  static func weights(
    _ block: UnsafeRawPointer, _ v: Int, _ scales: UnsafePointer<Float>
  ) -> Lanes {
    scaled(numbers(nibbles(block + 16, v)), scales[v / 2], minus: scales[16 + v / 2])
  }

  static func hasOnlyFiniteScales(_ block: UnsafeRawPointer) -> Bool { areFinite(block) }

  static func append(_ x: [Float], to bytes: inout [UInt8]) {
    Rounding.appendSixBitGroups(x, bits: 4, to: &bytes)
  }
}

extension BlockKind {
  /// 256 weights in 144 bytes: four bits each, eight scales and minima of six.
  public static let q4_K = BlockKind(Q4_K.self)
}
