import Base

/// Moving rows of `[heads, tokens, headDimension]` into and out of memory.

extension KeyValueView {
  /// The addresses of the first key and the first value; valid only until `body` returns.
  func withPointers<Result>(
    _ body: (UnsafePointer<Float>, UnsafePointer<Float>) -> Result
  ) -> Result {
    keys.withUnsafeBufferPointer { keys in
      values.withUnsafeBufferPointer { values in body(keys.baseAddress!, values.baseAddress!) }
    }
  }
}

extension Tensor {
  /// Writes the tokens `range` of `[heads, tokens, headDimension]` over those of `memory` that begin
  /// at row `row` of each head, whose memory is `headStride` scalars long.
  package func copyTokens(
    _ range: Range<Int>, to memory: inout Scalars, row: Int, headStride: Int, from first: Int = 0
  ) {
    let (heads, tokens, headDimension) = (shape[0], shape[1], shape[2])
    guard !range.isEmpty, heads > 0, headDimension > 0 else { return }
    let last = first + (heads - 1) * headStride + (row + range.count) * headDimension
    require(
      range.lowerBound >= 0 && range.upperBound <= tokens && row >= 0 && last <= memory.count,
      "tokens \(range) of \(shape) do not fit into memory of \(memory.count) at row \(row)")
    memory.withUnsafeMutableBufferPointer { memory in
      withScalars { scalars in
        for head in 0..<heads {
          (memory.baseAddress! + first + head * headStride + row * headDimension).update(
            from: scalars + (head * tokens + range.lowerBound) * headDimension,
            count: range.count * headDimension)
        }
      }
    }
  }

  /// The tokens `range` of every head: `[heads, tokens, headDimension]` to
  /// `[heads, range.count, headDimension]`.
  package func sliced(tokens range: Range<Int>) -> Tensor {
    require(
      rank == 3 && range.lowerBound >= 0 && range.upperBound <= shape[1],
      "tokens \(range) are outside the shape \(shape)")
    let (heads, tokens, headDimension) = (shape[0], shape[1], shape[2])
    return Tensor(shape: [heads, range.count, headDimension]) { out in
      withScalars { scalars in
        for head in 0..<heads {
          (out + head * range.count * headDimension).initialize(
            from: scalars + (head * tokens + range.lowerBound) * headDimension,
            count: range.count * headDimension)
        }
      }
    }
  }
}
