import Foundation

/// What the reader's terminal can show.
struct TerminalStyle {
  /// Columns of a line.
  var width: Int
  /// Whether characters outside ASCII can be shown.
  var isUnicode: Bool
  /// Whether escape sequences for colours are understood.
  var isColored: Bool

  /// The style that the options ask for; what they leave open is asked of the terminal.
  init(_ options: Options, environment: [String: String] = ProcessInfo.processInfo.environment) {
    let isTerminal = options.output == nil && isatty(1) != 0
    let terminal = environment["TERM"] ?? ""
    width = options.width ?? (isTerminal ? Self.terminalWidth : nil) ?? 80
    // The first of these that is set decides, as for every program (POSIX).
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy
      .compactMap { environment[$0] }.first { !$0.isEmpty }
    let encoding = locale?.lowercased().replacingOccurrences(of: "-", with: "") ?? ""
    isUnicode = encoding.contains("utf8")
    isColored =
      switch options.color {
      case .always: true
      case .never: false
      case .auto:
        isTerminal && terminal != "dumb" && (environment["NO_COLOR"] ?? "").isEmpty
      }
  }

  /// A style for a given terminal.
  init(width: Int, isUnicode: Bool, isColored: Bool) {
    (self.width, self.isUnicode, self.isColored) = (width, isUnicode, isColored)
  }

  // Longer lines than 100 columns are hard to read; --width asks for them all the same.
  private static var terminalWidth: Int? {
    var size = winsize()
    guard ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return min(100, max(40, Int(size.ws_col)))
  }

  /// The text in a style, where the terminal has colours.
  func styled(_ text: String, _ face: Face) -> String {
    isColored ? "\u{1B}[\(face.rawValue)m\(text)\u{1B}[0m" : text
  }

  /// Faces by their SGR parameters (ECMA-48).
  enum Face: String {
    case bold = "1"
    case dim = "2"
    case italic = "3"
    case green = "32"
    case red = "1;31"
    case yellow = "33"
    case blue = "34"
    case cyan = "36"
    case heading = "1;36"
  }
}

/// Shows a page on a terminal, or as plain text in a file or a pipe.
final class TerminalRenderer: Renderer {
  private let style: TerminalStyle
  private var previousWasCheck = false
  private var isFirst = true

  init(_ style: TerminalStyle) { self.style = style }

  func show(_ block: Block) -> String {
    let isCheck = if case .check = block { true } else { false }
    defer { (previousWasCheck, isFirst) = (isCheck, false) }
    let space = isFirst || (isCheck && previousWasCheck) ? "" : "\n"
    return spelled(space + text(of: block) + "\n")
  }

  func finish() -> String { "" }

  // Spaces that must not break a line are plain spaces to whoever copies a command.
  private func spelled(_ text: String) -> String {
    (style.isUnicode ? text : ASCII.spell(text)).replacingOccurrences(of: "\u{00A0}", with: " ")
  }

  private func text(of block: Block) -> String {
    switch block {
    case .title(let title): self.title(title)
    case .section(let heading): section(heading)
    case .text(let text): wrap(prose(text))
    case .list(let items): items.map { wrap(prose($0), first: "  • ") }.joined(separator: "\n")
    case .formula(let formula): indented(formula.text, by: 6)
    case .claim(let claim):
      bordered("The notes (\(claim.id)): " + claim.statement, .cyan)
    case .correction(let correction):
      bordered("Correction \(correction.id). The notes: \(correction.notes)", .yellow) + "\n"
        + bordered("Right: " + correction.right, .yellow)
    case .code(let code): self.code(code)
    case .table(let table): self.table(table)
    case .plot(let plot): self.plot(plot)
    case .check(let check): self.check(check)
    case .finding(let finding):
      item("◆ \(finding.id)", finding.expectation, finding.verdict, finding.held ? .blue : .yellow)
    case .timing(let timing):
      table(timing.table) + "\n"
        + style.styled(wrap(spelledForLayout(timing.conditions), first: "  "), .dim)
    case .summary(let summary): self.summary(summary)
    }
  }

  /// Symbols take more columns when they are spelled out, so they are spelled before the layout.
  private func spelledForLayout(_ text: String) -> String {
    style.isUnicode ? text : ASCII.spell(text)
  }

  private func wrap(_ text: String, first: String = "", rest: String? = nil) -> String {
    TextLayout.wrap(
      text, width: style.width, first: spelledForLayout(first), rest: rest.map(spelledForLayout))
  }

  /// Prose with its marks turned into faces. Without colours the marks of code and emphasis stay, for
  /// they tell the reader something.
  private func prose(_ text: String) -> String {
    Span.parse(spelledForLayout(text)).map { span in
      switch span {
      case .plain(let text): text
      case .code(let text):
        if style.isColored { style.styled(unbroken(text), .cyan) } else { "`\(unbroken(text))`" }
      case .emphasis(let text): style.isColored ? style.styled(text, .italic) : "*\(text)*"
      case .link(let text, let address):
        address.hasPrefix("http") ? "\(text) (\(address))" : text
      }
    }.joined()
  }

  private func unbroken(_ code: String) -> String {
    code.columns <= style.width / 2 ? code.replacingOccurrences(of: " ", with: "\u{00A0}") : code
  }

