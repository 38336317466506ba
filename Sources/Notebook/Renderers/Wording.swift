// What tables, timings, checks and summaries say in words, the same in every format.

extension Table {
  /// Whether a column holds numbers only, perhaps with a unit, and is set flush right.
  func isNumeric(_ column: Int) -> Bool {
    !rows.isEmpty && rows.allSatisfy { $0[column].isNumeric }
      && rows.contains { !$0[column].isEmpty }
  }
}

extension Table {
  /// Whether a column holds sentences.
  func isOfSentences(_ column: Int) -> Bool { rows.contains { $0[column].count > 60 } }
}

extension String {
  /// Whether a cell is a number: `−0.5`, `1.24 ms`, `47 117`, `0.1 ≤ 0.3`; `2D` and `3 of 4 rows`
  /// are words.
  fileprivate var isNumeric: Bool {
    let words = split(whereSeparator: \.isWhitespace)
    guard let number = words.first(where: { !"+-−±<>≤≥≈~".contains($0) }) else { return isEmpty }
    if ["NaN", "∞", "-∞", "–", "—"].contains(String(number)) { return true }
    let digits = number.drop { "+-−±<>≤≥≈~(".contains($0) }
    guard digits.first?.isNumber == true else { return false }
    // The e of 1e-05 and the x of 2x are no words.
    return digits.allSatisfy { !$0.isLetter || "ex".contains($0) }
      && words.filter { $0.contains(where: \.isLetter) && $0 != number }.count <= 1
  }
}

extension Claim {
  /// Who says so.
  var speaker: String { isOurs ? "To be shown" : "The notes" }
}

extension Timing {
  /// The measurements as rows and columns; columns that nobody filled are left out.
  var table: Table {
    let all = races.flatMap(\.measurements)
    let showsLabels = races.count > 1 || races.contains { !$0.label.isEmpty }
    let showsOperations = all.contains { $0.operations > 0 }
    let showsBytes = all.contains { $0.bytes > 0 }
    let showsLimit = all.contains { $0.limit != nil }
    let showsRatio = races.contains { $0.measurements.count > 1 }
    var columns = (showsLabels ? ["size"] : []) + ["what", "median", "spread"]
    columns += (showsOperations ? ["GFLOP/s"] : []) + (showsBytes ? ["GB/s"] : [])
    columns += (showsLimit ? ["of limit"] : []) + (showsRatio ? ["relative"] : [])
    let rows = races.flatMap { race in
      race.measurements.enumerated().map { i, m in
        var row = showsLabels ? [i == 0 ? race.label : ""] : []
        row += [m.name, duration(m.median), "± " + m.spread.percent(0)]
        if showsOperations {
          row.append(m.operations > 0 ? (m.operations / m.median / 1e9).significant(2) : "–")
        }
        if showsBytes { row.append(m.bytes > 0 ? (m.bytes / m.median / 1e9).significant(2) : "–") }
        if showsLimit { row.append(shareOfLimit(m)) }
        if showsRatio { row.append(race.ratio(of: i, to: 0).significant(2) + "×") }
        return row
      }
    }
    return Table(caption: caption, columns: columns, rows: rows)
  }

  /// `85 % ops`: the share of the limit, and which limit it is.
  private func shareOfLimit(_ measurement: Measurement) -> String {
    guard let limit = measurement.limit else { return "–" }
    return (limit.seconds / measurement.median).percent(0) + "\u{00A0}" + limit.bound.rawValue
  }

  /// `Measured on …`
  var conditions: String {
    let samples = races.flatMap(\.measurements).map(\.samples).min() ?? 0
    let day = date.map { ", " + $0 } ?? ""
    return
      "\(machine), \(threads) \(threads == 1 ? "thread" : "threads")\(day); median of at least "
      + "\(samples) alternating samples, spread = half the distance between the quartiles"
      + limitConditions
  }

  private var limitConditions: String {
    let limits = races.flatMap(\.measurements).compactMap(\.limit)
    guard let operationsPerSecond, !limits.isEmpty else { return "" }
    let peak = "\((operationsPerSecond / 1e9).significant(3)) GFLOP/s"
    let movesAny = limits.contains { $0.bound != .operations }
    return "; limit = \(peak)"
      + (movesAny ? ", or reading or copying as many bytes, which took turns with the others" : "")
      + (isAnyQuicker
        ? "; above 100\u{00A0}%: contestants go over the same memory, of which a large cache keeps a "
          + "part from one to the next, and the limit over its own"
        : "")
  }

  /// Whether any measurement is quicker than moving its bytes, by more than its spread.
  private var isAnyQuicker: Bool {
    races.flatMap(\.measurements).contains { m in
      m.limit.map { $0.bound != .operations && $0.seconds / m.median > 1 + m.spread } ?? false
    }
  }
}

extension Correction.Kind {
  /// What stands before the id.
  var title: String {
    switch self {
    case .correction: "Correction"
    case .oftenHeard: "Often heard"
    case .inAbstract: "What the abstract claims"
    case .missing: "Missing in the notes"
    }
  }

  /// What stands before the statement that is corrected.
  var before: String {
    switch self {
    case .correction: "The notes: "
    case .inAbstract: "The abstract: "
    case .oftenHeard, .missing: ""
    }
  }

