import Foundation

/// Turns blocks into text, one at a time. A renderer knows no chapter.
protocol Renderer: AnyObject {
  /// The text of one more block; empty when the text is only known at the end.
  func show(_ block: Block) throws -> String
  /// What remains to be said after the last block.
  func finish() throws -> String
}

extension Run {
  /// The renderer that the reader asked for.
  static func makeRenderer(_ options: Options, _ output: Output) -> any Renderer {
    switch options.format {
    case .text: TerminalRenderer(TerminalStyle(options))
    case .markdown: MarkdownRenderer(measuresTime: options.timing)
    case .json: JSONRenderer()
    }
  }
}

/// A piece of prose with one mark.
enum Span: Equatable {
  case plain(String)
  case code(String)
  case emphasis(String)
  case link(String, address: String)

  /// Reads the marks of a paragraph: `` `code` ``, `*emphasis*`, `[words](address)`. A mark that is
  /// not closed is an ordinary character.
  static func parse(_ text: String) -> [Span] {
    var spans: [Span] = []
    var plain = ""
    var rest = text[...]
    func flush() {
      if !plain.isEmpty { spans.append(.plain(plain)) }
      plain = ""
    }
    while let character = rest.first {
      let after = rest.dropFirst()
      if character == "`", let end = after.firstIndex(of: "`") {
        flush()
        spans.append(.code(String(after[..<end])))
        rest = after[after.index(after: end)...]
      } else if character == "*", let next = after.first, !next.isWhitespace,
        let end = after.firstIndex(of: "*")
      {
        flush()
        spans.append(.emphasis(String(after[..<end])))
        rest = after[after.index(after: end)...]
      } else if character == "[", let middle = after.range(of: "]("),
        let end = after[middle.upperBound...].firstIndex(of: ")")
      {
        flush()
        spans.append(
          .link(
            String(after[..<middle.lowerBound]),
            address: String(after[middle.upperBound..<end])))
        rest = after[after.index(after: end)...]
      } else {
        plain.append(character)
        rest = after
      }
    }
    flush()
    return spans
  }

  /// The words alone.
  var words: String {
    switch self {
    case .plain(let text), .code(let text), .emphasis(let text), .link(let text, _): text
    }
  }
}

extension Table {
  /// Whether a column holds numbers only and is set flush right.
  func isNumeric(_ column: Int) -> Bool {
    !rows.isEmpty
      && rows.allSatisfy { row in
        let cell = row[column].drop { "+-−±×<>≤≥≈(".contains($0) }
        return cell.isEmpty || cell.first!.isNumber
          || ["NaN", "∞", "–", "—"].contains(String(cell))
      }
  }
}

extension Timing {
  /// The measurements as rows and columns; columns that nobody filled are left out.
  var table: Table {
    let all = races.flatMap(\.measurements)
    let showsLabels = races.count > 1 || races.contains { !$0.label.isEmpty }
    let showsOperations = all.contains { $0.operations > 0 }
    let showsBytes = all.contains { $0.bytes > 0 }
    var columns = (showsLabels ? ["size"] : []) + ["what", "median", "spread"]
    columns += (showsOperations ? ["GFLOP/s"] : []) + (showsBytes ? ["GB/s"] : []) + ["relative"]
    let rows = races.flatMap { race in
      race.measurements.enumerated().map { i, m in
        var row = showsLabels ? [i == 0 ? race.label : ""] : []
        row += [m.name, duration(m.median), "± " + m.spread.percent(0)]
        if showsOperations {
          row.append(m.operations > 0 ? (m.operations / m.median / 1e9).significant(2) : "–")
        }
        if showsBytes { row.append(m.bytes > 0 ? (m.bytes / m.median / 1e9).significant(2) : "–") }
        return row + [race.ratio(of: i, to: 0).significant(2) + "×"]
      }
    }
    return Table(caption: caption, columns: columns, rows: rows)
  }

  /// `Measured on …`
  var conditions: String {
    let samples = races.flatMap(\.measurements).map(\.samples).min() ?? 0
    return "\(machine), \(threads) \(threads == 1 ? "thread" : "threads"); median of at least "
      + "\(samples) alternating samples, spread = half the distance between the quartiles"
  }
}

extension Check {
  /// What was measured, and what that means.
  var verdict: String {
    switch (isMistake, holds) {
    case (false, true): comparison
    case (false, false): "\(comparison) does not hold"
    case (true, true): "caught: \(comparison) does not hold"
    case (true, false): "not caught: \(comparison) holds"
    }
  }
}

extension Finding {
  /// What was measured, and what that means.
  var verdict: String {
    let wanted =
      switch (expected.lowerBound, expected.upperBound) {
      case (let low, .infinity): "at least \(low.significant(2))×"
      case (0, let high): "at most \(high.significant(2))×"
      case (let low, let high): "\(low.significant(2))× to \(high.significant(2))×"
      }
    return "measured \(ratio.significant(3))×, expected \(wanted): "
      + (held ? "as expected on this machine" : "not so on this machine")
  }
}

extension Summary {
  /// How it all ended, in a sentence.
  var sentence: String {
    let count = "\(checks.count) \(checks.count == 1 ? "check" : "checks")"
    let mistakes = checks.filter(\.isMistake).count
    let caught = mistakes > 0 ? ", \(mistakes) of them mistakes made on purpose and caught" : ""
    guard !failures.isEmpty else {
      return checks.isEmpty ? "Nothing was checked here." : "\(count): all hold\(caught)."
    }
    let ids = failures.map { check in
      check.section.map { "\(check.id) in section \($0)" } ?? check.id
    }
    return "\(failures.count) of \(count) failed: \(ids.joined(separator: ", "))."
  }

  /// Findings are about time, so their sentence is too.
  var findingsSentence: String? {
    guard !findings.isEmpty else { return nil }
    let held = findings.filter(\.held).count
    return "\(held) of \(findings.count) expectations about time held on this machine."
  }

  /// All checks as rows and columns.
  var table: Table {
    Table(
      caption: nil, columns: ["§", "id", "statement", "measured", ""],
      rows: checks.map { check in
        [
          check.section.map { "\($0)" } ?? "", check.id,
          (check.isMistake ? "mistake: " : "") + check.statement, check.comparison,
          check.holds ? (check.isMistake ? "caught" : "holds") : "FAILS",
        ]
      })
  }
}
