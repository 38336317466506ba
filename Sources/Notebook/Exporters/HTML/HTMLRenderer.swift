/// Writes a page for browsers: one file that needs no other. It can be read with the keyboard alone, on a
/// phone, in the dark, on paper and without scripts; the one it has adds what ``HTMLScript`` says.
final class HTMLRenderer: Renderer {
  private var names = FigureNames(program: "")
  private var references: [Reference] = []
  private var isInSection = false
  /// The contents, where the short way stands above them.
  private var isInHeader = false
  private var isLive = false
  private var numbers: String?
  let site: HTMLSite?

  /// - Parameter site: the pages that lie beside this one; `nil` for a page that stands alone.
  init(site: HTMLSite? = nil) { self.site = site }

  func show(_ block: Block) -> String {
    switch block {
    case .title(let title): head(title)
    case .section(let heading): section(heading)
    case .contents(let contents): endOfHeader(contents)
    default: text(of: block) + "\n"
    }
  }

  func finish() -> String {
    let end = endOfHeader(nil)
    let live = isLive ? HTMLLive.scripts(numbers, module: site?.module) : ""
    let scripts = "<script>\(HTMLScript.content)</script>\n" + live + (site?.search.element ?? "")
    return end + (isInSection ? "</section>\n" : "")
      + "</main>\n\(site?.footer ?? "")\(scripts)</body>\n</html>\n"
  }

  private func text(of block: Block) -> String {
    switch block {
    case .title, .section, .contents: ""
    case .step(let step):
      "<h3><span class=\"number\">\(step.number)</span> \(prose(step.question))</h3>"
    case .proof(let proof): self.proof(proof)
    case .result(let result): self.result(result)
    case .deeper(let group): deeper(group)
    case .furtherChecks(let further):
      folded(
        "<span class=\"sign\">✓</span> " + further.sentence,
        further.checks.map(check).joined(separator: "\n"), style: "further")
    case .text(let text): "<p>\(prose(text))</p>"
    case .list(let items):
      "<ul>\n" + items.map { "<li>\(prose($0))</li>\n" }.joined() + "</ul>"
    case .formula(let formula): self.formula(formula)
    case .claim(let claim):
      "<aside class=\"claim\"><p><b>\(claim.speaker.xml), \(claim.id.xml).</b> \(prose(claim.statement))</p></aside>"
    case .statement(let statement): self.statement(statement)
    case .correction(let correction):
      "<aside class=\"correction\"><p><b>\(correction.kind.title) (\(correction.id.xml)).</b> "
        + "\(correction.kind.before)\(prose(correction.notes))</p>\n"
        + "<p><b>\(correction.kind.after)</b> \(prose(correction.right))</p></aside>"
    case .question(let question):
      "<aside class=\"question\"><p><b>What do you expect?</b> \(prose(question.question))</p>\n"
        + folded("The answer", "<p>\(prose(question.answer))</p>") + "</aside>"
    case .code(let code): self.code(code)
    case .table(let table): self.table(table)
    case .plot(let plot): figure(.plot(plot))
    case .heatMap(let map): figure(.heatMap(map))
    case .diagram(let diagram): figure(.diagram(diagram))
    case .check(let check): self.check(check)
    case .finding(let finding):
      verdict(
        "◆", finding.id, prose(finding.expectation), finding.verdict,
        finding.isDoubtful ? "finding doubt" : "finding")
    case .timing(let timing):
      table(timing.table, note: timing.conditions)
    case .summary(let summary): self.summary(summary)
    case .next(let next):
      "<p class=\"next\">Next: \(link(to: next)), <code>swift run \(next.program.xml)</code></p>"
    case .definitions(let definitions): self.definitions(definitions)
    case .drawing(let drawing): self.drawing(drawing)
    case .measured(let block): text(of: block)
    case .live(let live, let block): self.live(live, block.unmeasured)
    }
  }

  func prose(_ text: String) -> String {
    HTMLText.prose(text, linking: references, in: site)
  }

  private func link(to next: NextChapter) -> String {
    guard let page = site?.place(of: FigureNames.chapter(next.program) + ".md") else {
      return prose(next.title)
    }
    return "<a href=\"\(page)\">\(prose(next.title))</a>"
  }
}

// MARK: Headings

