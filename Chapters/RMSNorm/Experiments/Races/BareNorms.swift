import Experiments
import Mini

/// A copy and both norms, fused and one pass per step, on the same tensor.
package final class BareNorms {
  package let label: String
  private let buffers: Buffers
  private let rmsNorm: RMSNorm
  private let layerNorm: LayerNorm

  package init(_ label: String, _ buffers: Buffers) {
    (self.label, self.buffers) = (label, buffers)
    rmsNorm = RMSNorm(dimensions: buffers.x.width)
    layerNorm = LayerNorm(dimensions: buffers.x.width)
  }

  /// Between the fused form and the steps, for both norms.
  package func largestDifference() -> Float {
    let b = buffers
    rmsNorm.unfused(b.x, into: &b.y, scratch: &b.scratch)
    rmsNorm(b.x, into: &b.scratch)
    let rms = b.y.largestDifference(from: b.scratch)
    layerNorm.unfused(b.x, into: &b.y, scratch: &b.scratch)
    layerNorm(b.x, into: &b.scratch)
    return max(rms, b.y.largestDifference(from: b.scratch))
  }

  /// How many numbers each of them reads.
  package var count: Int { buffers.x.count }

  package func copy() { Limits.copy(buffers.x, into: &buffers.y) }

  package func rms() { rmsNorm(buffers.x, into: &buffers.y) }

  package func layer() { layerNorm(buffers.x, into: &buffers.y) }

  package func rmsInSteps() {
    rmsNorm.unfused(buffers.x, into: &buffers.y, scratch: &buffers.scratch)
  }

  package func layerInSteps() {
    layerNorm.unfused(buffers.x, into: &buffers.y, scratch: &buffers.scratch)
  }
}
