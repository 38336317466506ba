// The statements that a chapter puts to the test, and what it found out about each.

/// A statement in our own words, and what the chapter says about it.
public struct Claim: Sendable {
  /// The id under which its checks run, `P4`.
  public var id: String
  /// What the notes say.
  public var statement: String
  /// What the chapter found out.
  public var verdict: Verdict
  /// What the verdict rests on.
  public var basis: Basis
  /// What else is to be said about it (`E1`…).
  public var corrections: [String]
  /// Whether the chapter says so itself, and not the notes.
  public var isOurs: Bool

  /// What a verdict rests on.
  public enum Basis: String, Sendable, Codable {
    /// One check: the same number on every machine.
    case check
    /// One finding about time: a number of the machine that measured it.
    case times
    /// A source that the verdict names, or nothing.
    case source
  }

  /// A statement with the verdict on it. The check or the finding on which the verdict rests is marked
  /// with `decides: true` where it runs; what is only quoted or not tested rests on none.
  public init(
    _ id: String, _ statement: String, _ verdict: Verdict, by basis: Basis = .check,
    corrections: [String] = [], isOurs: Bool = false
  ) {
    (self.id, self.statement, self.corrections) = (id, statement.oneLine, corrections)
    (self.verdict, self.isOurs) = (verdict.mapWords(\.oneLine), isOurs)
    self.basis =
      switch verdict {
      case .onlyQuoted, .notTested: .source
      case .shown, .shownInPart, .contradicted: basis
      }
  }
}

/// What a chapter found out about a statement. "Shown" rests on a check or on a finding about time;
/// what rests on nothing of ours says so.
public enum Verdict: Sendable, Equatable {
  /// A check or a finding decides it.
  case shown
  /// A part of it is shown; the words say which, and what of the rest.
  case shownInPart(String)
  /// It is not so; the words say what is, by which measurement or source.
  case contradicted(String)
  /// The figures are somebody else's; the words say whose, with paper and table.
  case onlyQuoted(String)
  /// Nothing here decides it; the words say what would.
  case notTested(String)

  /// Its name in the ledger.
  public var name: String {
    switch self {
    case .shown: "shown"
    case .shownInPart: "shown in part"
    case .contradicted: "contradicted"
    case .onlyQuoted: "only quoted"
    case .notTested: "not tested"
    }
  }

  /// What more it says; empty for ``shown``.
  public var words: String {
    switch self {
    case .shown: ""
    case .shownInPart(let words), .contradicted(let words), .onlyQuoted(let words),
      .notTested(let words):
      words
    }
  }

  fileprivate func mapWords(_ change: (String) -> String) -> Verdict {
    switch self {
    case .shown: .shown
    case .shownInPart(let words): .shownInPart(change(words))
    case .contradicted(let words): .contradicted(change(words))
    case .onlyQuoted(let words): .onlyQuoted(change(words))
    case .notTested(let words): .notTested(change(words))
    }
  }
}

/// Where the notes, or what people say, leave the reader with less than what is right.
public struct Correction: Sendable, Codable {
  /// Whose statement it is.
  public enum Kind: String, Sendable, Codable, CaseIterable {
    /// The notes say something that is loose or wrong.
    case correction
    /// Others say so, not the notes.
    case oftenHeard
    /// The abstract of a paper says so, and the paper itself says less.
    case inAbstract
    /// The notes say nothing where something is to be said.
    case missing
  }

  /// `E1`…
  public var id: String
  /// Whose statement it is.
  public var kind: Kind
  /// What the notes, or others, leave the reader with.
  public var notes: String
  /// What is right.
  public var right: String

  /// To be shown where the reader would otherwise learn the wrong thing.
  public init(_ id: String, _ kind: Kind = .correction, notes: String, right: String) {
    (self.id, self.kind, self.notes, self.right) = (id, kind, notes.oneLine, right.oneLine)
  }
}

/// All checks of a run, and how they ended.
public struct Summary: Sendable {
  /// What the chapter found out about each of its claims, in their order.
  public var verdicts: [Decision] = []
  /// In the order in which they ran.
  public var checks: [Check]
  /// Findings about time.
  public var findings: [Finding]
  /// Whether the whole chapter was run, or only some sections of it.
  public var isWhole: Bool

  /// The verdict on a claim, and what bears it out.
  public struct Decision: Sendable {
    /// The claim with its verdict.
    public var claim: Claim
    /// The sections that decide it.
    public var sections: [Int]
    /// The check that bears the verdict out, if a check does.
    public var check: Check?

    init(claim: Claim, sections: [Int], check: Check? = nil) {
      (self.claim, self.sections, self.check) = (claim, sections, check)
    }
  }

  /// The checks that do not hold.
  public var failures: [Check] { checks.filter { !$0.holds } }

  /// Findings that did not turn out as expected on this machine.
  public var doubts: [Finding] { findings.filter(\.isDoubtful) }
}
