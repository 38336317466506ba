import Testing

@testable import Notebook
@testable import Pictures

private func shown(
  _ blocks: [Block] = Samples.blocks, width: Int = 80, isUnicode: Bool = true,
  isColored: Bool = false
) -> String {
  let renderer = TerminalRenderer(
    TerminalStyle(width: width, isUnicode: isUnicode, isColored: isColored))
  return blocks.map(renderer.show).joined() + renderer.finish()
}

@Suite struct TerminalRendererTests {
  @Test(arguments: [40, 41, 47, 60, 72, 80, 100, 200], [true, false])
  func noLineIsWiderThanTheTerminal(width: Int, isUnicode: Bool) {
    for isColored in [true, false] {
      for line in shown(width: width, isUnicode: isUnicode, isColored: isColored).split(
        separator: "\n") where !line.contains("https://")
      {
        #expect(line.columns <= width, "\(line)")
      }
    }
  }

  @Test func noLineEndsWithSpaces() {
    for line in shown(width: 50).split(separator: "\n") {
      #expect(!line.hasSuffix(" "), "'\(line)'")
    }
  }

  @Test(arguments: [40, 80], [true, false])
  func plainTerminalsGetPlainLetters(width: Int, isColored: Bool) {
    let text = shown(width: width, isUnicode: false, isColored: isColored)
    #expect(text.utf8.allSatisfy { $0 < 128 })
    #expect(!text.contains("<U+"))
  }

  @Test func noColourMeansNoEscapeSequence() {
    #expect(!shown().contains("\u{1B}"))
    #expect(shown(isColored: true).contains("\u{1B}[32m"))
  }

  @Test func facesEndWithTheirLine() {
    for line in shown(width: 40, isColored: true).split(separator: "\n") {
      let starts = line.matches(of: /\u{1B}\[[1-9;]+m/).count
      #expect(line.matches(of: /\u{1B}\[0m/).count == starts, "\(line)")
    }
  }

  @Test func coloursChangeNoLayout() {
    var table = Samples.table
    table.caption = nil  // the marks of code and emphasis are there only where faces are not
    let blocks: [Block] = [.text("plain"), .table(table)]
    let colored = shown(blocks, isColored: true)
    #expect(colored.replacing(/\u{1B}\[[0-9;]*m/, with: "") == shown(blocks))
  }

  @Test func spelledSymbolsAreNoMarks() {
    #expect(shown([.text("a·b·c")], isUnicode: false) == "a*b*c\n")
    #expect(shown([.text("a·b·c")], isUnicode: false, isColored: true) == "a*b*c\n")
    let table = Table(caption: nil, columns: ["a·b·c"], rows: [["x"]])
    #expect(shown([.table(table)], isUnicode: false).hasPrefix("  a*b*c\n"))
  }

  @Test func proseKeepsItsMarksOnlyWithoutColours() {
    #expect(shown([.text("*so* `a b` [w](x.md)")]) == "*so* `a b` w\n")
    #expect(
      shown([.text("*so* `a b`")], isColored: true)
        == "\u{1B}[3mso\u{1B}[0m \u{1B}[36ma b\u{1B}[0m\n")
  }

  @Test func checksStandTogether() {
    #expect(
      shown([.text("a"), .check(Samples.failure), .check(Samples.failure), .text("b")], width: 400)
        .components(separatedBy: "\n\n").count == 3)
    #expect(shown([.check(Samples.failure)]).contains("✗ P2"))
    #expect(shown([.check(Samples.failure)]).contains("does not hold: 3 instead of 4"))
  }

  @Test func sectionHeadingsFillTheLine() {
    let heading = SectionHeading(number: 3, title: "Decay", ids: ["P4", "E9"])
    let line = shown([.section(heading)], width: 40).split(separator: "\n")[0]
    #expect(line == "── 3 · Decay ────────────────── P4 E9 ──")
    #expect(line.columns == 40)
  }

  @Test func theSummarySaysHowItEnded() {
    let good = Samples.check
    #expect(
      shown([.summary(.init(checks: [good, good, Samples.mistake], findings: [], isWhole: false))])
        == "All 2 checks hold, 1 mistake made on purpose is caught.\n")
    #expect(
      shown([.summary(.init(checks: [good, Samples.failure], findings: [], isWhole: false))])
        .hasSuffix("does not hold: 3 instead of 4\n\n1 of 2 checks failed: P2 in section 2.\n"))
    #expect(
      shown([.summary(.init(checks: [], findings: [], isWhole: false))])
        == "Nothing was checked here.\n")
  }

  @Test func theEndShowsVerdictsAndWhatIsNotAsExpected() {
    let checks = [Samples.check, Samples.failure]
    let text = shown([
      .summary(
        .init(
          verdicts: Samples.verdicts, checks: checks, findings: [Samples.finding, Samples.doubt],
          isWhole: true))
    ])
    for words in ["shown in part: A long", "times: sections 1, 2", "not tested: why", "–"] {
      #expect(text.contains(words), "\(words)")
    }
    // The failed check and the finding that did not hold, and no other check.
    let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(
      words.contains("does not hold: 3 instead of 4") && words.contains("on this machine. A *long*")
    )
    #expect(text.contains("✗ P2") && !text.contains("✓ P0"))
    #expect(text.contains("◆ P9") && !text.contains("◆ P8"))
  }

  @Test func anAnswerWaitsForTheReader() {
    let text = shown([.question(.init(question: "More?", answer: "Yes."))])
    #expect(text == "│ What do you expect? More?\n\u{0C}│ → Yes.\n")
  }
}

@Suite struct TerminalStyleTests {
  private func style(
    _ color: Options.ColorChoice, _ environment: [String: String] = [:]
  ) -> TerminalStyle {
    var options = Options()
    options.color = color
    options.output = "file"
    return TerminalStyle(options, environment: environment)
  }

  @Test func coloursAreForTerminals() {
    #expect(!style(.auto).isColored)
    #expect(style(.always).isColored && style(.always, ["NO_COLOR": "1"]).isColored)
    #expect(!style(.never).isColored)
  }

  @Test func eightyColumnsWhereTheWidthIsUnknown() { #expect(style(.auto).width == 80) }

  @Test func theReaderChoosesTheWidth() {
    var options = Options()
    options.width = 132
    #expect(TerminalStyle(options, environment: [:]).width == 132)
  }
}

@Suite struct SpanTests {
  @Test(
    arguments: [
      ("a", [.plain("a")]), ("`a*b*`", [.code("a*b*")]), ("*a b*", [.emphasis("a b")]),
      ("2*3*4", [.plain("2*3*4")]), ("2 * 3 * 4", [.plain("2 * 3 * 4")]),
      ("a *b", [.plain("a *b")]),
      ("[a](b)", [.link("a", address: "b")]), ("[a] (b)", [.plain("[a] (b)")]),
      ("`a", [.plain("`a")]),
      ("**", [.plain("**")]), ("x[i](y", [.plain("x[i](y")]), ("", []),
      ("(*a*)", [.plain("("), .emphasis("a"), .plain(")")]),
    ] as [(String, [Span])])
  func readsMarks(text: String, spans: [Span]) {
    #expect(Span.parse(text) == spans)
  }
}
