/// A statement with the number that decides it: a measured value, a relation and a bound.
///
/// A check is deterministic. Whatever depends on time is a ``Finding``.
public struct Check: Sendable {
  /// How the measured value has to stand to the bound.
  public enum Relation: Sendable, Equatable {
    /// measured ≤ bound
    case isAtMost
    /// measured ≥ bound
    case isAtLeast
    /// measured = bound, exactly
    case equals
    /// |measured − bound| ≤ tolerance
    case isWithin(Double)
  }

  /// The claim that the check belongs to.
  public var id: String
  /// The number of the section it ran in.
  public var section: Int?
  /// What is true if the check holds; for a mistake, what was done wrong.
  public var statement: String
  /// What the program computed.
  public var measured: Double
  /// How `measured` has to stand to `bound`.
  public var relation: Relation
  /// What it is compared with.
  public var bound: Double
  /// A mistake made on purpose: it has to *break* the relation, or the check could not catch it.
  public var isMistake: Bool

  /// Whether the relation is satisfied; never for NaN.
  public var isSatisfied: Bool {
    switch relation {
    case .isAtMost: measured <= bound
    case .isAtLeast: measured >= bound
    case .equals: measured == bound
    case .isWithin(let tolerance): abs(measured - bound) <= tolerance
    }
  }

  /// The verdict: the relation is satisfied, or the mistake was caught.
  public var holds: Bool { isSatisfied != isMistake }

  /// `0.00012 ≤ 0.001`, with as many digits as the comparison needs.
  public var comparison: String {
    let (symbol, bound) = (relation.symbol, bound.brief)
    return switch relation {
    case .isWithin(let tolerance):
      "\(measured.fixed(toResolve: tolerance)) \(symbol) \(self.bound.typed) ± \(tolerance.typed)"
    case .equals: "\(measured.brief) \(symbol) \(bound)"
    case .isAtMost, .isAtLeast: "\(measured.brief) \(symbol) \(bound)"
    }
  }
}

extension Check.Relation {
  /// The sign between the measured value and the bound.
  var symbol: String {
    switch self {
    case .isAtMost: "≤"
    case .isAtLeast: "≥"
    case .equals: "="
    case .isWithin: "≈"
    }
  }
}

/// What a measurement of time said about a statement of the notes. Machines differ and are noisy,
/// so a finding reports and never fails a run.
public struct Finding: Sendable {
  /// The claim that it belongs to.
  public var id: String
  /// The number of the section it was found in.
  public var section: Int?
  /// What the notes, or the arithmetic, let us expect.
  public var expectation: String
  /// The measured ratio.
  public var ratio: Double
  /// The expectation held if the ratio is in this range.
  public var expected: ClosedRange<Double>

  /// Whether the expectation held on this machine, in this run.
  public var held: Bool { expected.contains(ratio) }
}
