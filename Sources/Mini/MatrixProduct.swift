/// The matrix product `a · b`: `[m, k] · [k, n]` gives `[m, n]`.
///
/// Row `i` of the result has the same bits whether it is computed alone or among others, and on any
/// number of threads: every element is one chain of fused multiply–adds in the order of `k`.
public func matmul(_ a: Tensor, _ b: Tensor) -> Tensor {
  precondition(
    a.rank == 2 && b.rank == 2 && a.shape[1] == b.shape[0],
    "cannot multiply \(a.shape) by \(b.shape): the inner extents must agree")
  return product(a, b, transposed: false, columns: b.shape[1])
}

/// The matrix product `a · bᵀ`: `[m, k] · [n, k]ᵀ` gives `[m, n]`.
///
/// The same bits as `matmul(a, b.transposed)`, without moving `b` in memory. This is how most
/// frameworks keep the weights of a linear layer: one row for each output feature.
public func matmul(_ a: Tensor, transposed b: Tensor) -> Tensor {
  precondition(
    a.rank == 2 && b.rank == 2 && a.shape[1] == b.shape[1],
    "cannot multiply \(a.shape) by \(b.shape) transposed: the last extents must agree")
  return product(a, b, transposed: true, columns: b.shape[0])
}

private func product(_ a: Tensor, _ b: Tensor, transposed: Bool, columns: Int) -> Tensor {
  Tensor(shape: [a.shape[0], columns]) { c in
    a.withScalars { a_ in
      b.withScalars { b_ in
        BlockedProduct.multiply(
          a_, b_, transposed: transposed, into: c,
          rows: a.shape[0], columns: columns, inner: a.shape[1])
      }
    }
  }
}
