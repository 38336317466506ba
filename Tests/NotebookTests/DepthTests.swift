import Foundation
import Testing

@testable import Notebook

/// A chapter with a short way, two sections and something deeper.
private struct DeepChapter: Chapter {
  let program = "chapter-deep"
  let title = "Three depths"
  let introduction = "What it is about."
  let claims = [Claim("D1", "One.", .shown), Claim("D2", "Two.", .notTested("why"))]
  let corrections: [Correction] = []
  let readOn: [String] = []
  let thingsToTry: [String] = []
  let whatToKeep = "*Keep:* this."
  @Knob("bound of a deeper check", .atLeast(0)) var bound = 1.0

  var shortWay: [Step] {
    [
      Step("Is it so?", proof: first) { page in page.text("It is: 7.") }, Step("Why?") { _ in },
    ]
  }

  var sections: [Section] { [first, second] }

  private var first: Section {
    Section("The *first*", "D1", "D2") { page in
      page.result("It is so.")
      page.check("D1", "early", 0, equals: 0)
      page.check("D1", "decides", 0.5, isAtMost: 1, decides: true)
      page.goesWrong("D1", "one too many", 2, equals: 1)
      page.deeper("With other sizes, too") { page in
        page.text("Deep words.")
        page.check("D1", "deep", 0.5, isAtMost: bound)
      }
      page.text("Shallow words.")
    }
  }

  private var second: Section { Section("The second") { page in page.text("The end.") } }
}

/// What a run writes, and how it ends.
private struct Outcome {
  var status: Int32
  var text: String
  var complaints: [String] = []

  init(_ arguments: [String]) {
    let file = TemporaryFile("", named: "ignored")
    let path = file.path + ".out"
    var complaints: [String] = []
    let run = Run(DeepChapter(), say: { _ in }, complain: { complaints.append($0) })
    status = run(["--output", path, "--no-timing"] + arguments)
    self.complaints = complaints
    text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
  }

  /// Whether these words follow each other in the text.
  func has(_ words: String...) -> Bool {
    var rest = text[...]
    for word in words {
      guard let range = rest.range(of: word) else { return false }
      rest = rest[range.upperBound...]
    }
    return true
  }
}

@Suite struct ShortWayTests {
  @Test func opensARun() {
    let text = Outcome([]).text
    let head = """
      Three depths
      ════════════

      What it is about.

      1  Is it so?

      It is: 7.

        → section 1, The first

      2  Why?

      *Keep:* this.


      ── 1 · The *first*
      """
    #expect(text.hasPrefix(head), "\(text)")
    #expect(
      Outcome(["--format", "markdown"]).has(
        "# Three", "## The short way", "### 1. Is it so?", "[1, The *first*](#section-1)",
        "1. [The *first*](#section-1)", "## 1. The"))
    #expect(
      Outcome(["--format", "html"]).has(
        "<header>", "<section id=\"short-way\">",
        "<a href=\"#section-1\">1, The <em>first</em></a>",
        "</section>", "</header>", "<nav", "<main", "<section id=\"section-1\">"))
    #expect(Outcome(["--section", "1"]).has("Is it so?") == false)
  }

  @Test(arguments: ["text", "markdown", "html", "ipynb", "json"])
  func standsAloneInEveryFormat(format: String) {
    let outcome = Outcome(["--brief", "--format", format])
    #expect(outcome.status == 0 && outcome.complaints == [])
    #expect(outcome.has("Is it so?", "It is: 7.", "*Keep:*") || format == "html")
    #expect(outcome.has("swift run chapter-deep"))
    #expect(!outcome.has("Shallow") && !outcome.has("What was checked"))
    #expect(!outcome.has("#section-1"))
    if format == "html" {
      #expect(outcome.has("<header>", "</header>", "<main", "</main>"))
      for tag in ["section", "header", "main"] {
        #expect(
          outcome.text.components(separatedBy: "<\(tag)").count
            == outcome.text.components(separatedBy: "</\(tag)>").count, "\(tag)")
      }
    }
  }

  @Test(arguments: ["--deep", "--section=1", "--exercises", "--exercise=x", "--list", "--thorough"])
  func goesWithNothingElse(option: String) {
    let outcome = Outcome(["--brief", option])
    let name = option.prefix { $0 != "=" }
    #expect(outcome.status == 64)
    #expect(
      outcome.complaints == [
        "chapter-deep: --brief shows the short way and nothing else: leave \(name) out."
      ])
  }
}

@Suite struct DepthTests {
  @Test func checksThatDecideNothingWaitForTheEndOfTheirSection() {
    let text = Outcome([]).text
    let words = [
      "│ It is so.\n│ D1 shown, D2 not tested", "✓ D1   decides",
      "▸ With other sizes, too: 1 check holds",
      "Shallow words.", "✓ 1 further check holds, 1 mistake is caught", "── 2 ·",
    ]
    var rest = text[...]
    for word in words {
      let place = rest.range(of: word)
      #expect(place != nil, "\(word) in \(text)")
      if let place { rest = rest[place.upperBound...] }
    }
    #expect(!text.contains("early") && !text.contains("Deep words"))
    #expect(text.contains("All 3 checks hold, 1 mistake"))
    #expect(text.contains("`--deep` unfolds 1 part and 3 checks."))
  }

  @Test func everythingUnfoldsAtOnce() {
    let outcome = Outcome(["--deep"])
    #expect(outcome.has("early", "decides", "one too many", "▾ With other", "Deep words", "▴"))
    #expect(!outcome.has("further check") && !outcome.has("`--deep`"))
  }

