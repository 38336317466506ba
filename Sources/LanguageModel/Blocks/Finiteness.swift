import Mini

/// Looks for numbers that are infinite or NaN without widening any: only a block's scales can be.
enum Finiteness {
  /// The number of the first weight of the first block that is not finite; nil if all are.
  static func firstOther(_ kind: BlockKind, _ bytes: UnsafeRawBufferPointer) -> Int? {
    guard let start = bytes.baseAddress else { return nil }
    let count = bytes.count / kind.bytesPerBlock
    // All bits of the exponent are set, in the place where this kind has one.
    func find(_ isOther: (UnsafeRawPointer) -> Bool) -> Int? {
      for block in 0..<count where isOther(start + block * kind.bytesPerBlock) {
        return block * kind.blockLength
      }
      return nil
    }
    func half(_ offset: Int) -> (UnsafeRawPointer) -> Bool {
      { $0.loadUnaligned(fromByteOffset: offset, as: UInt16.self) & 0x7C00 == 0x7C00 }
    }
    func halves(_ offset: Int) -> (UnsafeRawPointer) -> Bool {
      let (first, second) = (half(offset), half(offset + 2))
      return { first($0) || second($0) }
    }
    switch kind {
    case .f32:
      return find { $0.loadUnaligned(as: UInt32.self) & 0x7F80_0000 == 0x7F80_0000 }
    case .bf16: return find { $0.loadUnaligned(as: UInt16.self) & 0x7F80 == 0x7F80 }
    case .f16, .q4_0, .q5_0, .q8_0: return find(half(0))
    case .q4_1, .q5_1, .q4_K, .q5_K: return find(halves(0))
    case .q2_K: return find(halves(80))
    case .q3_K: return find(half(108))
    case .q6_K: return find(half(208))
    }
  }
}
