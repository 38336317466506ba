import Base

/// Neighbouring positions that are neighbours in memory too.
package struct PositionRun: Equatable, Sendable {
  /// The row of the first of them, counted from where the memory of its kv head begins.
  package let firstRow: Int
  /// How many positions follow one another.
  package var count: Int

  package init(firstRow: Int, count: Int) {
    self.firstRow = firstRow
    self.count = count
  }
}

/// Keys and values as they lie in the memory of a cache, for attention to read.
///
/// The key of kv head g at row r starts at scalar g · headStride + r · headDimension, and so does
/// the value. Runs say which rows hold the positions, in order: one run for a contiguous cache, one
/// for each page of a paged one. The memory is shared, not copied; let go of this value before the
/// cache takes the next token, or the cache has to copy its memory first.
public struct KeyValueView: Sendable {
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

  package init(
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

  /// Keys and values as two tensors hold them, both `[kvHeads, positions, headDimension]`.
  init(keys: Tensor, values: Tensor) {
    require(keys.rank == 3, "keys \(keys.shape) must be [heads, positions, headDimension]")
    require(
      keys.shape == values.shape, "keys \(keys.shape) and values \(values.shape) must pair up")
    self.init(
      keys: keys.scalars, values: values.scalars, kvHeads: keys.shape[0],
      headDimension: keys.shape[2], headStride: keys.shape[1] * keys.shape[2],
      runs: [PositionRun(firstRow: 0, count: keys.shape[1])])
  }

  /// The keys in the order of their positions, copied: `[kvHeads, positions, headDimension]`.
  var keyTensor: Tensor { gathered(keys) }

  /// The values in the order of their positions, copied: `[kvHeads, positions, headDimension]`.
  var valueTensor: Tensor { gathered(values) }

  private func gathered(_ memory: Scalars) -> Tensor {
    .written([kvHeads, positions, headDimension]) { result in
      var place = 0
      for head in 0..<kvHeads {
        for run in runs {
          let first = head * headStride + run.firstRow * headDimension
          let count = run.count * headDimension
          result.scalars[place..<place + count] = memory[first..<first + count]
          place += count
        }
      }
    }
  }
}
