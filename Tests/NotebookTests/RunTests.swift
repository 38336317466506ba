import Foundation
import Testing

@testable import Notebook

/// A chapter of three sections, one of which can be made to fail.
private struct TinyChapter: Chapter {
  let program = "chapter-tiny"
  let title = "A tiny chapter"
  let introduction = "First.\n\nSecond."
  let claims = [
    Claim("T1", "One.", .shown), Claim("T2", "Two.", .shownInPart("half"), corrections: ["E1"]),
  ]
  let corrections = [Correction("E1", notes: "loose", right: "tight")]
  let readOn = ["A paper"]
  let thingsToTry = ["`swift run chapter-tiny --count 2`: two"]
  @Knob("how many", .even, .in(2...8)) var count = 4
  @Knob("bound of the first check", .atLeast(0)) var bound = 1.0
  @Knob("whether it ends in an error") var ending = Ending.good

  enum Ending: String, CaseIterable, KnobValue { case good, bad }

  func prepare(_ options: Options) throws {
    if count == 6 { throw InputError("--count cannot be '6' with this bound: it must be 2 or 4.") }
  }

  var sections: [Section] {
    [
      Section("One", "T1") { page in
        page.claim("T1")
        page.check("T1", "small", 0.5, isAtMost: bound, decides: true)
      },
      Section("Two", "T2", "E1") { page in
        page.correction("E1")
        page.check("T2", "count", count, equals: count, decides: true)
        page.goesWrong("T2", "one too many", count + 1, equals: count)
        page.timing("c", [("", [Contestant("a") {}, Contestant("b") {}])]) { races in
          page.finding(
            "T2", "as fast", ratio: races[0].ratio(), expected: 0.1...9, ifLess: "why.",
            ifMore: "why.")
        }
      },
      Section("Three") { page in
        if ending == .bad { throw InputError("There is nothing to show.") }
        page.text("The end.")
      },
    ]
  }
}

/// What a run leaves behind.
private struct Outcome {
  var status: Int32
  var text: String?
  var complaints: [String] = []
  var said: [String] = []

  init(_ arguments: String...) {
    let file = TemporaryFile("", named: "ignored")
    let path = file.path + ".out"
    var (complaints, said): ([String], [String]) = ([], [])
    let run = Run(TinyChapter(), say: { said.append($0) }, complain: { complaints.append($0) })
    status = run(["--output", path] + arguments)
    (self.complaints, self.said) = (complaints, said)
    text = try? String(contentsOfFile: path, encoding: .utf8)
  }
}

@Suite struct RunTests {
  @Test func showsTheWholeChapter() throws {
    let outcome = Outcome("--format", "markdown", "--no-timing")
    let text = try #require(outcome.text)
    #expect(outcome.status == 0 && outcome.complaints.isEmpty)
    let order = [
      "# A tiny chapter", "## 1. One", "## 2. Two", "## 3. Three", "The end.",
      "## What was checked", "All 2 checks hold, 1 mistake", "## Where to read on", "A paper",
      "## Things to try",
    ]
    var rest = text[...]
    for words in order {
      let place = try #require(rest.range(of: words), "\(words)")
      rest = rest[place.upperBound...]
    }
  }

  @Test(arguments: ["text", "markdown", "json"]) func twoRunsAreEqual(format: String) {
    let arguments = ["--no-timing", "--format", format]
    let texts = (0..<2).map { _ in Outcome(arguments[0], arguments[1], arguments[2]).text }
    #expect(texts[0] != nil && texts[0] == texts[1])
  }

  @Test func aMaskedPageIsAPageWithoutTiming() throws {
    let timed = try #require(Outcome("--quick", "--format", "markdown").text)
    let untimed = try #require(Outcome("--quick", "--format", "markdown", "--no-timing").text)
    #expect(timed != untimed)
    #expect(TimingMask.masked(timed) == untimed)
  }

  @Test func aFailedCheckIsStatusOne() {
    let outcome = Outcome("--bound", "0.25", "--no-timing")
    #expect(outcome.status == 1 && outcome.complaints.count == 1)
    #expect(outcome.complaints[0].hasSuffix("is written. 1 of 3 checks failed: T1 in section 1."))
    #expect(outcome.text?.contains("1 of 3 checks failed: T1 in section 1.") == true)
  }

