import Contents
import Foundation
import Testing

@testable import Notebook
@testable import write_docs

/// A chapter that is no more than a shell script.
private struct FakeChapter {
  let folder: TemporaryFolder
  let docs: Docs

  init(
    page: String = "# A\n\none\n", status: Int32 = 0, json: String? = nil,
    figures: [String: String] = [:], findings: String = "[]"
  ) throws {
    folder = try TemporaryFolder()
    let record =
      json ?? """
        {"chapter": {"program": "chapter-fake", "title": "A_b", "introduction": ["First."], "knobs": [],
          "claims": [
            {"id": "T1", "statement": "One | two.", "verdict": "shown", "words": "",
             "basis": "check", "corrections": [], "isOurs": false},
            {"id": "T2", "statement": "Time.", "verdict": "shown", "words": "",
             "basis": "times", "corrections": [], "isOurs": false},
            {"id": "T3", "statement": "Three.", "verdict": "shown in part", "words": "half",
             "basis": "check", "corrections": ["E1"], "isOurs": false},
            {"id": "T4", "statement": "Four.", "verdict": "not tested", "words": "too dear",
             "basis": "source", "corrections": [], "isOurs": false}],
          "corrections": [
            {"id": "E1", "kind": "correction", "notes": "loose", "right": "tight"},
            {"id": "E2", "kind": "oftenHeard", "notes": "people say", "right": "no"},
            {"id": "E3", "kind": "missing", "notes": "a list", "right": "the list"}]},
         "sections": [
          {"heading": {"number": 1, "title": "S", "ids": ["T1", "T2"]}, "blocks": []},
          {"heading": {"number": 2, "title": "Z", "ids": ["T3", "E1", "E2", "E3"]}, "blocks": []},
          {"heading": {"title": "Things to try", "ids": []}, "blocks": []}],
         "checks": [
          {"id": "T1", "section": 2, "statement": "too many", "comparison": "9 ≤ 1",
           "decides": false, "isMistake": true, "relation": "≤", "holds": true},
          {"id": "T1", "section": 1, "statement": "other", "comparison": "1 ≤ 3",
           "decides": false, "isMistake": false, "relation": "≤", "holds": true},
          {"id": "T1", "section": 1, "statement": "few", "comparison": "1 ≤ 2",
           "decides": true, "isMistake": false, "relation": "≤", "holds": true},
          {"id": "T3", "section": 2, "statement": "all", "comparison": "3 = 3",
           "decides": true, "isMistake": false, "relation": "≤", "holds": true}],
         "findings": \(findings), "holds": true,
         "timings": [{"machine": "A machine", "date": "2026-01-31"}]}
        """
    try folder.write(page, to: "page")
    let drawings = folder.url("drawings")
    try FileManager.default.createDirectory(at: drawings, withIntermediateDirectories: true)
    for (name, text) in figures { try folder.write(text, to: "drawings/\(name)") }
    try folder.write(record, to: "record")
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

  var writesNothing: Bool { !FileManager.default.fileExists(atPath: folder.url("Docs").path) }
}

/// The end of the only page.
private let end = "\n---\n\n[All chapters](README.md)\n"

@Suite struct WriteDocsTests {
  @Test func writesPagesThatThenSayTheSame() throws {
    let fake = try FakeChapter()
    #expect(try fake.docs.write() == ["Docs/README.md", "Docs/claims.md", "Docs/fake.md"])
    #expect(
      try fake.folder.read("Docs/fake.md") == "# A\n\none\n\n---\n\n[All chapters](README.md)\n")
    #expect(try fake.docs.differences() == [])
  }

  @Test func pagesLeadToTheirNeighbours() throws {
    let fake = try FakeChapter()
    let docs = Docs(
      chapters: ["chapter-fake", "chapter-fake"], programs: fake.docs.programs,
      folder: fake.docs.folder)
    _ = try docs.write()
    let way = "\n---\n\n[← A\\_b](fake.md) · [All chapters](README.md)\n"
    #expect(try fake.folder.read("Docs/fake.md").hasSuffix(way))
  }

  @Test func figuresAreKeptAndCompared() throws {
    let page = "# A\n\n![a](figures/a.svg)\n"
    let fake = try FakeChapter(page: page, figures: ["a.svg": "<svg>\n<a/>\n</svg>\n"])
    #expect(try fake.docs.write().last == "Docs/figures/a.svg")
    #expect(try fake.docs.differences() == [])
    try fake.folder.write("<svg>\n<b/>\n</svg>\n", to: "Docs/figures/a.svg")
    let differences = try fake.docs.differences()
    #expect(differences.count == 1)
    #expect(differences.first?.hasPrefix("Docs/figures/a.svg:2 differs:") == true)
    try FileManager.default.removeItem(at: fake.folder.url("Docs/figures/a.svg"))
    #expect(try fake.docs.differences() == ["Docs/figures/a.svg does not exist."])
  }

