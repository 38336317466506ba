import Foundation
import Testing

@testable import Notebook

/// What a reader at a terminal sees.
@Suite(.enabled(if: PseudoTerminal.exists)) struct TerminalTests {
  private func shown(
    _ chapter: Program, _ arguments: [String], _ changes: [String: String] = [:],
    typing: String = ""
  ) async throws -> (text: String, status: Int32) {
    let terminal = try PseudoTerminal(chapter, arguments, changes, typing: typing)
    let status = try await terminal.status()
    return (terminal.text, status)
  }

  /// A person reads: five seconds and longer nothing is pressed, and the question stays.
  @Test(arguments: [(24, 80), (40, 120), (24, 40)])
  func theQuestionStaysWhereItIs(rows: Int, columns: Int) async throws {
    let chapter = try #require(Program.chapters.first)
    let terminal = try PseudoTerminal(
      chapter, ["--section", "1-2", "--quick", "--no-timing"], rows: rows, columns: columns)
    for _ in 0..<3 {
      let before = terminal.text.count
      try await terminal.waits { $0.dropFirst(before).contains("[Return") }
      try await Task.sleep(for: .seconds(5))
      #expect(terminal.text.hasSuffix("] ") && !terminal.text.contains("working"))
      terminal.type(" ")
    }
    terminal.type("q")
    #expect(try await terminal.status() == 0)
  }

  @Test func aKeyIsOneKey() async throws {
    let chapter = try #require(Program.chapters.first)
    let terminal = try PseudoTerminal(
      chapter, ["--section", "1-2", "--quick", "--no-timing"])
    try await terminal.waits { $0.hasSuffix("q: leave] ") }
    let lines = terminal.text.count { $0 == "\n" }
    for key in ["\u{1B}[15~", "\u{1B}[24;2~", "\u{1B}OS", "x", "\u{1B}"] {
      let before = terminal.text.count
      terminal.type(key)
      try await terminal.waits { $0.dropFirst(before).hasSuffix("] ") }
      #expect(terminal.text.dropFirst(before).contains("q: leave"))
      #expect(terminal.text.count { $0 == "\n" } == lines)
    }
    terminal.type("q")
    #expect(try await terminal.status() == 0)
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
      if !text.contains(title) { #expect(text.contains("[Return: more")) }
    }
  }

  /// All chapters share the way in which they are shown.
  @Test func seesAllAtOnceIfWanted() async throws {
    let chapter = try #require(Program.chapters.first)
    let (text, status) = try await shown(
      chapter, ["--quick", "--no-timing", "--all", "--color", "never"])
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
    let quiet = ["--quick", "--no-timing", "--section", "1", "--all"]
    let (text, status) = try await shown(chapter, quiet, ["NO_COLOR": "1"])
    #expect(status == 0 && !text.contains("\u{1B}[1;36m"))
    let (never, _) = try await shown(chapter, quiet + ["--color", "never"])
    #expect(!never.contains("\u{1B}[1;36m"))
    let always = try await chapter.run(quiet + ["--color", "always"])
    #expect(always.output.contains("\u{1B}[1;36m"))
    #expect(!(try await chapter.run(quiet)).output.contains("\u{1B}"))
  }
}
