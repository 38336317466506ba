import Lanes

/// From blocks to `Float`, sixteen weights at a time, into memory.
enum Widening {
  /// Writes `count` weights, whole blocks, as vectors of sixteen that begin `stride` numbers after one
  /// another. What the last vector has no weight for becomes zero.
  static func apply(
    _ kind: BlockKind, _ blocks: UnsafeRawPointer, count: Int,
    to target: UnsafeMutablePointer<Float>, stride: Int
  ) {
    switch kind {
    case .f32: plain(blocks, 4, count, target, stride) { number($0) }
    case .f16: plain(blocks, 2, count, target, stride) { half($0) }
    case .bf16: plain(blocks, 2, count, target, stride) { brainNumber($0) }
    case .q4_0: of32(Q4_0.self, blocks, count, target, stride)
    case .q4_1: of32(Q4_1.self, blocks, count, target, stride)
    case .q5_0: of32(Q5_0.self, blocks, count, target, stride)
    case .q5_1: of32(Q5_1.self, blocks, count, target, stride)
    case .q8_0: of32(Q8_0.self, blocks, count, target, stride)
    case .q2_K: of256(Q2_K.self, blocks, count, target, stride)
    case .q3_K: of256(Q3_K.self, blocks, count, target, stride)
    case .q4_K: of256(Q4_K.self, blocks, count, target, stride)
    case .q5_K: of256(Q5_K.self, blocks, count, target, stride)
    case .q6_K: of256(Q6_K.self, blocks, count, target, stride)
    }
  }
}

@inline(__always)
private func of32<Blocks: BlocksOf32>(
  _: Blocks.Type, _ blocks: UnsafeRawPointer, _ count: Int, _ target: UnsafeMutablePointer<Float>,
  _ stride: Int
) {
  var (block, target) = (blocks, target)
  for _ in 0..<count / 32 {
    let (scale, minimum) = twoHalves(Blocks.storedScales(block))
    let (first, second) = Blocks.weights(
      block, Lanes(repeating: scale), Lanes(repeating: minimum))
    first.store(to: target)
    second.store(to: target + stride)
    block += Blocks.size
    target += 2 * stride
  }
}

@inline(__always)
private func of256<Blocks: BlocksOf256>(
  _: Blocks.Type, _ blocks: UnsafeRawPointer, _ count: Int, _ target: UnsafeMutablePointer<Float>,
  _ stride: Int
) {
  Scratch.with(count: 32) { scales in
    var (block, target) = (blocks, target)
    for _ in 0..<count / 256 {
      Blocks.writeScales(block, to: scales)
      forEachVector { v in Blocks.weights(block, v, scales).store(to: target + v * stride) }
      block += Blocks.size
      target += 16 * stride
    }
  }
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
  func row(at i: Int) -> UnsafeRawPointer { bytes.start + i * bytesPerRow }

  /// The bytes of a row.
  var bytesPerRow: Int { inputs / kind.blockLength * kind.bytesPerBlock }

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
