/// Writes a page for a repository's web view. What depends on time stands between marks, so that two
/// pages can be compared without it (see ``TimingMask``).
///
/// With a folder for figures the page shows pictures; without one it is complete in itself, and plots
/// are drawn with characters.
final class MarkdownRenderer: Renderer {
  /// Whose Markdown it is.
  enum Dialect {
    /// A page in the folder `Docs` of a repository, shown by its web view.
    case page
    /// A cell of a notebook file, which may lie anywhere.
    case notebook
  }

  private let dialect: Dialect
  private let figures: FigureFolder?
  private var names = FigureNames(program: "")
  private var references: [Reference] = []
  private var isFirst = true

  init(figures: FigureFolder? = nil, dialect: Dialect = .page) {
    (self.figures, self.dialect) = (figures, dialect)
  }

  func show(_ block: Block) -> String {
    defer { isFirst = false }
    return (isFirst ? "" : "\n") + text(of: block) + "\n"
  }

  func finish() throws -> String {
    try figures?.close()
    return ""
  }

  /// The text of a block, without the empty line before it.
  func text(of block: Block) -> String {
    switch block {
    case .title(let title): self.title(title)
    case .section(let heading): section(heading)
    case .step(let step): "### \(step.number). \(prose(step.question))"
    case .proof(let proof): self.proof(proof)
    case .contents(let contents): self.contents(contents.sections)
    case .result(let result): self.result(result)
    case .deeper(let group): deeper(group)
    case .furtherChecks(let further):
      folded(
        "✓ " + further.sentence,
        further.checks.map(check).joined(separator: "\n"))
    case .text(let text): prose(text)
    case .list(let items): items.map { "- " + prose($0) }.joined(separator: "\n")
    case .formula(let formula):
      dialect == .page ? "```math\n\(formula.tex)\n```" : "$$\n\(formula.tex)\n$$"
    case .claim(let claim): "> **\(claim.speaker) (\(claim.id)):** \(prose(claim.statement))"
    case .statement(let statement): self.statement(statement)
    case .correction(let correction):
      "> **\(correction.kind.title) (\(correction.id)).** \(correction.kind.before)"
        + "\(prose(correction.notes))\n>\n> \(correction.kind.after) \(prose(correction.right))"
    case .question(let question):
      "**What do you expect?** \(prose(question.question))\n\n"
        + folded("The answer", prose(question.answer))
    case .code(let code): self.code(code)
    case .table(let table): self.table(table)
    case .plot(let plot): figure(.plot(plot))
    case .heatMap(let map): figure(.heatMap(map))
    case .diagram(let diagram): figure(.diagram(diagram))
    case .check(let check): self.check(check)
    case .finding(let finding):
      "- ◆ **\(finding.id)** \(prose(finding.expectation)): \(prose(finding.verdict))"
    case .timing(let timing): table(timing.table) + "\n\n*\(timing.conditions)*"
    case .summary(let summary): self.summary(summary)
    // The pages' way to their neighbours is written by whoever writes all of them.
    case .next(let next):
      "Next: \(prose(next.title)), `swift run \(next.program)`."
    case .definitions(let definitions):
      definitions.map { entry in
        "- <a id=\"\(entry.anchor)\"></a>**\(prose(entry.term))**: \(prose(entry.meaning))"
          + (entry.places.isEmpty ? "" : " \(prose(entry.places))")
      }.joined(separator: "\n")
    case .drawing(let drawing): self.drawing(drawing)
    case .live(_, let block): text(of: block)
    case .measured(let block):
      dialect == .page ? TimingMask.marked(text(of: block)) : text(of: block)
    }
  }

  private func prose(_ text: String) -> String { MarkdownText.prose(text, linking: references) }

  private func title(_ title: Title) -> String {
    let knobs = title.knobs.map(\.option).joined(separator: " ")
    let command =
      "Run it: `swift run \(title.program)`" + (knobs.isEmpty ? "." : "; its knobs: `\(knobs)`.")
    let way = title.program.isEmpty ? [] : [command]
    (names, references) = (FigureNames(title), title.references)
    let list = title.hasShortWay || title.contents.count < 2 ? [] : [contents(title.contents)]
    return (["# " + prose(title.title)] + title.introduction.map(prose) + way + list)
      .joined(separator: "\n\n")
  }

  private func contents(_ sections: [SectionHeading]) -> String {
    sections.compactMap { heading in
      heading.number.map { number in
        "\(number). [\(prose(heading.title))](#\(MarkdownText.anchor(section: number)))"
      }
    }.joined(separator: "\n")
  }

  private func proof(_ proof: Proof) -> String {
    let places = proof.sections.compactMap { section in
      section.number.map { number in
        let words = "\(number), \(prose(section.title))"
        return "section "
          + (proof.isHere ? "[\(words)](#\(MarkdownText.anchor(section: number)))" : words)
      }
    }
    return "→ " + places.joined(separator: "; ")
  }

