import Mini

/// RMSNorm and pRMSNorm on the same tensor.
package final class WholeAndPartial {
  package let buffers: Buffers
  private let whole: RMSNorm
  private let part: PartialRMSNorm

  package init(_ buffers: Buffers, fraction: Double) {
    self.buffers = buffers
    whole = RMSNorm(dimensions: buffers.x.width)
    part = PartialRMSNorm(dimensions: buffers.x.width, fraction: fraction)
  }

  package func rms() { whole(buffers.x, into: &buffers.y) }

  package func partial() { part(buffers.x, into: &buffers.y) }
}
