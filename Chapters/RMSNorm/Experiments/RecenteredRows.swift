import Base
import Mini

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
  package var recenteredRows: Tensor {
    require(rank >= 1, "a scalar has no rows")
    let width = width
    var result = Array(scalars)
    for start in stride(from: 0, to: count, by: max(width, 1)) {
      let row = start..<start + width
      let mean = scalars[row].reduce(0) { $0 + Double($1) } / Double(width)
      for i in row { result[i] = Float(Double(scalars[i]) - mean) }
    }
    return Tensor(shape: shape, scalars: result)
  }
}
