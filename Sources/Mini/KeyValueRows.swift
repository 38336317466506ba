/// Neighbouring positions that are neighbours in memory too.
struct PositionRun: Equatable, Sendable {
  /// The row of the first of them, counted from where the memory of its kv head begins.
  let firstRow: Int
  /// How many positions follow one another.
  var count: Int
}

/// Keys and values as they lie in the memory of a cache, for attention to read.
///
/// The key of kv head g at row r starts at scalar g · headStride + r · headDimension, and so does
/// the value. Runs say which rows hold the positions, in order: one run for a contiguous cache, one
/// for each page of a paged one. Arrays are shared, not copied; let go of this value before the
/// cache takes the next token, or the cache has to copy its memory first.
public struct KeyValueRows: Sendable {
  /// The number of kv heads.
  public let kvHeads: Int

  /// The length of a key and of a value.
  public let headDimension: Int

  /// The number of positions that can be read.
  public let positions: Int

  let keys: Scalars
  let values: Scalars
  let headStride: Int  // in scalars
  let runs: [PositionRun]

  init(
    keys: Scalars, values: Scalars, kvHeads: Int, headDimension: Int, headStride: Int,
    runs: [PositionRun]
  ) {
    self.keys = keys
    self.values = values
    self.kvHeads = kvHeads
    self.headDimension = headDimension
    self.headStride = headStride
    self.runs = runs
    positions = runs.reduce(0) { $0 + $1.count }
  }

  /// The keys in the order of their positions, copied: `[kvHeads, positions, headDimension]`.
  public var keyTensor: Tensor { gathered(keys) }

  /// The values in the order of their positions, copied: `[kvHeads, positions, headDimension]`.
  public var valueTensor: Tensor { gathered(values) }

  private func gathered(_ memory: Scalars) -> Tensor {
    var scalars: [Float] = []
    scalars.reserveCapacity(kvHeads * positions * headDimension)
    for head in 0..<kvHeads {
      for run in runs {
        let first = head * headStride + run.firstRow * headDimension
        scalars += memory[first..<first + run.count * headDimension]
      }
    }
    return Tensor(shape: [kvHeads, positions, headDimension], scalars: scalars)
  }
}
