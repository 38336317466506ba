/// silu(x) = x / (1 + exp(−x)) of every element, also called swish: x where x is large, 0 where −x is
/// (Elfwing et al., 2017; Ramachandran et al., 2017). NaN stays NaN, and −∞, a quotient of two
/// infinities, becomes NaN.
///
/// The error is at most 1.5 units in the last place for x ≥ 0 and 3.2 below, of subnormal results too.
public func silu(_ x: Tensor) -> Tensor {
  .written(x.shape) { y in silu(x, into: &y) }
}

/// silu(x) of every element into the memory of `y`, which has the same shape.
public func silu(_ x: Tensor, into y: inout Tensor) {
  x.mapRows(into: &y, cost: 12) { row, count, out in Sigmoid.silu(row, count: count, into: out) }
}