extension HTMLRenderer {
  private func head(_ title: Title) -> String {
    (names, references) = (FigureNames(title), title.references)
    let words = HTMLText.words(title.title)
    let knobs = title.knobs.map { "<code>\($0.option.xml)</code>" }
      .joined(separator: " ")
    let command = "swift run \(title.program)"
    isInHeader = title.hasShortWay
    let contents = Contents(sections: title.contents, endings: title.endings)
    return HTMLPage.head(words, policy: site?.policy ?? HTMLLive.policy) + """
      <header>
      \(site?.bar ?? "")\
      \(title.program.isEmpty ? "" : "<p class=\"program\"><code>\(command.xml)</code></p>")
      <h1>\(prose(title.title))</h1>
      \(title.introduction.map { "<p>\(prose($0))</p>" }.joined(separator: "\n"))
      \(knobs.isEmpty ? "" : "<p class=\"knobs\">Its knobs: \(knobs)</p>")

      """ + (isInHeader ? "" : "</header>\n" + navigation(contents))
  }

  /// Closes the header behind the short way, so that the contents stand below it, or beside it.
  private func endOfHeader(_ contents: Contents?) -> String {
    guard isInHeader else { return "" }
    isInHeader = false
    let end = (isInSection ? "</section>\n" : "") + "</header>\n"
    isInSection = false
    return end + (contents.map(navigation) ?? "<main id=\"text\">\n")
  }

  private func navigation(_ contents: Contents) -> String {
    guard !contents.sections.isEmpty || !contents.endings.isEmpty else {
      return "<main id=\"text\">\n"
    }
    let sections = contents.sections.compactMap { heading -> String? in
      heading.number.map {
        "<li value=\"\($0)\"><a href=\"#\(HTMLText.anchor($0))\">\(prose(heading.title))</a></li>\n"
      }
    }.joined()
    let endings = contents.endings.map {
      "<li><a href=\"#\(HTMLText.anchor($0))\">\(prose($0))</a></li>\n"
    }.joined()
    return """
      <nav aria-label="Contents">
      <h2>Contents</h2>
      <ol>
      \(sections)</ol>
      \(endings.isEmpty ? "" : "<ul>\n\(endings)</ul>")
      </nav>
      <main id="text">

      """
  }

  private func section(_ heading: SectionHeading) -> String {
    let end = isInSection ? "</section>\n" : ""
    isInSection = true
    names.begin(section: heading.number)
    guard let number = heading.number else {
      if heading.isShortWay {
        return "<section id=\"short-way\">\n<h2>\(heading.title)</h2>\n"
      }
      let anchor = HTMLText.anchor(heading.title)
      return end + "<section id=\"\(anchor)\">\n<h2>\(prose(heading.title))</h2>\n"
    }
    let ids =
      heading.ids.isEmpty
      ? "" : "<p class=\"ids\">\(heading.ids.joined(separator: ", ").xml)</p>\n"
    let anchor = HTMLText.anchor(number)
    return end
      + "<section id=\"\(anchor)\">\n<h2><a class=\"number\" href=\"#\(anchor)\">\(number)</a> "
      + "\(prose(heading.title))</h2>\n\(ids)"
  }
}

// MARK: Depths

extension HTMLRenderer {
  private func proof(_ proof: Proof) -> String {
    let places = proof.sections.compactMap { section in
      section.number.map { number in
        let words = "\(number), \(prose(section.title))"
        return "section "
          + (proof.isHere ? "<a href=\"#\(HTMLText.anchor(number))\">\(words)</a>" : words)
      }
    }
    return "<p class=\"proof\">→ \(places.joined(separator: "; "))</p>"
  }

  private func statement(_ statement: Statement) -> String {
    let words = "\(statement.program), section \(statement.section)"
    let address = site?.place(
      of: "\(FigureNames.chapter(statement.program)).md#\(HTMLText.anchor(statement.section))")
    let style =
      switch statement.verdict {
      case Verdict.shown.name: "holds"
      case Verdict.contradicted("").name: "fails"
      default: "doubt"
      }
    return "<aside class=\"claim\"><p><b>\(statement.id.xml).</b> \(prose(statement.words))</p>\n"
      + "<p class=\"proof\"><b class=\"\(style)\">\(statement.verdict.xml)</b> → "
      + (address.map { "<a href=\"\($0)\">\(words.xml)</a>" } ?? words.xml)
      + ": \(prose(statement.title))</p></aside>"
  }

