import Base
import Mini

extension BlockKind {
  /// The stored form of `numbers`, which fill whole blocks.
  ///
  /// Every weight goes to the nearest value that its block has. F16, BF16 and the blocks of 32 are
  /// stored as the `gguf` package of Python stores them, bit for bit; for the K kinds ggml searches for
  /// better scales than the extremes of a group, which are taken here, so its errors are smaller.
  ///
  /// - Throws: If the numbers do not fill blocks, or one is NaN, infinite or beyond what a 16-bit scale
  ///   holds; F32 stores all.
  public func quantized(_ numbers: [Float]) throws(ModelError) -> [UInt8] {
    guard numbers.count % blockLength == 0 else {
      throw ModelError("\(numbers.count) numbers are not whole \(name) blocks of \(blockLength)")
    }
    if self != .f32, let i = numbers.firstIndex(where: { !($0.magnitude <= 65504) }) {
      throw ModelError("number \(i) is \(numbers[i]), which \(name) cannot hold")
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(numbers.count / blockLength * bytesPerBlock)
    for start in stride(from: 0, to: numbers.count, by: blockLength) {
      append(Array(numbers[start..<start + blockLength]), &bytes)
    }
    return bytes
  }
}

extension QuantizedMatrix {
  /// The weights `x`, `[outputs, inputs]`, each rounded to the nearest value that its block has: see
  /// ``BlockKind/quantized(_:)``.
  ///
  /// - Throws: If the rows are not whole blocks, or a weight is NaN, infinite or too large for 16 bits
  ///   (all but `f32`).
  public convenience init(rounding x: Tensor, to kind: BlockKind) throws(ModelError) {
    require(x.rank == 2, "weights have the shape [outputs, inputs], not \(x.shape)")
    let (outputs, inputs) = (x.shape[0], x.shape[1])
    _ = try Self.byteCount(kind, outputs: outputs, inputs: inputs)
    let bytes = try kind.quantized(Array(x.scalars))
    try self.init(bytes, kind: kind, outputs: outputs, inputs: inputs)
  }
}

/// Numbers into blocks: what several formats share.
enum Rounding {
  // MARK: Blocks of 32

  /// The number furthest from zero, whose sign the scale takes over: it becomes the lowest integer,
  /// −2^(bits−1), which has no positive counterpart.
  static func appendSymmetric(_ x: [Float], bits: Int, to bytes: inout [UInt8]) {
    let half = Float(1 << (bits - 1))
    let d = furthest(x) / -half
    let inverse = d == 0 ? 0 : 1 / d
    let q = x.map { integer(($0 * inverse + (half + 0.5)).rounded(.towardZero), 1 << bits) }
    bytes.append(littleEndian: HalfPrecision.narrowed(d))
    append(q, bits: bits, to: &bytes)
  }

  /// The smallest number becomes 0, the largest 2^bits − 1.
  static func appendWithMinimum(_ x: [Float], bits: Int, to bytes: inout [UInt8]) {
    let (low, high) = (x.min()!, x.max()!)
    let d = (high - low) / Float(1 << bits - 1)
    let inverse = d == 0 ? 0 : 1 / d
    let q = x.map { integer((($0 - low) * inverse + 0.5).rounded(.towardZero), 1 << bits) }
    bytes.append(littleEndian: HalfPrecision.narrowed(d))
    bytes.append(littleEndian: HalfPrecision.narrowed(low))
    append(q, bits: bits, to: &bytes)
  }

  /// Thirty-two integers of four or five bits: fifth bits first, then nibbles, element i beside i + 16.
  private static func append(_ q: [UInt8], bits: Int, to bytes: inout [UInt8]) {
    if bits == 5 {
      let fifth = (0..<32).reduce(UInt32(0)) { $0 | UInt32(q[$1] >> 4) << $1 }
      bytes.append(littleEndian: fifth)
    }
    for i in 0..<16 { bytes.append(q[i] & 15 | q[i + 16] << 4) }
  }

  // MARK: Blocks of 256

  /// Groups with a scale and a minimum, which are integers up to `most` times a half each.
  struct Groups {
    var d: UInt16
    var dmin: UInt16
    var scales: [UInt8]
    var minima: [UInt8]
    var q: [UInt8]

