import Lanes

/// The product of a single row with weights that are stored by output, in blocks: what a language model
/// does for each new token.
///
/// Nothing is used twice but the row itself, so blocks are widened in registers and added at once, for
/// eight outputs side by side, whose sums do not wait for each other. Every element of the result has
/// the bits that it has in ``LaneProduct``: element k in lane k mod 16, in the order of k.
enum BlockRowProduct {
  /// `x · wᵀ`, where `x` is a row of `w.inputs` numbers and `y` has room for `w.outputs`.
  static func multiply(
    _ x: UnsafePointer<Float>, _ w: QuantizedMatrix, into y: UnsafeMutablePointer<Float>
  ) {
    let groups = (w.outputs + 7) / 8
    Threads.split(groups, costOfOne: 8 * w.inputs) { range in
      let first = 8 * range.lowerBound
      let rows = Rows(
        start: w.row(at: first), stride: w.bytesPerRow, inputs: w.inputs,
        count: min(8 * range.upperBound, w.outputs) - first)
      let y = y + first
      switch w.kind {
      case .f32: plain(rows, 4, x, y) { number($0) }
      case .f16: plain(rows, 2, x, y) { half($0) }
      case .bf16: plain(rows, 2, x, y) { brainNumber($0) }
      case .q4_0: of32(Q4_0.self, rows, x, y)
      case .q4_1: of32(Q4_1.self, rows, x, y)
      case .q5_0: of32(Q5_0.self, rows, x, y)
      case .q5_1: of32(Q5_1.self, rows, x, y)
      case .q8_0: of32(Q8_0.self, rows, x, y)
      case .q2_K: of256(Q2_K.self, rows, x, y)
      case .q3_K: of256(Q3_K.self, rows, x, y)
      case .q4_K: of256(Q4_K.self, rows, x, y)
      case .q5_K: of256(Q5_K.self, rows, x, y)
      case .q6_K: of256(Q6_K.self, rows, x, y)
      }
    }
  }
}

/// Some rows of weights, one for each output.
private struct Rows {
  let start: UnsafeRawPointer
  let stride: Int
  let inputs: Int
  let count: Int

  @inline(__always)
  subscript(_ i: Int) -> UnsafeRawPointer { start + i * stride }
}

private typealias EightSums = InlineArray<8, Lanes>

// MARK: Blocks of 32

/// Scales are taken out of the blocks and converted sixteen at a time. Those of eight rows are taken
/// while the eight before them are computed, so that what was stored in small pieces is in the cache when
/// it is loaded in one.
///
/// There is so much to do for each byte that a processor sees only half a kilobyte of what comes next. So
/// memory is asked for it in time, row after row.
private func of32<Blocks: BlocksOf32>(
  _: Blocks.Type, _ rows: Rows, _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>
) {
  let (blocks, whole) = (rows.inputs / 32, rows.count & ~7)
  Scratch.with(count: 3 * 8 * blocks) { scales in  // [blocks, 8, 2], then what they are made of
    let stored = UnsafeMutableRawPointer(scales + 2 * 8 * blocks)  // [blocks, 8]
    if whole > 0 {
      for k in 0..<blocks {
        takeScales(Blocks.self, rows[0] + k * Blocks.size, rows.stride, to: stored + 32 * k)
      }
    }
    let ahead = (rows.stride < 512 ? 24 : 16) * rows.stride
    for offset in stride(from: 0, to: ahead, by: 64) { prefetch(rows[0] + offset) }
    for i in stride(from: 0, to: whole, by: 8) {
      for k in 0..<blocks { sixteenHalves(stored + 32 * k).store(to: scales + 16 * k) }
      // After the last eight there is nothing to take: they are taken once more.
      let next = rows[i + 8 < whole ? i + 8 : i]
      eightOutputs(
        Blocks.self, rows[i], next, ahead, rows.stride, blocks, scales, stored, x, y + i)
    }
    for i in whole..<rows.count { y[i] = oneOutput(Blocks.self, rows[i], blocks, x) }
  }
}

/// Writes the scales of a block of each of eight rows.
@inline(__always)
private func takeScales<Blocks: BlocksOf32>(
  _: Blocks.Type, _ block: UnsafeRawPointer, _ stride: Int, to stored: UnsafeMutableRawPointer
) {
  for i in 0..<8 {
    stored.storeBytes(
      of: Blocks.storedScales(block + i &* stride), toByteOffset: 4 &* i, as: UInt32.self)
  }
}

/// The loop in which the time of a token is spent. It takes the scales of the rows at `next` on the way.
@inline(never)
private func eightOutputs<Blocks: BlocksOf32>(
  _: Blocks.Type, _ block: UnsafeRawPointer, _ next: UnsafeRawPointer, _ ahead: Int,
  _ stride: Int, _ blocks: Int, _ scales: UnsafePointer<Float>,
  _ stored: UnsafeMutableRawPointer, _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>
) {
  var sums = EightSums(repeating: Lanes())
  var later = block + ahead
  var (block, next, scales, stored, x) = (block, next, scales, stored, x)
  for _ in 0..<blocks {
    for i in 0..<(8 * Blocks.size + 63) / 64 { prefetch(later + 64 &* i) }
    later += 8 * Blocks.size
    let (x0, x1) = (Lanes(at: x), Lanes(at: x + 16))
    for i in 0..<8 {
      let (first, second) = Blocks.weights(
        block + i &* stride, Lanes(repeating: scales[2 * i]), Lanes(repeating: scales[2 * i + 1]))
      sums[i] = sums[i].addingProduct(first, x0).addingProduct(second, x1)
    }
    takeScales(Blocks.self, next, stride, to: stored)
    block += Blocks.size
    next += Blocks.size
    scales += 16
    stored += 32
    x += 32
  }
  folded(sums).store(to: y)
}

