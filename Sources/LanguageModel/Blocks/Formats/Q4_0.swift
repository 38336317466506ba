import Lanes

/// A scale; 32 nibbles: d (q − 8).
enum Q4_0: BlocksOf32 {
  static var name: String { "Q4_0" }
  static var number: UInt32 { 2 }
  static var size: Int { 18 }

  static var hasMinimum: Bool { false }

  @inline(__always)
  static func weights(
    _ block: UnsafeRawPointer, _ d: Lanes, _ m: Lanes
  ) -> (Lanes, Lanes) {
    let q = bytes(block + 2)
    if picksAtOnce { return pickedNibbles(q, of: .table(of: d, from: -8)) }
    return (d * numbers(integers(q & 15) &- 8), d * numbers(integers(q &>> 4) &- 8))
  }

  static func hasOnlyFiniteScales(_ block: UnsafeRawPointer) -> Bool { isFinite(block) }

  static func append(_ x: [Float], to bytes: inout [UInt8]) {
    Rounding.appendSymmetric(x, bits: 4, to: &bytes)
  }
}

extension BlockKind {
  /// 32 weights in 18 bytes: a scale and four bits each.
  public static let q4_0 = BlockKind(Q4_0.self)
}
