import Lanes
import Mini

/// A kind of stored weights whose blocks hold 32 of them: a scale and perhaps a minimum, both in 16
/// bits, then small integers. Names and layouts are those of ggml.
protocol BlocksOf32: BlockFormat {
  /// Whether a minimum follows the scale.
  static var hasMinimum: Bool { get }

  /// The weights of the block at `block`, sixteen and sixteen.
  ///
  /// A weight is the product of a scale of at most 11 binary digits and an integer of at most 8, which
  /// `Float` holds exactly, plus a minimum: one rounding.
  ///
  /// - Parameters:
  ///   - d: the first 16 bits of the block, its scale, in all lanes
  ///   - m: the next 16 bits, the minimum, of the kinds that have one
  static func weights(_ block: UnsafeRawPointer, _ d: Lanes, _ m: Lanes) -> (Lanes, Lanes)
}

extension BlocksOf32 {
  static var length: Int { 32 }

  /// The 16 bits of the scale, and above them those of the minimum or zeros.
  ///
  /// What stands in the place of a minimum must not be converted: integers look like subnormal
  /// numbers now and then, and some processors take hundreds of cycles for one.
  @inline(__always)
  static func storedScales(_ block: UnsafeRawPointer) -> UInt32 {
    hasMinimum ? block.loadUnaligned(as: UInt32.self) : UInt32(block.loadUnaligned(as: UInt16.self))
  }

  static func widen(
    _ blocks: UnsafeRawPointer, count: Int, to target: UnsafeMutablePointer<Float>, stride: Int
  ) {
    var (block, target) = (blocks, target)
    for _ in 0..<count / 32 {
      let (scale, minimum) = twoHalves(storedScales(block))
      let (first, second) = weights(
        block, Lanes(repeating: scale), Lanes(repeating: minimum))
      first.store(to: target)
      second.store(to: target + stride)
      block += size
      target += 2 * stride
    }
  }

  /// Scales are taken out of the blocks and converted sixteen at a time. Those of eight rows are taken
  /// while the eight before them are computed, so that what was stored in small pieces is in the cache when
  /// it is loaded in one.
  ///
  /// There is so much to do for each byte that a processor sees only half a kilobyte of what comes next. So
  /// memory is asked for it in time, row after row.
  static func multiply(
    _ rows: StoredRows, _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>
  ) {
    let (blocks, whole) = (rows.inputs / 32, rows.count & ~7)
    Scratch.with(count: 3 * 8 * blocks) { scales in  // [blocks, 8, 2], then what they are made of
      let stored = UnsafeMutableRawPointer(scales + 2 * 8 * blocks)  // [blocks, 8]
      if whole > 0 {
        for k in 0..<blocks {
          takeScales(Self.self, rows[0] + k * size, rows.stride, to: stored + 32 * k)
        }
      }
      let ahead = (rows.stride < 512 ? 24 : 16) * rows.stride
      for offset in stride(from: 0, to: ahead, by: 64) { prefetch(rows[0] + offset) }
      for i in stride(from: 0, to: whole, by: 8) {
        for k in 0..<blocks { sixteenHalves(stored + 32 * k).store(to: scales + 16 * k) }
        // After the last eight there is nothing to take: they are taken once more.
        let next = rows[i + 8 < whole ? i + 8 : i]
        eightOutputs(
          Self.self, rows[i], next, ahead, rows.stride, blocks, scales, stored, x, y + i)
      }
      for i in whole..<rows.count { y[i] = oneOutput(Self.self, rows[i], blocks, x) }
    }
  }
}

/// Writes the scales of a block of each of eight rows.
@inline(__always)
private func takeScales<Format: BlocksOf32>(
  _: Format.Type, _ block: UnsafeRawPointer, _ stride: Int, to stored: UnsafeMutableRawPointer
) {
  for i in 0..<8 {
    stored.storeBytes(
      of: Format.storedScales(block + i &* stride), toByteOffset: 4 &* i, as: UInt32.self)
  }
}

