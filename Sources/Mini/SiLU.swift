/// silu(x) = x / (1 + exp(−x)) of every element, also called swish: x where x is large, 0 where −x is
/// (Elfwing et al., 2017; Ramachandran et al., 2017). NaN stays NaN, and −∞, a quotient of two
/// infinities, becomes NaN.
public func silu(_ x: Tensor) -> Tensor {
  x.mappingRows(cost: 12) { row, count, out in Sigmoid.silu(row, count: count, into: out) }
}