  private func result(_ result: SectionResult) -> String {
    let verdicts = result.verdicts.map { "<b>\($0.id.xml)</b> \($0.verdict.xml)" }
    return "<p class=\"result\">\(prose(result.sentence))"
      + (verdicts.isEmpty
        ? "" : " <span class=\"verdict\">\(verdicts.joined(separator: ", "))</span>") + "</p>"
  }

  private func deeper(_ group: Deeper) -> String {
    let checks = group.checks.sentence(isFurther: false)
    let title = "<b>\(prose(group.title))</b>" + (checks.isEmpty ? "" : ": " + checks)
    return folded(
      title, group.blocks.map(text).joined(separator: "\n"), style: "deeper",
      isOpen: !group.isFolded)
  }
}

// MARK: Code, formulas, tables and figures

extension HTMLRenderer {
  private func formula(_ formula: Formula) -> String {
    // What is not understood is shown as plain text, which is complete as well.
    let pieces = MathML.elements(formula.tex, alternative: formula.text)
    let shown = pieces.isEmpty ? "<pre>\(formula.text.xml)</pre>" : pieces.joined(separator: "\n")
    return
      "<div class=\"formula\" tabindex=\"0\" role=\"group\" aria-label=\"Formula\">\(shown)</div>"
  }

  private func code(_ code: Code) -> String {
    let caption = code.caption.map { "<figcaption>\(prose($0))</figcaption>\n" } ?? ""
    let name = code.name.map { ", <code>\($0.xml)</code>" } ?? ""
    let place = "<code>\(code.file.xml)</code>\(name)"
    guard let source = code.source else {
      return "<figure class=\"code\">\n\(caption)<p>The code is in \(place).</p>\n</figure>"
    }
    return "<figure class=\"code\">\n\(caption)<pre tabindex=\"0\"><code>"
      + SwiftHighlighter.html(source) + "</code></pre>\n<p class=\"place\">\(place)</p>\n</figure>"
  }

  private func table(
    _ table: Table, note: String? = nil, isSummary: Bool = false, linkingFirst: Bool = false
  )
    -> String
  {
    // A row of several long cells is read from above to below on a phone, each under the name of its column.
    let isOfWords =
      !isSummary && table.columns.count > 2
      && table.columns.indices.count { table.isOfSentences($0) } > 1
    let styles = table.columns.indices.map { column in
      if table.isNumeric(column) { return " class=\"number\"" }
      // On a phone a table is moved sideways; a few words on three lines would be worse.
      let longest = table.rows.map { $0[column].count }.max() ?? 0
      return longest <= 20 ? " class=\"short\"" : " class=\"long\""
    }
    func row(_ cells: [String], _ tag: String) -> String {
      let style = tag == "td" && cells.count > 1 && cells[0].isEmpty ? " class=\"more\"" : ""
      let cells = cells.enumerated().map { i, cell in
        let scope = tag == "th" ? " scope=\"col\"" : ""
        var content = prose(table.isNumeric(i) ? HTMLText.withMinusSigns(cell) : cell)
        if linkingFirst, tag == "td", i == 0, let number = Int(cell) {
          content = "<a href=\"#\(HTMLText.anchor(number))\">\(content)</a>"
        }
        let label = tag == "td" && isOfWords ? " data-label=\"\(table.columns[i].xml)\"" : ""
        return "<\(tag)\(styles[i])\(label)\(scope)>\(content)</\(tag)>"
      }
      return "<tr\(style)>" + cells.joined() + "</tr>\n"
    }
    let caption = table.caption.map { "<figcaption>\(prose($0))</figcaption>\n" } ?? ""
    let label = table.caption.map { HTMLText.words($0) } ?? "Table"
    let note = note.map { "<p class=\"note\">\(HTMLText.conditions($0))</p>\n" } ?? ""
    let kind = isSummary ? "table summary" : isOfWords ? "table words" : "table"
    return
      "<figure class=\"\(kind)\">\n\(caption)<div class=\"scroll\" tabindex=\"0\" role=\"group\" "
      + "aria-label=\"\(label.xml)\">\n<table>\n<thead>\n\(row(table.columns, "th"))</thead>\n<tbody>\n"
      + table.rows.map { row($0, "td") }.joined() + "</tbody>\n</table>\n</div>\n\(note)</figure>"
  }

  private func live(_ live: Live, _ block: Block) -> String {
    isLive = true
    numbers = numbers ?? live.numbers
    return block.figure.map { figure($0, live) } ?? ""
  }

