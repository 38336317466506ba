import Require

/// The matrix product `a · b`: `[m, k] · [k, n]` gives `[m, n]`.
///
/// Row `i` of the result has the same bits whether it is computed alone or among others, and on any
/// number of threads: every element is one chain of fused multiply–adds in the order of `k`.
public func matmul(_ a: Tensor, _ b: Tensor) -> Tensor {
  requireInnerExtents(a, b)
  var c = Tensor(unwritten: [a.shape[0], b.shape[1]])
  matmul(a, b, into: &c)
  return c
}

/// Writes the matrix product `a · b` into the memory of `c`: `[m, k] · [k, n]` into `[m, n]`.
///
/// For loops: a large new tensor costs more time than filling it, so keep one and hand it in again.
public func matmul(_ a: Tensor, _ b: Tensor, into c: inout Tensor) {
  requireInnerExtents(a, b)
  BlockedProduct.multiply(a, b, transposed: false, columns: b.shape[1], into: &c)
}

private func requireInnerExtents(_ a: Tensor, _ b: Tensor) {
  require(
    a.rank == 2 && b.rank == 2 && a.shape[1] == b.shape[0],
    "cannot multiply \(a.shape) by \(b.shape): the inner extents must agree")
}

/// The matrix product `a · bᵀ`: `[m, k] · [n, k]ᵀ` gives `[m, n]`.
///
/// The same bits as `matmul(a, b.transposed)`, without moving `b` in memory. This is how most
/// frameworks keep the weights of a linear layer: one row for each output feature.
public func matmul(_ a: Tensor, transposed b: Tensor) -> Tensor {
  require(
    a.rank == 2 && b.rank == 2 && a.shape[1] == b.shape[1],
    "cannot multiply \(a.shape) by \(b.shape) transposed: the last extents must agree")
  var c = Tensor(unwritten: [a.shape[0], b.shape[0]])
  BlockedProduct.multiply(a, b, transposed: true, columns: b.shape[0], into: &c)
  return c
}
