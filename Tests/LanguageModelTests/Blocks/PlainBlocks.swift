import Blocks
import Mini

/// What the stored blocks mean as numbers: the plain formula of each type, a block at a time. The
/// reference of the loops in `Blocks`, written from ggml's formats and not from them.
///
/// Each product and each sum is rounded to Float by itself, in the order of ggml's own routines; the
/// results agree with the `gguf` package of Python bit for bit.
enum PlainBlocks {
  typealias Output = UnsafeMutablePointer<Float>

  /// The numbers of a whole tensor or of some of its rows, into the memory of `out`.
  static func apply(_ type: BlockKind, _ bytes: UnsafeRawBufferPointer, into out: Output) {
    guard let start = bytes.baseAddress else { return }
    let oneBlock = formula(type)
    for block in 0..<bytes.count / type.bytesPerBlock {
      oneBlock(
        BlockReader(start: start + block * type.bytesPerBlock), out + block * type.blockLength)
    }
  }

  private static func formula(_ type: BlockKind) -> (BlockReader, Output) -> Void {
    switch type {
    case .f32: { block, out in out[0] = block.float(0) }
    case .f16: { block, out in out[0] = block.half(0) }
    case .bf16: { block, out in out[0] = block.bfloat(0) }
    case .q4_0: q4_0
    case .q4_1: q4_1
    case .q5_0: q5_0
    case .q5_1: q5_1
    case .q8_0: q8_0
    case .q2_K: q2_K
    case .q3_K: q3_K
    case .q4_K: q4_K
    case .q5_K: q5_K
    case .q6_K: q6_K
    default: fatalError("no formula for \(type)")
    }
  }

  /// The numbers that whole blocks stand for.
  static func numbers(_ type: BlockKind, _ bytes: [UInt8]) -> [Float] {
    let count = bytes.count / type.bytesPerBlock * type.blockLength
    return [Float](unsafeUninitializedCapacity: count) { out, written in
      if let out = out.baseAddress { bytes.withUnsafeBytes { apply(type, $0, into: out) } }
      written = count
    }
  }

  // MARK: Blocks of 32

  /// d · (q − 8), q in four bits.
  private static func q4_0(_ block: BlockReader, _ out: Output) {
    let d = block.half(0)
    for i in 0..<32 { out[i] = d * Float(Int(block.nibble(i, from: 2)) - 8) }
  }

  /// d · q + m, q in four bits.
  private static func q4_1(_ block: BlockReader, _ out: Output) {
    let (d, m) = (block.half(0), block.half(2))
    for i in 0..<32 { out[i] = d * Float(block.nibble(i, from: 4)) + m }
  }

  /// d · (q − 16), q in five bits of which the fifth lies apart.
  private static func q5_0(_ block: BlockReader, _ out: Output) {
    let d = block.half(0)
    for i in 0..<32 {
      let q = block.nibble(i, from: 6) | block.bit(i, from: 2) << 4
      out[i] = d * Float(Int(q) - 16)
    }
  }

  /// d · q + m, q in five bits of which the fifth lies apart.
  private static func q5_1(_ block: BlockReader, _ out: Output) {
    let (d, m) = (block.half(0), block.half(2))
    for i in 0..<32 {
      let q = block.nibble(i, from: 8) | block.bit(i, from: 4) << 4
      out[i] = d * Float(q) + m
    }
  }

  /// d · q, q a signed byte.
  private static func q8_0(_ block: BlockReader, _ out: Output) {
    let d = block.half(0)
    for i in 0..<32 { out[i] = Float(block.signedByte(2 + i)) * d }
  }

  // MARK: Blocks of 256

  /// Sixteen groups of sixteen, (d · scale) · q − (dmin · minimum); q in two bits, scale and minimum in
  /// four each. A stretch of 32 bytes holds 128 weights: the lowest pairs of bits first.
  private static func q2_K(_ block: BlockReader, _ out: Output) {
    let (d, dmin) = (block.half(80), block.half(82))
    for i in 0..<256 {
      let packed = block.byte(i / 16)
      let q = block.byte(16 + i / 128 * 32 + i % 32) >> (i % 128 / 32 * 2) & 3
      out[i] = (d * Float(packed & 15)) * Float(q) - dmin * Float(packed >> 4)
    }
  }

