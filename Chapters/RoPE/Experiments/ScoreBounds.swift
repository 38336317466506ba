import Base
import Mini

/// What can be proved about rotary scores from the frequencies alone: how large a score may be at a
/// distance (RoFormer, sec. 3.4.3), and how far off it may be between and beyond the positions seen
/// in training (Chen et al., 2023, sec. 2.2 and 2.3).
///
/// All rest on the partial sums S_j(s) = Σ_{i < j} exp(i · s · θ_i), the pairs as arrows in a plane
/// that are laid end to end. Close by, all arrows point the same way and the sums are long; further
/// off they curl up. These are upper bounds: they rise and fall on their way down, and a score may
/// be far below them at every distance, or reach its maximum at any.
package struct ScoreBounds: Sendable {
  /// The number of features that are rotated, d.
  package let dimensions: Int

  /// The base of the frequencies, c in Chen et al.
  package let base: Double

  private let frequencies: [Double]

  /// The bounds for `dimensions` rotated features, an even number.
  package init(dimensions: Int, base: Double = 10_000) {
    self.dimensions = dimensions
    self.base = base
    frequencies = RotaryEmbedding(headDimension: dimensions, base: base).frequencies
  }

  /// B(s) = Σ_j |S_j(s)| for j = 1 … d/2, at a distance of s positions.
  package func partialSums(atDistance distance: Double) -> Double {
    var (real, imaginary, total) = (0.0, 0.0, 0.0)
    for theta in frequencies {
      let (sine, cosine) = Double.sineAndCosine(distance * theta)
      real += cosine
      imaginary += sine
      total += (real * real + imaginary * imaginary).squareRoot()
    }
    return total
  }

  /// The curve of RoFormer's Figure 2: the mean length of the partial sums, B(s) / (d/2).
  ///
  /// At distance 0 it is (d/2 + 1) / 2; the figure cuts that top off.
  package func decay(atDistance distance: Double) -> Double {
    partialSums(atDistance: distance) / Double(frequencies.count)
  }

  /// How large a score may be at `distance` beyond those seen in training: 2 · B(s), in units of the
  /// largest coefficient max|h| (Chen et al., sec. 2.2).
  package func extrapolation(atDistance distance: Double) -> Double {
    2 * partialSums(atDistance: distance)
  }

  /// How far off a score may be from the straight line between two neighbouring distances, in units
  /// of max|h|: d · f · (1 − f) / (8 · ln c), where f is the way from one to the other (Chen et al.,
  /// Theorem 2.1).
  ///
  /// The worst place is halfway, where it is d / (32 · ln c).
  package func interpolation(atFraction fraction: Double = 0.5) -> Double {
    Double(dimensions) * fraction * (1 - fraction) / (8 * .log(base))
  }
}
