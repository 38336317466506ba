import Base
import Mini

/// Linear least squares with a ridge, in `Double`: the w that makes |A·w − y|² + ridge · |w|² as small
/// as possible.
///
/// Solved by the normal equations (AᵀA + ridge · I) w = Aᵀy and a Cholesky factorization. AᵀA is
/// computed once and serves every ridge; a factorization serves every y. The price of the normal
/// equations is that they square the condition number of A: where columns of A are nearly the same,
/// as slow sinusoids are, only a ridge makes the answer definite, and its size decides how large
/// the coefficients get.
package struct LeastSquares: Sendable {
  /// The number of rows of A.
  package let points: Int

  /// The number of columns of A: the length of w.
  package let coefficients: Int

  private let features: [Double]  // A: [points, coefficients]
  private let gram: [Double]  // AᵀA: [coefficients, coefficients], on and below the diagonal

  /// Takes the rows of A, all of one length.
  package init(_ rows: [[Double]]) {
    let width = rows.first?.count ?? 0
    require(width > 0, "a fit needs at least one point with one feature")
    require(rows.allSatisfy { $0.count == width }, "all points need \(width) features")
    var gram = [Double](repeating: 0, count: width * width)
    for row in rows {
      for i in 0..<width {
        let (feature, start) = (row[i], i * width)
        for j in 0...i { gram[start + j].addProduct(feature, row[j]) }
      }
    }
    (points, coefficients) = (rows.count, width)
    features = rows.flatMap { $0 }
    self.gram = gram
  }

  /// The equations with one ridge, ready to be solved for any y.
  ///
  /// Throws where the matrix is not positive definite, as it happens with a small ridge when columns
  /// of A depend on one another, or when a feature is not a number.
  package func factorized(ridge: Double) throws(NotPositiveDefinite) -> Factorization {
    let n = coefficients
    var lower = gram
    for column in 0..<n {
      for row in column..<n {
        var sum = lower[row * n + column] + (row == column ? ridge : 0)
        for k in 0..<column {
          sum.addProduct(-lower[row * n + k], lower[column * n + k])
        }
        if row > column {
          lower[row * n + column] = sum / lower[column * n + column]
        } else if sum > 0 && sum.isFinite {
          lower[row * n + column] = sum.squareRoot()
        } else {
          throw NotPositiveDefinite(column: column, ridge: ridge)
        }
      }
    }
    return Factorization(points: points, coefficients: n, features: features, lower: lower)
  }
}

extension LeastSquares {
  /// AᵀA + ridge · I = L·Lᵀ with L lower triangular.
  package struct Factorization: Sendable {
    fileprivate let points: Int
    fileprivate let coefficients: Int
    fileprivate let features: [Double]
    fileprivate let lower: [Double]

    /// The w that fits `targets`, one number for each point.
    package func solve(_ targets: [Double]) -> [Double] {
      require(
        targets.count == points, "\(targets.count) targets do not match \(points) points")
      let n = coefficients
      var w = [Double](repeating: 0, count: n)
      for point in 0..<points {
        for j in 0..<n { w[j].addProduct(features[point * n + j], targets[point]) }
      }
      for i in 0..<n {  // L·v = Aᵀy
        for k in 0..<i { w[i].addProduct(-lower[i * n + k], w[k]) }
        w[i] /= lower[i * n + i]
      }
      for i in (0..<n).reversed() {  // Lᵀ·w = v
        for k in i + 1..<n { w[i].addProduct(-lower[k * n + i], w[k]) }
        w[i] /= lower[i * n + i]
      }
      return w
    }
  }

  /// The matrix M that comes closest to M · a = b over all pairs of rows a of `inputs` and b of
  /// `outputs`, in the sense of least squares with a ridge.
  ///
  /// `inputs` is `[points, n]` and `outputs` is `[points, m]`; M is `[m, n]`, multiplied from the left.
  package static func linearMap(
    from inputs: Tensor, to outputs: Tensor, ridge: Double
  ) throws(NotPositiveDefinite) -> Tensor {
    require(
      inputs.rank == 2 && outputs.rank == 2 && inputs.shape[0] == outputs.shape[0],
      "rows of \(inputs.shape) and \(outputs.shape) do not pair up")
    let rows = (0..<inputs.rowCount).map { i in inputs[row: i].scalars.map { Double($0) } }
    let system = try LeastSquares(rows).factorized(ridge: ridge)
    return Tensor(
      (0..<outputs.width).map { feature in
        let targets = (0..<outputs.rowCount).map { i in Double(outputs[i, feature]) }
        return system.solve(targets).map { Float($0) }
      })
  }
}

/// A matrix that has no Cholesky factorization.
package struct NotPositiveDefinite: Error, Equatable, CustomStringConvertible {
  /// The column, from 0, at which the factorization met a pivot that was not a positive number.
  package let column: Int

  /// The ridge that was not enough.
  package let ridge: Double

  /// A sentence that says what to do.
  package var description: String {
    "the fit is not definite at coefficient \(column) with a ridge of \(ridge): choose a larger one"
  }
}
