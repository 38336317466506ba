import Lanes

/// From the blocks of 256 of the "K" kinds to `Float`: groups of 16 or 32 weights with scales that are
/// integers themselves.
///
/// Each kind gives its weights vector by vector: what is written down here is where in the block the
/// bits of vector `v`, weights 16 v … 16 v + 15, lie.
enum WideningOfSuperblocks {
  /// As ``Widening/apply(_:_:count:to:stride:)``.
  static func apply(
    _ kind: BlockKind, _ blocks: UnsafeRawPointer, count: Int,
    to target: UnsafeMutablePointer<Float>, stride: Int
  ) {
    var (block, target) = (blocks, target)
    for _ in 0..<count / 256 {
      switch kind {
      case .q2_K: q2_K(block, target, stride)
      case .q3_K: q3_K(block, target, stride)
      case .q4_K: q4_K(block, target, stride)
      case .q5_K: q5_K(block, target, stride)
      default: q6_K(block, target, stride)
      }
      block += kind.bytesPerBlock
      target += 16 * stride
    }
  }
}

private typealias Bytes = SIMD16<UInt8>

/// Sixteen scales and minima of four bits, 256 pairs of bits, d and dmin:
/// (d · scale) q − dmin · minimum for each group of 16.
private func q2_K(_ block: UnsafeRawPointer, _ target: UnsafeMutablePointer<Float>, _ stride: Int) {
  let packed = block.loadUnaligned(as: Bytes.self)
  let scales = numbers(packed & 15) * half(block + 80)
  let minima = numbers(packed &>> 4) * -half(block + 82)  // negative: −0 stays −0
  for v in 0..<16 {
    let q = pairs(block + 16, v)
    let weights = Lanes(repeating: minima[v])
      .addingProduct(Lanes(repeating: scales[v]), numbers(q))
    weights.store(to: target + v * stride)
  }
}

/// 256 third bits, 256 pairs of bits, sixteen scales of six bits, d: (d · (scale − 32)) (q − 4) for
/// each group of 16.
private func q3_K(_ block: UnsafeRawPointer, _ target: UnsafeMutablePointer<Float>, _ stride: Int) {
  let scales = numbers(integers(sixBitScales(block + 96)) &- 32) * half(block + 108)
  for v in 0..<16 {
    let third = block.loadUnaligned(fromByteOffset: v % 2 * 16, as: Bytes.self)
    let q = pairs(block + 32, v) | ((third &>> UInt8(v / 2)) & 1) &<< 2
    let weights = Lanes(repeating: scales[v]) * numbers(integers(q) &- 4)
    weights.store(to: target + v * stride)
  }
}

/// d and dmin, eight scales and minima of six bits, 256 nibbles: (d · scale) q − dmin · minimum for
/// each group of 32.
private func q4_K(_ block: UnsafeRawPointer, _ target: UnsafeMutablePointer<Float>, _ stride: Int) {
  let (scales, minima) = scalesAndMinima(block)
  for v in 0..<16 {
    let q = nibbles(block + 16, v)
    let weights = Lanes(repeating: minima[v / 2])
      .addingProduct(Lanes(repeating: scales[v / 2]), numbers(q))
    weights.store(to: target + v * stride)
  }
}

/// As `q4_K` with 256 fifth bits before the nibbles.
private func q5_K(_ block: UnsafeRawPointer, _ target: UnsafeMutablePointer<Float>, _ stride: Int) {
  let (scales, minima) = scalesAndMinima(block)
  for v in 0..<16 {
    let fifth = block.loadUnaligned(fromByteOffset: 16 + v % 2 * 16, as: Bytes.self)
    let q = nibbles(block + 48, v) | ((fifth &>> UInt8(v / 2)) & 1) &<< 4
    let weights = Lanes(repeating: minima[v / 2])
      .addingProduct(Lanes(repeating: scales[v / 2]), numbers(q))
    weights.store(to: target + v * stride)
  }
}

