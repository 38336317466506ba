import Contents
import Foundation
import Testing

@testable import Notebook
@testable import write_docs

/// A chapter that is no more than a shell script.
private struct FakeChapter {
  let folder: TemporaryFolder
  let docs: Docs

  /// - Parameter blocks: what its first section shows.
  init(
    _ blocks: [Block] = [.text("one")], status: Int32 = 0, json: String? = nil,
    findings: [Finding] = []
  ) throws {
    folder = try TemporaryFolder()
    try folder.write(json ?? Self.run(blocks, findings).json(), to: "run")
    try folder.write("\(status)", to: "status")
    // A link, because a script written a moment ago may still be open in a process that another test
    // is just starting, and then it cannot be run.
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("fake-chapter.sh")
    try FileManager.default.createSymbolicLink(
      at: folder.url("chapter-fake"), withDestinationURL: script)
    docs = Docs(
      chapters: ["chapter-fake"], programs: folder.folder, folder: folder.url("Docs"))
  }

  private static func run(_ blocks: [Block], _ findings: [Finding]) -> Recording {
    let title = Title(
      program: "chapter-fake", title: "A_b", introduction: ["First."], knobs: [],
      claims: [
        Claim("T1", "One | two.", .shown), Claim("T2", "Time.", .shown, by: .times),
        Claim("T3", "Three.", .shownInPart("half"), corrections: ["E1"]),
        Claim("T4", "Four.", .notTested("too dear")),
      ],
      corrections: [
        Correction("E1", notes: "loose", right: "tight"),
        Correction("E2", .oftenHeard, notes: "people say", right: "no"),
        Correction("E3", .missing, notes: "a list", right: "the list"),
      ])
    func check(
      _ id: String, _ section: Int, _ statement: String, _ measured: Double,
      _ relation: Check.Relation, _ bound: Double, decides: Bool = false, isMistake: Bool = false
    ) -> Check {
      var check = Check(
        id: id, section: section, statement: statement, measured: measured, relation: relation,
        bound: bound, isMistake: isMistake)
      check.decides = decides
      return check
    }
    let checks = [
      check("T1", 2, "too many", 9, .isAtMost, 1, isMistake: true),
      check("T1", 1, "other", 1, .isAtMost, 3),
      check("T1", 1, "few", 1, .isAtMost, 2, decides: true),
      check("T3", 2, "all", 3, .equals, 3, decides: true),
    ]
    let timing = Timing(
      caption: "t", races: [], machine: "A machine", threads: 1, date: "2026-01-31")
    return Recording(
      [.title(title), .section(SectionHeading(number: 1, title: "S", ids: ["T1", "T2"]))] + blocks
        + (findings.isEmpty ? [] : [.measured(.timing(timing))]) + [
          .section(SectionHeading(number: 2, title: "Z", ids: ["T3", "E1", "E2", "E3"])),
          .section(SectionHeading(number: nil, title: "Things to try", ids: [])),
          .section(.summary),
          .summary(Summary(checks: checks, findings: findings, isWhole: true)),
        ])
  }

  /// A picture of one block.
  static func picture(_ caption: String) -> Block {
    .plot(Plot(caption, x: .linear("x"), y: .linear("y"), [.line("a", [(0, 0), (1, 1)])]))
  }

  var writesNothing: Bool { !FileManager.default.fileExists(atPath: folder.url("Docs").path) }
}

