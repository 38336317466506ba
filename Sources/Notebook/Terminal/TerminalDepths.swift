// How the three depths look on a terminal.

extension TerminalRenderer {
  func step(_ step: StepHeading) -> String {
    let words = Span.parse(step.question).map(\.words).joined()
    return styledLines(wrap(words, first: "\(step.number)  "), .heading)
  }

  func proof(_ proof: Proof) -> String {
    let places = proof.sections.map { section in
      let words = Span.parse(section.title).map(\.words).joined()
      return (section.number.map { "section \($0), " } ?? "") + words
    }
    return styledLines(wrap(places.joined(separator: "; "), first: "  → "), .dim)
  }

  /// The list of the sections, where a reader at a terminal can choose what to read.
  func contents(_ sections: [SectionHeading]) -> String {
    guard showsContents, sections.count > 1 else { return "" }
    return sections.map { heading in
      wrap(
        prose(heading.title),
        first: TextLayout.pad(heading.number.map { "\($0)" } ?? "", 4, right: true) + "  ")
    }.joined(separator: "\n")
  }

  func result(_ result: SectionResult) -> String {
    let verdicts = result.verdicts.map { "\($0.id) \($0.verdict)" }.joined(separator: ", ")
    let lines = [result.sentence, verdicts].filter { !$0.isEmpty }
    return lines.map { bordered($0, .heading) }.joined(separator: "\n")
  }

  /// One line, or all of it where something fails or the reader wants it.
  func deeper(_ group: Deeper) -> String {
    group.isFolded ? wrap(prose(title(group)), first: "  ▸ ") : unfolded(group)
  }

  func furtherChecks(_ further: FurtherChecks) -> String {
    styledLines(wrap(further.sentence, first: "  ✓ "), .green)
  }

  /// What a block says that was shown folded; `nil` if it was not.
  func unfolded(_ block: Block) -> String? {
    switch block.unmeasured {
    case .deeper(let group) where group.isFolded: "\n" + finished(unfolded(group)) + "\n"
    case .furtherChecks(let further):
      "\n" + finished(further.checks.map(check).joined(separator: "\n")) + "\n"
    default: nil
    }
  }

  private func unfolded(_ group: Deeper) -> String {
    let renderer = TerminalRenderer(style)
    let head = wrap(prose(title(group)), first: "  ▾ ") + "\n\n"
    // A reader sees where the way goes on.
    return head + group.blocks.map(renderer.show).joined() + "  ▴"
  }

  private func title(_ group: Deeper) -> String {
    let checks = group.checks.sentence(isFurther: false)
    return group.title + (checks.isEmpty ? "" : ": " + checks)
  }

  /// How much was folded, and how to see it.
  var wayDeeper: String? {
    let parts = [
      foldedGroups > 0 ? "\(foldedGroups) \(foldedGroups == 1 ? "part" : "parts")" : nil,
      foldedChecks > 0 ? "\(foldedChecks) \(foldedChecks == 1 ? "check" : "checks")" : nil,
    ].compactMap { $0 }
    guard !parts.isEmpty else { return nil }
    return wrap(prose("`--deep` unfolds " + parts.joined(separator: " and ") + "."))
  }
}
