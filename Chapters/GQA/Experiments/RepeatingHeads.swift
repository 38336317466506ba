import Mini

/// `[kvHeads, positions, headDimension]` to `[kvHeads * times, positions, headDimension]`: every head
/// written `times` times, neighbours first, as frameworks do that cannot read by index.
package func repeatingHeads(_ x: Tensor, times: Int) -> Tensor {
  .concatenate((0..<x.shape[0] * times).map { h in x[rows: h / times..<h / times + 1] })
}
