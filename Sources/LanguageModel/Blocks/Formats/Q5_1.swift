import Lanes

/// A scale and a minimum; fifth bits; 32 nibbles: d q + m.
enum Q5_1: BlocksOf32 {
  static var name: String { "Q5_1" }
  static var number: UInt32 { 7 }
  static var size: Int { 24 }

  static var hasMinimum: Bool { true }

  @inline(__always)
  static func weights(
    _ block: UnsafeRawPointer, _ d: Lanes, _ m: Lanes
  ) -> (Lanes, Lanes) {
    if picksAtOnce {
      return pickedFiveBits(
        block + 4, of: .table(of: d, from: 0, plus: m), and: .table(of: d, from: 16, plus: m))
    }
    let (low, high) = fiveBits(block + 4)
    return (m.addingProduct(d, numbers(low)), m.addingProduct(d, numbers(high)))
  }

  static func hasOnlyFiniteScales(_ block: UnsafeRawPointer) -> Bool { areFinite(block) }

  static func append(_ x: [Float], to bytes: inout [UInt8]) {
    Rounding.appendWithMinimum(x, bits: 5, to: &bytes)
  }
}

extension BlockKind {
  /// 32 weights in 24 bytes: a scale, a minimum and five bits each.
  public static let q5_1 = BlockKind(Q5_1.self)
}
