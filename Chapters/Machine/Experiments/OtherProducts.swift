import Mini

/// Whole fours of rows with two sums per element, the rest with one.
package func inFours(_ x: Tensor, _ w: Tensor) -> Tensor {
  let fours = x.shape[0] & ~3
  let half = x.shape[1] / 2
  var product = x.naiveProduct(w)
  for i in 0..<fours {
    for j in 0..<w.shape[1] {
      let sums = [0..<half, half..<x.shape[1]].map { range in
        range.reduce(Float(0)) { $0.addingProduct(x[i, $1], w[$1, j]) }
      }
      product[i, j] = sums[0] + sums[1]
    }
  }
  return product
}

package func skippingZeros(_ x: Tensor, _ w: Tensor) -> Tensor {
  var product = Tensor(zeros: [x.shape[0], w.shape[1]])
  for i in 0..<x.shape[0] {
    for j in 0..<w.shape[1] {
      for p in 0..<x.shape[1] where x[i, p] != 0 {
        product[i, j] = product[i, j].addingProduct(x[i, p], w[p, j])
      }
    }
  }
  return product
}

extension Tensor {
  /// Rows times the rows of `weights`, in `Double`.
  package func doubleProduct(_ weights: Tensor) -> [Double] {
    (0..<shape[0]).flatMap { i in
      (0..<weights.shape[0]).map { j in
        (0..<width).reduce(0.0) { $0 + Double(self[i, $1]) * Double(weights[j, $1]) }
      }
    }
  }
}

/// An element of the product of `[m, k]` and `[k, n]`, in `Double`.
package func doubleElement(_ i: Int, _ j: Int, of a: Tensor, _ b: Tensor) -> Double {
  (0..<a.width).reduce(0.0) { $0 + Double(a[i, $1]) * Double(b[$1, j]) }
}