    init(_ x: [Float], size: Int, bits: Int, most: Int) {
      let groups = stride(from: 0, to: 256, by: size).map { x[$0..<$0 + size] }
      // A minimum is subtracted and never negative: zero stays in the range of every group.
      let low = groups.map { max(0, -$0.min()!) }
      let step = zip(groups, low).map { (max(0, $0.max()!) + $1) / Float(1 << bits - 1) }
      d = HalfPrecision.narrowed(step.max()! / Float(most))
      dmin = HalfPrecision.narrowed(low.max()! / Float(most))
      let (wideD, wideMin) = (HalfPrecision.widened(d), HalfPrecision.widened(dmin))
      scales = step.map { integer((wideD == 0 ? 0 : $0 / wideD).rounded(), most + 1) }
      minima = low.map { integer((wideMin == 0 ? 0 : $0 / wideMin).rounded(), most + 1) }
      q = []
      for i in 0..<256 {
        let scale = wideD * Float(scales[i / size])
        let shifted = x[i] + wideMin * Float(minima[i / size])
        q.append(integer((scale == 0 ? 0 : shifted / scale).rounded(), 1 << bits))
      }
    }
  }

  /// Groups of sixteen without a minimum: q · scale · d, the scale an integer in `range`.
  struct SignedGroups {
    var d: UInt16
    var scales: [Int]
    var q: [UInt8]  // with half the range added

    init(_ x: [Float], bits: Int, scaleRange: ClosedRange<Int>) {
      let half = Float(1 << (bits - 1))
      let steps = stride(from: 0, to: 256, by: 16).map { furthest(Array(x[$0..<$0 + 16])) / -half }
      d = HalfPrecision.narrowed(furthest(steps).magnitude / Float(scaleRange.upperBound))
      let wide = HalfPrecision.widened(d)
      scales = steps.map { step in
        wide == 0
          ? 0 : max(scaleRange.lowerBound, min(scaleRange.upperBound, Int((step / wide).rounded())))
      }
      q = []
      for i in 0..<256 {
        let scale = wide * Float(scales[i / 16])
        q.append(integer((scale == 0 ? 0 : x[i] / scale).rounded() + half, 1 << bits))
      }
    }
  }

  /// Eight groups of 32 with scales and minima of six bits: `Q4_K` and `Q5_K`.
  static func appendSixBitGroups(_ x: [Float], bits: Int, to bytes: inout [UInt8]) {
    let groups = Groups(x, size: 32, bits: bits, most: 63)
    let (scales, minima, q) = (groups.scales, groups.minima, groups.q)
    bytes.append(littleEndian: groups.d)
    bytes.append(littleEndian: groups.dmin)
    for i in 0..<4 { bytes.append(scales[i] | (scales[i + 4] >> 4) << 6) }
    for i in 0..<4 { bytes.append(minima[i] | (minima[i + 4] >> 4) << 6) }
    for i in 0..<4 { bytes.append(scales[i + 4] & 15 | minima[i + 4] << 4) }
    if bits == 5 {
      for i in 0..<32 {
        bytes.append((0..<8).reduce(UInt8(0)) { $0 | (q[32 * $1 + i] >> 4) << UInt8($1) })
      }
    }
    for pair in stride(from: 0, to: 256, by: 64) {
      for i in pair..<pair + 32 { bytes.append(q[i] & 15 | q[i + 32] << 4) }
    }
  }

  /// 256 pairs of bits: four stretches of 32 weights share 32 bytes, the first in the lowest bits.
  static func appendPairs(_ q: [UInt8], to bytes: inout [UInt8]) {
    for half in [0, 128] {
      for i in half..<half + 32 {
        bytes.append(q[i] | q[i + 32] << 2 | q[i + 64] << 4 | q[i + 96] << 6)
      }
    }
  }
}

/// The first of the numbers that are furthest from zero, with its sign.
func furthest(_ x: [Float]) -> Float {
  x.reduce(0) { $1.magnitude > $0.magnitude ? $1 : $0 }
}

/// A whole number as an integer from 0 up to and without `end`, the nearest one if it lies outside.
func integer(_ value: Float, _ end: Int) -> UInt8 {
  UInt8(max(0, min(Float(end - 1), value)))
}

extension Array where Element == UInt8 {
  /// Appends the bytes of a number, the lowest first.
  package mutating func append(littleEndian number: some FixedWidthInteger) {
    for i in 0..<(number.bitWidth / 8) { append(UInt8(truncatingIfNeeded: number >> (8 * i))) }
  }
}
