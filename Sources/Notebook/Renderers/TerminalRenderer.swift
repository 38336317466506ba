import Foundation

/// Shows a page on a terminal, or as plain text in a file or a pipe.
///
/// No line is longer than the style's width, except where breaking it would do harm: formulas and
/// addresses.
final class TerminalRenderer: Renderer {
  /// Where a text waits for the reader.
  static let pause: Character = "\u{0C}"

  let style: TerminalStyle
  let showsContents: Bool
  /// How much was folded so far.
  private(set) var foldedGroups = 0
  private(set) var foldedChecks = 0
  private var previousWasCheck = false
  private var isFirst: Bool

  /// - Parameters:
  ///   - showsContents: whether the head of the chapter lists its sections.
  ///   - goesOn: whether blocks stand above already.
  init(_ style: TerminalStyle, showsContents: Bool = false, goesOn: Bool = false) {
    (self.style, self.showsContents, isFirst) = (style, showsContents, !goesOn)
  }

  func show(_ block: Block) -> String {
    let body = text(of: block)
    guard !body.isEmpty else { return "" }
    let isCheck = if case .check = block { true } else { false }
    defer { (previousWasCheck, isFirst) = (isCheck, false) }
    let space = isFirst || (isCheck && previousWasCheck) ? "" : "\n"
    noteFolded(block.unmeasured)
    return finished(space + body + "\n")
  }

  /// The text as it is written.
  func finished(_ text: String) -> String {
    // Spaces that must not break a line are plain spaces to whoever copies a command.
    spelled(text).replacingOccurrences(of: "\u{00A0}", with: " ")
  }

  private func noteFolded(_ block: Block) {
    switch block {
    case .deeper(let group) where group.isFolded:
      foldedGroups += 1
      foldedChecks += group.checks.count
    case .furtherChecks(let further): foldedChecks += further.checks.count
    default: break
    }
  }

  func finish() -> String { "" }

  private func text(of block: Block) -> String {
    switch block {
    case .title(let title): self.title(title)
    case .section(let heading): heading.isShortWay ? "" : section(heading)
    case .step(let step): self.step(step)
    case .proof(let proof): self.proof(proof)
    case .contents(let contents): self.contents(contents.sections)
    case .result(let result): self.result(result)
    case .deeper(let group): deeper(group)
    case .furtherChecks(let further): furtherChecks(further)
    case .text(let text): wrap(prose(text))
    case .list(let items): items.map { wrap(prose($0), first: "  • ") }.joined(separator: "\n")
    case .formula(let formula): self.formula(formula)
    case .claim(let claim):
      bordered("\(claim.speaker) (\(claim.id)): " + claim.statement, .cyan)
    case .statement(let statement): self.statement(statement)
    case .correction(let correction):
      bordered(
        "\(correction.kind.title) (\(correction.id)). \(correction.kind.before)\(correction.notes)",
        .yellow) + "\n" + bordered(correction.kind.after + " " + correction.right, .yellow)
    case .question(let question):
      bordered("What do you expect? " + question.question, .magenta) + "\n"
        + String(Self.pause) + bordered("→ " + question.answer, .magenta)
    case .code(let code): self.code(code)
    case .table(let table): self.table(table)
    case .plot(let plot): figure(.plot(plot))
    case .heatMap(let map): figure(.heatMap(map))
    case .diagram(let diagram): figure(.diagram(diagram))
    case .check(let check): self.check(check)
    case .finding(let finding): self.finding(finding)
    case .timing(let timing):
      table(timing.table) + "\n" + styledLines(wrap(timing.conditions, first: "  "), .dim)
    case .summary(let summary): self.summary(summary)
    case .next(let next): wrap(prose("Next: *\(next.title)*, `swift run \(next.program)`"))
    case .definitions(let definitions):
      definitions.map { entry in
        wrap(
          prose(
            "*\(entry.term)*: \(entry.meaning)" + (entry.places.isEmpty ? "" : " \(entry.places)")),
          first: "  ", rest: "    ")
      }.joined(separator: "\n")
    // Its file is for those who can open it; here are its words.
    case .drawing(let drawing):
      wrap(prose(drawing.caption)) + "\n" + wrap(prose(drawing.alternative), first: "  ")
    case .measured(let block), .live(_, let block): text(of: block)
    }
  }
}

// MARK: Text

