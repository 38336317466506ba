import Base
import Mini

/// Both norms as a framework runs them that has no kernel for them: one arithmetic step, one pass
/// over the whole tensor. Only to be compared with: what a program needs is ``RMSNorm/callAsFunction(_:)``
/// and ``LayerNorm/callAsFunction(_:)``.
///
/// Every pass alone is as fast as it can be and its rows are shared among the threads, but what one
/// pass writes the next one reads again, from memory if a tensor is larger than the cache. Each step
/// rounds to `Float`, so the results differ from the fused ones in the last bits.

extension RMSNorm {
  /// Normalises each row of `x` into `y` in four passes, of which three also write: 28 bytes are
  /// moved for each element instead of 8.
  ///
  /// - Parameters:
  ///   - x: `[…, dimensions]`.
  ///   - y: The shape of `x`.
  ///   - scratch: The shape of `x`, for what stands between two passes.
  package func unfused(_ x: Tensor, into y: inout Tensor, scratch: inout Tensor) {
    x.square(into: &y)
    let inverse = y.rowMeans.scalars.map { 1 / ($0 + Float(eps)).squareRoot() }
    x.multiply(rowsBy: inverse, into: &scratch)
    scratch.multiply(columnsBy: gain, into: &y)
  }
}

extension LayerNorm {
  /// Normalises each row of `x` into `y` in seven passes, of which five also write: 48 bytes are
  /// moved for each element instead of 8.
  ///
  /// - Parameters:
  ///   - x: `[…, dimensions]`.
  ///   - y: The shape of `x`.
  ///   - scratch: The shape of `x`, for what stands between two passes.
  package func unfused(_ x: Tensor, into y: inout Tensor, scratch: inout Tensor) {
    x.subtract(fromRows: x.rowMeans.scalars, into: &scratch)
    scratch.square(into: &y)
    let inverse = y.rowMeans.scalars.map { 1 / ($0 + Float(eps)).squareRoot() }
    scratch.multiply(rowsBy: inverse, into: &y)
    y.multiply(columnsBy: gain, into: &scratch)
    scratch.add(toRows: bias, into: &y)
  }
}

extension Tensor {
  fileprivate func square(into result: inout Tensor) {
    pass(into: &result) { _, x, y, count in
      for j in 0..<count { y[j] = x[j] * x[j] }
    }
  }

  fileprivate func subtract(fromRows values: Scalars, into result: inout Tensor) {
    pass(into: &result) { i, x, y, count in
      let value = values[i]
      for j in 0..<count { y[j] = x[j] - value }
    }
  }

  fileprivate func multiply(rowsBy values: [Float], into result: inout Tensor) {
    pass(into: &result) { i, x, y, count in
      let value = values[i]
      for j in 0..<count { y[j] = x[j] * value }
    }
  }

  fileprivate func multiply(columnsBy factors: Tensor, into result: inout Tensor) {
    require(factors.shape == [width], "\(factors.shape) does not fit rows of \(shape)")
    factors.withScalars { factors in
      pass(into: &result) { _, x, y, count in
        for j in 0..<count { y[j] = x[j] * factors[j] }
      }
    }
  }

  fileprivate func add(toRows terms: Tensor, into result: inout Tensor) {
    require(terms.shape == [width], "\(terms.shape) does not fit rows of \(shape)")
    terms.withScalars { terms in
      pass(into: &result) { _, x, y, count in
        for j in 0..<count { y[j] = x[j] + terms[j] }
      }
    }
  }

  /// Calls `step` with the index, the elements and the place of the result of every row.
  private func pass(
    into result: inout Tensor,
    _ step: (Int, UnsafePointer<Float>, UnsafeMutablePointer<Float>, _ count: Int) -> Void
  ) {
    require(result.shape == shape, "\(shape) does not go into \(result.shape)")
    let width = width
    result.withMutableScalars { y in
      withScalars { x in
        Threads.split(rowCount, costOfOne: 2 * width) { rows in
          for i in rows { step(i, x + i * width, y + i * width, width) }
        }
      }
    }
  }
}
