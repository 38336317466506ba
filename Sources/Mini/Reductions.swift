import Require

// Element j of a row always goes into running sum j mod 16, so a row has one answer wherever it
// stands; see Kernels/RowReductions.swift.

// MARK: All elements

extension Tensor {
  /// The sum of all elements, taken as one row; 0 if there are none.
  public var sum: Float { withScalars { Row.sum($0, count: count) } }

  /// The sum of all elements divided by their number; NaN if there are none.
  public var mean: Float { oneRow.rowMeans[0] }

  /// The Euclidean length √Σ xⱼ² of all elements, taken as one row.
  public var norm: Float { oneRow.rowNorms[0] }

  /// The root mean square √(Σ xⱼ² / count): the norm that does not grow with the number of elements.
  public var rootMeanSquare: Float { oneRow.rowRootMeanSquares[0] }

  private var oneRow: Tensor { reshaped(1, count) }

  /// The largest element; NaN if any is, −∞ if there are none.
  public var maximum: Float { withScalars { Row.maximum($0, count: count) } }
}

/// Σ aⱼ bⱼ over all elements of two tensors of one shape.
public func dot(_ a: Tensor, _ b: Tensor) -> Float {
  require(a.shape == b.shape, "the shapes \(a.shape) and \(b.shape) must be equal")
  return a.withScalars { a_ in b.withScalars { b_ in Row.dot(a_, b_, count: a.count) } }
}

// MARK: Row by row

// A row is what runs along the last axis: `[rows, width]` gives `[rows]`, and
// `[heads, tokens, headDimension]` gives `[heads, tokens]`. Means, variances and lengths of rows are
// in RowStatistics.swift.
extension Tensor {
  /// The sum of each row: shape `shape.dropLast()`.
  public var rowSums: Tensor { reducingRows(Row.sum) }

  /// The largest element of each row, NaN if one is: shape `shape.dropLast()`.
  public var rowMaxima: Tensor { reducingRows(Row.maximum) }
}
