import Lanes

/// 256 third bits, 256 pairs of bits, sixteen scales of six bits, d: (d · (scale − 32)) (q − 4) for
/// each group of 16.
enum Q3_K: BlocksOf256 {
  static var name: String { "Q3_K" }
  static var number: UInt32 { 11 }
  static var size: Int { 110 }

  @inline(__always)
  static func writeScales(
    _ block: UnsafeRawPointer, to scales: UnsafeMutablePointer<Float>
  ) {
    let d = half(block + 108)
    (numbers(integers(sixBitScales(block + 96)) &- 32) * d).store(to: scales)
  }

  @inline(__always)
  static func weights(
    _ block: UnsafeRawPointer, _ v: Int, _ scales: UnsafePointer<Float>
  ) -> Lanes {
    let third = bytes(block + v % 2 * 16)
    let q = pairs(block + 32, v) | ((third &>> UInt8(v / 2)) & 1) &<< 2
    return Lanes(repeating: scales[v]) * numbers(integers(q) &- 4)
  }

  static func hasOnlyFiniteScales(_ block: UnsafeRawPointer) -> Bool { isFinite(block + 108) }

  static func append(_ x: [Float], to bytes: inout [UInt8]) {
    let groups = Rounding.SignedGroups(x, bits: 3, scaleRange: -32...31)
    for i in 0..<32 {
      bytes.append((0..<8).reduce(UInt8(0)) { $0 | (groups.q[32 * $1 + i] >> 2) << UInt8($1) })
    }
    Rounding.appendPairs(groups.q.map { $0 & 3 }, to: &bytes)
    let scales = groups.scales.map { UInt8($0 + 32) }
    for i in 0..<8 { bytes.append(scales[i] & 15 | (scales[i + 8] & 15) << 4) }
    for i in 0..<4 {
      bytes.append((0..<4).reduce(UInt8(0)) { $0 | (scales[i + 4 * $1] >> 4) << UInt8(2 * $1) })
    }
    bytes.append(littleEndian: groups.d)
  }
}

extension BlockKind {
  /// 256 weights in 110 bytes: three bits each, sixteen scales of six.
  public static let q3_K = BlockKind(Q3_K.self)
}
