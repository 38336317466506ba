import Lanes
import Mini

/// A kind of stored weights whose blocks hold 256 of them: the "K" kinds of ggml, groups of 16 or 32
/// weights with scales that are integers themselves.
///
/// Each kind says where in the block the bits of vector `v`, weights 16 v … 16 v + 15, lie.
protocol BlocksOf256: BlockFormat {
  /// Writes the scale of each vector to `scales` 0…15 and what is added to it, minus its minimum, to 16…31.
  static func writeScales(_ block: UnsafeRawPointer, to scales: UnsafeMutablePointer<Float>)

  /// The weights of vector `v`.
  ///
  /// A weight is the product of a scale of at most 19 binary digits and an integer of at most 6, one
  /// rounding, or minus a minimum, of shorter products that `Float` holds exactly: one rounding too.
  static func weights(
    _ block: UnsafeRawPointer, _ v: Int, _ scales: UnsafePointer<Float>
  ) -> Lanes
}

extension BlocksOf256 {
  static var length: Int { 256 }

  static func widen(
    _ blocks: UnsafeRawPointer, count: Int, to target: UnsafeMutablePointer<Float>, stride: Int
  ) {
    Scratch.with(count: 32) { scales in
      var (block, target) = (blocks, target)
      for _ in 0..<count / 256 {
        writeScales(block, to: scales)
        forEachVector { v in weights(block, v, scales).store(to: target + v * stride) }
        block += size
        target += 16 * stride
      }
    }
  }

  static func multiply(
    _ rows: StoredRows, _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>
  ) {
    let blocks = rows.inputs / 256
    Scratch.with(count: 4 * 32) { scales in
      for i in stride(from: 0, to: rows.count & ~3, by: 4) {
        fourOutputs(Self.self, rows[i], rows.stride, blocks, scales, x, y + i)
      }
      for i in rows.count & ~3..<rows.count {
        y[i] = oneOutput(Self.self, rows[i], blocks, scales, x)
      }
    }
  }
}

@inline(never)
private func fourOutputs<Format: BlocksOf256>(
  _: Format.Type, _ block: UnsafeRawPointer, _ stride: Int, _ blocks: Int,
  _ scales: UnsafeMutablePointer<Float>, _ x: UnsafePointer<Float>,
  _ y: UnsafeMutablePointer<Float>
) {
  var (a, b, c, d) = (Lanes(), Lanes(), Lanes(), Lanes())
  var (p0, x) = (block, x)
  var later = block + 16 &* stride
  for _ in 0..<blocks {
    for i in 0..<(4 * Format.size + 63) / 64 { prefetch(later + 64 &* i) }
    later += 4 * Format.size
    let (p1, p2, p3) = (p0 + stride, p0 + 2 &* stride, p0 + 3 &* stride)
    Format.writeScales(p0, to: scales)
    Format.writeScales(p1, to: scales + 32)
    Format.writeScales(p2, to: scales + 64)
    Format.writeScales(p3, to: scales + 96)
    forEachVector { v in
      let x = Lanes(at: x + 16 * v)
      a = a.addingProduct(Format.weights(p0, v, scales), x)
      b = b.addingProduct(Format.weights(p1, v, scales + 32), x)
      c = c.addingProduct(Format.weights(p2, v, scales + 64), x)
      d = d.addingProduct(Format.weights(p3, v, scales + 96), x)
    }
    p0 += Format.size
    x += 256
  }
  folded(a, b, c, d).store(to: y)
}

@inline(never)
private func oneOutput<Format: BlocksOf256>(
  _: Format.Type, _ block: UnsafeRawPointer, _ blocks: Int, _ scales: UnsafeMutablePointer<Float>,
  _ x: UnsafePointer<Float>
) -> Float {
  var sum = Lanes()
  for k in 0..<blocks {
    let block = block + k * Format.size
    Format.writeScales(block, to: scales)
    forEachVector { v in
      sum = sum.addingProduct(Format.weights(block, v, scales), Lanes(at: x + 256 * k + 16 * v))
    }
  }
  return sum.folded
}

// MARK: Parts

/// Calls `body` with 0…15. Written out, so that what follows from the number of a vector is known when
/// the format is compiled.
@inline(__always)
func forEachVector(_ body: (Int) -> Void) {
  body(0); body(1); body(2); body(3); body(4); body(5); body(6); body(7)
  body(8); body(9); body(10); body(11); body(12); body(13); body(14); body(15)
}

@inline(__always)
func scaled(_ q: Lanes, _ scale: Float, minus minimum: Float) -> Lanes {
  Lanes(repeating: minimum).addingProduct(Lanes(repeating: scale), q)
}

/// Pairs of bits: 32 bytes hold those of 128 weights, the lowest bits those of the first 32.
@inline(__always)
func pairs(_ p: UnsafeRawPointer, _ v: Int) -> SIMD16<UInt8> {
  (bytes(p + v / 8 * 32 + v % 2 * 16) &>> UInt8(v % 8 / 2 * 2)) & 3
}

/// Nibbles: 32 bytes hold those of 64 weights, the low halves those of the first 32.
@inline(__always)
func nibbles(_ p: UnsafeRawPointer, _ v: Int) -> SIMD16<UInt8> {
  let q = bytes(p + v / 4 * 32 + v % 2 * 16)
  return v / 2 % 2 == 0 ? q & 15 : q &>> 4
}

/// Sixteen integers of six bits: four bits in eight bytes, first the low halves, and two bits in the
/// four bytes after them.
@inline(__always)
func sixBitScales(_ p: UnsafeRawPointer) -> SIMD16<UInt8> {
  let first = p.loadUnaligned(as: UInt32.self)
  let second = p.loadUnaligned(fromByteOffset: 4, as: UInt32.self)
  let high = p.loadUnaligned(fromByteOffset: 8, as: UInt32.self)
  let nibbles = SIMD4(first, second, first >> 4, second >> 4) & 0x0F0F_0F0F
  let pairs = SIMD4(high, high >> 2, high >> 4, high >> 6) & 0x0303_0303
  return unsafeBitCast(nibbles | pairs &<< 4, to: SIMD16<UInt8>.self)
}

/// Blocks with d, dmin, and the scales and minima of eight groups, six bits each.
protocol SixBitScales: BlocksOf256 {}

extension SixBitScales {
  /// The scales, then the negative minima: the first four of either kind stand in the low bits of bytes
  /// 4…11; of the others four bits lie in bytes 12…15 and two above those of the first.
  @inline(__always)
  static func writeScales(
    _ block: UnsafeRawPointer, to scales: UnsafeMutablePointer<Float>
  ) {
    let first = block.loadUnaligned(fromByteOffset: 4, as: UInt32.self)
    let second = block.loadUnaligned(fromByteOffset: 8, as: UInt32.self)
    let both = block.loadUnaligned(fromByteOffset: 12, as: UInt32.self)
    let words = SIMD4(
      first & 0x3F3F_3F3F, both & 0x0F0F_0F0F | first >> 2 & 0x3030_3030,
      second & 0x3F3F_3F3F, both >> 4 & 0x0F0F_0F0F | second >> 2 & 0x3030_3030)
    let all = numbers(unsafeBitCast(words, to: SIMD16<UInt8>.self))
    (all.lowHalf * half(block)).store(to: scales)
    (all.highHalf * -half(block + 2)).store(to: scales + 16)
  }
}