/// The loop in which the time of a token is spent. It takes the scales of the rows at `next` on the way.
@inline(never)
private func eightOutputs<Format: BlocksOf32>(
  _: Format.Type, _ block: UnsafeRawPointer, _ next: UnsafeRawPointer, _ ahead: Int,
  _ stride: Int, _ blocks: Int, _ scales: UnsafePointer<Float>,
  _ stored: UnsafeMutableRawPointer, _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>
) {
  // By name: in an array, which the loops of some formats keep in memory, each sum would wait for it.
  var (a, b, c, d) = (Lanes(), Lanes(), Lanes(), Lanes())
  var (e, f, g, h) = (Lanes(), Lanes(), Lanes(), Lanes())
  var later = block + ahead
  var (block, next, scales, stored, x) = (block, next, scales, stored, x)
  for _ in 0..<blocks {
    for i in 0..<(8 * Format.size + 63) / 64 { prefetch(later + 64 &* i) }
    later += 8 * Format.size
    let (x0, x1) = (Lanes(at: x), Lanes(at: x + 16))
    a = added(Format.self, block, scales, x0, x1, to: a)
    b = added(Format.self, block + stride, scales + 2, x0, x1, to: b)
    c = added(Format.self, block + 2 &* stride, scales + 4, x0, x1, to: c)
    d = added(Format.self, block + 3 &* stride, scales + 6, x0, x1, to: d)
    e = added(Format.self, block + 4 &* stride, scales + 8, x0, x1, to: e)
    f = added(Format.self, block + 5 &* stride, scales + 10, x0, x1, to: f)
    g = added(Format.self, block + 6 &* stride, scales + 12, x0, x1, to: g)
    h = added(Format.self, block + 7 &* stride, scales + 14, x0, x1, to: h)
    takeScales(Format.self, next, stride, to: stored)
    block += Format.size
    next += Format.size
    scales += 16
    stored += 32
    x += 32
  }
  folded([a, b, c, d, e, f, g, h]).store(to: y)
}

/// Adds the products of one block with 32 numbers to the sums of its row.
@inline(__always)
private func added<Format: BlocksOf32>(
  _: Format.Type, _ block: UnsafeRawPointer, _ scales: UnsafePointer<Float>, _ x0: Lanes,
  _ x1: Lanes, to sum: Lanes
) -> Lanes {
  let (first, second) = Format.weights(
    block, Lanes(repeating: scales[0]), Lanes(repeating: scales[1]))
  return sum.addingProduct(first, x0).addingProduct(second, x1)
}

@inline(never)
private func oneOutput<Format: BlocksOf32>(
  _: Format.Type, _ row: UnsafeRawPointer, _ blocks: Int, _ x: UnsafePointer<Float>
) -> Float {
  var sum = Lanes()
  for k in 0..<blocks {
    let block = row + k * Format.size
    let (scale, minimum) = twoHalves(Format.storedScales(block))
    let (first, second) = Format.weights(
      block, Lanes(repeating: scale), Lanes(repeating: minimum))
    sum = sum.addingProduct(first, Lanes(at: x + 32 * k))
      .addingProduct(second, Lanes(at: x + 32 * k + 16))
  }
  return sum.folded
}

// MARK: Parts

/// The numbers of `table` that sixteen bytes say: those of the low nibbles, then those of the high ones.
@inline(__always)
func pickedNibbles(_ bytes: SIMD16<UInt8>, of table: Lanes) -> (Lanes, Lanes) {
  let q = integers(bytes)
  return (table.picked(q), table.picked(q &>> 4))
}

/// The same for the integers of five bits at `p`: the fifth bit says which of two tables it is.
@inline(__always)
func pickedFiveBits(
  _ p: UnsafeRawPointer, of lower: Lanes, and upper: Lanes
) -> (Lanes, Lanes) {
  let fifth = p.loadUnaligned(as: UInt32.self)
  let q = integers(bytes(p + 4))
  return (
    lower.picked(q, or: upper, where: UInt16(truncatingIfNeeded: fifth)),
    lower.picked(q &>> 4, or: upper, where: UInt16(truncatingIfNeeded: fifth >> 16))
  )
}

/// The 32 integers of five bits at `p`: first the fifth bits, then the nibbles.
@inline(__always)
func fiveBits(_ p: UnsafeRawPointer) -> (SIMD16<Int32>, SIMD16<Int32>) {
  let fifth = p.loadUnaligned(as: UInt32.self)
  let q = bytes(p + 4)
  // Shifted so that bit 4 + i belongs to lane i.
  let lane = SIMD16<Int32>(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
  let low = SIMD16<Int32>(repeating: Int32(fifth & 0xFFFF) << 4) &>> lane
  let high = SIMD16<Int32>(repeating: Int32(fifth >> 12)) &>> lane
  return (integers(q & 15) | (low & 16), integers(q &>> 4) | (high & 16))
}
