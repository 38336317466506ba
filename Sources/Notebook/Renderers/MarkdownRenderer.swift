/// Writes a page for a repository's web view. What depends on time stands between marks, so that two
/// pages can be compared without it (see ``TimingMask``).
final class MarkdownRenderer: Renderer {
  private var isFirst = true

  func show(_ block: Block) -> String {
    defer { isFirst = false }
    return (isFirst ? "" : "\n") + text(of: block) + "\n"
  }

  func finish() -> String { "" }

  private func text(of block: Block) -> String {
    switch block {
    case .title(let title): self.title(title)
    case .section(let heading): section(heading)
    case .text(let text): prose(text)
    case .list(let items): items.map { "- " + prose($0) }.joined(separator: "\n")
    case .formula(let formula): "```math\n\(formula.tex)\n```"
    case .claim(let claim): "> **\(claim.speaker) (\(claim.id)):** \(prose(claim.statement))"
    case .correction(let correction):
      "> **Correction \(correction.id).** The notes: \(prose(correction.notes))\n>\n"
        + "> Right: \(prose(correction.right))"
    case .code(let code): self.code(code)
    case .table(let table): self.table(table)
    case .plot(let plot):
      prose(plot.caption) + "\n\n```text\n"
        + PlotDrawing(plot, width: 76, isUnicode: true).lines.joined(separator: "\n") + "\n```"
    case .check(let check): self.check(check)
    case .finding(let finding):
      "- ◆ **\(finding.id)** \(prose(finding.expectation)): \(finding.verdict)"
    case .timing(let timing): table(timing.table) + "\n\n*\(timing.conditions)*"
    case .summary(let summary): self.summary(summary)
    case .measured(let block): TimingMask.marked(text(of: block))
    }
  }

  private func prose(_ text: String) -> String { MarkdownText.prose(text) }

  private func title(_ title: Title) -> String {
    let knobs = title.knobs.map { "--\($0.name) \($0.value)" }.joined(separator: " ")
    let command =
      "Run it: `swift run \(title.program)`" + (knobs.isEmpty ? "." : "; its knobs: `\(knobs)`.")
    return (["# " + prose(title.title)] + title.introduction.map(prose) + [command])
      .joined(separator: "\n\n")
  }

  private func section(_ heading: SectionHeading) -> String {
    guard let number = heading.number else { return "## \(prose(heading.title))" }
    let ids = heading.ids.isEmpty ? "" : "\n\n*\(heading.ids.joined(separator: ", "))*"
    // An anchor of our own: a link to it survives another title.
    return "<a id=\"\(MarkdownText.anchor(section: number))\"></a>\n\n"
      + "## \(number). \(prose(heading.title))\(ids)"
  }

  private func code(_ code: Code) -> String {
    let caption = code.caption.map { prose($0) + "\n\n" } ?? ""
    // Pages lie in Docs, one folder below the package. Without the line's number, for the page would
    // change with every edit above the code.
    let place = "[`\(code.file)`](../\(code.file))"
    guard let source = code.source else { return caption + "The code is in \(place)." }
    return caption + "```swift\n\(source)\n```\n\n<sub>\(place)</sub>"
  }

  private func table(_ table: Table) -> String {
    let caption = table.caption.map { prose($0) + "\n\n" } ?? ""
    let flushRight = table.columns.indices.map(table.isNumeric)
    return caption
      + MarkdownText.table(columns: table.columns, rows: table.rows, flushRight: flushRight)
  }

  private func check(_ check: Check) -> String {
    let statement = (check.isMistake ? "mistake: " : "") + prose(check.statement)
    return "- \(check.holds ? "✓" : "✗") **\(check.id)** \(statement): \(prose(check.verdict))"
  }

  private func summary(_ summary: Summary) -> String {
    var parts: [String] = []
    if !summary.checks.isEmpty { parts.append(table(summary.table)) }
    parts.append("**\(prose(summary.sentence))**")
    if let findings = summary.findingsSentence { parts.append(TimingMask.marked(findings)) }
    return parts.joined(separator: "\n\n")
  }
}
