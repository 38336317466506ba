import Mini

/// Memory for a race of norms: one input, one output and what stands between two steps. Fresh memory
/// would cost more time than what is measured.
package final class Buffers {
  package let x: Tensor  // [rows, width]
  package var y: Tensor
  package var scratch: Tensor

  package init(_ x: Tensor) {
    self.x = x
    y = Tensor(zeros: x.shape)
    scratch = Tensor(zeros: x.shape)
  }

  /// Random numbers; large tensors repeat the same million of them.
  package convenience init(rows: Int, width: Int, using random: inout SeededGenerator) {
    let different = max(1, min(rows, (1 << 20) / width))
    let block = Tensor.normal(different, width, using: &random)
    self.init(
      rows == different
        ? block : .concatenate([Tensor](repeating: block, count: rows / different)))
  }
}
