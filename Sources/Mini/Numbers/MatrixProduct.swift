import Base

/// The matrix product `a · b`: `[m, k] · [k, n]` gives `[m, n]`.
///
/// Row `i` of the result has the same bits whether it is computed alone or among others, and on any
/// number of threads: every element is one chain of fused multiply–adds in the order of `k`.
public func matmul(_ a: Tensor, _ b: Tensor) -> Tensor {
  .written([a.rowCount, b.width]) { c in matmul(a, b, into: &c) }
}

/// Writes the matrix product `a · b` into the memory of `c`: `[m, k] · [k, n]` into `[m, n]`.
///
/// For loops: a large new tensor costs more time than filling it, so keep one and hand it in again.
public func matmul(_ a: Tensor, _ b: Tensor, into c: inout Tensor) {
  require(
    a.rank == 2 && b.rank == 2 && a.shape[1] == b.shape[0],
    "cannot multiply \(a.shape) by \(b.shape): the inner extents must agree")
  BlockedProduct.multiply(a, b, into: &c)
}

/// The matrix product `a · bᵀ`: `[m, k] · [n, k]ᵀ` gives `[m, n]`.
///
/// The same bits as `matmul(a, b.transposed)`, without moving `b` in memory. This is how most
/// frameworks keep the weights of a linear layer: one row for each output feature.
public func matmul(_ a: Tensor, transposed b: Tensor) -> Tensor {
  .written([a.rowCount, b.rowCount]) { c in matmul(a, transposed: b, into: &c) }
}

private func requireLastExtents(_ a: Tensor, _ b: Tensor) {
  require(
    a.rank == 2 && b.rank == 2 && a.shape[1] == b.shape[1],
    "cannot multiply \(a.shape) by \(b.shape) transposed: the last extents must agree")
}

// MARK: Gradients

// Of y = x · W, with ∂y for the gradient of a loss with respect to y:
//
//     ∂x = ∂y · Wᵀ        a product with rows, so that a row has its bits in any batch
//     ∂W = xᵀ · ∂y        each element one chain over the tokens in their order
//
// To continue chains that are there is to add gradients: those of a batch that goes through in parts
// have the bits of the whole.

/// Writes the matrix product `a · bᵀ` into the memory of `c`: `[m, k] · [n, k]ᵀ` into `[m, n]`.
func matmul(_ a: Tensor, transposed b: Tensor, into c: inout Tensor) {
  requireLastExtents(a, b)
  BlockedProduct.multiply(a, b, transposedRight: true, into: &c)
}

/// Adds the matrix product `a · bᵀ` to `c`: the chain of an element begins with what is there.
func matmul(_ a: Tensor, transposed b: Tensor, addingTo c: inout Tensor) {
  requireLastExtents(a, b)
  BlockedProduct.multiply(a, b, transposedRight: true, into: &c, continuing: true)
}

/// Adds the matrix product `aᵀ · b`, `[k, m]ᵀ · [k, n]`, to `c`, `[m, n]`: the chain of an element
/// begins with what is there and takes the rows of `a` and `b` in their order.
func matmul(transposed a: Tensor, _ b: Tensor, addingTo c: inout Tensor) {
  require(
    a.rank == 2 && b.rank == 2 && a.shape[0] == b.shape[0],
    "cannot multiply \(a.shape) transposed by \(b.shape): the first extents must agree")
  BlockedProduct.multiply(a, transposedLeft: true, b, into: &c, continuing: true)
}
