import Require

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
  public func splitHeads(into result: inout Tensor) {
    require(
      rank == 2 && result.rank == 3 && result.shape[1] == shape[0]
        && result.shape[0] * result.shape[2] == shape[1],
      "\(shape) does not split into the heads of \(result.shape)")
    let (heads, tokens, headDimension) = (result.shape[0], result.shape[1], result.shape[2])
    result.withMutableScalars { out in
      withScalars { x in
        for h in 0..<heads {
          for t in 0..<tokens {
            (out + (h * tokens + t) * headDimension)
              .update(from: x + (t * heads + h) * headDimension, count: headDimension)
          }
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
  /// `[tokens, heads * headDimension]`.
  public func mergeHeads(into result: inout Tensor) {
    require(
      rank == 3 && result.rank == 2 && result.shape[0] == shape[1]
        && result.shape[1] == shape[0] * shape[2],
      "the heads of \(shape) do not merge into \(result.shape)")
    let (heads, tokens, headDimension) = (shape[0], shape[1], shape[2])
    result.withMutableScalars { out in
      withScalars { x in
        for h in 0..<heads {
          for t in 0..<tokens {
            (out + (t * heads + h) * headDimension)
              .update(from: x + (h * tokens + t) * headDimension, count: headDimension)
          }
        }
      }
    }
  }
}
