import Base
import Mini

/// The weights of a linear layer as they lie in a file: one row of blocks for each output.
///
/// A block of 32 or 256 weights is a few small integers and a scale, so that a product with one row,
/// whose time is that of reading the weights, reads a fraction of what `Float` would cost. The blocks
/// are never changed: a product widens them in registers, and its answers are those of `Float`
/// arithmetic with the widened weights.
///
/// Every element of a product is a sum in sixteen lanes, element k of a row in lane k mod 16, folded
/// in one fixed order. So a row has the same bits alone and among others, on any number of threads and
/// on every processor.
public final class QuantizedMatrix: StoredWeights {
  /// How the weights are stored.
  public let kind: BlockKind

  /// The number of rows, and the length of a row that comes out of a product.
  public let outputs: Int

  /// The length of a row of weights, and of a row that goes into a product.
  public let inputs: Int

  let bytes: StoredBytes

  /// The memory that the weights take, which is what a product with one row has to read.
  public var byteCount: Int { bytes.count }

  /// A copy of `bytes`, which are `outputs` rows of `inputs` weights in whole blocks.
  public convenience init(
    _ bytes: some Collection<UInt8>, kind: BlockKind, outputs: Int, inputs: Int
  ) throws(ModelError) {
    try self.init(stored: StoredBytes(bytes), kind: kind, outputs: outputs, inputs: inputs)
  }

  /// Weights that lie in memory of somebody else, such as a mapped file, and are read there.
  package init(
    stored bytes: StoredBytes, kind: BlockKind, outputs: Int, inputs: Int
  ) throws(ModelError) {
    let expected = try Self.byteCount(kind, outputs: outputs, inputs: inputs)
    try ModelError.check(
      bytes.count == expected,
      "\(outputs) rows of \(inputs) \(kind.name) weights are \(expected) bytes, not \(bytes.count)")
    self.kind = kind
    self.outputs = outputs
    self.inputs = inputs
    self.bytes = bytes
  }

  /// The bytes of so many rows; throws if they are not whole blocks or more than an `Int` counts.
  package static func byteCount(
    _ kind: BlockKind, outputs: Int, inputs: Int
  ) throws(ModelError) -> Int {
    try ModelError.require(outputs, atLeastOne: "the number of outputs")
    try ModelError.require(inputs, atLeastOne: "the number of inputs")
    try ModelError.check(
      inputs % kind.blockLength == 0,
      "rows of \(inputs) weights are not whole \(kind.name) blocks of \(kind.blockLength)")
    let bytes = Count(outputs) * Count(inputs / kind.blockLength) * Count(kind.bytesPerBlock)
    // As many numbers of four bytes have to be countable too.
    try ModelError.check(
      max(bytes, 4 * Count(outputs) * Count(inputs)) < Count(.max),
      "\(outputs) rows of \(inputs) weights are larger than any memory")
    return bytes.value
  }
}

// MARK: As numbers

extension QuantizedMatrix {
  /// All weights as `Float`, `[outputs, inputs]`.
  public func dequantized() -> Tensor {
    Tensor(shape: [outputs, inputs]) { out in
      for i in 0..<outputs { kind.widen(row(at: i), count: inputs, into: out + i * inputs) }
    }
  }

  /// The weights of output `i` as `Float`, `[inputs]`: the row of a token, if these are embeddings.
  public func row(_ i: Int) -> Tensor {
    require(0 <= i && i < outputs, "there is no row \(i) among \(outputs)")
    return Tensor(shape: [inputs]) { out in kind.widen(row(at: i), count: inputs, into: out) }
  }
}

// MARK: Products

extension QuantizedMatrix {
  /// `[tokens, inputs]` to `[tokens, outputs]`: x · Wᵀ, where W are these weights.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    .written([x.rowCount, outputs]) { y in multiply(x, into: &y) }
  }

  /// `[tokens, inputs]` into the memory of `y`, `[tokens, outputs]`.
  public func multiply(_ x: Tensor, into y: inout Tensor) {
    require(
      x.rank == 2 && x.width == inputs && y.shape == [x.shape[0], outputs],
      "the product of \(x.shape) and \(outputs) rows of \(inputs) weights does not go into "
        + "\(y.shape)")
    LaneProduct.multiply(x, self, into: &y)
  }

  /// Writes these rows, in this order, to `x`, `[rows.count, inputs]`.
  public func gather(_ rows: [Int], into x: inout Tensor) {
    require(
      x.shape == [rows.count, inputs],
      "\(rows.count) rows of \(inputs) weights do not fill \(x.shape)")
    x.withMutableScalars { out in
      for (i, row) in rows.enumerated() {
        kind.widen(self.row(at: row), count: inputs, into: out + i * inputs)
      }
    }
  }
}

extension QuantizedMatrix: Equatable {
  /// Whether both are the same blocks of the same kind in the same shape.
  public static func == (a: QuantizedMatrix, b: QuantizedMatrix) -> Bool {
    a.kind == b.kind && a.outputs == b.outputs && a.inputs == b.inputs && a.bytes == b.bytes
  }

  /// Whether `other` is equal to this one.
  public func isEqual(to other: any StoredWeights) -> Bool {
    (other as? QuantizedMatrix).map { $0 == self } ?? false
  }
}

// MARK: Rows

extension QuantizedMatrix {
  /// Where row `i` begins.
  func row(at i: Int) -> UnsafeRawPointer { bytes.start + i * bytesPerRow }

  /// The bytes of a row.
  var bytesPerRow: Int { inputs / kind.blockLength * kind.bytesPerBlock }
}
