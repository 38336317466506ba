import Base

/// How rotary frequencies are changed so that a model reads texts longer than it was trained on.
///
/// In all schemes `factor` is s, the new context length divided by the trained one. There are three
/// things a scheme can change: the base that frequencies are made from, ``base(_:dimensions:)``; each
/// frequency by itself, ``frequencies(base:dimensions:)``; and the size of what is rotated,
/// ``attentionFactor``. Queries and keys must use the same scaling.
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
  /// interpolated, and between the two is a ramp. 1 and 32 are the paper's choice for Llama.
  ///
  /// Published models use a ramp over ``Ramp/pairs(rounded:)``. Some give an attention factor of their
  /// own; without one it is the paper's, 0.1 · ln s + 1.
  case yarn(
    factor: Double, originalContext: Int, alpha: Double = 1, beta: Double = 32,
    ramp: Ramp = .turns, attentionFactor: Double? = nil)

  /// The frequency of pair i divided by `divisors[i]`, as a file lists them: `rope_freqs.weight` of
  /// Llama 3.1 in GGUF, the factors of LongRoPE (Ding et al., 2024), which has an attention factor too.
  case perPair(divisors: [Double], attentionFactor: Double = 1)

  /// Between the pairs that stay and those that are interpolated, what the share that stays is linear
  /// in. The ends are the same, what lies between is not: turns halve with every few pairs.
  public enum Ramp: Equatable, Sendable {
    /// The turns that a pair makes within the trained context: the paper's r (eq. 17 and 18).
    case turns
    /// The number of the pair, from the place where a pair would make `beta` turns to the one where
    /// it would make `alpha`: the code that the paper's authors published, and nearly all that came
    /// after it. It rounds both ends outwards to whole pairs; gpt-oss does not.
    case pairs(rounded: Bool = true)
  }

  /// s, the new context length divided by the trained one; 1 where nothing is scaled, and the largest
  /// of divisors that were listed.
  public var factor: Double {
    switch self {
    case .none: 1
    case .interpolation(let factor), .ntkAware(let factor), .yarn(let factor, _, _, _, _, _): factor
    case .perPair(let divisors, _): divisors.max() ?? 1
    }
  }

  /// What multiplies queries and keys alike, so that scores grow by its square: √(1/t) of YaRN, by the
  /// paper's fit 0.1 · ln s + 1, or what is given in its place; 1 for the other schemes.
  public var attentionFactor: Double {
    switch self {
    case .none, .interpolation, .ntkAware: 1
    case .yarn(let factor, _, _, _, _, let own): own ?? 0.1 * .log(factor) + 1
    case .perPair(_, let own): own
    }
  }
}

extension RotaryScaling {
  /// The scheme with all its numbers, to be compared with another.
  var inWords: String {
    switch self {
    case .none: "none"
    case .interpolation(let factor): "interpolation by \(factor)"
    case .ntkAware(let factor): "NTK-aware by \(factor)"
    case .yarn(let factor, let context, let alpha, let beta, let ramp, _):
      "YaRN by \(factor) from \(context) on, \(alpha) to \(beta) turns over "
        + (ramp == .turns ? "turns" : ramp == .pairs() ? "whole pairs" : "pairs")
        + ", times \(attentionFactor)"
    case .perPair(let divisors, let factor): "divided by \(divisors), times \(factor)"
    }
  }
}

// MARK: Frequencies

extension RotaryScaling {
  /// The base from which the frequencies of `dimensions` rotated features are made.
  ///
  /// With two features there is one pair, which turns by one radian per position under any base:
  /// base · s^(d / (d − 2)) has no meaning there, and the base is returned as it came.
  public func base(_ base: Double, dimensions: Int) -> Double {
    guard case .ntkAware(let factor) = self, dimensions > 2 else { return base }
    return base * .pow(factor, Double(dimensions) / Double(dimensions - 2))
  }