  @Test func whoWritesAFileIsToldWhatBecameOfIt() throws {
    let outcome = Outcome("--no-timing")
    #expect(outcome.said.count == 1 && outcome.complaints.isEmpty)
    #expect(outcome.said[0].hasPrefix("chapter-tiny: '"))
    #expect(
      outcome.said[0].hasSuffix(
        "is written. All 2 checks hold, 1 mistake made on purpose is caught."))
  }

  @Test func aRecordIsTheSameRunAsJSON() throws {
    let record = TemporaryFile("", named: "record.json")
    let outcome = Outcome("--format", "markdown", "--no-timing", "--record", record.path)
    let json = Outcome("--format", "json", "--no-timing").text
    #expect(outcome.status == 0 && outcome.text?.hasPrefix("# A tiny chapter") == true)
    #expect(try String(contentsOfFile: record.path, encoding: .utf8) == json)
    let nowhere = Outcome("--record", "/nowhere/record.json")
    #expect(nowhere.status == 1 && nowhere.complaints.count == 1 && nowhere.text == nil)
  }

  /// The page would be written over by the record, or the other way round.
  @Test func twoOutputsMustNotBeOneFile() throws {
    let file = TemporaryFile("kept", named: "page.md")
    var complaints: [String] = []
    let run = Run(TinyChapter(), complain: { complaints.append($0) })
    #expect(run(["--no-timing", "--output", file.path, "--record", file.path]) == 64)
    #expect(run(["--no-timing", "--record", "-"]) == 64)
    #expect(complaints.count == 2)
    #expect(complaints[0].contains(": --output '") && complaints[0].contains(" and --record '"))
    #expect(complaints[1].contains(": standard output and --record '-' are the same"))
    #expect(try String(contentsOfFile: file.path, encoding: .utf8) == "kept")
  }

  @Test func theLedgerNamesWhatDecides() throws {
    let text = try #require(Outcome("--format", "markdown", "--no-timing").text)
    #expect(text.contains("| T1 | shown | small: 0.5, at most 1 allowed |"))
    #expect(text.contains("| T2 | shown in part: half | – |") == false)
    #expect(text.contains("| T2 | shown in part: half | count: exactly 4 |"))
  }

  @Test func aListForPrograms() throws {
    let text = try #require(Outcome("--list", "--format", "json").text)
    let list = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    #expect(list?["title"] as? String == "A tiny chapter")
    let sections = list?["contents"] as? [[String: Any]]
    #expect(sections?.map { $0["title"] as? String } == ["One", "Two", "Three"])
    #expect(Outcome("--list", "--format", "html").status == 64)
    #expect(Outcome("--exercises", "--format", "json").text?.contains("\"exercises\"") == true)
    #expect(Outcome("--exercise", "none").status == 64)
  }

  @Test func someSectionsOnly() throws {
    let text = try #require(Outcome("--section", "2-3", "--no-timing").text)
    #expect(!text.contains("One") && text.contains("Two") && text.contains("Three"))
    #expect(!text.contains("What was checked") && !text.contains("Where to read on"))
  }

  @Test(arguments: [
    (["--section", "4"], "There is no section 4: chapter-tiny has sections 1 to 3."),
    (["--section", "2-9"], "There is no section 9: chapter-tiny has sections 1 to 3."),
    (["--count", "7"], "--count cannot be '7': it must be a whole number, even and from 2 to 8."),
    (["--count", "6"], "--count cannot be '6' with this bound: it must be 2 or 4."),
    (
      ["--cuont", "6"],
      "There is no option '--cuont'; the nearest is --count, and --help lists all."
    ),
    (
      ["--quick\u{200F}"],
      "There is no option '--quick\\u{200F}'; the nearest is --quick, and --help lists all."
    ),
    (
      ["--step", "--no-pager"],
      "--step and --no-pager ask for the opposite of each other: give one of them."
    ),
    (
      ["--section", "zebra"], "No section of chapter-tiny has 'zebra' in its title."
    ),
    (
      ["--section", "0"],
      "--section cannot be '0': it must be a number from 1 on, a range such as 2-4, or a word of a title."
    ),
  ])
  func wrongUsageIsOneSentence(arguments: [String], sentence: String) {
    let file = TemporaryFile("", named: "ignored")
    let path = file.path + ".out"
    var complaints: [String] = []
    let run = Run(TinyChapter(), complain: { complaints.append($0) })
    #expect(run(["--output", path] + arguments) == 64)
    #expect(complaints == ["chapter-tiny: " + sentence])
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test func whatASectionThrowsLeavesNothingHalfWritten() {
    let outcome = Outcome("--ending", "bad")
    #expect(outcome.status == 1 && outcome.text == nil)
    #expect(outcome.complaints == ["chapter-tiny: There is nothing to show."])
  }

  @Test func anOutputThatCannotBeWrittenIsStatusOne() {
    var complaints: [String] = []
    let run = Run(TinyChapter(), complain: { complaints.append($0) })
    #expect(run(["--output", "/nowhere/page.md"]) == 1)
    #expect(complaints.count == 1 && complaints[0].contains("'/nowhere/page.md' cannot be written"))
  }

  @Test func helpNamesKnobsAndOptions() throws {
    let outcome = Outcome("--help", "--width", "60")
    let text = try #require(outcome.text)
    #expect(outcome.status == 0)
    for words in ["--count", "default 4", "--section N, N-M or WORD", "Exit status"] {
      #expect(text.contains(words))
    }
    for rule in CommandLineReader.rules { #expect(text.contains("  --\(rule.name)")) }
    for line in text.split(separator: "\n") {
      #expect(line.columns <= 60 && !line.hasSuffix(" "), "\(line)")
    }
  }

  @Test func theListNamesTheSections() {
    #expect(Outcome("--list").text == " 1  One [T1]\n 2  Two [T2, E1]\n 3  Three\n")
  }

  @Test func aSectionIsFoundByAWordOfItsTitle() throws {
    let text = try #require(Outcome("--section", "two", "--no-timing").text)
    #expect(text.contains("── 2 · Two") && !text.contains("── 1 ·") && !text.contains("── 3 ·"))
    // The last word counts.
    let last = try #require(Outcome("--section", "two", "--section", "3").text)
    #expect(last.contains("── 3 ·") && !last.contains("── 2 ·"))
  }

  @Test func theKnobsThatWereTurnedStandAtTheHead() {
    #expect(Outcome("--count", "2", "--section", "3").text?.contains("with --count 2\n") == true)
    #expect(Outcome("--section", "3").text?.contains("with --") == false)
  }
}
