import Base
import Mini

/// The position itself as the code: every feature of position p is p.
///
/// The simplest idea and the first to fail. The numbers soon dwarf the embeddings they are added to.
/// Dividing them by the length of the text keeps them small, but then the code of position 5 changes
/// with the length, and the step from one token to the next with it.
package struct IntegerEncoding: PositionEncoding {
  /// The length of a code, whose features are all equal.
  package let dimensions: Int

  /// The text length that positions are divided by; nil for the bare integer.
  package let length: Int?

  /// Every position has a code: nil.
  package var limit: Int? { nil }

  /// Codes of `dimensions` equal features: p, or p / `length` where a length is given.
  package init(dimensions: Int = 1, normalizedBy length: Int? = nil) {
    require(dimensions > 0, "a code needs at least one feature, not \(dimensions)")
    require(length.map { $0 > 0 } ?? true, "a text of length \(length ?? 0) has no positions")
    self.dimensions = dimensions
    self.length = length
  }

  /// The codes of `positions`: shape `[positions.count, dimensions]`. Integers are exact in `Float`
  /// up to 16,777,216.
  package func callAsFunction(_ positions: Range<Int>) -> Tensor {
    let divisor = Double(length ?? 1)
    return Tensor(
      shape: [positions.count, dimensions],
      scalars: positions.flatMap { position in
        [Float](repeating: Float(Double(position) / divisor), count: dimensions)
      })
  }
}
