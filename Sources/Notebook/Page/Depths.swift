import Base

// What a reader sees at once, and what unfolds for whoever wants it.

/// What a section has found out, said before it is shown.
public struct SectionResult: Sendable, Codable {
  /// The result in one sentence.
  public var sentence: String
  /// The claims that the section decides, with the verdicts on them.
  public var verdicts: [SectionVerdict]
}

/// A claim that a section decides, and the name of the verdict on it.
public struct SectionVerdict: Sendable, Codable {
  /// The id of the claim.
  public var id: String
  /// `shown in part`
  public var verdict: String
}

/// Further proofs, tables and variants under a title that says their result: folded, unless
/// something in them fails.
public struct Deeper: Sendable, Codable {
  /// What they show.
  public var title: String
  /// All of it.
  public var blocks: [Block]
  /// Whether the reader sees the title only, until he asks for more.
  public var isFolded: Bool

  /// Its checks.
  var checks: [Check] { blocks.flatMap(\.checks) }
  /// Its findings that were not as expected.
  var doubts: [Finding] { blocks.flatMap(\.findings).filter(\.isDoubtful) }
}

/// Checks on which no verdict rests: one line, until the reader asks for more.
public struct FurtherChecks: Sendable, Codable {
  /// In the order in which they ran. All of them hold.
  public var checks: [Check]
  /// Whether the section shows no other check.
  public var areAll: Bool

  /// `7 further checks hold`
  var sentence: String { checks.sentence(isFurther: !areAll) }
}

extension Block {
  /// Its checks, those that are folded away among them.
  public var checks: [Check] {
    switch self {
    case .check(let check): [check]
    case .furtherChecks(let further): further.checks
    case .deeper(let group): group.checks
    case .measured(let block): block.checks
    default: []
    }
  }

  /// Its findings, those that are folded away among them.
  public var findings: [Finding] {
    switch self {
    case .finding(let finding): [finding]
    case .deeper(let group): group.blocks.flatMap(\.findings)
    case .measured(let block): block.findings
    default: []
    }
  }

  /// Whether time has a part in it.
  var isMeasured: Bool { if case .measured = self { true } else { false } }
}

extension Page {
  /// Says what the section has found out, with the verdicts on the claims that it decides. It is the first
  /// thing that a section writes.
  public func result(_ sentence: String) {
    let verdicts = ids.compactMap { id in
      chapter.claims.first { $0.id == id }.map { SectionVerdict(id: id, verdict: $0.verdict.name) }
    }
    emit(.result(SectionResult(sentence: sentence.oneLine, verdicts: verdicts)))
  }

  /// Further proofs, second tables, variants and thorough grids, for whoever wants to see them. They are
  /// computed and checked in every run; pages fold them, terminals show one line. What fails in
  /// them is never folded.
  ///
  /// - Parameters:
  ///   - title: what they show, as a sentence: “A different base moves the waves, not the bound”.
  ///   - body: writes them.
  public func deeper(_ title: String, _ body: (Page) throws -> Void) rethrows {
    require(group == nil, "'\(title)' is deeper than deeper: there are three depths")
    (group, isGroupMeasured) = ([], isMeasured)
    defer {
      let blocks = group!
      (group, isGroupMeasured) = (nil, false)
      showGroup(title, blocks)
    }
    try body(self)
  }

  private func showGroup(_ title: String, _ blocks: [Block]) {
    guard !blocks.isEmpty else { return }
    let isSound =
      blocks.flatMap(\.checks).allSatisfy(\.holds)
      && !blocks.flatMap(\.findings).contains(where: \.isDoubtful)
    var group = Deeper(
      title: title.oneLine, blocks: blocks, isFolded: isSound && !options.deep)
    if !isMeasured, blocks.allSatisfy(\.isMeasured) {
      // Without times there would be nothing in it, so time has a part in all of it.
      group.blocks = blocks.map(\.unmeasured)
      measured { emit(.deeper(group)) }
    } else {
      emit(.deeper(group))
    }
  }

  /// Keeps a check that decides nothing for the end of its section.
  func postpone(_ check: Check) { further.append(check) }

  /// Shows the checks that were kept.
  func showFurtherChecks() {
    guard !further.isEmpty else { return }
    let others = checks.dropFirst(checksBefore).count - further.count
    emit(.furtherChecks(FurtherChecks(checks: further, areAll: others == 0)))
    further = []
  }
}