  /// Radians per position of each pair of `dimensions` rotated features,
  /// fastest first.
  public func frequencies(base: Double, dimensions: Int) -> [Double] {
    let scaledBase = self.base(base, dimensions: dimensions)
    return (0..<dimensions / 2).map { i in
      // The exponent counts rotated features: neither the model's width
      // nor the whole head.
      let exponent = -2 * Double(i) / Double(dimensions)
      let theta = Double.pow(scaledBase, exponent)
      switch self {
      case .none, .ntkAware: return theta
      case .interpolation(let factor):
        // Angle = (m / s) · θ = m · (θ / s): slowing all pairs is the same
        // as dividing positions.
        return theta / factor
      case .yarn(
        let factor, let originalContext, let alpha, let beta, let ramp, _):
        let context = Double(originalContext)
        let kept =
          switch ramp {
          // With a base of 1 all pairs make the same number of turns, and
          // no pair is on the way.
          case .pairs(let rounded) where base > 1:
            Self.kept(
              pair: i, of: dimensions, base, context, alpha, beta, rounded)
          case .turns, .pairs:
            Self.kept(turns: context * theta / (2 * .pi), alpha, beta)
          }
        return (1 - kept) * theta / factor + kept * theta
      case .perPair(let divisors, _): return theta / divisors[i]
      }
    }
  }

  /// The paper's γ(r), the share of a frequency that stays.
  private static func kept(turns: Double, _ alpha: Double, _ beta: Double) -> Double {
    min(max((turns - alpha) / (beta - alpha), 0), 1)
  }

  /// The same where the ramp is linear in the number of the pair.
  private static func kept(
    pair: Int, of dimensions: Int, _ base: Double, _ context: Double, _ alpha: Double,
    _ beta: Double, _ rounded: Bool
  ) -> Double {
    // Where a pair would make `turns` turns, from context · base^(−2i/d) / 2π = turns.
    func place(turns: Double) -> Double {
      Double(dimensions) * .log(context / (2 * .pi * turns)) / (2 * .log(base))
    }
    let (fast, slow) = (place(turns: beta), place(turns: alpha))
    let low = max(0, rounded ? fast.rounded(.down) : fast)
    let high = min(Double(dimensions - 1), rounded ? slow.rounded(.up) : slow)
    if Double(pair) <= low { return 1 }
    if Double(pair) >= high { return 0 }
    return 1 - (Double(pair) - low) / (high - low)
  }
}

// MARK: What makes sense

extension RotaryScaling {
  /// Throws a sentence where the frequencies of `dimensions` features cannot be made of `base` in this
  /// way.
  func validate(base: Double, dimensions: Int) throws(ModelError) {
    try ModelError.check(
      base > 0 && base.isFinite, "frequencies need a positive base, not \(base)")
    try ModelError.check(
      attentionFactor > 0 && attentionFactor.isFinite,
      "queries and keys are multiplied by a positive number, not \(attentionFactor)")
    if case .perPair(let divisors, _) = self {
      try ModelError.check(
        divisors.count == dimensions / 2,
        "\(divisors.count) divisors do not fit \(dimensions / 2) pairs")
      if let other = divisors.first(where: { !($0 > 0 && $0.isFinite) }) {
        throw ModelError("frequencies cannot be divided by \(other)")
      }
    } else {
      try ModelError.check(
        factor >= 1 && factor.isFinite,
        "a context grows by a factor of at least 1, not \(factor)")
    }
    if case .yarn(_, let originalContext, let alpha, let beta, let ramp, _) = self {
      try ModelError.require(originalContext, atLeastOne: "a trained context")
      try ModelError.check(
        alpha < beta, "a ramp from \(alpha) to \(beta) turns does not rise")
      try ModelError.check(
        ramp == .turns || base >= 1 && alpha > 0,
        "a ramp over pairs needs a base of at least 1 and ends above 0, not \(base) and \(alpha)")
    }
  }
}