  @Test func whatFailsIsNotFolded() {
    let outcome = Outcome(["--bound", "0.25"])
    #expect(outcome.status == 1)
    #expect(outcome.has("▾ With other sizes, too: 1 of 1 check fails", "Deep words", "✗ D1"))
    #expect(
      Outcome(["--bound", "0.25", "--format", "markdown"]).has(
        "<details open>\n<summary><b>With other sizes, too</b>: 1 of 1 check fails</summary>"))
    #expect(
      Outcome(["--bound", "0.25", "--format", "html"]).has("<details class=\"deeper\" open>"))
  }

  @Test func pagesFold() throws {
    #expect(
      Outcome(["--format", "markdown"]).has(
        "**It is so.**\\\nD1 *shown*, D2 *not tested*\n",
        "<details>\n<summary><b>With other sizes, too</b>: 1 check holds</summary>\n\nDeep words.",
        "- ✓ **D1** deep",
        "</details>\n\nShallow",
        "<summary>✓ 1 further check holds, 1 mistake is caught</summary>\n\n- ✓ **D1** early"))
    #expect(
      Outcome(["--format", "html"]).has(
        "<p class=\"result\">It is so.", "<details class=\"deeper\">", "Deep words", "</details>",
        "Shallow", "<details class=\"further\">", "early"))
  }

  @Test func notebooksCollapse() throws {
    let text = Outcome(["--format", "ipynb"]).text
    let book = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    let cells = try #require(book?["cells"] as? [[String: Any]])
    let folded = cells.filter {
      (($0["metadata"] as? [String: Any])?["jupyter"] as? [String: Bool])?["source_hidden"] == true
    }
    #expect(folded.count == 1)
    #expect("\(folded)".contains("Deep words") && !"\(folded)".contains("Shallow"))
  }

  @Test func recordsAreComplete() throws {
    let text = Outcome(["--format", "json"]).text
    let record = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    #expect((record?["checks"] as? [Any])?.count == 4)
    #expect(Outcome(["--format", "json"]).has("Deep words"))
  }

  /// One run serves all formats.
  @Test(arguments: [[], ["--section", "1"], ["--brief"], ["--deep"], ["--bound", "0.25"]])
  func aRecordShowsTheRunAgain(arguments: [String]) throws {
    let record = Outcome(arguments + ["--format", "json"]).text
    let blocks = try Recording(json: Data(record.utf8)).blocks
    let style = TerminalStyle(width: 80, isUnicode: true, isColored: false)
    let renderers: [(String, any Renderer)] = [
      ("text", TerminalRenderer(style)), ("markdown", MarkdownRenderer()),
      ("html", HTMLRenderer()), ("ipynb", NotebookRenderer()), ("json", JSONRenderer()),
    ]
    for (format, renderer) in renderers {
      let text = try blocks.map(renderer.show).joined() + renderer.finish()
      #expect(text == Outcome(arguments + ["--format", format]).text, "\(format)")
    }
  }

  @Test func aFindingThatDidNotHoldIsNotFoldedButChangesNoPage() {
    func page(_ ratio: Double, timing: Bool) -> [Block] {
      var options = Options()
      options.timing = timing
      let test = TestPage(options)
      test.page.deeper("a group") { page in
        page.text("words")
        page.finding(
          "P1", "quick", ratio: ratio, expected: 1...2, ifLess: "Why not.", ifMore: "Why so.")
      }
      return test.blocks
    }
    func markdown(_ blocks: [Block]) -> String {
      let renderer = MarkdownRenderer()
      return blocks.map(renderer.show).joined()
    }
    guard case .deeper(let bad)? = page(3, timing: true).first,
      case .deeper(let good)? = page(1.5, timing: true).first
    else {
      Issue.record("no group")
      return
    }
    #expect(!bad.isFolded && good.isFolded)
    let text = markdown(page(3, timing: true))
    #expect(text.contains("</details>\n\n<!-- measured -->\n\n- ◆ **P1** quick"))
    #expect(TimingMask.masked(text) == markdown(page(3, timing: false)))
  }

  @Test func aGroupOfTimesIsMeasuredAsAWhole() {
    let test = TestPage()
    test.page.deeper("times") { page in page.measured { page.text("1 ms") } }
    test.page.measured { test.page.deeper("more") { page in page.text("2 ms") } }
    #expect(test.blocks.count == 2 && test.blocks.allSatisfy(\.isMeasured))
    let renderer = MarkdownRenderer()
    let text = test.blocks.map(renderer.show).joined()
    #expect(text.components(separatedBy: "<!-- measured -->").count == 3)
  }

  @Test func countsWhatIsNotFolded() {
    let test = TestPage()
    test.page.text("five words and no more")
    test.page.expect("one two", answer: "three")
    test.page.table("a caption", columns: ["a"], rows: [["many words in here"]])
    test.page.deeper("a title") { page in
      page.text("nobody counts this")
      page.table(columns: ["a"], rows: [])
    }
    let section = Block.section(.init(number: 1, title: "t", ids: []))
    let counts = PageCounts([.section(.shortWay), .text("a b")] + [section] + test.blocks)
    #expect(counts.words == 5 + 3 + 2 + 2 && counts.shortWayWords == 2)
    #expect(counts.tables == 1 && counts.code == 0 && counts.pictures == 0)
    #expect(counts.shortWayLines == 1 && counts.lines > 11)
  }
}
