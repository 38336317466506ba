import Lanes

/// A scale and a minimum; 32 nibbles: d q + m.
enum Q4_1: BlocksOf32 {
  static var name: String { "Q4_1" }
  static var number: UInt32 { 3 }
  static var size: Int { 20 }

  static var hasMinimum: Bool { true }

  @inline(__always)
  static func weights(
    _ block: UnsafeRawPointer, _ d: Lanes, _ m: Lanes
  ) -> (Lanes, Lanes) {
    let q = bytes(block + 4)
    if picksAtOnce { return pickedNibbles(q, of: .table(of: d, from: 0, plus: m)) }
    return (m.addingProduct(d, numbers(q & 15)), m.addingProduct(d, numbers(q &>> 4)))
  }

  static func hasOnlyFiniteScales(_ block: UnsafeRawPointer) -> Bool { areFinite(block) }

  static func append(_ x: [Float], to bytes: inout [UInt8]) {
    Rounding.appendWithMinimum(x, bits: 4, to: &bytes)
  }
}

extension BlockKind {
  /// 32 weights in 20 bytes: a scale, a minimum and four bits each.
  public static let q4_1 = BlockKind(Q4_1.self)
}