extension TerminalRenderer {
  /// Symbols take more columns when they are spelled out, so they are spelled before the layout.
  private func spelled(_ text: String) -> String { style.isUnicode ? text : ASCII.spell(text) }

  func wrap(_ text: String, first: String = "", rest: String? = nil) -> String {
    TextLayout.wrap(
      spelled(text), width: style.width, first: spelled(first), rest: rest.map(spelled))
  }

  /// Prose with its marks turned into faces. Without colours the marks of code and emphasis stay, for
  /// they tell the reader something.
  func prose(_ text: String) -> String {
    // Marks are read first: a "·" that is spelled "*" is none.
    Span.parse(text).map { span in
      switch span {
      case .plain(let text): spelled(text)
      case .code(let text):
        if style.isColored { styledWords(unbroken(text), .cyan) } else { "`\(unbroken(text))`" }
      case .emphasis(let text):
        if style.isColored { styledWords(spelled(text), .italic) } else { "*\(spelled(text))*" }
      case .link(let text, let address):
        spelled(address.hasPrefix("http") ? "\(text) (\(address))" : text)
      }
    }.joined()
  }

  private func unbroken(_ code: String) -> String {
    let code = spelled(code)
    return code.columns <= style.width / 2
      ? code.replacingOccurrences(of: " ", with: "\u{00A0}") : code
  }

  /// A face that begins anew with every word, so that it does not run into the margin of the next line.
  private func styledWords(_ text: String, _ face: Face) -> String {
    text.split(separator: " ").map { style.styled(String($0), face) }.joined(separator: " ")
  }

  func styledLines(_ text: String, _ face: Face) -> String {
    text.split(separator: "\n").map { style.styled(String($0), face) }.joined(separator: "\n")
  }

  func bordered(_ text: String, _ face: Face) -> String {
    TextLayout.wrap(prose(text), width: style.width - 2).split(separator: "\n")
      .map { style.styled("│ ", face) + $0 }.joined(separator: "\n")
  }
}

// MARK: Headings

extension TerminalRenderer {
  private func title(_ title: Title) -> String {
    let name = wrap(title.title)
    let rule = String(repeating: "═", count: name.split(separator: "\n").map(\.columns).max() ?? 0)
    let changed = title.knobs.filter { !$0.isDefault }
      .map { $0.option.replacing(" ", with: "\u{00A0}", maxReplacements: 1) }.joined(separator: " ")
    var text = styledLines(name, .heading) + "\n" + style.styled(rule, .heading)
    if !changed.isEmpty { text += "\n" + wrap("with " + changed) }
    for paragraph in title.introduction { text += "\n\n" + wrap(prose(paragraph)) }
    let contents = title.hasShortWay ? "" : contents(title.contents)
    return contents.isEmpty ? text : text + "\n\n" + contents
  }

  private func section(_ heading: SectionHeading) -> String {
    // Spelled out, the dot would be a star.
    let number = heading.number.map { "── \($0) \(style.isUnicode ? "·" : "-") " } ?? "── "
    let name = wrap(heading.title, first: number)
    let ids = heading.ids.isEmpty ? "" : " " + heading.ids.joined(separator: " ") + " ──"
    let last = name.split(separator: "\n").last?.columns ?? 0
    let room = style.width - last - 1 - ids.columns
    // Ids that find no place beside the title stand below it.
    let end =
      room >= 2
      ? " " + String(repeating: "─", count: room) + ids
      : "\n" + wrap(heading.ids.joined(separator: " "), first: "   ")
    return "\n" + styledLines(name + end, .heading)
  }
}

// MARK: Code, tables and plots

extension TerminalRenderer {
  private func formula(_ formula: Formula) -> String {
    let lines = TextLayout.fold(formula: spelled(formula.text), width: style.width)
    let room = style.width - (lines.map(\.columns).max() ?? 0)
    let indent = String(repeating: " ", count: min(6, max(0, room)))
    return lines.map { (indent + $0).trimmingEnd }.joined(separator: "\n")
  }