  /// Sixteen groups of sixteen, (d · (scale − 32)) · q; scale in six bits, q from −4 to 3: two bits as
  /// in Q2_K, and a third bit that subtracts 4 where it is *not* set.
  private static func q3_K(_ block: BlockReader, _ out: Output) {
    let d = block.half(108)
    for group in 0..<16 {
      // Low four bits in eight bytes from 96 on, high two bits in four bytes from 104 on.
      let low = block.byte(96 + group % 8) >> (group / 8 * 4) & 15
      let high = block.byte(104 + group % 4) >> (group / 4 * 2) & 3
      let scale = d * Float(Int(low | high << 4) - 32)
      for i in group * 16..<group * 16 + 16 {
        let pair = block.byte(32 + i / 128 * 32 + i % 32) >> (i % 128 / 32 * 2) & 3
        let third = block.byte(i % 32) >> (i / 32) & 1
        out[i] = scale * Float(Int(pair) - (third == 0 ? 4 : 0))
      }
    }
  }

  /// Eight groups of 32, (d · scale) · q − (dmin · minimum); q in four bits. A stretch of 32 bytes holds
  /// two groups: the low halves first.
  private static func q4_K(_ block: BlockReader, _ out: Output) {
    let (d, dmin) = (block.half(0), block.half(2))
    for group in 0..<8 {
      let (scale, minimum) = scaleAndMinimum(block, group)
      let (dl, ml) = (d * Float(scale), dmin * Float(minimum))
      for i in 0..<32 {
        let q = block.byte(16 + group / 2 * 32 + i) >> (group % 2 * 4) & 15
        out[32 * group + i] = dl * Float(q) - ml
      }
    }
  }

  /// As Q4_K with a fifth bit: bit `group` of 32 bytes between the scales and the rest.
  private static func q5_K(_ block: BlockReader, _ out: Output) {
    let (d, dmin) = (block.half(0), block.half(2))
    for group in 0..<8 {
      let (scale, minimum) = scaleAndMinimum(block, group)
      let (dl, ml) = (d * Float(scale), dmin * Float(minimum))
      for i in 0..<32 {
        let low = block.byte(48 + group / 2 * 32 + i) >> (group % 2 * 4) & 15
        let q = low | (block.byte(16 + i) >> group & 1) << 4
        out[32 * group + i] = dl * Float(q) - ml
      }
    }
  }

  /// Scale and minimum of one of eight groups, six bits each: the first four of either kind lie in the
  /// low bits of bytes 4…11, the others are cut in two, four bits in bytes 12…15 and two above the first.
  private static func scaleAndMinimum(_ block: BlockReader, _ group: Int) -> (UInt8, UInt8) {
    let i = group % 4
    let (first, second, both) = (block.byte(4 + i), block.byte(8 + i), block.byte(12 + i))
    if group < 4 { return (first & 63, second & 63) }
    return (both & 15 | (first & 192) >> 2, both >> 4 | (second & 192) >> 2)
  }

  /// Sixteen groups of sixteen, (d · scale) · (q − 32); scale a signed byte, q in four and two bits. A
  /// stretch of 64 low bytes and 32 high bytes holds 128 weights.
  private static func q6_K(_ block: BlockReader, _ out: Output) {
    let d = block.half(208)
    for group in 0..<16 {
      let scale = d * Float(block.signedByte(192 + group))
      for i in group * 16..<group * 16 + 16 {
        let (half, quarter) = (i / 128, i % 128 / 32)
        let low = block.byte(half * 64 + i % 64) >> (quarter / 2 * 4) & 15
        let high = block.byte(128 + half * 32 + i % 32) >> (quarter * 2) & 3
        out[i] = scale * Float(Int(low | high << 4) - 32)
      }
    }
  }
}
