import Testing

@testable import Notebook

private func shown(_ blocks: [Block]) -> String {
  let renderer = MarkdownRenderer()
  return blocks.map(renderer.show).joined()
}

@Suite struct MarkdownRendererTests {
  @Test(arguments: [
    ("a_b_c", "a\\_b\\_c"), ("2*3*4", "2\\*3\\*4"), ("<b> & $x$ ~a~", "\\<b> \\& \\$x\\$ \\~a\\~"),
    ("*so* `a_b` [w](x_y.md)", "*so* `a_b` [w](x_y.md)"), ("# no heading", "\\# no heading"),
    ("- no item", "\\- no item"), ("1. no item", "1\\. no item"), ("12) no", "12\\) no"),
    ("> no quotation", "\\> no quotation"), ("-0.5 is a number", "-0.5 is a number"),
    ("1.5 is", "1.5 is"), ("---", "\\---"), ("a | b", "a | b"), ("back\\slash", "back\\\\slash"),
  ])
  func charactersWithAMeaningLoseIt(text: String, markdown: String) {
    #expect(MarkdownText.prose(text) == markdown)
  }

  @Test func aBarEndsNoCell() {
    let table = Table(caption: "c", columns: ["a|b", "n"], rows: [["`c|d`", "1"]])
    #expect(
      shown([.table(table)]) == "c\n\n| a\\|b | n |\n| --- | ---: |\n| `c\\|d` | 1 |\n")
  }

  @Test func blocksAreOneEmptyLineApart() {
    let page = shown(Samples.blocks)
    #expect(page.hasSuffix("\n") && !page.hasSuffix("\n\n"))
    #expect(!page.hasPrefix("\n"))
    #expect(!page.replacing(/```[^`]*```/, with: "x").contains("\n\n\n"))
  }

  @Test func sectionsHaveAnchors() {
    let page = shown([.section(.init(number: 3, title: "A_b", ids: ["P1", "E1"]))])
    #expect(page == "<a id=\"section-3\"></a>\n\n## 3. A\\_b\n\n*P1, E1*\n")
  }

  @Test func codeIsShownAsItIs() {
    let code = Code(source: "let a_b = \"|\" // *", file: "Sources/A.swift", line: 3, caption: nil)
    #expect(
      shown([.code(code)])
        == "```swift\nlet a_b = \"|\" // *\n```\n\n<sub>[`Sources/A.swift`](../Sources/A.swift)</sub>\n"
    )
  }

  @Test func maskingRemovesExactlyWhatDependsOnTime() {
    let isMeasured = { (block: Block) in if case .measured = block { true } else { false } }
    #expect(Samples.blocks.contains(where: isMeasured))
    let blocks = Samples.blocks.filter { if case .summary = $0 { false } else { true } }
    let without = blocks.filter { !isMeasured($0) }
    #expect(TimingMask.masked(shown(blocks)) == shown(without))
    #expect(shown(blocks) != shown(without))
    #expect(TimingMask.masked(shown(without)) == shown(without))
  }

  @Test func maskingRemovesTheSentenceAboutFindings() {
    let summary = Summary(checks: [Samples.check], findings: [Samples.finding], isWhole: true)
    let without = Summary(checks: [Samples.check], findings: [], isWhole: true)
    for end: [Block] in [[], [.text("more")]] {
      #expect(
        TimingMask.masked(shown([.summary(summary)] + end)) == shown([.summary(without)] + end))
    }
  }

  @Test func maskedLinesKeepTheirNumbers() {
    let page = shown([.text("a"), .measured(.text("b")), .text("c")])
    #expect(TimingMask.lines(page).map(\.text) == ["a", "", "c", ""])
    #expect(TimingMask.lines(page).map(\.number) == [1, 8, 9, 10])
  }

  @Test func aPartInAPartIsMarkedWithIt() {
    let inner = Block.measured(.text("b"))
    let page = shown([.text("a"), .measured(inner), .text("c")])
    #expect(TimingMask.masked(page) == "a\n\nc\n")
    #expect(page == shown([.text("a"), inner, .text("c")]))
  }

  @Test func timesFindTheirPlaceOnANewPage() {
    let part = "\n\n<!-- measured -->\n\n1 ms\n\n<!-- /measured -->"
    let old = "a\n\nb\n\nc\n\nend" + part + "\n\nd\n"
    #expect(TimingMask.filled("a\n\nend\n\nd\n", withTimesOf: old) == "a\n\nend\(part)\n\nd\n")
    // The line before it has moved, and is the only one of its kind.
    let moved = TimingMask.filled("end\n\na\n\nb\n\nc\n\nd\n", withTimesOf: old)
    #expect(moved == "end\(part)\n\na\n\nb\n\nc\n\nd\n")
    // The line before it is gone, and the line after it is still there.
    let before = TimingMask.filled("a\n\nb\n\nc\n\nd\n", withTimesOf: old)
    #expect(before == "a\n\nb\n\nc\(part)\n\nd\n")
    #expect(TimingMask.filled("a\n\nb\n\nc\n\ne\n", withTimesOf: old) == nil)
  }

  @Test func marksInProseAreNoMarks() {
    let page = shown([.text("a <!-- measured --> b"), .text("<!-- measured -->"), .text("c")])
    #expect(TimingMask.masked(page) == page)
  }

  @Test func timingIsMarkedEvenWhenItComesFromAClosure() {
    let page = TestPage()
    page.page.text("first")
    page.page.timing("c", [("", [Contestant("a") {}, Contestant("b") {}])]) { races in
      page.page.text("so it took \(races[0].measurements[0].median)")
      page.page.finding(
        "P1", "e", ratio: races[0].ratio(), expected: 0.5...2, ifLess: "why.", ifMore: "why.")
    }
    page.page.measured { page.page.list("measured") }
    page.page.text("not measured")
    #expect(page.blocks.count == 6)
    #expect(TimingMask.masked(shown(page.blocks)) == "first\n\nnot measured\n")
  }

  @Test func withoutTimingNothingIsMeasured() {
    var options = Options()
    options.timing = false
    let page = TestPage(options)
    page.page.timing("c", [("", [Contestant("a") { Issue.record("it ran") }])]) { _ in
      Issue.record("it ran")
    }
    page.page.measured { Issue.record("it ran") }
    page.page.finding("P1", "e", ratio: 1, expected: 0.5...2, ifLess: "why.", ifMore: "why.")
    #expect(page.blocks.isEmpty && page.page.findings.isEmpty)
  }
}