/// 256 nibbles, 256 pairs of bits above them, sixteen signed bytes as scales, d: (d · scale) (q − 32)
/// for each group of 16.
private func q6_K(_ block: UnsafeRawPointer, _ target: UnsafeMutablePointer<Float>, _ stride: Int) {
  let bytes = block.loadUnaligned(fromByteOffset: 192, as: SIMD16<Int8>.self)
  let scales = numbers(bytes) * half(block + 208)
  for v in 0..<16 {
    // 64 bytes hold the nibbles of 128 weights: first the low halves of all.
    let low = block.loadUnaligned(fromByteOffset: v / 8 * 64 + v % 4 * 16, as: Bytes.self)
    let nibble = (v / 4 % 2 == 0 ? low : low &>> 4) & 15
    let q = nibble | pairs(block + 128, v) &<< 4
    let weights = Lanes(repeating: scales[v]) * numbers(integers(q) &- 32)
    weights.store(to: target + v * stride)
  }
}

// MARK: Parts

/// Pairs of bits: 32 bytes hold those of 128 weights, the lowest bits those of the first 32.
@inline(__always)
private func pairs(_ p: UnsafeRawPointer, _ v: Int) -> Bytes {
  let bytes = p.loadUnaligned(fromByteOffset: v / 8 * 32 + v % 2 * 16, as: Bytes.self)
  return (bytes &>> UInt8(v % 8 / 2 * 2)) & 3
}

/// Nibbles: 32 bytes hold those of 64 weights, the low halves those of the first 32.
@inline(__always)
private func nibbles(_ p: UnsafeRawPointer, _ v: Int) -> Bytes {
  let bytes = p.loadUnaligned(fromByteOffset: v / 4 * 32 + v % 2 * 16, as: Bytes.self)
  return v / 2 % 2 == 0 ? bytes & 15 : bytes &>> 4
}

/// The scales and the negative minima of eight groups, six bits each: the first four of either kind in the low
/// bits of bytes 4…11; of the others four bits lie in bytes 12…15 and two above those of the first.
@inline(__always)
private func scalesAndMinima(_ block: UnsafeRawPointer) -> (SIMD8<Float>, SIMD8<Float>) {
  let first = block.loadUnaligned(fromByteOffset: 4, as: UInt32.self)
  let second = block.loadUnaligned(fromByteOffset: 8, as: UInt32.self)
  let both = block.loadUnaligned(fromByteOffset: 12, as: UInt32.self)
  let scales = SIMD2(
    first & 0x3F3F_3F3F, both & 0x0F0F_0F0F | first >> 2 & 0x3030_3030)
  let minima = SIMD2(
    second & 0x3F3F_3F3F, both >> 4 & 0x0F0F_0F0F | second >> 2 & 0x3030_3030)
  return (eightNumbers(scales) * half(block), eightNumbers(minima) * -half(block + 2))
}

/// The eight bytes of two words as numbers.
@inline(__always)
private func eightNumbers(_ words: SIMD2<UInt32>) -> SIMD8<Float> {
  let bytes = unsafeBitCast(words, to: SIMD8<UInt8>.self)
  var result = SIMD8<Float>()
  for i in 0..<8 { result[i] = Float(bytes[i]) }
  return result
}

/// Sixteen integers of six bits: four bits in eight bytes, first the low halves, and two bits in the
/// four bytes after them.
@inline(__always)
private func sixBitScales(_ p: UnsafeRawPointer) -> Bytes {
  let low = p.loadUnaligned(as: UInt64.self)
  let high = p.loadUnaligned(fromByteOffset: 8, as: UInt32.self)
  let nibbles =
    SIMD4<UInt32>(
      UInt32(truncatingIfNeeded: low), UInt32(low >> 32), UInt32(truncatingIfNeeded: low >> 4),
      UInt32(low >> 36)) & 0x0F0F_0F0F
  let pairs = SIMD4(high, high >> 2, high >> 4, high >> 6) & 0x0303_0303
  return unsafeBitCast(nibbles | pairs &<< 4, to: Bytes.self)
}
