import Experiments
import Mini

/// Kernels that read a tensor row by row and write one of the same shape.
package final class RowKernels {
  private let x: Tensor
  private var y: Tensor
  private let rms: RMSNorm
  private let layer: LayerNorm

  package init(rows: Int, width: Int, using random: inout SeededGenerator) {
    x = .uniform(rows, width, using: &random)
    y = Tensor(zeros: [rows, width])
    (rms, layer) = (RMSNorm(dimensions: width), LayerNorm(dimensions: width))
  }

  /// Both norms, into memory of their own and into given memory.
  package var differingElements: Int {
    rms(x, into: &y)
    let first = y.differingElements(from: rms(x))
    layer(x, into: &y)
    return first + y.differingElements(from: layer(x))
  }

  /// `[rows, width]`
  package var shape: [Int] { x.shape }

  package func copy() { Limits.copy(x, into: &y) }

  package func rmsNorm() { rms(x, into: &y) }

  package func layerNorm() { layer(x, into: &y) }

  package func softmax() -> Tensor { Mini.softmax(x) }
}
