import Foundation
import Testing

@testable import Notebook

/// What a chapter does with input that is wrong, and with readers who leave.
@Suite struct InputTests {
  private static let wrong = [
    ["--no-such-option"], ["extra"], ["-x"], ["--section", "0"], ["--section", "999"],
    ["--section", "3-1"], ["--section", "xyz"], ["--width", "abc"], ["--width", "1e999"],
    ["--threads", "0"], ["--threads", "-1"], ["--format", "xml"], ["--color", ""],
    ["--seed", "-1"], ["--output"], ["--quick=1"],
  ]

  private func expectOneSentence(_ outcome: Outcome, about words: String, status: Int32) {
    #expect(outcome.exited && outcome.status == status, "\(words)")
    #expect(outcome.output == "", "\(words)")
    let lines = outcome.errors.split(separator: "\n")
    #expect(lines.count == 1 && outcome.errors.hasSuffix(".\n"), "\(words): \(outcome.errors)")
  }

  @Test(arguments: Program.pages, wrong)
  func wrongOptionsAreOneSentence(chapter: Program, arguments: [String]) async throws {
    let outcome = try await chapter.run(arguments)
    expectOneSentence(outcome, about: arguments.joined(separator: " "), status: 64)
    if let value = arguments.dropFirst().last {
      #expect(outcome.errors.contains(value.isEmpty ? "''" : value))
    }
  }

