import Testing

@testable import Notebook

@Suite struct StatementTests {
  private let statement = Statement(
    id: "P8", words: "Things are *paired*.", verdict: "shown in part", program: "chapter-rope",
    section: 4, title: "One rotation")

  @Test func leadsToItsProof() {
    let style = TerminalStyle(width: 60, isUnicode: true, isColored: false)
    #expect(
      TerminalRenderer(style).show(.statement(statement))
        == "│ P8 Things are *paired*.\n│ shown in part → chapter-rope, section 4\n")
    #expect(
      MarkdownRenderer().show(.statement(statement))
        == "> **P8** Things are *paired*.\\\n> **shown in part** → "
        + "[chapter-rope, section 4](rope.md#section-4): *One rotation*\n")
    #expect(!MarkdownRenderer(dialect: .notebook).show(.statement(statement)).contains("rope.md"))
    let site = HTMLSite(
      pages: ["rope"], source: "Chapters/RoPE", package: nil, search: HTMLScriptFile("s.js", ""),
      module: nil)
    let linked = HTMLRenderer(site: site).show(.statement(statement))
    #expect(linked.contains("<a href=\"rope.html#section-4\">chapter-rope, section 4</a>"))
    // A page that stands alone has no others to lead to.
    #expect(!HTMLRenderer().show(.statement(statement)).contains("href"))
  }

  @Test(arguments: [("shown", "holds"), ("contradicted", "fails"), ("only quoted", "doubt")])
  func showsWhatBecameOfIt(verdict: String, style: String) {
    var statement = statement
    statement.verdict = verdict
    #expect(
      HTMLRenderer().show(.statement(statement)).contains("<b class=\"\(style)\">\(verdict)</b>"))
  }

  @Test func aLedgerIsReadAsItWasWritten() throws {
    let ledger = KeptLedger([statement])
    #expect(try KeptLedger(reading: ledger.text) == ledger)
    #expect(ledger["P8"] == statement && ledger["P9"] == nil)
    #expect(throws: InputError.self) { try KeptLedger(reading: "[{}]") }
  }
}
