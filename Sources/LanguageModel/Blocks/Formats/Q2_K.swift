import Lanes

/// Sixteen scales and minima of four bits, 256 pairs of bits, d and dmin:
/// (d · scale) q − dmin · minimum for each group of 16.
enum Q2_K: BlocksOf256 {
  static var name: String { "Q2_K" }
  static var number: UInt32 { 10 }
  static var size: Int { 84 }

  @inline(__always)
  static func writeScales(
    _ block: UnsafeRawPointer, to scales: UnsafeMutablePointer<Float>
  ) {
    let packed = bytes(block)
    (numbers(packed & 15) * half(block + 80)).store(to: scales)
    // The negative of the scale, since the negative of a vector makes +0 of 0.
    (numbers(packed &>> 4) * -half(block + 82)).store(to: scales + 16)
  }

  @inline(__always)
  static func weights(
    _ block: UnsafeRawPointer, _ v: Int, _ scales: UnsafePointer<Float>
  ) -> Lanes {
    scaled(numbers(pairs(block + 16, v)), scales[v], minus: scales[16 + v])
  }

  static func hasOnlyFiniteScales(_ block: UnsafeRawPointer) -> Bool { areFinite(block + 80) }

  static func append(_ x: [Float], to bytes: inout [UInt8]) {
    let groups = Rounding.Groups(x, size: 16, bits: 2, most: 15)
    for i in 0..<16 { bytes.append(groups.scales[i] | groups.minima[i] << 4) }
    Rounding.appendPairs(groups.q, to: &bytes)
    bytes.append(littleEndian: groups.d)
    bytes.append(littleEndian: groups.dmin)
  }
}

extension BlockKind {
  /// 256 weights in 84 bytes: two bits each, sixteen scales and minima of four.
  public static let q2_K = BlockKind(Q2_K.self)
}
