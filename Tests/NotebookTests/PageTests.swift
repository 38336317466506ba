import Testing

@testable import Notebook

@Suite struct PageTests {
  @Test func paragraphsAreSeparatedByEmptyLines() {
    let page = TestPage()
    page.page.text(
      """
      One line
        and  another.

      \u{20}
      A second paragraph.
      """)
    #expect(page.text() == "One line and another.\n\nA second paragraph.\n")
    page.page.text("  \n\n ")
    #expect(page.blocks.count == 2)
  }

  @Test func cellsAreOneLine() {
    let page = TestPage()
    page.page.table("a\ncaption", columns: ["a\nb"], rows: [["1\n\n2"]])
    guard case .table(let table)? = page.blocks.first else { return #expect(Bool(false)) }
    #expect(table.caption == "a caption" && table.columns == ["a b"] && table.rows == [["1 2"]])
  }

  @Test func claimsAndCorrectionsAreThoseOfTheChapter() {
    let page = TestPage(
      claims: [Claim("P1", "first", .shown), Claim("P2", "second", .shown)],
      corrections: [Correction("E1", notes: "loose", right: "tight")])
    page.page.claim("P2")
    page.page.correction("E1")
    #expect(
      page.text()
        == "│ The notes (P2): second\n\n│ Correction (E1). The notes: loose\n│ Right: tight\n")
  }
}
