import Base

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
  /// Whether the verdict on its claim rests on it.
  public var decides = false
  /// A mistake made on purpose: it has to *break* the relation, or the check could not catch it.
  public var isMistake: Bool

  /// Whether the relation is satisfied; never for NaN.
  public var isSatisfied: Bool { relation.isSatisfied(measured, bound) }

  /// The verdict: the relation is satisfied, or the mistake was caught. A mistake may be caught by a
  /// measured NaN, but against a bound that is NaN nothing holds.
  public var holds: Bool {
    if bound.isNaN { return false }
    if case .isWithin(let tolerance) = relation, tolerance.isNaN { return false }
    return isSatisfied != isMistake
  }

  /// `0.00012 ≤ 0.001`, with as many digits as it takes that the numbers shown bear out the verdict.
  public var comparison: String {
    var text = ""
    for digits in 3...17 {
      let (measured, bound, tolerance) = shown(digits)
      text = "\(measured) \(relation.symbol) \(bound)" + (tolerance.map { " ± " + $0 } ?? "")
      if seems(measured, bound) == isSatisfied { break }
    }
    return text
  }

  /// Whether a reader of these two numbers finds the relation satisfied.
  private func seems(_ measured: String, _ bound: String) -> Bool {
    let (measured, bound) = (measured.asNumber ?? self.measured, bound.asNumber ?? self.bound)
    guard case .isWithin(let tolerance) = relation else {
      return relation.isSatisfied(measured, bound)
    }
    // A reader subtracts decimals, without the error that a subtraction of Doubles makes.
    return Check.Relation.isWithin(tolerance * (1 + 1e-9)).isSatisfied(measured, bound)
  }

  private func shown(_ digits: Int) -> (measured: String, bound: String, tolerance: String?) {
    guard case .isWithin(let tolerance) = relation else {
      return (measured.brief(digits), bound.brief(digits), nil)
    }
    // Next to "± 0.0005" the fourth digit after the point decides, and one more says how closely.
    let last = tolerance * .pow(10, Double(3 - digits))
    return (
      measured.fixed(toResolve: last), bound.fixed(toResolve: last).trimmingZeros,
      tolerance.brief()
    )
  }
}

extension Check.Relation {
  fileprivate func isSatisfied(_ measured: Double, _ bound: Double) -> Bool {
    switch self {
    case .isAtMost: measured <= bound
    case .isAtLeast: measured >= bound
    case .equals: measured == bound
    case .isWithin(let tolerance): abs(measured - bound) <= tolerance
    }
  }

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

extension String {
  fileprivate var asNumber: Double? { Double(filter { $0 != "\u{00A0}" }) }
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
  /// Why it may not hold, for the reader on whose machine it does not.
  public var ifNot: String
  /// Whether the verdict on its claim rests on it.
  public var decides = false

  /// Whether the expectation held on this machine, in this run.
  public var held: Bool { expected.contains(ratio) }
}
