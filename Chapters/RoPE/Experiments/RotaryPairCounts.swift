import Mini

/// How many pairs a ``RotaryScaling`` leaves alone, slows a little, and slows by the whole factor.
package struct RotaryPairCounts: Equatable, Sendable {
  /// Pairs that turn as before.
  package var untouched = 0
  /// Pairs slowed by less than the factor.
  package var ramped = 0
  /// Pairs slowed by the factor.
  package var interpolated = 0
}

extension RotaryEmbedding {
  /// What the scaling does to the pairs, found by comparing the frequencies with unscaled ones.
  package var pairCounts: RotaryPairCounts {
    let unscaled = RotaryEmbedding(
      headDimension: headDimension, base: base, rotatedDimensions: rotatedDimensions)
    var counts = RotaryPairCounts()
    for (theta, scaled) in zip(unscaled.frequencies, frequencies) {
      let slowdown = theta / scaled
      // The tolerance is for rounding only: a ramp moves a frequency by far more.
      if abs(slowdown - 1) < 1e-12 {
        counts.untouched += 1
      } else if abs(slowdown / scaling.factor - 1) < 1e-12 {
        counts.interpolated += 1
      } else {
        counts.ramped += 1
      }
    }
    return counts
  }
}
