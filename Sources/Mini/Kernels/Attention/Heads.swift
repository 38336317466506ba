import Base
import Lanes

/// Moving the features of heads: those of a token lie side by side in a row of the model, and those
/// of a head lie side by side where attention works.
extension Tensor {
  /// `[tokens, heads * headDimension]` to `[heads, tokens, headDimension]`: each head's features of
  /// all tokens side by side.
  public func splitHeads(_ heads: Int) -> Tensor {
    require(
      rank == 2 && heads > 0 && shape[1] % heads == 0,
      "\(shape) does not split into \(heads) heads")
    var result = Tensor(unwritten: [heads, shape[0], shape[1] / heads])
    splitHeads(into: &result)
    return result
  }

  /// Writes `[tokens, heads * headDimension]` into the memory of `result`,
  /// `[heads, tokens, headDimension]`.
  ///
  /// Several texts may follow one another in the rows: the heads of the first then come before those
  /// of the second.
  public func splitHeads(into result: inout Tensor) {
    require(
      rank == 2 && Self.isBatch(of: result.shape, inRows: shape),
      "\(shape) does not split into the heads of \(result.shape)")
    let (tokens, headDimension, width) = (result.shape[1], result.shape[2], shape[1])
    result.withMutableScalars { out in
      withScalars { x in
        Self.forEachVector(rows: shape[0], tokens, width, headDimension) { inRows, inHeads in
          copy(x + inRows, to: out + inHeads, count: headDimension)
        }
      }
    }
  }

  /// The inverse of ``splitHeads(_:)``: `[heads, tokens, headDimension]` to
  /// `[tokens, heads * headDimension]`.
  public func mergeHeads() -> Tensor {
    require(rank == 3, "heads are merged from [heads, tokens, headDimension], not \(shape)")
    var result = Tensor(unwritten: [shape[1], shape[0] * shape[2]])
    mergeHeads(into: &result)
    return result
  }

  /// Writes `[heads, tokens, headDimension]` into the memory of `result`,
  /// `[tokens, heads * headDimension]`; of several texts as ``splitHeads(into:)`` has them.
  public func mergeHeads(into result: inout Tensor) {
    require(
      result.rank == 2 && Self.isBatch(of: shape, inRows: result.shape),
      "the heads of \(shape) do not merge into \(result.shape)")
    let (rows, tokens, width, headDimension) = (
      result.shape[0], shape[1], result.shape[1], shape[2]
    )
    result.withMutableScalars { out in
      withScalars { x in
        Self.forEachVector(rows: rows, tokens, width, headDimension) { inRows, inHeads in
          copy(x + inHeads, to: out + inRows, count: headDimension)
        }
      }
    }
  }

  /// Whether heads of this shape hold as many numbers as rows of that one, text by text.
  private static func isBatch(of heads: [Int], inRows rows: [Int]) -> Bool {
    guard heads.count == 3 else { return false }
    let (count, tokens, headDimension) = (heads[0], heads[1], heads[2])
    return count * tokens * headDimension == rows[0] * rows[1]
      && (tokens == 0 ? rows[0] == 0 : rows[0] % tokens == 0)
      && (headDimension == 0 ? rows[1] == 0 : rows[1] % headDimension == 0)
  }

  /// Calls `body` with the places of each head's features of each token, texts spread over threads.
  @inline(__always)
  private static func forEachVector(
    rows: Int, _ tokens: Int, _ width: Int, _ headDimension: Int, _ body: (Int, Int) -> Void
  ) {
    guard rows > 0, width > 0 else { return }
    let heads = width / headDimension
    Threads.split(rows / tokens, costOfOne: 2 * tokens * width) { texts in
      for text in texts {
        for h in 0..<heads {
          var inRows = text * tokens * width + h * headDimension
          var inHeads = (text * heads + h) * tokens * headDimension
          for _ in 0..<tokens {
            body(inRows, inHeads)
            inRows += width
            inHeads += headDimension
          }
        }
      }
    }
  }
}

/// Copies a vector: heads are short, and a call of the C library for each takes longer than the copy.
@inline(__always)
private func copy(
  _ x: UnsafePointer<Float>, to y: UnsafeMutablePointer<Float>, count: Int
) {
  let whole = count & ~7
  for j in stride(from: 0, to: whole, by: 8) { SIMD8<Float>(at: x + j).store(to: y + j) }
  for j in whole..<count { y[j] = x[j] }
}
