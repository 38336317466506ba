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
  /// What `measured` is, where the statement does not say it: “largest difference”.
  public var quantity = ""
  /// Whether `measured` is a count.
  public var isCount = false
  /// Of what `measured` counts the exceptions; `nil` where nothing is counted so.
  public var counted: Counted?
  /// Whether the verdict on its claim rests on it.
  public var decides = false
  /// A mistake made on purpose: it has to *break* the relation, or the check could not catch it.
  public var isMistake: Bool

  /// What a statement has to be true of.
  public struct Counted: Sendable, Codable, Equatable {
    /// How many there are.
    public var total: Int
    /// What they are called: `logits`.
    public var noun: String
  }

  /// Whether the relation is satisfied; never for NaN.
  public var isSatisfied: Bool { relation.isSatisfied(measured, bound) }

  /// The verdict: the relation is satisfied, or the mistake was caught. A mistake may be caught by a
  /// measured NaN, but against a bound that is NaN nothing holds.
  public var holds: Bool {
    if bound.isNaN { return false }
    if case .isWithin(let tolerance) = relation, tolerance.isNaN { return false }
    return isSatisfied != isMistake
  }

  /// `largest difference 0.00012, at most 0.001 allowed`, with as many digits as it takes that the
  /// numbers shown bear out the verdict.
  public var comparison: String {
    if let counted { return words(counted) }
    var (measured, bound, tolerance) = shown(3)
    for digits in 4...17 where seems(measured, bound) != isSatisfied {
      (measured, bound, tolerance) = shown(digits)
    }
    if isCount, self.bound == 0 { bound = "none" }
    if isCount, self.measured == 0 { measured = "none" }
    let subject = quantity.isEmpty ? measured : quantity + " " + measured
    return switch relation {
    case .isAtMost: "\(subject), at most \(bound) allowed"
    case .isAtLeast: "\(subject), at least \(bound) expected"
    case .equals where isSatisfied && measured == "none": subject
    case .equals where isSatisfied: (quantity.isEmpty ? "exactly " : quantity + " ") + measured
    case .equals: "\(subject) instead of \(bound)"
    case .isWithin: "\(subject), \(bound) ± \(tolerance ?? "") expected"
    }
  }

  /// `all 8 192 logits`, or how many of them are exceptions.
  private func words(_ counted: Counted) -> String {
    let all = "\(counted.total.grouped) \(counted.noun)"
    guard !isSatisfied else { return "all " + all }
    let exceptions = Int(exactly: measured).map(\.grouped) ?? measured.brief()
    return "not so for \(exceptions) of \(all)"
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
