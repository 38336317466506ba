/// One way in which weights are stored: what its blocks look like, and what follows from it.
///
/// Names, numbers and layouts are those of ggml. A format conforms to ``BlocksOf32``, ``BlocksOf256`` or
/// ``PlainNumbers``, which have the loops; it stands in a file of its own in `Formats`, and in the list
/// ``BlockKind/allCases``.
protocol BlockFormat: SendableMetatype {
  /// The name as everybody writes it, "Q4_K".
  static var name: String { get }

  /// The number that a GGUF file has for it.
  static var number: UInt32 { get }

  /// How many weights share a block; 1 for plain numbers.
  static var length: Int { get }

  /// The bytes of a block.
  static var size: Int { get }

  /// Whether the scales of a block are numbers: only they can be infinite or NaN.
  static func hasOnlyFiniteScales(_ block: UnsafeRawPointer) -> Bool

  /// Appends the block whose weights are nearest to `x`, ``length`` finite numbers.
  static func append(_ x: [Float], to bytes: inout [UInt8])

  /// Writes `count` weights, whole blocks, as vectors of sixteen that begin `stride` numbers after one
  /// another. What the last vector has no weight for becomes zero.
  static func widen(
    _ blocks: UnsafeRawPointer, count: Int, to target: UnsafeMutablePointer<Float>, stride: Int)

  /// Writes the sums of products of `x` with each of the rows to `y`. Element k is added in lane k mod
  /// 16, in the order of k, and the lanes are folded as a tree.
  static func multiply(
    _ rows: StoredRows, _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>)
}

/// Some rows of weights, one for each output.
struct StoredRows {
  let start: UnsafeRawPointer
  let stride: Int
  let inputs: Int
  let count: Int

  @inline(__always)
  subscript(_ i: Int) -> UnsafeRawPointer { start + i * stride }
}

extension BlockFormat {
  /// The number of the first weight of the first block that is not finite; nil if all are.
  static func firstOther(_ bytes: UnsafeRawBufferPointer) -> Int? {
    guard let start = bytes.baseAddress else { return nil }
    for block in 0..<bytes.count / size where !hasOnlyFiniteScales(start + block * size) {
      return block * length
    }
    return nil
  }

  /// Whether the 16-bit number at `p` is finite: not all bits of its exponent are set.
  static func isFinite(_ p: UnsafeRawPointer) -> Bool {
    p.loadUnaligned(as: UInt16.self) & 0x7C00 != 0x7C00
  }

  /// Whether the two 16-bit numbers at `p` are.
  static func areFinite(_ p: UnsafeRawPointer) -> Bool { isFinite(p) && isFinite(p + 2) }
}