  private func figure(_ figure: Figure, _ live: Live? = nil) -> String {
    let name = names.next(figure)
    let look =
      figure.lookFor.map { "<p class=\"look\"><b>What to look for:</b> \(prose($0))</p>\n" } ?? ""
    let note =
      figure.conditions.map { "<p class=\"note\">Measured on \(HTMLText.conditions($0)).</p>\n" }
      ?? ""
    let head = "<figure class=\"plot\" id=\"\(name)\""
    let caption = "<figcaption>\(prose(figure.caption))</figcaption>\n"
    if let live {
      return "\(head) data-live=\"\(live.name.xml)\">\n\(caption)\(HTMLLive.knobs(live))"
        + picture(figure, LiveAnswer.id(of: live.name))
        + "\(HTMLLive.lines(live))\(look)\(note)</figure>"
    }
    return "\(head)>\n\(caption)" + pictures(figure, name) + "\(look)\(note)</figure>"
  }

  /// The picture, or one for each value of its knob, of which one is shown before the reader chooses.
  private func pictures(_ figure: Figure, _ name: String) -> String {
    guard case .plot(let plot) = figure, let choices = plot.choices else {
      return picture(figure, name)
    }
    let pictures = choices.values.enumerated().map { i, value in
      "<div data-value=\"\(value.name.xml)\"\(i == choices.shown ? "" : " hidden")>\n"
        + picture(.plot(plot.choice(value)), i == choices.shown ? name : "\(name)-\(i + 1)")
        + "</div>\n"
    }
    return "<div class=\"choices\" data-knob=\"\(choices.knob.xml)\">\n"
      + pictures.joined() + "</div>\n"
  }

  /// Both forms are on the page; the style sheet shows the one that fits.
  private func picture(_ figure: Figure, _ name: String) -> String {
    let narrow = figure.narrowSVG(id: "\(name)-narrow").map {
      "<div class=\"narrow\">\n\($0)</div>\n"
    }
    let label = "aria-label=\"\(figure.words.xml)\""
    return "<div class=\"scroll\" tabindex=\"0\" role=\"group\" \(label)>\n"
      + figure.svg(id: name, isStandalone: false) + "</div>\n\(narrow ?? "")"
  }
}

// MARK: Verdicts

extension HTMLRenderer {
  private func check(_ check: Check) -> String {
    let statement =
      (check.isMistake ? "<span class=\"mistake\">mistake:</span> " : "") + prose(check.statement)
    return verdict(
      check.holds ? "✓" : "✗", check.id, statement, check.verdict,
      check.holds ? "holds" : "fails")
  }

  private func verdict(
    _ sign: String, _ id: String, _ statement: String, _ verdict: String, _ style: String
  ) -> String {
    // The distance to the verdict belongs to the statement: a verdict on a line of its own has none.
    "<p class=\"check \(style)\"><span class=\"sign\">\(sign)</span> <b>\(id.xml)</b> "
      + "<span class=\"statement\">\(statement)</span> "
      + "<span class=\"verdict\">\(prose(verdict))</span></p>"
  }

  private func summary(_ summary: Summary) -> String {
    var parts: [String] = []
    if summary.isWhole, !summary.verdicts.isEmpty { parts.append(table(summary.verdictTable)) }
    func checks(_ table: Table) -> String {
      self.table(table, isSummary: true, linkingFirst: summary.isWhole)
    }
    if let failures = summary.exceptions(.failures) { parts.append(checks(failures)) }
    let style = summary.failures.isEmpty ? "holds" : "fails"
    parts.append("<p class=\"end \(style)\">\(prose(summary.sentence))</p>")
    if let findings = summary.findingsSentence { parts.append("<p>\(findings.xml)</p>") }
    if let doubts = summary.exceptions(.doubts) { parts.append(checks(doubts)) }
    if !summary.checks.isEmpty {
      parts.append(folded("All \(summary.checks.count) checks", checks(summary.table)))
    }
    return parts.joined(separator: "\n")
  }

  /// What is shown when the reader asks for it.
  private func folded(
    _ title: String, _ content: String, style: String? = nil, isOpen: Bool = false
  ) -> String {
    let style = style.map { " class=\"\($0)\"" } ?? ""
    return
      "<details\(style)\(isOpen ? " open" : "")>\n<summary>\(title)</summary>\n\(content)\n</details>"
  }
}
