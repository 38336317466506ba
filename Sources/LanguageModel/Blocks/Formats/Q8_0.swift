import Lanes

/// A scale; 32 signed bytes: d q.
enum Q8_0: BlocksOf32 {
  static var name: String { "Q8_0" }
  static var number: UInt32 { 8 }
  static var size: Int { 34 }

  static var hasMinimum: Bool { false }

  @inline(__always)
  static func weights(
    _ block: UnsafeRawPointer, _ d: Lanes, _ m: Lanes
  ) -> (Lanes, Lanes) {
    let low = block.loadUnaligned(fromByteOffset: 2, as: SIMD16<Int8>.self)
    let high = block.loadUnaligned(fromByteOffset: 18, as: SIMD16<Int8>.self)
    return (d * numbers(low), d * numbers(high))
  }

  static func hasOnlyFiniteScales(_ block: UnsafeRawPointer) -> Bool { isFinite(block) }

  static func append(_ x: [Float], to bytes: inout [UInt8]) {
    let d = furthest(x).magnitude / 127
    let inverse = d == 0 ? 0 : 1 / d
    bytes.append(littleEndian: HalfPrecision.narrowed(d))
    for value in x {
      let q = (value * inverse).rounded(.toNearestOrAwayFromZero)
      bytes.append(UInt8(bitPattern: Int8(max(-128, min(127, q)))))
    }
  }
}

extension BlockKind {
  /// 32 weights in 34 bytes: a scale and a signed byte each.
  public static let q8_0 = BlockKind(Q8_0.self)
}
