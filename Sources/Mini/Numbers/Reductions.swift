import Base

// Element j of a row always goes into running sum j mod 16, so a row has one answer wherever it
// stands; see Kernels/RowReductions.swift.

// MARK: All elements

extension Tensor {
  /// The sum of all elements, taken as one row; 0 if there are none.
  public var sum: Float { Row.sum(self) }

  /// The sum of all elements divided by their number; NaN if there are none.
  public var mean: Float { oneRow.rowMeans[0] }

  /// The Euclidean length √Σ xⱼ² of all elements, taken as one row.
  public var norm: Float { oneRow.rowNorms[0] }

  /// The root mean square √(Σ xⱼ² / count): the norm that does not grow with the number of elements.
  public var rootMeanSquare: Float { oneRow.rowRootMeanSquares[0] }

  private var oneRow: Tensor { reshaped(1, count) }

  /// The largest element; NaN if any is, −∞ if there are none.
  public var maximum: Float { Row.maximum(self) }
}

/// Σ aⱼ bⱼ over all elements of two tensors of one shape.
public func dot(_ a: Tensor, _ b: Tensor) -> Float {
  require(a.shape == b.shape, "the shapes \(a.shape) and \(b.shape) must be equal")
  return Row.dot(a, b)
}

// MARK: Row by row

// A row is what runs along the last axis: `[rows, width]` gives `[rows]`, and
// `[heads, tokens, headDimension]` gives `[heads, tokens]`.

/// One number for each row: what a normalisation divides by, and what its output should show.
///
/// All are found in `Double` and then rounded to `Float`; the shape is that of the tensor without
/// its last axis, so `[rows]` for a matrix.
extension Tensor {
  /// μ = Σ xⱼ / n
  public var rowMeans: Tensor {
    summarizeRows { row in row.sum / Double(row.count) }
  }

  /// σ² = Σ (xⱼ − μ)² / n, the biased variance.
  public var rowVariances: Tensor {
    summarizeRows { row in row.moments.squares / Double(row.count) }
  }

  /// RMS = √(Σ xⱼ² / n), for which RMS² = σ² + μ².
  public var rowRootMeanSquares: Tensor {
    summarizeRows { row in (row.sumOfSquares / Double(row.count)).squareRoot() }
  }

  /// ‖x‖ = √(Σ xⱼ²), the Euclidean length.
  public var rowNorms: Tensor {
    summarizeRows { row in row.sumOfSquares.squareRoot() }
  }
}