  private func indented(_ text: String, by count: Int) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { String(repeating: " ", count: count) + $0 }.joined(separator: "\n")
  }

  private func bordered(_ text: String, _ face: TerminalStyle.Face) -> String {
    let lines = TextLayout.wrap(prose(text), width: style.width - 2)
    return lines.split(separator: "\n").map { style.styled("│ ", face) + $0 }
      .joined(separator: "\n")
  }
}

// MARK: Headings

extension TerminalRenderer {
  private func title(_ title: Title) -> String {
    let name = spelledForLayout(title.title)
    let changed = title.knobs.filter { !$0.isDefault }.map { "--\($0.name) \($0.value)" }
    var lines = [
      style.styled(name, .heading),
      style.styled(String(repeating: "═", count: name.columns), .heading),
    ]
    if !changed.isEmpty {
      lines.append("with " + changed.joined(separator: " "))
    }
    for paragraph in title.introduction { lines += ["", wrap(prose(paragraph))] }
    return lines.joined(separator: "\n")
  }

  private func section(_ heading: SectionHeading) -> String {
    let number = heading.number.map { "\($0) · " } ?? ""
    let name = spelledForLayout("── \(number)\(heading.title) ")
    let ids = heading.ids.isEmpty ? "" : " \(heading.ids.joined(separator: " ")) ──"
    let room = style.width - name.columns - spelledForLayout(ids).columns
    let fill = String(repeating: "─", count: max(2, room))
    return "\n" + style.styled(name + (room < 2 ? "" : fill + ids), .heading)
  }
}

// MARK: Code, tables and plots

extension TerminalRenderer {
  private func code(_ code: Code) -> String {
    let place = "\(code.file):\(code.line)"
    let caption = code.caption.map { wrap(prose($0)) + "\n" } ?? ""
    guard let source = code.source else {
      return caption + style.styled("    │ the code is in \(place)", .dim)
    }
    let lines = source.components(separatedBy: "\n").map { line in
      let isComment = line.drop { $0 == " " }.hasPrefix("//")
      return style.styled("    │ ", .dim) + (isComment ? style.styled(line, .dim) : line)
    }
    return caption + style.styled("    ┌ \(place)", .dim) + "\n" + lines.joined(separator: "\n")
  }

  private func table(_ table: Table) -> String {
    var spelled = table
    spelled.columns = table.columns.map(plainCell)
    spelled.rows = table.rows.map { $0.map(plainCell) }
    var lines = TextLayout.lines(of: spelled, width: style.width - 2, rule: "─")
    lines[0] = style.styled(lines[0], .bold)
    let caption = table.caption.map { wrap(prose($0), first: "  ") + "\n\n" } ?? ""
    return caption + lines.map { "  " + $0 }.joined(separator: "\n")
  }

  private func plainCell(_ cell: String) -> String {
    Span.parse(spelledForLayout(cell)).map(\.words).joined()
  }

  private func plot(_ plot: Plot) -> String {
    let drawing = PlotDrawing(
      plot, width: min(style.width, 100) - 2, isUnicode: style.isUnicode)
    return wrap(prose(plot.caption), first: "  ") + "\n\n"
      + drawing.lines.map { "  " + spelledForLayout($0) }.joined(separator: "\n")
  }
}

// MARK: Verdicts

extension TerminalRenderer {
  private func check(_ check: Check) -> String {
    let sign = check.holds ? "✓" : "✗"
    let statement = (check.isMistake ? "mistake: " : "") + check.statement
    return item("\(sign) \(check.id)", statement, check.verdict, check.holds ? .green : .red)
  }

  private func item(
    _ label: String, _ statement: String, _ verdict: String, _ face: TerminalStyle.Face
  ) -> String {
    let label = TextLayout.pad(spelledForLayout("  " + label), 8) + " "
    let indent = String(repeating: " ", count: label.columns)
    let body = TextLayout.wrap(prose(statement), width: style.width, first: indent)
    let colored = style.styled(label, face) + body.dropFirst(indent.count)
    return colored + "\n"
      + TextLayout.wrap(spelledForLayout(verdict), width: style.width, first: indent).split(
        separator: "\n"
      ).map { style.styled(String($0), .dim) }.joined(separator: "\n")
  }

  private func summary(_ summary: Summary) -> String {
    var parts: [String] = []
    if summary.isWhole, !summary.checks.isEmpty {
      // One line per check: the whole statement stands where the check ran.
      let table = summary.table
      var short = table
      let others = [0, 1, 3, 4].map { c in
        (table.rows.map { plainCell($0[c]).columns } + [table.columns[c].columns]).max()!
      }
      let room = style.width - 2 - others.reduce(0, +) - 8
      short.rows = table.rows.map { row in
        var row = row
        row[2] = TextLayout.cut(
          plainCell(row[2]), width: max(20, room), ellipsis: spelledForLayout("…"))
        return row
      }
      parts.append(self.table(short))
    }
    let face: TerminalStyle.Face = summary.failures.isEmpty ? .green : .red
    parts.append(
      wrap(spelledForLayout(summary.sentence)).split(separator: "\n")
        .map { style.styled(String($0), face) }.joined(separator: "\n"))
    if let findings = summary.findingsSentence { parts.append(wrap(findings)) }
    return parts.joined(separator: "\n\n")
  }
}
