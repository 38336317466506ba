import Elementary

/// How rotary frequencies are changed so that a model reads texts longer than it was trained on.
///
/// In all schemes `factor` is s, the new context length divided by the trained one. There are three
/// things a scheme can change: the base that frequencies are made from, ``base(_:dimensions:)``; each
/// frequency by itself, ``frequency(_:pair:)``; and the size of what is rotated, ``attentionFactor``.
/// Queries and keys must use the same scaling.
public enum RotaryScaling: Equatable, Sendable {
  /// Frequencies as trained.
  case none

  /// Positions divided by s, so that a longer text spans the angles already seen (Chen et al., 2023,
  /// eq. 4).
  case interpolation(factor: Double)

  /// A larger base, which leaves the fastest pair as it is and slows the slowest by exactly s ("NTK-
  /// aware": YaRN, Peng et al., 2023, eq. 16).
  case ntkAware(factor: Double)

  /// "NTK-by-parts" with YaRN's attention factor (Peng et al., 2023, eq. 17–22): a pair that made
  /// more than `beta` turns within the trained context stays, one that made fewer than `alpha` is
  /// interpolated, and between the two is a linear ramp. 1 and 32 are the paper's choice for Llama.
  case yarn(factor: Double, originalContext: Int, alpha: Double = 1, beta: Double = 32)

  /// Each pair's frequency divided by a number of its own, fastest pair first, and queries and keys
  /// multiplied by `attentionFactor`: as published models list them (Llama 3.1).
  case perPair(divisors: [Double], attentionFactor: Double = 1)

  /// s, the new context length divided by the trained one; 1 where nothing is scaled. Of divisors
  /// that differ from pair to pair it is the largest.
  public var factor: Double {
    switch self {
    case .none: 1
    case .perPair(let divisors, _): divisors.max() ?? 1
    case .interpolation(let factor), .ntkAware(let factor), .yarn(let factor, _, _, _): factor
    }
  }

  /// The base from which the frequencies of `dimensions` rotated features are made.
  ///
  /// With two features there is one pair, which turns by one radian per position under any base:
  /// base · s^(d / (d − 2)) has no meaning there, and the base is returned as it came.
  public func base(_ base: Double, dimensions: Int) -> Double {
    guard case .ntkAware(let factor) = self, dimensions > 2 else { return base }
    return base * .pow(factor, Double(dimensions) / Double(dimensions - 2))
  }

  /// The frequency used in place of `theta`, that of pair `pair`; both in radians per position.
  public func frequency(_ theta: Double, pair: Int) -> Double {
    switch self {
    case .none, .ntkAware:
      return theta
    case .perPair(let divisors, _):
      return theta / divisors[pair]
    case .interpolation(let factor):
      // Angle = (m / s) · θ = m · (θ / s): slowing all pairs is the same as dividing positions.
      return theta / factor
    case .yarn(let factor, let originalContext, let alpha, let beta):
      // The paper's r and γ. Popular code ramps over the rounded index of the pair instead, which
      // moves a few frequencies near the ends of the ramp.
      let turns = Double(originalContext) * theta / (2 * .pi)
      let kept = min(max((turns - alpha) / (beta - alpha), 0), 1)
      return (1 - kept) * theta / factor + kept * theta
    }
  }

  /// √(1/t) of YaRN, 0.1 · ln s + 1, which multiplies queries and keys alike, so scores grow by its
  /// square; 1 for every other scheme that does not name it.
  public var attentionFactor: Double {
    switch self {
    case .yarn(let factor, _, _, _): 0.1 * .log(factor) + 1
    case .perPair(_, let attentionFactor): attentionFactor
    case .none, .interpolation, .ntkAware: 1
    }
  }

  /// Why the numbers of this scheme make no sense for so many pairs, or nil.
  func problem(pairs: Int) -> String? {
    if case .perPair(let divisors, let attentionFactor) = self {
      guard divisors.count == pairs else {
        return "\(divisors.count) divisors do not fit \(pairs) pairs"
      }
      let other = (divisors + [attentionFactor]).first { !($0 > 0 && $0.isFinite) }
      return other.map { "frequencies cannot be divided and scores not be scaled by \($0)" }
    }
    guard factor >= 1 && factor.isFinite else {
      return "a context grows by a factor of at least 1, not \(factor)"
    }
    if case .yarn(_, let originalContext, let alpha, let beta) = self {
      guard originalContext > 0 else { return "a trained context of \(originalContext) is empty" }
      guard alpha < beta else { return "a ramp from \(alpha) to \(beta) turns does not rise" }
    }
    return nil
  }
}

/// How many pairs a ``RotaryScaling`` leaves alone, slows a little, and slows by the whole factor.
public struct RotaryPairCounts: Equatable, Sendable {
  /// Pairs that turn as before.
  public var untouched = 0
  /// Pairs slowed by less than the factor.
  public var ramped = 0
  /// Pairs slowed by the factor.
  public var interpolated = 0
}

extension RotaryEmbedding {
  /// What the scaling does to the pairs, found by comparing the frequencies with unscaled ones.
  public var pairCounts: RotaryPairCounts {
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
