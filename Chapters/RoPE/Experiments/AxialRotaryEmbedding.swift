import Base
import Mini

/// A place in two dimensions, such as the column and row of a patch in an image.
package struct AxialPosition: Equatable, Sendable {
  /// Along the first axis, in positions.
  package var x: Double
  /// Along the second axis, in positions.
  package var y: Double

  /// The place (`x`, `y`); either may be negative or lie between whole positions.
  package init(x: Double, y: Double) {
    (self.x, self.y) = (x, y)
  }

  /// The place as far again along each axis as `shift` says.
  package static func + (place: AxialPosition, shift: AxialPosition) -> AxialPosition {
    AxialPosition(x: place.x + shift.x, y: place.y + shift.y)
  }
}

/// Rotary embedding for two dimensions: the first half of the pairs turns with x, the second half
/// with y, each like a ``RotaryEmbedding`` of half the size.
///
/// Rotations of different pairs do not touch one another, so a score depends on the two distances
/// and on nothing else. Pairs with several axes are used for images; nothing in RoFormer's argument
/// asks for a line.
package struct AxialRotaryEmbedding: Sendable {
  /// The same for one dimension: it turns pairs by any angles.
  private let rope: RotaryEmbedding

  /// θ_i in radians per position for either axis, i = 0 ..< headDimension / 4, fastest first:
  /// base^(−2i / (headDimension / 2)).
  package let frequencies: [Double]

  /// A rotary embedding of heads with `headDimension` features, half of them for each axis.
  package init(headDimension: Int, base: Double = 10_000, layout: RotaryLayout = .interleaved) {
    require(
      headDimension > 0 && headDimension % 4 == 0,
      "two axes with whole pairs need a multiple of 4 features, not \(headDimension)")
    rope = RotaryEmbedding(headDimension: headDimension, base: base, layout: layout)
    frequencies = RotaryEmbedding(headDimension: headDimension / 2, base: base).frequencies
  }

  /// Turns token t of `x` as the one at `positions[t]`; `x` is `[heads, tokens, headDimension]`,
  /// `[tokens, headDimension]` or `[headDimension]`.
  package func callAsFunction(_ x: Tensor, positions: [AxialPosition]) -> Tensor {
    require(
      positions.count == (x.rank < 2 ? 1 : x.shape[x.rank - 2]),
      "the tokens of \(x.shape) need as many positions, not \(positions.count)")
    let perAxis = frequencies.count
    let table = RotaryTable(tokens: positions.count, pairs: 2 * perAxis) { token, pair in
      pair < perAxis
        ? positions[token].x * frequencies[pair]
        : positions[token].y * frequencies[pair - perAxis]
    }
    return rope(x, table: table)
  }
}
