import Require

/// From blocks to `Float`: one short loop for each kind, sixteen weights at a time.
///
/// A weight is the product of a scale with at most 11 digits and an integer with few, which `Float`
/// holds exactly, and, for some kinds, minus a minimum: one rounding, wherever it is done.
enum Widening {
  /// Writes `count` weights, whole blocks, as vectors of sixteen that begin `stride` numbers after one
  /// another. What the last vector has no weight for becomes zero.
  static func apply(
    _ kind: BlockKind, _ blocks: UnsafeRawPointer, count: Int,
    to target: UnsafeMutablePointer<Float>, stride: Int
  ) {
    switch kind {
    case .f32: f32(blocks, count, target, stride)
    case .f16: f16(blocks, count, target, stride)
    case .bf16: bf16(blocks, count, target, stride)
    case .q8_0: q8_0(blocks, count / 32, target, stride)
    default: stop("products with \(kind.name) weights are not there yet")
    }
  }
}

private typealias Lanes = SIMD16<Float>

@inline(__always)
private func store(_ lanes: Lanes, _ x: UnsafeMutablePointer<Float>) {
  UnsafeMutableRawPointer(x).storeBytes(of: lanes, as: Lanes.self)
}

/// Integers as numbers. Written element by element: the compiler makes two instructions of it, and a
/// call of the conversion that the standard library has for vectors.
@inline(__always)
private func numbers<Integer: SIMD>(_ integers: Integer) -> Lanes
where Integer.Scalar: FixedWidthInteger {
  var result = Lanes()
  for i in 0..<16 { result[i] = Float(integers[i]) }
  return result
}

/// The number in the 16 bits at `p`.
@inline(__always)
private func half(_ p: UnsafeRawPointer) -> Float {
  let bits = p.loadUnaligned(as: UInt16.self)
  #if os(macOS) && arch(x86_64)
    return HalfPrecision.widened(bits)  // there is no Float16
  #else
    return Float(Float16(bitPattern: bits))
  #endif
}

// MARK: Plain numbers

private func f32(
  _ source: UnsafeRawPointer, _ count: Int, _ target: UnsafeMutablePointer<Float>, _ stride: Int
) {
  plain(source, 4, count, target, stride) { $0.loadUnaligned(as: Float.self) }
}

private func f16(
  _ source: UnsafeRawPointer, _ count: Int, _ target: UnsafeMutablePointer<Float>, _ stride: Int
) {
  plain(source, 2, count, target, stride) { half($0) }
}

private func bf16(
  _ source: UnsafeRawPointer, _ count: Int, _ target: UnsafeMutablePointer<Float>, _ stride: Int
) {
  plain(source, 2, count, target, stride) {
    Float(bitPattern: UInt32($0.loadUnaligned(as: UInt16.self)) << 16)
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
    store(lanes, target)
    source += 16 * size
    target += stride
  }
  if count % 16 > 0 {
    var lanes = Lanes()
    for i in 0..<count % 16 { lanes[i] = number(source + i * size) }
    store(lanes, target)
  }
}

// MARK: Blocks of 32

/// A scale, and 32 signed bytes.
private func q8_0(
  _ source: UnsafeRawPointer, _ blocks: Int, _ target: UnsafeMutablePointer<Float>, _ stride: Int
) {
  var (source, target) = (source, target)
  for _ in 0..<blocks {
    let scale = Lanes(repeating: half(source))
    let low = source.loadUnaligned(fromByteOffset: 2, as: SIMD16<Int8>.self)
    let high = source.loadUnaligned(fromByteOffset: 18, as: SIMD16<Int8>.self)
    store(numbers(low) * scale, target)
    store(numbers(high) * scale, target + stride)
    source += 34
    target += 2 * stride
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
