import Lanes

/// 256 nibbles, 256 pairs of bits above them, sixteen signed bytes as scales, d: (d · scale) (q − 32)
/// for each group of 16.
enum Q6_K: BlocksOf256 {
  static var name: String { "Q6_K" }
  static var number: UInt32 { 14 }
  static var size: Int { 210 }

  @inline(__always)
  static func writeScales(
    _ block: UnsafeRawPointer, to scales: UnsafeMutablePointer<Float>
  ) {
    let integers = block.loadUnaligned(fromByteOffset: 192, as: SIMD16<Int8>.self)
    (numbers(integers) * half(block + 208)).store(to: scales)
  }

  @inline(__always)
  static func weights(
    _ block: UnsafeRawPointer, _ v: Int, _ scales: UnsafePointer<Float>
  ) -> Lanes {
    // 64 bytes hold the nibbles of 128 weights: first the low halves of all.
    let low = bytes(block + v / 8 * 64 + v % 4 * 16)
    let nibble = (v / 4 % 2 == 0 ? low : low &>> 4) & 15
    let q = nibble | pairs(block + 128, v) &<< 4
    return Lanes(repeating: scales[v]) * numbers(integers(q) &- 32)
  }

  static func hasOnlyFiniteScales(_ block: UnsafeRawPointer) -> Bool { isFinite(block + 208) }

  static func append(_ x: [Float], to bytes: inout [UInt8]) {
    let groups = Rounding.SignedGroups(x, bits: 6, scaleRange: -127...127)
    let q = groups.q
    for half in [0, 128] {
      for i in half..<half + 64 { bytes.append(q[i] & 15 | q[i + 64] << 4) }
    }
    Rounding.appendPairs(q.map { $0 >> 4 }, to: &bytes)
    for scale in groups.scales { bytes.append(UInt8(bitPattern: Int8(scale))) }
    bytes.append(littleEndian: groups.d)
  }
}

extension BlockKind {
  /// 256 weights in 210 bytes: six bits each, sixteen scales of eight.
  public static let q6_K = BlockKind(Q6_K.self)
}
