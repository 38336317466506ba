// What was put to the test as JSON, and from it.

extension Claim: Codable {
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

  /// The statement that was encoded.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let name = try container.decode(String.self, forKey: .verdict)
    let words = try container.decode(String.self, forKey: .words)
    guard let verdict = Verdict(name: name, words: words) else { throw decoder.unknown(name) }
    self.verdict = verdict
    id = try container.decode(String.self, forKey: .id)
    statement = try container.decode(String.self, forKey: .statement)
    basis = try container.decode(Basis.self, forKey: .basis)
    corrections = try container.decode([String].self, forKey: .corrections)
    isOurs = try container.decode(Bool.self, forKey: .isOurs)
  }
}

extension Verdict {
  /// The verdict with this name and these words; `nil` if there is none.
  fileprivate init?(name: String, words: String) {
    let all: [Verdict] = [
      .shown, .shownInPart(words), .contradicted(words), .onlyQuoted(words), .notTested(words),
    ]
    guard let verdict = all.first(where: { $0.name == name }) else { return nil }
    self = verdict
  }
}

extension Summary: Codable {
  private enum Key: CodingKey { case checks, findings, isWhole }

  /// Checks and findings, and whether the run was a whole one; the verdicts stand with the claims.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(checks, forKey: .checks)
    try container.encode(findings, forKey: .findings)
    try container.encode(isWhole, forKey: .isWhole)
  }

  /// Checks and findings without the verdicts.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    checks = try container.decode([Check].self, forKey: .checks)
    findings = try container.decode([Finding].self, forKey: .findings)
    isWhole = try container.decode(Bool.self, forKey: .isWhole)
  }
}

extension Check: Codable {
  private enum Key: CodingKey {
    case id, section, statement, measured, relation, bound, tolerance, quantity, isCount
    case counted, comparison, decides, isMistake, holds
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

  /// The check that was encoded.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    id = try container.decode(String.self, forKey: .id)
    section = try container.decodeIfPresent(Int.self, forKey: .section)
    statement = try container.decode(String.self, forKey: .statement)
    measured = try container.decode(Double.self, forKey: .measured)
    bound = try container.decode(Double.self, forKey: .bound)
    let tolerance = try container.decodeIfPresent(Double.self, forKey: .tolerance)
    let symbol = try container.decode(String.self, forKey: .relation)
    let relations = [.isAtMost, .isAtLeast, .equals, .isWithin(tolerance ?? .nan)] as [Relation]
    guard let relation = relations.first(where: { $0.symbol == symbol }) else {
      throw decoder.unknown(symbol)
    }
    self.relation = relation
    quantity = try container.decodeIfPresent(String.self, forKey: .quantity) ?? ""
    isCount = try container.decodeIfPresent(Bool.self, forKey: .isCount) ?? false
    counted = try container.decodeIfPresent(Counted.self, forKey: .counted)
    decides = try container.decode(Bool.self, forKey: .decides)
    isMistake = try container.decode(Bool.self, forKey: .isMistake)
  }
}

extension Finding: Codable {
  private enum Key: CodingKey {
    case id, section, expectation, ratio, expected, verdict, ifLess, ifMore, decides
    case disturbance, outcome, held
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
    try container.encode(ifLess, forKey: .ifLess)
    try container.encode(ifMore, forKey: .ifMore)
    try container.encode(decides, forKey: .decides)
    try container.encodeIfPresent(disturbance, forKey: .disturbance)
    try container.encode(outcome, forKey: .outcome)
    try container.encode(held, forKey: .held)
  }

  /// The finding that was encoded.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    id = try container.decode(String.self, forKey: .id)
    section = try container.decodeIfPresent(Int.self, forKey: .section)
    expectation = try container.decode(String.self, forKey: .expectation)
    ratio = try container.decode(Double.self, forKey: .ratio)
    let ends = try container.decode([Double].self, forKey: .expected)
    guard ends.count == 2, ends[0] <= ends[1] else { throw decoder.unknown("\(ends)") }
    expected = ends[0]...ends[1]
    ifLess = try container.decode(String.self, forKey: .ifLess)
    ifMore = try container.decode(String.self, forKey: .ifMore)
    disturbance = try container.decodeIfPresent(Disturbance.self, forKey: .disturbance)
    decides = try container.decode(Bool.self, forKey: .decides)
  }
}