@Suite struct WriteDocsTests {
  @Test func writesPagesThatThenSayTheSame() throws {
    let fake = try FakeChapter()
    #expect(
      try fake.docs.write() == [
        "Docs/README.md", "Docs/fake.md", "Docs/claims.md", "Docs/glossary.md", "Docs/map.md",
      ])
    let page = try fake.folder.read("Docs/fake.md")
    #expect(
      page.hasPrefix(
        """
        # A\\_b

        First.

        Run it: `swift run chapter-fake`.

        <a id="section-1"></a>

        ## 1. S

        *T1, T2*

        one

        """), "\(page)")
    #expect(try fake.docs.differences() == [])
  }

  @Test func pagesLeadToTheirNeighboursAndToTheirSource() throws {
    let fake = try FakeChapter()
    let docs = Docs(
      chapters: ["chapter-fake", "chapter-fake"], programs: fake.docs.programs,
      folder: fake.docs.folder)
    _ = try docs.write()
    let way =
      "\n---\n\n[← A\\_b](fake.md) · [All pages](README.md) · [What the notes claim →](claims.md) · "
      + "[Source](../Chapters)\n"
    #expect(try fake.folder.read("Docs/fake.md").hasSuffix(way))
  }

  @Test func figuresAreKeptAndCompared() throws {
    let fake = try FakeChapter([FakeChapter.picture("A line")])
    let name = "Docs/figures/fake-1-a-line.svg"
    #expect(try fake.docs.write().last == name)
    #expect(try fake.docs.differences() == [])
    let old = try fake.folder.read(name)
    try fake.folder.write(old.replacing("</svg>", with: "<g/></svg>"), to: name)
    let differences = try fake.docs.differences()
    #expect(differences.count == 1 && differences[0].hasPrefix("\(name):"), "\(differences)")
    try FileManager.default.removeItem(at: fake.folder.url(name))
    #expect(try fake.docs.differences() == ["\(name) does not exist."])
  }

  @Test func figuresOfTimesOnlyHaveToExist() throws {
    let fake = try FakeChapter()
    _ = try fake.docs.write()
    let timed = "<!-- measured -->\n\n![t](figures/t.svg)\n\n<!-- /measured -->\n\n## 2"
    let page = try fake.folder.read("Docs/fake.md").replacing("## 2", with: timed)
    try fake.folder.write(page, to: "Docs/fake.md")
    let line = page[..<page.range(of: "![t]")!.lowerBound].count { $0 == "\n" } + 1
    #expect(
      try fake.docs.differences() == [
        "Docs/fake.md:\(line) shows Docs/figures/t.svg, which does not exist."
      ])
    try FileManager.default.createDirectory(
      at: fake.folder.url("Docs/figures"), withIntermediateDirectories: true)
    try fake.folder.write("<svg/>\n", to: "Docs/figures/t.svg")
    #expect(try fake.docs.differences() == [])
    try fake.folder.write("<svg/>\n", to: "Docs/figures/unused.svg")
    #expect(try fake.docs.differences() == ["Docs/figures/unused.svg is shown by no page."])
  }

  @Test func figuresThatNoPageShowsAreRemoved() throws {
    let fake = try FakeChapter()
    _ = try fake.docs.write()
    try FileManager.default.createDirectory(
      at: fake.folder.url("Docs/figures"), withIntermediateDirectories: true)
    try fake.folder.write("<svg/>\n", to: "Docs/figures/old.svg")
    _ = try fake.docs.write()
    #expect(fake.docs.figuresOnDisk == [])
  }

  @Test func freshensTheExcerptsOfTheReadme() throws {
    let mark = "<!-- excerpt: 2 lines of chapter-fake --section 1 -->\n"
    let fresh = try Readme.refreshed("a\n\(mark)old\n<!-- /excerpt -->\nb\n") {
      program, arguments in
      #expect(program == "chapter-fake" && arguments.prefix(2) == ["--section", "1"])
      return "Title\n\n── 1 · S ──\none\ntwo\n"
    }
    #expect(fresh == "a\n\(mark)```text\n── 1 · S ──\none\n```\n<!-- /excerpt -->\nb\n")
    #expect(throws: InputError.self) { try Readme.refreshed(mark) { _, _ in "" } }
  }

  @Test func theIndexLinksToEverySection() throws {
    let fake = try FakeChapter()
    _ = try fake.docs.write()
    let index = try fake.folder.read("Docs/README.md")
    #expect(index.contains("## [A\\_b](fake.md)\n\nFirst.\n"))
    let second = "2. [Z](fake.md#section-2) (T3, E1, E2, E3)\n"
    #expect(index.contains("1. [S](fake.md#section-1) (T1, T2)\n" + second))
    #expect(!index.contains("Things to try"))
    #expect(index.contains("3 checks, 1 mistake made on purpose"))
  }

  @Test func theListOfClaimsNamesVerdictAndNumber() throws {
    let fake = try FakeChapter()
    _ = try fake.docs.write()
    let claims = try fake.folder.read("Docs/claims.md")
    for row in [
      "| A\\_b | 2 | 1 |  |  | 1 |",
      "| T1 | One \\| two. | *shown* | few: 1, at most 2 allowed | [§ 1](fake.md#section-1) |",
      "| T2 | Time. | *shown* | times, see below | [§ 1](fake.md#section-1) |",
      "| T3 | Three. | *shown in part*: half (E1) | all: exactly 3 | [§ 2](fake.md#section-2) |",
      "| T4 | Four. | *not tested*: too dear | – |  |",
      "| E1 | loose | tight | [§ 2](fake.md#section-2) |",
      "*Often heard*", "| E2 | people say | no | [§ 2](fake.md#section-2) |",
      "*Missing in the notes*", "| E3 | a list | the list | [§ 2](fake.md#section-2) |",
    ] { #expect(claims.contains(row), "\(claims)") }
  }

  @Test func whatRestsOnTimesNamesItsMachine() throws {
    var finding = Finding(
      id: "T2", section: 1, expectation: "as fast", ratio: 1, expected: 1...2, ifLess: "",
      ifMore: "")
    var other = finding
    (finding.decides, other.expectation) = (true, "other")
    let fake = try FakeChapter(findings: [finding, other])
    _ = try fake.docs.write()
    let claims = try fake.folder.read("Docs/claims.md")
    #expect(
      claims.contains(
        "<!-- measured -->\n\nDecided by times, on A machine, 2026-01-31:\n\n<!-- /measured -->"),
      "\(claims)")
    #expect(claims.contains("- *T2* [§ 1](fake.md#section-1): as fast: measured 1.00×"))
    #expect(!claims.contains("other: "))
    // Without times the page is the same but for the marked part.
    let untimed = try FakeChapter()
    _ = try untimed.docs.write()
    #expect(TimingMask.masked(claims) == (try untimed.folder.read("Docs/claims.md")))
  }

  @Test(arguments: [
    ("one", "two"), ("é", "e\u{301}"), ("one", "one\u{A0}more"),
    ("<!-- measured -->\n\n1 ms\n\n<!-- /measured -->\n\nold", "new"),
  ])
  func namesTheFirstDifference(old: String, new: String) throws {
    let fake = try FakeChapter([.text(new)])
    _ = try fake.docs.write()
    let page = try fake.folder.read("Docs/fake.md")
    let place = try #require(page.range(of: "\n\(new)\n", options: .literal))
    try fake.folder.write(
      page.replacingCharacters(in: place, with: "\n\(old)\n"), to: "Docs/fake.md")
    let differences = try fake.docs.differences()
    #expect(differences.count == 1)
    let lines = differences.first?.components(separatedBy: "\n") ?? []
    let before = page[...place.lowerBound].count { $0 == "\n" }
    let line = before + old.components(separatedBy: "\n").count
    let shown = try #require(old.components(separatedBy: "\n").last)
    #expect(
      lines == [
        "Docs/fake.md:\(line) differs:", "  on the page:       \(shown)",
        "  from the program:  \(new)",
      ])
  }

  @Test func timesAreNoDifferenceAndCanBeKept() throws {
    let fake = try FakeChapter([.text("one"), .text("two")])
    _ = try fake.docs.write()
    let page = try fake.folder.read("Docs/fake.md")
    let times = "<!-- measured -->\n\n1 ms\n\n<!-- /measured -->"
    func write(_ words: String) throws {
      try fake.folder.write(
        page.replacing("\none\n\ntwo\n", with: "\n\(words)\n"), to: "Docs/fake.md")
    }
    func kept() throws -> String {
      _ = try fake.docs.write(keepingTimes: true)
      return try fake.folder.read("Docs/fake.md")
    }
    try write("one\n\n\(times)\n\ntwo")
    #expect(try fake.docs.differences() == [])
    // On a page that changes:
    try write("old\n\ntwo\n\n\(times)")
    #expect(try kept().contains("\none\n\ntwo\n\n\(times)\n"))
    #expect(try fake.docs.differences() == [])
    // Where the line before is gone, the line after tells the place.
    try write("one\n\ngone\n\n\(times)\n\ntwo")
    #expect(try kept().contains("\none\n\n\(times)\n\ntwo\n"))
    // Where both are gone, nobody knows where they belong.
    try fake.folder.write("gone\n\n\(times)\n\ngone, too\n", to: "Docs/fake.md")
    #expect(throws: InputError.self) { try fake.docs.write(keepingTimes: true) }
  }

  @Test func aPageThatIsTooShortEndsAtItsLine() throws {
    let fake = try FakeChapter()
    _ = try fake.docs.write()
    try fake.folder.write("# What the notes claim\n", to: "Docs/claims.md")
    let difference = try #require(try fake.docs.differences().first)
    #expect(difference.hasPrefix("Docs/claims.md:3 differs:\n  on the page:       (the page has"))
  }

  @Test func aMissingPageIsADifference() throws {
    let fake = try FakeChapter()
    #expect(
      try fake.docs.differences() == [
        "Docs/README.md does not exist.", "Docs/fake.md does not exist.",
        "Docs/claims.md does not exist.", "Docs/glossary.md does not exist.",
        "Docs/map.md does not exist.",
      ])
  }

  @Test(arguments: [1, 64, 3] as [Int32]) func aChapterThatFailsIsNoPage(status: Int32) throws {
    let fake = try FakeChapter(status: status)
    let error = #expect(throws: InputError.self) { try fake.docs.write() }
    #expect(error?.description.hasPrefix("chapter-fake ended with status \(status)") == true)
    #expect(fake.writesNothing)
  }

  @Test func aChapterThatIsNotBuiltIsNamed() throws {
    let fake = try FakeChapter()
    try FileManager.default.removeItem(at: fake.folder.url("chapter-fake"))
    let error = #expect(throws: InputError.self) { try fake.docs.write() }
    #expect(error?.description.hasPrefix("chapter-fake is not built: ") == true)
  }

  @Test func aRecordThatMakesNoSenseIsNamed() throws {
    let fake = try FakeChapter(json: "{}")
    let error = #expect(throws: InputError.self) { try fake.docs.write() }
    #expect(error?.description.hasPrefix("chapter-fake --format json") == true)
    #expect(fake.writesNothing)
  }

  @Test func everyChapterIsListed() throws {
    let package = try #require(PackageFolder.url())
    let folders = try FileManager.default.contentsOfDirectory(
      at: package.appendingPathComponent("Chapters"), includingPropertiesForKeys: [.isDirectoryKey])
    let chapters = folders.filter { folder in
      let program = folder.appendingPathComponent(folder.lastPathComponent + "Chapter.swift")
      return FileManager.default.fileExists(atPath: program.path)
    }
    #expect(chapters.count == Chapters.programs.count)
  }

  @Test func wrongUsageIsOneSentence() async throws {
    for arguments in [["--chek"], ["a", "b"], ["--check", "--check"]] {
      let outcome = try await Program("write-docs").run(arguments)
      #expect(outcome.status == 64 && outcome.output == "")
      #expect(outcome.errors.split(separator: "\n").count == 1)
    }
    #expect(try await Program("write-docs").run(["--help"]).status == 0)
  }
}
