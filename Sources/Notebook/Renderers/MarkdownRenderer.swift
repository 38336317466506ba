import Foundation

/// Writes a page for a repository's web view. What depends on time stands between marks, so that two
/// pages can be compared without it (see ``TimingMask``).
final class MarkdownRenderer: Renderer {
  private let measuresTime: Bool
  private let isUnicode = true

  init(measuresTime: Bool) { self.measuresTime = measuresTime }

  func show(_ block: Block) -> String {
    let text = text(of: block)
    return text.isEmpty ? "" : text + "\n\n"
  }

  func finish() -> String { "" }

  private func text(of block: Block) -> String {
    switch block {
    case .title(let title): self.title(title)
    case .section(let heading): section(heading)
    case .text(let text): escaped(text)
    case .list(let items): items.map { "- " + escaped($0) }.joined(separator: "\n")
    case .formula(let formula): "```math\n\(formula.tex)\n```"
    case .claim(let claim): "> **The notes (\(claim.id)):** \(escaped(claim.statement))"
    case .correction(let correction):
      "> **Correction \(correction.id).** The notes: \(escaped(correction.notes))\n>\n"
        + "> Right: \(escaped(correction.right))"
    case .code(let code): self.code(code)
    case .table(let table): self.table(table)
    case .plot(let plot):
      escaped(plot.caption) + "\n\n```text\n"
        + PlotDrawing(plot, width: 76, isUnicode: true).lines.joined(separator: "\n") + "\n```"
    case .check(let check):
      verdict(
        check.holds, check.id, (check.isMistake ? "mistake: " : "") + check.statement, check.verdict
      )
    case .finding(let finding):
      TimingMask.marked("- ◆ **\(finding.id)** \(escaped(finding.expectation)): \(finding.verdict)")
    case .timing(let timing):
      TimingMask.marked(table(timing.table) + "\n\n*\(timing.conditions)*")
    case .summary(let summary): self.summary(summary)
    }
  }

  private func title(_ title: Title) -> String {
    let knobs = title.knobs.map { "--\($0.name) \($0.value)" }.joined(separator: " ")
    let command = "Run it: `swift run \(title.program)`; its knobs: `\(knobs)`."
    return (["# " + title.title] + title.introduction.map(escaped) + [command])
      .joined(separator: "\n\n")
  }

  private func section(_ heading: SectionHeading) -> String {
    let number = heading.number.map { "\($0). " } ?? ""
    let ids = heading.ids.isEmpty ? "" : "\n\n*\(heading.ids.joined(separator: ", "))*"
    return "## \(number)\(heading.title)\(ids)"
  }

  private func code(_ code: Code) -> String {
    let caption = code.caption.map { escaped($0) + "\n\n" } ?? ""
    // Pages lie in Docs, one folder below the package.
    let place = "[`\(code.file)`](../\(code.file))"
    guard let source = code.source else { return caption + "The code is in \(place)." }
    return caption + "```swift\n\(source)\n```\n\n<sub>\(place)</sub>"
  }

  private func table(_ table: Table) -> String {
    func row(_ cells: [String]) -> String {
      "| "
        + cells.map { escaped($0).replacingOccurrences(of: "|", with: "\\|") }
        .joined(separator: " | ") + " |"
    }
    let rules = table.columns.indices.map { table.isNumeric($0) ? "---:" : "---" }
    let lines = [row(table.columns), "| " + rules.joined(separator: " | ") + " |"]
    let caption = table.caption.map { escaped($0) + "\n\n" } ?? ""
    return caption + (lines + table.rows.map(row)).joined(separator: "\n")
  }

  private func verdict(_ holds: Bool, _ id: String, _ statement: String, _ verdict: String)
    -> String
  {
    "- \(holds ? "✓" : "✗") **\(id)** \(escaped(statement)): \(escaped(verdict))"
  }

  private func summary(_ summary: Summary) -> String {
    var parts: [String] = []
    if !summary.checks.isEmpty { parts.append(table(summary.table)) }
    parts.append("**\(summary.sentence)**")
    if let findings = summary.findingsSentence { parts.append(TimingMask.marked(findings)) }
    return parts.joined(separator: "\n\n")
  }

  /// Prose as Markdown: its marks are Markdown's own, other characters with a meaning lose it.
  private func escaped(_ text: String) -> String {
    Span.parse(text).map { span in
      switch span {
      case .plain(let text): text.escapingMarkdown
      case .code(let text): "`\(text)`"
      case .emphasis(let text): "*\(text.escapingMarkdown)*"
      case .link(let text, let address): "[\(text.escapingMarkdown)](\(address))"
      }
    }.joined()
  }
}

extension String {
  fileprivate var escapingMarkdown: String {
    reduce(into: "") { $0 += "\\*_<[]|#`$~".contains($1) && $1 != "#" ? "\\\($1)" : String($1) }
  }
}

/// Marks the parts of a page that depend on measured time, and removes them for a comparison.
public enum TimingMask {
  static let begin = "<!-- measured -->"
  static let end = "<!-- /measured -->"

  static func marked(_ text: String) -> String { "\(begin)\n\n\(text)\n\n\(end)" }

  /// The page without what depends on measured time.
  public static func masked(_ page: String) -> String {
    var result = ""
    var rest = page[...]
    while let start = rest.range(of: begin), let stop = rest.range(of: end) {
      result += rest[..<start.lowerBound]
      rest = rest[stop.upperBound...].drop { $0 == "\n" }
    }
    return result + rest
  }
}