  @Test(arguments: Program.chapters)
  func wrongNumbersAreOneSentence(chapter: Program) async throws {
    let knobs = try #require(await Record.whole(chapter).chapter).knobs.filter {
      Double($0.value) != nil
    }
    for knob in knobs {
      for value in ["x", "", "nan", "inf", "1e999", "1,5", "0x10000000000000000000"] {
        let outcome = try await chapter.run(["--\(knob.name)", value])
        expectOneSentence(outcome, about: "--\(knob.name) \(value)", status: 64)
        #expect(outcome.errors.contains("'\(value)'"))
      }
    }
  }

  private static let misfits: [[String]] = [
    ["--query-heads", "7"], ["--query-heads", "64", "--kv-heads", "5", "--model-width", "500"],
    ["--capacity", "5"], ["--prompt", String(repeating: "a", count: 513)],
    ["--prompt", String(repeating: "a", count: 1024), "--new-tokens", "256"],
    ["--sinks", "255"], ["--window", "1", "--sinks", "3", "--capacity", "1", "--query-heads", "1"],
  ]

  /// Who follows the advice of a refusal must not run into the next one.
  @Test(arguments: misfits) func adviceIsGoodAdvice(arguments: [String]) async throws {
    try await followAdvice(Program("chapter-kv-cache"), arguments)
  }

  @Test(arguments: [
    ["--query-heads", "7"],
    ["--query-heads", "64", "--head-dimension", "256", "--model-width", "8192", "--kv-heads", "3"],
  ]) func adviceOnHeadsIsGoodAdvice(arguments: [String]) async throws {
    try await followAdvice(Program("chapter-gqa"), arguments)
  }

  private func followAdvice(_ chapter: Program, _ arguments: [String]) async throws {
    let end = ["--section", "1", "--quick", "--no-timing"]
    let refusal = try await chapter.run(arguments + end)
    expectOneSentence(refusal, about: arguments.joined(separator: " "), status: 64)
    let words = refusal.errors.split { " ,.\n".contains($0) }.map(String.init)
    let advice = try #require(words.firstIndex(of: "choose"), "\(refusal.errors)")
    var better = arguments
    for i in words.indices[advice...].dropLast() where words[i].hasPrefix("--") {
      if let old = better.firstIndex(of: words[i]) { better.removeSubrange(old...old + 1) }
      better += [words[i], words[i + 1]]
    }
    let outcome = try await chapter.run(better + end)
    #expect(outcome.status == 0, "\(better): \(outcome.errors)")
  }

  @Test func aPromptThatIsNoTextIsRefused() async throws {
    let outcome = try await Program("chapter-kv-cache").run(["--prompt", "a\u{FFFD}"])
    expectOneSentence(outcome, about: "U+FFFD", status: 64)
    #expect(outcome.errors.contains("type it in UTF-8"))
  }

  /// A number of a strange size is refused or computed with, but is no reason to break down.
  @Test(arguments: Program.chapters)
  func strangeSizesAreRefusedOrShown(chapter: Program) async throws {
    let knobs = try #require(await Record.whole(chapter).chapter).knobs.filter {
      Double($0.value) != nil
    }
    for knob in knobs {
      for value in ["0", "-1", "1", "7", "1000000000000"] {
        let outcome = try await chapter.run(
          ["--\(knob.name)", value, "--section", "1", "--quick", "--no-timing"])
        if outcome.status == 64 {
          expectOneSentence(outcome, about: "--\(knob.name) \(value)", status: 64)
        } else {
          // A check may fail with such a number; the program must not.
          #expect(outcome.exited && [0, 1].contains(outcome.status), "--\(knob.name) \(value)")
          #expect(outcome.errors == "", "--\(knob.name) \(value)")
        }
      }
    }
  }

  @Test(arguments: Program.pages, ["/nowhere/at/all.md", "/", "/dev/null/page.md"])
  func anOutputThatCannotBeWrittenIsOneSentence(chapter: Program, path: String) async throws {
    let outcome = try await chapter.run(["--quick", "--section", "1", "--output", path])
    expectOneSentence(outcome, about: path, status: 1)
    #expect(outcome.errors.contains("'\(path)'"))
  }

  @Test(arguments: Program.pages)
  func aReaderMayLeaveEarly(chapter: Program) async throws {
    let outcome = try await chapter.shell("{ \"$0\" --quick; echo $? >&2; } | head -3")
    #expect(outcome.output.split(separator: "\n", omittingEmptySubsequences: false).count == 4)
    #expect(outcome.errors == "0\n")
  }

  @Test(arguments: Program.pages)
  func aClosedOutputIsOneSentence(chapter: Program) async throws {
    let outcome = try await chapter.shell("\"$0\" --quick >&-")
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("Standard output cannot be written"))
    #expect(outcome.errors.split(separator: "\n").count == 1)
  }

  @Test(
    .enabled(if: FileManager.default.fileExists(atPath: "/dev/full")), arguments: Program.pages)
  func aFullDiskIsOneSentence(chapter: Program) async throws {
    let outcome = try await chapter.shell("\"$0\" --quick >/dev/full")
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("Standard output cannot be written: No space left"))
    #expect(outcome.errors.split(separator: "\n").count == 1)
  }

  @Test(arguments: Program.pages)
  func stepsThroughAPipe(chapter: Program) async throws {
    let all = ["--quick", "--no-timing", "--threads", "1", "--section", "1-2"]
    // At the end of the input nobody is there who could ask for less.
    let whole = try await chapter.run(all + ["--step"])
    #expect(whole.status == 0 && whole.errors == "")
    #expect(whole.output == (try await Runs.shared.outcome(of: chapter, all)).output)
    #expect(whole.output.contains("── 2 ·"))
    let first = try await chapter.run(all + ["--step"], input: "q\n")
    #expect(first.status == 0 && first.errors == "")
    #expect(first.output.contains("── 1 ·") && !first.output.contains("── 2 ·"))
    #expect(!first.output.contains("What was checked"))
  }

  @Test(arguments: Program.pages)
  func nobodyHasToReadWhatIsWrong(chapter: Program) async throws {
    let outcome = try await chapter.shell(
      "{ \"$0\" --bogus 2>&1 >/dev/null; echo $? >&2; } | true; sleep 0.2")
    #expect(outcome.errors == "64\n")
  }

  @Test func anArgumentThatIsNoTextIsRefused() async throws {
    let chapter = try #require(Program.chapters.last)
    let outcome = try await chapter.shell("\"$0\" --seed \"$(printf '\\377')\"")
    expectOneSentence(outcome, about: "a byte that is no text", status: 64)
    #expect(outcome.errors.contains("argument number 2"))
  }

  /// What was measured so far is shown, and the status tells that there was more to come.
  @Test(arguments: [("text", "hold"), ("json", "\"isWhole\""), ("html", "</html>")])
  func anInterruptedRunEndsCleanly(format: String, words: String) async throws {
    let chapter = Program("chapter-machine")
    let files = try TemporaryFolder()
    let page = files.url("page").path
    let outcome = try await chapter.shell(
      """
      "$0" --format \(format) --output '\(page)' & sleep 3; kill -INT $!; wait $!; echo $?
      """)
    #expect(outcome.output == "130\n", "\(outcome)")
    #expect(outcome.errors.hasPrefix("chapter-machine: interrupted"))
    #expect(outcome.errors.contains("holds what was shown until then."))
    if format == "json" {
      #expect(try Record(try files.read("page")).holds)
    } else {
      // On a busy machine three seconds may be too few for the first check.
      let page = try files.read("page")
      #expect(page.contains(words) || page.contains("Nothing was checked here."))
    }
  }

  /// Who interrupts a training has the loss of the steps that were made.
  @Test func anInterruptedTrainingShowsItsLoss() async throws {
    let files = try TemporaryFolder()
    let page = files.url("page").path
    let outcome = try await Program("chapter-training").shell(
      """
      "$0" --section 7 --steps 1000000 --format markdown --output '\(page)' & sleep 3; kill -INT $!; wait $!; echo $?
      """)
    #expect(outcome.output == "130\n", "\(outcome)")
    #expect(outcome.errors.hasPrefix("chapter-training: interrupted in section 7."))
    let text = try files.read("page")
    let sentence = try #require(
      text.firstMatch(of: /has made ([\d\u{A0}]+) of 1\u{A0}000\u{A0}000 steps/))
    let steps = Int(sentence.1.filter(\.isNumber)) ?? 0
    #expect(steps > 1)
    #expect(
      text.contains("loss of its texts") && text.contains("The loss of the steps that were made"))
    #expect(text.contains("Nothing was checked here."))
  }
}
