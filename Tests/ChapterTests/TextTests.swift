import Foundation
import Testing

@testable import Notebook

/// A quick run without times, from which every format can be made.
private func run(_ chapter: Program, threads: Int = 1) async throws -> String {
  let outcome = try await Runs.shared.outcome(
    of: chapter, Record.untimed + ["--threads", "\(threads)"])
  #expect(outcome.status == 0 && outcome.errors == "")
  return outcome.output
}

/// What a terminal shows of that run.
private func text(_ chapter: Program, isUnicode: Bool = true) async throws -> String {
  let recording = try await Recording(json: Data(run(chapter).utf8))
  let style = TerminalStyle(width: 80, isUnicode: isUnicode, isColored: false)
  let renderer = TerminalRenderer(style)
  return recording.blocks.map(renderer.show).joined().filter { $0 != TerminalRenderer.pause }
}

/// The text that a chapter prints.
@Suite struct TextTests {
  @Test(arguments: Program.pages)
  func isTheSameFromAnyNumberOfThreads(chapter: Program) async throws {
    let one = try await run(chapter)
    let two = try await run(chapter, threads: 2)
    let three = try await run(chapter, threads: 3)
    #expect(one.utf8.elementsEqual(two.utf8))
    #expect(one.utf8.elementsEqual(three.utf8))
  }

  @Test(arguments: Program.pages)
  func isTheSameInASecondRunAndInAFile(chapter: Program) async throws {
    let folder = try TemporaryFolder()
    let outcome = try await chapter.run(
      ["--quick", "--no-timing", "--threads", "1", "--output", folder.url("page").path])
    #expect(outcome.status == 0 && outcome.errors == "")
    #expect(
      outcome.output.split(separator: "\n").count == 1 && outcome.output.contains("is written."))
    let recorded = try await text(chapter)
    #expect(try folder.read("page").utf8.elementsEqual(recorded.utf8))
  }

  @Test(arguments: Program.pages)
  func fitsTheWidth(chapter: Program) async throws {
    for line in try await text(chapter).split(separator: "\n") {
      // Addresses are to be copied, and are not broken.
      #expect(line.columns <= 80 || line.contains("http"), "\(line)")
    }
  }

  /// A line of code that is broken reads as two, and a broken comment as code.
  @Test(arguments: Program.chapters)
  func itsCodeIsNeverBroken(chapter: Program) async throws {
    let blocks = try await Recording(json: Data(run(chapter).utf8)).blocks
    let pieces = blocks.flatMap(\.pieces)
    #expect(!pieces.isEmpty)
    for piece in pieces {
      for line in (piece.source ?? "").split(separator: "\n") where String(line).columns > 74 {
        Issue.record("\(piece.file): \(line)")
      }
    }
  }

  @Test(arguments: Program.pages)
  func isPlainWhereTheLocaleIs(chapter: Program) async throws {
    let plain = try await text(chapter, isUnicode: false)
    #expect(plain.utf8.allSatisfy { $0 < 128 })
    for line in plain.split(separator: "\n") where line.contains("<U+") {
      Issue.record("a symbol has no spelling: \(line)")
    }
    for line in plain.split(separator: "\n") {
      #expect(line.columns <= 80 || line.contains("http"), "\(line)")
    }
    // The program asks the locale itself.
    let first = try await chapter.run(
      ["--quick", "--no-timing", "--section", "1"], environment: ["LC_ALL": "C"])
    #expect(first.status == 0 && first.output.utf8.allSatisfy { $0 < 128 })
  }

  @Test(arguments: Program.pages)
  func helpAndListFitToo(chapter: Program) async throws {
    let record = try await Record.whole(chapter)
    let help = try await chapter.run(["--help"])
    let list = try await chapter.run(["--list"])
    #expect(help.status == 0 && help.errors == "" && list.status == 0 && list.errors == "")
    for knob in record.chapter.knobs { #expect(help.output.contains("--\(knob.name)")) }
    for number in record.numbered.compactMap(\.heading.number) {
      #expect(list.output.contains(number < 10 ? " \(number)  " : "\(number)  "))
    }
    for line in (help.output + list.output).split(separator: "\n") {
      #expect(line.columns <= 80, "\(line)")
    }
  }

  @Test func thePagesSayWhatTheChaptersPrint() async throws {
    let outcome = try await Program("write-docs").run(
      ["--check"], environment: ["FIELD_NOTES_MODEL": ""])
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    #expect(outcome.output.contains("real-weights.md is not compared"))
  }

  @Test(
    .enabled(
      if: ProcessInfo.processInfo.environment["FIELD_NOTES_MODEL"] != nil,
      "FIELD_NOTES_MODEL does not name SmolLM2-135M-Instruct.Q4_1.gguf"))
  func thePageOfRealWeightsToo() async throws {
    let outcome = try await Program("write-docs").run(["--check"])
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    #expect(!outcome.output.contains("is not compared"))
  }
}

extension Block {
  /// The pieces of code in it, those that are folded among them.
  fileprivate var pieces: [Code] {
    switch self {
    case .code(let code): [code]
    case .deeper(let group): group.blocks.flatMap(\.pieces)
    case .measured(let block): block.pieces
    default: []
    }
  }
}
