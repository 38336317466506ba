import Base
import Mini

/// The binary digits of the position as the code, the lowest digit first.
///
/// Every feature stays 0 or 1 and no two positions below the limit share a code. Feature i repeats
/// every 2^(i+1) positions, so the code already has the ladder of wavelengths that sinusoids make
/// smooth. What it lacks is smoothness: 7 and 8 are neighbours and differ in four digits.
package struct BinaryEncoding: PositionEncoding {
  /// The number of binary digits.
  package let dimensions: Int

  /// With b digits the positions 0 to 2^b − 1 have codes.
  package var limit: Int? { 1 << dimensions }

  /// Codes of `bits` binary digits; at most 62, so that the limit is an `Int`.
  package init(bits: Int) {
    require((1...62).contains(bits), "a binary code has 1 to 62 digits, not \(bits)")
    dimensions = bits
  }

  /// The codes of `positions`: shape `[positions.count, dimensions]`, each feature 0 or 1.
  package func callAsFunction(_ positions: Range<Int>) -> Tensor {
    requireCodes(of: positions)
    return Tensor(
      shape: [positions.count, dimensions],
      scalars: positions.flatMap { position in
        (0..<dimensions).map { digit in Float(position >> digit & 1) }
      })
  }
}
