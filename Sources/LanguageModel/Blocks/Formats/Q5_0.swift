import Lanes

/// A scale; fifth bits; 32 nibbles: d (q − 16).
enum Q5_0: BlocksOf32 {
  static var name: String { "Q5_0" }
  static var number: UInt32 { 6 }
  static var size: Int { 22 }

  static var hasMinimum: Bool { false }

  @inline(__always)
  static func weights(
    _ block: UnsafeRawPointer, _ d: Lanes, _ m: Lanes
  ) -> (Lanes, Lanes) {
    if picksAtOnce {
      return pickedFiveBits(block + 2, of: .table(of: d, from: -16), and: .table(of: d, from: 0))
    }
    let (low, high) = fiveBits(block + 2)
    return (d * numbers(low &- 16), d * numbers(high &- 16))
  }

  static func hasOnlyFiniteScales(_ block: UnsafeRawPointer) -> Bool { isFinite(block) }

  static func append(_ x: [Float], to bytes: inout [UInt8]) {
    Rounding.appendSymmetric(x, bits: 5, to: &bytes)
  }
}

extension BlockKind {
  /// 32 weights in 22 bytes: a scale and five bits each.
  public static let q5_0 = BlockKind(Q5_0.self)
}