  /// What stands before the right statement.
  var after: String {
    switch self {
    case .correction, .oftenHeard: "Right:"
    case .inAbstract: "The paper, and here:"
    case .missing: "Here:"
    }
  }
}

extension Summary.Decision {
  /// The number that decides, or where the times are that do; it is the same with and without times.
  var reason: String {
    if let check { return "\(check.statement): \(check.comparison)" }
    guard claim.basis == .times else { return "–" }
    let places = sections.map { "\($0)" }.joined(separator: ", ")
    return "times: section\(sections.count == 1 ? "" : "s") \(places)"
  }
}

extension Check {
  fileprivate var place: String { section.map { "\($0)" } ?? "" }

  /// What was measured, and what that means.
  var verdict: String {
    switch (isMistake, holds) {
    case (false, true): comparison
    case (false, false): "does not hold: \(comparison)"
    case (true, true): "caught: \(comparison)"
    case (true, false): "not caught: \(comparison)"
    }
  }
}

extension [Check] {
  /// `7 further checks hold, 2 mistakes are caught`, or how many fail; empty if there are none.
  func sentence(isFurther: Bool) -> String {
    let failures = count { !$0.holds }
    if failures > 0 {
      return "\(failures) of \(count) \(count == 1 ? "check" : "checks") "
        + (failures == 1 ? "fails" : "fail")
    }
    let mistakes = count(where: \.isMistake)
    let further = isFurther ? "further " : ""
    let right = count - mistakes
    let word = right == 1 ? "check holds" : "checks hold"
    let parts = [
      right > 0 ? "\(right) \(further)\(word)" : nil,
      mistakes > 0
        ? "\(mistakes) \(right == 0 ? further : "")\(mistakes == 1 ? "mistake is" : "mistakes are") caught"
        : nil,
    ]
    return parts.compactMap { $0 }.joined(separator: ", ")
  }
}

extension Finding {
  /// What was measured, and what that means.
  package var verdict: String {
    let wanted = "\(expected.lowerBound.brief())× to \(expected.upperBound.brief())×"
    return "measured \(ratio.significant(3))×, expected \(wanted): \(ending)"
  }

  private var ending: String {
    switch outcome {
    case .held: "as expected on this machine"
    case .less: "less on this machine. \(ifLess)"
    case .more: "more on this machine. \(ifMore)"
    case .undecided:
      disturbance == nil
        ? "no verdict, for there is no ratio" : "no verdict, for this machine was busy"
    }
  }
}

extension Summary {
  /// How it all ended, in a sentence.
  var sentence: String {
    guard failures.isEmpty else {
      let ids = failures.map { check in
        check.section.map { "\(check.id) in section \($0)" } ?? check.id
      }
      return "\(failures.count) of \(checks.count) checks failed: \(ids.joined(separator: ", "))."
    }
    let mistakes = checks.filter(\.isMistake).count
    let right = checks.count - mistakes
    var parts: [String] = []
    switch right {
    case 0: break
    case 1: parts.append("1 check holds")
    default: parts.append("All \(right) checks hold")
    }
    switch mistakes {
    case 0: break
    case 1: parts.append("1 mistake made on purpose is caught")
    default: parts.append("\(mistakes) mistakes made on purpose are caught")
    }
    return parts.isEmpty ? "Nothing was checked here." : parts.joined(separator: ", ") + "."
  }

  /// Findings are about time, so their sentence is too.
  var findingsSentence: String? {
    guard !findings.isEmpty else { return nil }
    let held = findings.count(where: \.held)
    let undecided = findings.count { $0.outcome == .undecided }
    return "\(held) of \(findings.count) expectations about time held on this machine"
      + (undecided == 0
        ? "." : "; \(undecided) \(undecided == 1 ? "has" : "have") no verdict, for it was busy.")
  }

  enum Exceptions { case failures, doubts }

  /// What is to be seen even where all checks are folded away.
  func exceptions(_ kind: Exceptions) -> Table? {
    let rows =
      switch kind {
      case .failures: failures.map { [$0.place, $0.id, $0.statement, $0.verdict] }
      case .doubts:
        doubts.map { [$0.section.map { "\($0)" } ?? "", $0.id, $0.expectation, $0.verdict] }
      }
    return rows.isEmpty
      ? nil : Table(caption: nil, columns: ["§", "id", "statement", "measured"], rows: rows)
  }

  /// The verdicts as rows and columns.
  var verdictTable: Table {
    Table(
      caption: nil, columns: ["id", "verdict", "what decides"],
      rows: verdicts.map { decision in
        let verdict = decision.claim.verdict
        return [
          decision.claim.id, verdict.name + (verdict.words.isEmpty ? "" : ": " + verdict.words),
          decision.reason,
        ]
      })
  }

  /// All checks as rows and columns.
  var table: Table {
    Table(
      caption: nil, columns: ["§", "id", "statement", "measured", ""],
      rows: checks.map { check in
        [
          check.place, check.id,
          (check.isMistake ? "mistake: " : "") + check.statement, check.comparison,
          check.holds ? (check.isMistake ? "caught" : "holds") : "FAILS",
        ]
      })
  }
}
