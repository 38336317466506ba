import Foundation
import Testing

@testable import Notebook

/// What a terminal shows of that run.
private func text(_ chapter: Program, isUnicode: Bool = true) async throws -> String {
  let recording = try await Record.untimed(chapter)
  let style = TerminalStyle(width: 80, isUnicode: isUnicode, isColored: false)
  let renderer = TerminalRenderer(style)
  return recording.blocks.map(renderer.show).joined().filter { $0 != TerminalRenderer.pause }
}

/// The text that a chapter prints.
@Suite struct TextTests {
  /// That each section alone is the same from another number of threads, `ContentTests` sees.
  @Test(arguments: Program.pages)
  func isInAFileWhatTheRunHasRecorded(chapter: Program) async throws {
    let run = try await Runs.shared.untimed(chapter)
    #expect(
      run.outcome.output.split(separator: "\n").count == 1
        && run.outcome.output.contains("is written."))
    let recorded = try await text(chapter)
    #expect(run.page.utf8.elementsEqual(recorded.utf8))
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
    let blocks = try await Record.untimed(chapter).blocks
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
    for knob in record.chapter?.knobs ?? [] { #expect(help.output.contains("--\(knob.name)")) }
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
    #expect(outcome.output.contains("The published model is not run"))
  }

  @Test(
    .enabled(
      if: ProcessInfo.processInfo.environment["FIELD_NOTES_MODEL"] != nil,
      "FIELD_NOTES_MODEL does not name SmolLM2-135M-Instruct.Q4_1.gguf"))
  func thePageOfRealWeightsToo() async throws {
    let outcome = try await Program("write-docs").run(["--check"])
    #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    #expect(!outcome.output.contains("is not run"))
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
