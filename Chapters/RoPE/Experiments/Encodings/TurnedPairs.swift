import Mini

/// Rotary embedding as a code: every pair starts as (1, 0) and is turned by the position. Only for this
/// comparison; what a model turns are its queries and keys.
package struct TurnedPairs: PositionEncoding {
  package let dimensions: Int

  package init(dimensions: Int) { self.dimensions = dimensions }

  package var limit: Int? { nil }

  package func callAsFunction(_ positions: Range<Int>) -> Tensor {
    let start = Tensor((0..<dimensions).map { $0.isMultiple(of: 2) ? 1 : 0 })
    let rows = Tensor.concatenate(positions.map { _ in start.reshaped(1, dimensions) })
    return RotaryEmbedding(headDimension: dimensions)(rows, positions: Array(positions))
  }
}