@inline(never)
private func oneOutput<Blocks: BlocksOf32>(
  _: Blocks.Type, _ row: UnsafeRawPointer, _ blocks: Int, _ x: UnsafePointer<Float>
) -> Float {
  var sum = Lanes()
  for k in 0..<blocks {
    let block = row + k * Blocks.size
    let (scale, minimum) = twoHalves(Blocks.storedScales(block))
    let (first, second) = Blocks.weights(
      block, Lanes(repeating: scale), Lanes(repeating: minimum))
    sum = sum.addingProduct(first, Lanes(at: x + 32 * k))
      .addingProduct(second, Lanes(at: x + 32 * k + 16))
  }
  return sum.folded
}

// MARK: Blocks of 256

private func of256<Blocks: BlocksOf256>(
  _: Blocks.Type, _ rows: Rows, _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>
) {
  let blocks = rows.inputs / 256
  Scratch.with(count: 4 * 32) { scales in
    for i in stride(from: 0, to: rows.count & ~3, by: 4) {
      fourOutputs(Blocks.self, rows[i], rows.stride, blocks, scales, x, y + i)
    }
    for i in rows.count & ~3..<rows.count {
      y[i] = oneOutput(Blocks.self, rows[i], blocks, scales, x)
    }
  }
}

@inline(never)
private func fourOutputs<Blocks: BlocksOf256>(
  _: Blocks.Type, _ block: UnsafeRawPointer, _ stride: Int, _ blocks: Int,
  _ scales: UnsafeMutablePointer<Float>, _ x: UnsafePointer<Float>,
  _ y: UnsafeMutablePointer<Float>
) {
  var (a, b, c, d) = (Lanes(), Lanes(), Lanes(), Lanes())
  var (p0, x) = (block, x)
  var later = block + 16 &* stride
  for _ in 0..<blocks {
    for i in 0..<(4 * Blocks.size + 63) / 64 { prefetch(later + 64 &* i) }
    later += 4 * Blocks.size
    let (p1, p2, p3) = (p0 + stride, p0 + 2 &* stride, p0 + 3 &* stride)
    Blocks.writeScales(p0, to: scales)
    Blocks.writeScales(p1, to: scales + 32)
    Blocks.writeScales(p2, to: scales + 64)
    Blocks.writeScales(p3, to: scales + 96)
    forEachVector { v in
      let x = Lanes(at: x + 16 * v)
      a = a.addingProduct(Blocks.weights(p0, v, scales), x)
      b = b.addingProduct(Blocks.weights(p1, v, scales + 32), x)
      c = c.addingProduct(Blocks.weights(p2, v, scales + 64), x)
      d = d.addingProduct(Blocks.weights(p3, v, scales + 96), x)
    }
    p0 += Blocks.size
    x += 256
  }
  folded(a, b, c, d).store(to: y)
}

@inline(never)
private func oneOutput<Blocks: BlocksOf256>(
  _: Blocks.Type, _ block: UnsafeRawPointer, _ blocks: Int, _ scales: UnsafeMutablePointer<Float>,
  _ x: UnsafePointer<Float>
) -> Float {
  var sum = Lanes()
  for k in 0..<blocks {
    let block = block + k * Blocks.size
    Blocks.writeScales(block, to: scales)
    forEachVector { v in
      sum = sum.addingProduct(Blocks.weights(block, v, scales), Lanes(at: x + 256 * k + 16 * v))
    }
  }
  return sum.folded
}

// MARK: Plain numbers

/// Rows of numbers of `size` bytes each, of which there need not be whole vectors.
@inline(__always)
private func plain(
  _ rows: Rows, _ size: Int, _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>,
  _ number: (UnsafeRawPointer) -> Float
) {
  let whole = rows.inputs & ~15
  /// The first `count` numbers at `p`, and zeros.
  @inline(__always)
  func lanes(_ p: UnsafeRawPointer, _ count: Int = 16) -> Lanes {
    var lanes = Lanes()
    for i in 0..<count { lanes[i] = number(p + i &* size) }
    return lanes
  }
  func add(_ row: UnsafeRawPointer, to sum: Lanes) -> Float {
    guard whole < rows.inputs else { return sum.folded }
    let count = rows.inputs - whole
    return sum.addingProduct(lanes(row + whole * size, count), Lanes(first: count, at: x + whole))
      .folded
  }
  for i in stride(from: 0, to: rows.count & ~7, by: 8) {
    var sums = EightSums(repeating: Lanes())
    var p = rows[i]
    for k in stride(from: 0, to: whole, by: 16) {
      let x = Lanes(at: x + k)
      for j in 0..<8 { sums[j] = sums[j].addingProduct(lanes(p + j &* rows.stride), x) }
      p += 16 * size
    }
    for j in 0..<8 { y[i + j] = add(rows[i + j], to: sums[j]) }
  }
  for i in rows.count & ~7..<rows.count {
    var sum = Lanes()
    for k in stride(from: 0, to: whole, by: 16) {
      sum = sum.addingProduct(lanes(rows[i] + k * size), Lanes(at: x + k))
    }
    y[i] = add(rows[i], to: sum)
  }
}