  @Test func figuresOfTimesOnlyHaveToExist() throws {
    let fake = try FakeChapter(page: "# A\n", figures: ["unused.svg": "<svg/>\n"])
    _ = try fake.docs.write()
    #expect(try fake.docs.differences() == ["Docs/figures/unused.svg is shown by no page."])
    let timed = "# A\n\n<!-- measured -->\n\n![t](figures/t.svg)\n\n<!-- /measured -->\n"
    let untimed = try FakeChapter(page: "# A\n")
    _ = try untimed.docs.write()
    try untimed.folder.write(timed + end, to: "Docs/fake.md")
    #expect(
      try untimed.docs.differences() == [
        "Docs/fake.md:5 shows Docs/figures/t.svg, which does not exist."
      ])
    try FileManager.default.createDirectory(
      at: untimed.folder.url("Docs/figures"), withIntermediateDirectories: true)
    try untimed.folder.write("<svg/>\n", to: "Docs/figures/t.svg")
    #expect(try untimed.docs.differences() == [])
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
      "| T1 | One \\| two. | *shown* | few: 1 ≤ 2 | [§ 1](fake.md#section-1) |",
      "| T2 | Time. | *shown* | times, see below | [§ 1](fake.md#section-1) |",
      "| T3 | Three. | *shown in part*: half (E1) | all: 3 = 3 | [§ 2](fake.md#section-2) |",
      "| T4 | Four. | *not tested*: too dear | – |  |",
      "| E1 | loose | tight | [§ 2](fake.md#section-2) |",
      "### Often heard", "| E2 | people say | no | [§ 2](fake.md#section-2) |",
      "### Missing in the notes", "| E3 | a list | the list | [§ 2](fake.md#section-2) |",
    ] { #expect(claims.contains(row), "\(claims)") }
  }

  @Test func whatRestsOnTimesNamesItsMachine() throws {
    let finding = """
      [{"id": "T2", "section": 1, "expectation": "as fast", "verdict": "measured 1×: as expected",
        "decides": true, "ifLess": "", "ifMore": ""},
       {"id": "T2", "section": 1, "expectation": "other", "verdict": "v", "decides": false,
        "ifLess": "", "ifMore": ""}]
      """
    let fake = try FakeChapter(findings: finding)
    _ = try fake.docs.write()
    let claims = try fake.folder.read("Docs/claims.md")
    #expect(
      claims.contains(
        "<!-- measured -->\n\nDecided by times, on A machine, 2026-01-31:\n\n"
          + "- **T2** [§ 1](fake.md#section-1): as fast: measured 1×: as expected\n\n"
          + "<!-- /measured -->\n"), "\(claims)")
    #expect(!claims.contains("other: v"))
    // Without times the page is the same but for the marked part.
    let untimed = try FakeChapter()
    _ = try untimed.docs.write()
    #expect(TimingMask.masked(claims) == (try untimed.folder.read("Docs/claims.md")))
  }

  @Test(arguments: [
    ("# A\n\none\n", "# A\n\ntwo\n", 3, "one", "two"),
    ("# A\n", "# A\n\nmore\n", 3, "---", "more"),
    ("# A\n\none\n", "# A\n", 3, "one", "---"),
    ("# A\n\né\n", "# A\n\ne\u{301}\n", 3, "é", "e\u{301}"),
    (
      "# A\n\n<!-- measured -->\n\n1 ms\n\n<!-- /measured -->\n\nold\n", "# A\n\nnew\n", 9, "old",
      "new"
    ),
  ])
  func namesTheFirstDifference(
    old: String, new: String, line: Int, onPage: String, fromProgram: String
  ) throws {
    let fake = try FakeChapter(page: new)
    _ = try fake.docs.write()
    try fake.folder.write(old + end, to: "Docs/fake.md")
    let differences = try fake.docs.differences()
    #expect(differences.count == 1)
    let lines = differences.first?.split(separator: "\n") ?? []
    #expect(lines.first == "Docs/fake.md:\(line) differs:")
    #expect(lines.count == 3 && lines[1].hasPrefix("  on the page:       \(onPage)"))
    #expect(lines.count == 3 && lines[2].hasPrefix("  from the program:  \(fromProgram)"))
  }

  @Test func timesAreNoDifference() throws {
    let page = "# A\n\n<!-- measured -->\n\n1 ms\n\n<!-- /measured -->\n\none\n"
    let fake = try FakeChapter(page: "# A\n\none\n")
    _ = try fake.docs.write()
    try fake.folder.write(page + end, to: "Docs/fake.md")
    #expect(try fake.docs.differences() == [])
  }

  @Test func timesCanBeKeptOnAPageThatChanges() throws {
    let fake = try FakeChapter(page: "# A\n\none\n\ntwo\n")
    _ = try fake.docs.write()
    let times = "<!-- measured -->\n\n1 ms\n\n<!-- /measured -->"
    try fake.folder.write("# A\n\nold\n\ntwo\n\n\(times)\n" + end, to: "Docs/fake.md")
    _ = try fake.docs.write(keepingTimes: true)
    let page = try fake.folder.read("Docs/fake.md")
    #expect(page == "# A\n\none\n\ntwo\n\n\(times)\n" + end)
    #expect(try fake.docs.differences() == [])
    // Where the line before is gone, the line after tells the place.
    try fake.folder.write("# A\n\none\n\ngone\n\n\(times)\n\ntwo\n" + end, to: "Docs/fake.md")
    _ = try fake.docs.write(keepingTimes: true)
    let moved = try fake.folder.read("Docs/fake.md")
    #expect(moved == "# A\n\none\n\n\(times)\n\ntwo\n" + end)
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
        "Docs/README.md does not exist.", "Docs/claims.md does not exist.",
        "Docs/fake.md does not exist.",
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
    #expect(error?.description.hasPrefix("chapter-fake --record") == true)
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