  private func code(_ code: Code) -> String {
    let place = "\(code.file):\(code.line)"
    let caption = code.caption.map { wrap(prose($0)) + "\n" } ?? ""
    guard let text = code.source else {
      return caption + style.styled("  │ the code is in \(place)", .dim)
    }
    let folded = TextLayout.fold(source: spelled(text), width: style.width - 4)
    let colored = SwiftHighlighter.lines(
      folded.map(\.text).joined(separator: "\n"), style.styled)
    let lines = zip(folded, colored).map { line, text in
      // A line of code that goes on has another edge: it is no line of its own.
      let edge = line.goesOn ? "  ┆" : "  │"
      return style.styled(line.text.isEmpty ? edge : edge + " ", .dim) + text
    }
    return caption + style.styled("  ┌ \(place)", .dim) + "\n" + lines.joined(separator: "\n")
  }

  private func table(_ table: Table) -> String {
    var plain = table
    plain.columns = table.columns.map(plainCell)
    plain.rows = table.rows.map { $0.map(plainCell) }
    let layout = TableLayout(plain, width: style.width - 2, rule: style.isUnicode ? "─" : "-")
    let parts = layout.parts.map { part in
      (part.head.map { "  " + style.styled($0, .bold) }
        + ([part.rule] + part.body).map { "  " + $0 })
        .joined(separator: "\n")
    }
    let caption = table.caption.map { wrap(prose($0), first: "  ") + "\n\n" } ?? ""
    return caption + parts.joined(separator: "\n\n")
  }

  private func plainCell(_ cell: String) -> String {
    Span.parse(cell).map { spelled($0.words) }.joined()
  }

  private func figure(_ figure: Figure) -> String {
    let width = min(style.width, 100) - 2
    let drawing = figure.lines(
      width: width, Lettering(isUnicode: style.isUnicode), paint: style.styled
    )
    .map { $0.isEmpty ? "" : "  " + $0 }
    let conditions = figure.conditions.map {
      "\n" + styledLines(wrap("measured on " + $0, first: "  "), .dim)
    }
    let look = figure.lookFor.map { "\n\n" + wrap(prose("*Look for:* " + $0), first: "  ") }
    return wrap(prose(figure.caption), first: "  ") + "\n\n" + drawing.joined(separator: "\n")
      + (look ?? "") + (conditions ?? "")
  }
}

// MARK: Verdicts

extension TerminalRenderer {
  private func statement(_ statement: Statement) -> String {
    let face: Face =
      switch statement.verdict {
      case Verdict.shown.name: .green
      case Verdict.contradicted("").name: .red
      default: .yellow
      }
    let verdict = spelled(
      "\(statement.verdict) → \(statement.program), section \(statement.section)")
    return bordered("\(statement.id)  \(statement.words)", .heading) + "\n"
      + TextLayout.wrap(verdict, width: style.width - 2).split(separator: "\n")
      .map { style.styled(spelled("│ "), .heading) + style.styled(String($0), face) }
      .joined(separator: "\n")
  }

  func check(_ check: Check) -> String {
    let sign = check.holds ? "✓" : "✗"
    let statement = (check.isMistake ? "mistake: " : "") + check.statement
    return item("\(sign) \(check.id)", statement, check.verdict, check.holds ? .green : .red)
  }

  private func finding(_ finding: Finding) -> String {
    item(
      "◆ \(finding.id)", finding.expectation, finding.verdict, finding.isDoubtful ? .yellow : .blue)
  }

  private func item(
    _ label: String, _ statement: String, _ verdict: String, _ face: Face
  ) -> String {
    let label = TextLayout.pad(spelled("  " + label), 8) + " "
    let indent = String(repeating: " ", count: label.columns)
    let body = wrap(prose(statement), first: indent).dropFirst(indent.count)
    return style.styled(label, face) + body + "\n"
      + styledLines(wrap(prose(verdict), first: indent), .dim)
  }

  private func summary(_ summary: Summary) -> String {
    var parts: [String] = []
    // All other checks stand where they ran, and on pages.
    if summary.isWhole, !summary.verdicts.isEmpty { parts.append(table(summary.verdictTable)) }
    if !summary.failures.isEmpty {
      parts.append(summary.failures.map(check).joined(separator: "\n"))
    }
    parts.append(styledLines(wrap(summary.sentence), summary.failures.isEmpty ? .green : .red))
    if let findings = summary.findingsSentence { parts.append(wrap(findings)) }
    if !summary.doubts.isEmpty {
      parts.append(summary.doubts.map(finding).joined(separator: "\n"))
    }
    return (parts + [wayDeeper].compactMap { $0 }).joined(separator: "\n\n")
  }
}
