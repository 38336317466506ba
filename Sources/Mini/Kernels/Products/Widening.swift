import Lanes

/// From blocks to `Float`, sixteen weights at a time.
///
/// A weight is the product of a scale with at most 19 digits and an integer with at most 6, which
/// `Float` holds exactly, and for some kinds minus a minimum: one rounding, wherever it is done.
enum Widening {
  /// Writes `count` weights, whole blocks, as vectors of sixteen that begin `stride` numbers after one
  /// another. What the last vector has no weight for becomes zero.
  static func apply(
    _ kind: BlockKind, _ blocks: UnsafeRawPointer, count: Int,
    to target: UnsafeMutablePointer<Float>, stride: Int
  ) {
    switch kind {
    case .f32: plain(blocks, 4, count, target, stride, f32)
    case .f16: plain(blocks, 2, count, target, stride, half)
    case .bf16: plain(blocks, 2, count, target, stride, bf16)
    case .q4_0: eachBlock(blocks, 18, count, target, stride, q4_0)
    case .q4_1: eachBlock(blocks, 20, count, target, stride, q4_1)
    case .q5_0: eachBlock(blocks, 22, count, target, stride, q5_0)
    case .q5_1: eachBlock(blocks, 24, count, target, stride, q5_1)
    case .q8_0: eachBlock(blocks, 34, count, target, stride, q8_0)
    case .q2_K, .q3_K, .q4_K, .q5_K, .q6_K:
      WideningOfSuperblocks.apply(kind, blocks, count: count, to: target, stride: stride)
    }
  }
}

// MARK: Blocks of 32

/// The weights of blocks that lie `size` bytes after one another.
@inline(__always)
private func eachBlock(
  _ blocks: UnsafeRawPointer, _ size: Int, _ count: Int, _ target: UnsafeMutablePointer<Float>,
  _ stride: Int, _ weights: (UnsafeRawPointer) -> (Lanes, Lanes)
) {
  var (block, target) = (blocks, target)
  for _ in 0..<count / 32 {
    let (first, second) = weights(block)
    first.store(to: target)
    second.store(to: target + stride)
    block += size
    target += 2 * stride
  }
}

/// A scale; 32 nibbles: d (q − 8).
@inline(__always)
private func q4_0(_ block: UnsafeRawPointer) -> (Lanes, Lanes) {
  let d = Lanes(repeating: fourHalves(block)[0])
  let q = block.loadUnaligned(fromByteOffset: 2, as: SIMD16<UInt8>.self)
  return (d * numbers(integers(q & 15) &- 8), d * numbers(integers(q &>> 4) &- 8))
}

/// A scale and a minimum; 32 nibbles: d q + m.
@inline(__always)
private func q4_1(_ block: UnsafeRawPointer) -> (Lanes, Lanes) {
  let (d, m) = (Lanes(repeating: half(block)), Lanes(repeating: half(block + 2)))
  let q = block.loadUnaligned(fromByteOffset: 4, as: SIMD16<UInt8>.self)
  return (m.addingProduct(d, numbers(q & 15)), m.addingProduct(d, numbers(q &>> 4)))
}

/// A scale; fifth bits; 32 nibbles: d (q − 16).
@inline(__always)
private func q5_0(_ block: UnsafeRawPointer) -> (Lanes, Lanes) {
  let d = Lanes(repeating: fourHalves(block)[0])
  let (low, high) = fiveBits(block + 2)
  return (d * numbers(low &- 16), d * numbers(high &- 16))
}

/// A scale and a minimum; fifth bits; 32 nibbles: d q + m.
@inline(__always)
private func q5_1(_ block: UnsafeRawPointer) -> (Lanes, Lanes) {
  let (d, m) = (Lanes(repeating: half(block)), Lanes(repeating: half(block + 2)))
  let (low, high) = fiveBits(block + 4)
  return (m.addingProduct(d, numbers(low)), m.addingProduct(d, numbers(high)))
}

/// A scale; 32 signed bytes: d q.
@inline(__always)
private func q8_0(_ block: UnsafeRawPointer) -> (Lanes, Lanes) {
  let d = Lanes(repeating: fourHalves(block)[0])
  let low = block.loadUnaligned(fromByteOffset: 2, as: SIMD16<Int8>.self)
  let high = block.loadUnaligned(fromByteOffset: 18, as: SIMD16<Int8>.self)
  return (d * numbers(low), d * numbers(high))
}

/// The 32 integers of five bits at `p`: first the fifth bits, then the nibbles.
@inline(__always)
private func fiveBits(_ p: UnsafeRawPointer) -> (SIMD16<Int32>, SIMD16<Int32>) {
  let fifth = p.loadUnaligned(as: UInt32.self)
  let q = p.loadUnaligned(fromByteOffset: 4, as: SIMD16<UInt8>.self)
  // Shifted so that bit 4 + i belongs to lane i.
  let low = SIMD16<Int32>(repeating: Int32(fifth & 0xFFFF) << 4) &>> lane
  let high = SIMD16<Int32>(repeating: Int32(fifth >> 12)) &>> lane
  return (integers(q & 15) | (low & 16), integers(q &>> 4) | (high & 16))
}

private let lane = SIMD16<Int32>(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)

// MARK: Plain numbers

@inline(__always)
private func f32(_ p: UnsafeRawPointer) -> Float { p.loadUnaligned(as: Float.self) }

@inline(__always)
private func bf16(_ p: UnsafeRawPointer) -> Float {
  Float(bitPattern: UInt32(p.loadUnaligned(as: UInt16.self)) << 16)
}

/// Numbers of `size` bytes each, of which there need not be whole vectors.
@inline(__always)
private func plain(
  _ source: UnsafeRawPointer, _ size: Int, _ count: Int, _ target: UnsafeMutablePointer<Float>,
  _ stride: Int, _ number: (UnsafeRawPointer) -> Float
) {
  var (source, target) = (source, target)
  for _ in 0..<count / 16 {
    var lanes = Lanes()
    for i in 0..<16 { lanes[i] = number(source + i * size) }
    lanes.store(to: target)
    source += 16 * size
    target += stride
  }
  if count % 16 > 0 {
    var lanes = Lanes()
    for i in 0..<count % 16 { lanes[i] = number(source + i * size) }
    lanes.store(to: target)
  }
}

// MARK: Rows of a matrix

extension QuantizedMatrix {
  /// Where row `i` begins.
  func row(at i: Int) -> UnsafeRawPointer {
    bytes.start + i * (inputs / kind.blockLength * kind.bytesPerBlock)
  }

  /// Writes the `inputs` weights of row `i`.
  func widenRow(_ i: Int, into target: UnsafeMutablePointer<Float>) {
    if inputs % 16 == 0 {
      Widening.apply(kind, row(at: i), count: inputs, to: target, stride: 16)
    } else {
      // The last vector is longer than the row.
      Scratch.with(count: inputs + 15) { scratch in
        Widening.apply(kind, row(at: i), count: inputs, to: scratch, stride: 16)
        target.initialize(from: scratch, count: inputs)
      }
    }
  }
}
