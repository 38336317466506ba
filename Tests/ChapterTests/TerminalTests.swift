import Foundation
import Testing

@testable import Notebook

/// What a reader at a terminal sees.
@Suite(.enabled(if: PseudoTerminal.exists)) struct TerminalTests {
  private func shown(
    _ chapter: Program, _ arguments: [String], _ changes: [String: String] = [:],
    typing: String = ""
  ) async throws -> (text: String, status: Int32) {
    let terminal = try PseudoTerminal(chapter, arguments, changes)
    // Each key answers a question: while something is computed, `q` leaves without one.
    var seen = 0
    for key in typing {
      try await terminal.waits { $0.count > seen && $0.hasSuffix("q: leave] ") }
      seen = terminal.text.count
      terminal.type(String(key))
    }
    let status = try await terminal.status()
    return (terminal.text, status)
  }

  @Test(arguments: Program.chapters)
  func seesColoursAndIsAsked(chapter: Program) async throws {
    let (text, status) = try await shown(chapter, ["--quick", "--no-timing"], typing: "q")
    #expect(status == 0)
    #expect(text.contains("\u{1B}[1;36m"))
    #expect(text.contains("q: leave] "))
    // The sections are listed before the first of them is shown.
    #expect(!text.contains("── 1 ·"))
    for title in try await Record.whole(chapter).numbered.map(\.heading.title) {
      // A long list is more than a screen.
      if !text.contains(title) { #expect(text.contains("Return: more")) }
    }
  }

  /// All chapters share the way in which they are shown.
  @Test func seesAllAtOnceIfWanted() async throws {
    let chapter = try #require(Program.chapters.first)
    let (text, status) = try await shown(
      chapter, ["--quick", "--no-timing", "--no-pager", "--color", "never"])
    #expect(status == 0 && !text.contains("q: leave]"))
    #expect(text.contains("── 1 ·") && text.contains("── What was checked"))
  }

  @Test func goesOnWithASpaceAndToTheNextSection() async throws {
    let chapter = try #require(Program.chapters.first)
    let (text, status) = try await shown(
      chapter, ["--quick", "--no-timing", "--color", "never"], typing: "ssq")
    #expect(status == 0)
    #expect(text.contains("── 1 ·") && !text.contains("── 3 ·"))
  }

  @Test(arguments: Program.chapters)
  func seesNoColoursIfNotWanted(chapter: Program) async throws {
    let quiet = ["--quick", "--no-timing", "--section", "1", "--no-pager"]
    let (text, status) = try await shown(chapter, quiet, ["NO_COLOR": "1"])
    #expect(status == 0 && !text.contains("\u{1B}[1;36m"))
    let (never, _) = try await shown(chapter, quiet + ["--color", "never"])
    #expect(!never.contains("\u{1B}[1;36m"))
    let always = try await chapter.run(quiet + ["--color", "always"])
    #expect(always.output.contains("\u{1B}[1;36m"))
    #expect(!(try await chapter.run(quiet)).output.contains("\u{1B}"))
  }
}
