import Require

/// What turns a pre-LayerNorm Transformer into a pre-RMSNorm one that computes the same.
///
/// On a row of mean zero ``LayerNorm`` *is* ``RMSNorm`` (but for the bias). The residual stream keeps
/// mean zero if everything added to it has mean zero: the embeddings, the position table, and what
/// the output projections of attention and feed-forward give. All of that can be built into the
/// weights once. Jiang et al. 2023, arXiv 2305.14858.
extension Tensor {
  /// Every row minus its mean: x − mean(x), the shape of `self`.
  ///
  /// For tensors whose rows are added to the residual stream: an embedding or position table
  /// `[entries, dimensions]`, a bias `[dimensions]`, and a projection that is applied as x W with
  /// W as `[inputs, dimensions]`.
  public var recenteredRows: Tensor {
    require(rank >= 1, "a scalar has no rows")
    let width = width
    var result = self
    for start in stride(from: 0, to: count, by: max(width, 1)) {
      let row = start..<start + width
      let mean = scalars[row].reduce(0) { $0 + Double($1) } / Double(width)
      for i in row { result.scalars[i] = Float(Double(scalars[i]) - mean) }
    }
    return result
  }

  /// Every column of a matrix minus its mean: (I − 11ᵀ/d) W, the shape of `self`.
  ///
  /// For a projection that is applied as x Wᵀ, with W as `[dimensions, inputs]`: every output x Wᵀ
  /// then has mean zero over its d = `dimensions` features.
  public var recenteredColumns: Tensor { transposed.recenteredRows.transposed }
}
