import Foundation

/// Writes a run as one JSON object: the sections with all their blocks, and every check, finding and
/// timing once more in lists of their own. A number that JSON has no sign for is a text: `"Infinity"`,
/// `"-Infinity"`, `"NaN"`.
final class JSONRenderer: Renderer {
  private var document = Document()

  func show(_ block: Block) -> String {
    switch block.unmeasured {
    case .title(let title): document.chapter = title
    case .section(let heading):
      document.sections.append(.init(heading: heading, blocks: []))
    case .summary(let summary):
      document.checks = summary.checks
      document.findings = summary.findings
      document.holds = summary.failures.isEmpty
    default:
      document.timings += block.timings
      if !document.sections.isEmpty {
        document.sections[document.sections.count - 1].blocks.append(block)
      }
    }
    return ""
  }

  func finish() throws -> String { try Self.text(document) }

  /// A value as JSON, the same text every time.
  static func text(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
  }

  private struct Document: Encodable {
    var chapter: Title?
    var sections: [Part] = []
    var checks: [Check] = []
    var findings: [Finding] = []
    var timings: [Timing] = []
    var holds = true

    struct Part: Encodable {
      var heading: SectionHeading
      var blocks: [Block]
    }
  }
}

extension Block: Encodable {
  private enum Key: CodingKey { case isMeasured }

  /// The block itself where measured time has a part in it.
  var unmeasured: Block {
    if case .measured(let block) = self { block.unmeasured } else { self }
  }

  /// Its times, those that are folded away among them.
  fileprivate var timings: [Timing] {
    switch self {
    case .timing(let timing): [timing]
    case .deeper(let group): group.blocks.flatMap(\.timings)
    case .measured(let block): block.timings
    default: []
    }
  }

  /// `{"kind": "table", "content": {…}}`, with `"isMeasured": true` where time has a part in it.
  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .title(let title): try encoder.encode("title", title)
    case .section(let heading): try encoder.encode("section", heading)
    case .step(let step): try encoder.encode("step", step)
    case .proof(let proof): try encoder.encode("proof", proof)
    case .contents(let contents): try encoder.encode("contents", contents)
    case .result(let result): try encoder.encode("result", result)
    case .furtherChecks(let further): try encoder.encode("furtherChecks", further)
    case .deeper(let group): try encoder.encode("deeper", group)
    case .text(let text): try encoder.encode("text", text)
    case .list(let items): try encoder.encode("list", items)
    case .formula(let formula): try encoder.encode("formula", formula)
    case .claim(let claim): try encoder.encode("claim", claim)
    case .correction(let correction): try encoder.encode("correction", correction)
    case .question(let question): try encoder.encode("question", question)
    case .code(let code): try encoder.encode("code", code)
    case .table(let table): try encoder.encode("table", table)
    case .plot(let plot): try encoder.encode("plot", plot)
    case .heatMap(let map): try encoder.encode("heatMap", map)
    case .diagram(let diagram): try encoder.encode("diagram", diagram)
    case .check(let check): try encoder.encode("check", check)
    case .finding(let finding): try encoder.encode("finding", finding)
    case .timing(let timing): try encoder.encode("timing", timing)
    case .summary(let summary): try encoder.encode("summary", summary)
    case .next(let next): try encoder.encode("next", next)
    case .measured(let block):
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(true, forKey: .isMeasured)
      try block.encode(to: encoder)
    }
  }
}

extension Claim: Encodable {
  private enum Key: CodingKey { case id, statement, verdict, words, basis, corrections, isOurs }

  /// The statement with the name of the verdict on it, and with what more it says.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(id, forKey: .id)
    try container.encode(statement, forKey: .statement)
    try container.encode(verdict.name, forKey: .verdict)
    try container.encode(verdict.words, forKey: .words)
    try container.encode(basis, forKey: .basis)
    try container.encode(corrections, forKey: .corrections)
    try container.encode(isOurs, forKey: .isOurs)
  }
}

extension Summary: Encodable {
  private enum Key: CodingKey { case checks, findings, isWhole }

  /// Checks and findings, and whether the run was a whole one; the verdicts stand with the claims.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(checks, forKey: .checks)
    try container.encode(findings, forKey: .findings)
    try container.encode(isWhole, forKey: .isWhole)
  }
}

extension Check: Encodable {
  private enum Key: CodingKey {
    case id, section, statement, measured, relation, bound, tolerance, quantity, isCount
    case counted
    case comparison, decides, isMistake, holds
  }

  /// The check with its verdict.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(id, forKey: .id)
    try container.encodeIfPresent(section, forKey: .section)
    try container.encode(statement, forKey: .statement)
    try container.encode(measured, forKey: .measured)
    try container.encode(relation.symbol, forKey: .relation)
    try container.encode(bound, forKey: .bound)
    if case .isWithin(let tolerance) = relation {
      try container.encode(tolerance, forKey: .tolerance)
    }
    if !quantity.isEmpty { try container.encode(quantity, forKey: .quantity) }
    if isCount { try container.encode(true, forKey: .isCount) }
    try container.encodeIfPresent(counted, forKey: .counted)
    try container.encode(comparison, forKey: .comparison)
    try container.encode(decides, forKey: .decides)
    try container.encode(isMistake, forKey: .isMistake)
    try container.encode(holds, forKey: .holds)
  }
}

extension Finding: Encodable {
  private enum Key: CodingKey {
    case id, section, expectation, ratio, expected, verdict, ifNot, decides, held
  }

  /// The finding with its verdict.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(id, forKey: .id)
    try container.encodeIfPresent(section, forKey: .section)
    try container.encode(expectation, forKey: .expectation)
    try container.encode(ratio, forKey: .ratio)
    try container.encode([expected.lowerBound, expected.upperBound], forKey: .expected)
    try container.encode(verdict, forKey: .verdict)
    try container.encode(ifNot, forKey: .ifNot)
    try container.encode(decides, forKey: .decides)
    try container.encode(held, forKey: .held)
  }
}
