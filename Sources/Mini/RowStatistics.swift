/// One number for each row: what a normalisation divides by, and what its output should show.
///
/// All are found in `Double` and then rounded to `Float`; the shape is that of the tensor without
/// its last axis, so `[rows]` for a matrix.
extension Tensor {
  /// μ = Σ xⱼ / n
  public var rowMeans: Tensor {
    summarizeRows { row in row.sum / Double(row.count) }
  }

  /// σ² = Σ (xⱼ − μ)² / n, the biased variance, in two passes.
  public var rowVariances: Tensor {
    summarizeRows { row in
      row.sumOfSquaredDeviations(from: row.sum / Double(row.count)) / Double(row.count)
    }
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