  private func statement(_ statement: Statement) -> String {
    let words = "\(statement.program), section \(statement.section)"
    let page = FigureNames.chapter(statement.program) + ".md"
    let anchor = MarkdownText.anchor(section: statement.section)
    let place =
      "\(dialect == .page ? "[\(words)](\(page)#\(anchor))" : words): *\(prose(statement.title))*"
    return "> **\(statement.id)** \(prose(statement.words))\\\n"
      + "> **\(statement.verdict)** → \(place)"
  }

  private func result(_ result: SectionResult) -> String {
    let verdicts = result.verdicts.map { "\($0.id) *\($0.verdict)*" }.joined(separator: ", ")
    return "**\(prose(result.sentence))**" + (verdicts.isEmpty ? "" : "\\\n\(verdicts)")
  }

  private func deeper(_ group: Deeper) -> String {
    let checks = group.checks.sentence(isFurther: false)
    let title = "<b>\(HTMLText.prose(group.title))</b>" + (checks.isEmpty ? "" : ": " + checks)
    // What depends on time must not decide whether the page shows a group open; so what was not as
    // expected stands below it.
    let isOpen = !group.isFolded && (group.doubts.isEmpty || !group.checks.allSatisfy(\.holds))
    let doubts = group.doubts.map { "\n\n" + text(of: .measured(.finding($0))) }.joined()
    return folded(
      title, group.blocks.map(text).joined(separator: "\n\n"), isOpen: isOpen) + doubts
  }

  private func section(_ heading: SectionHeading) -> String {
    names.begin(section: heading.number)
    guard let number = heading.number else {
      return heading.isShortWay
        ? "<a id=\"short-way\"></a>\n\n## \(heading.title)" : "## \(prose(heading.title))"
    }
    let ids = heading.ids.isEmpty ? "" : "\n\n*\(heading.ids.joined(separator: ", "))*"
    // An anchor of our own: a link to it survives another title.
    return "<a id=\"\(MarkdownText.anchor(section: number))\"></a>\n\n"
      + "## \(number). \(prose(heading.title))\(ids)"
  }

  private func code(_ code: Code) -> String {
    let caption = code.caption.map { prose($0) + "\n\n" } ?? ""
    // Pages lie in Docs, one folder below the package. Without the line's number, for the page would
    // change with every edit above the code.
    let place =
      "[`\(code.file)`](../\(code.file))" + (code.name.map { ", `\($0)`" } ?? "")
    guard let source = code.source else { return caption + "The code is in \(place)." }
    return caption + "```swift\n\(source)\n```\n\n<sub>\(place)</sub>"
  }

  private func table(_ table: Table) -> String {
    let caption = table.caption.map { prose($0) + "\n\n" } ?? ""
    let flushRight = table.columns.indices.map(table.isNumeric)
    return caption
      + MarkdownText.table(
        columns: table.columns, rows: table.rows, flushRight: flushRight, linking: references)
  }

  private func figure(_ figure: Figure) -> String {
    let look = figure.lookFor.map { "\n\n**What to look for:** \(prose($0))" } ?? ""
    let conditions = look + (figure.conditions.map { "\n\n*Measured on \(prose($0)).*" } ?? "")
    guard let figures else {
      return prose(figure.caption) + "\n\n```text\n"
        + figure.lines(width: 76).joined(separator: "\n") + "\n```" + conditions
    }
    let name = names.next(figure)
    figures.add(figure.svg(id: name, isStandalone: true), as: name + ".svg")
    let alternative = MarkdownText.prose(figure.alternative.filter { !"[]`*".contains($0) })
    return prose(figure.caption) + "\n\n![\(alternative)](\(figures.reference)/\(name).svg)"
      + conditions
  }

  private func drawing(_ drawing: Drawing) -> String {
    let words = prose(drawing.caption)
    let look = "\n\n**What to look for:** \(prose(drawing.lookFor))"
    guard let figures else { return words + "\n\n" + prose(drawing.alternative) + look }
    let name = names.next(slug: drawing.slug)
    figures.add(drawing.svg, as: name + ".svg")
    let alternative = MarkdownText.prose(drawing.alternative.filter { !"[]`*".contains($0) })
    return words + "\n\n![\(alternative)](\(figures.reference)/\(name).svg)" + look
  }

  private func check(_ check: Check) -> String {
    let statement = (check.isMistake ? "mistake: " : "") + prose(check.statement)
    return "- \(check.holds ? "✓" : "✗") **\(check.id)** \(statement): \(prose(check.verdict))"
  }

  private func summary(_ summary: Summary) -> String {
    var parts: [String] = []
    if summary.isWhole, !summary.verdicts.isEmpty { parts.append(table(summary.verdictTable)) }
    if let failures = summary.exceptions(.failures) { parts.append(table(failures)) }
    parts.append("**\(prose(summary.sentence))**")
    if let findings = summary.findingsSentence {
      let doubts = summary.exceptions(.doubts).map { "\n\n" + table($0) } ?? ""
      parts.append(dialect == .page ? TimingMask.marked(findings + doubts) : findings + doubts)
    }
    if !summary.checks.isEmpty {
      parts.append(folded("All \(summary.checks.count) checks", table(summary.table)))
    }
    return parts.joined(separator: "\n\n")
  }

  /// What is shown when the reader asks for it.
  private func folded(_ title: String, _ text: String, isOpen: Bool = false) -> String {
    "<details\(isOpen ? " open" : "")>\n<summary>\(title)</summary>\n\n\(text)\n\n</details>"
  }
}
