import Foundation
import Pictures
import Testing

@testable import Notebook

/// How a chapter is read on a terminal, screen by screen. A person reads slowly: the tests wait, side by
/// side, as long as one does.
@Suite(.enabled(if: PseudoTerminal.exists)) struct ReadingOnATerminalTests {
  struct Size: CustomTestStringConvertible {
    var rows: Int
    var columns: Int
    var testDescription: String { "\(rows)×\(columns)" }
  }

  private static let sizes = [
    Size(rows: 24, columns: 80), Size(rows: 40, columns: 120), Size(rows: 24, columns: 40),
  ]

  /// Two sections that are computed at once, with a question in the second.
  private func reader(_ size: Size = sizes[0], _ more: [String] = []) throws -> PseudoTerminal {
    try PseudoTerminal(
      Program("chapter-rope"), ["--section", "4-5", "--quick", "--no-timing"] + more,
      rows: size.rows, columns: size.columns)
  }

  /// What stands on the last line.
  private func lastLine(_ text: String) -> String {
    let drawn = text.replacing("\u{1B}[J", with: "\u{1B}[K")
    return drawn.components(separatedBy: "\u{1B}[K").last!.components(separatedBy: "\n").last!
  }

  /// Presses Return until the last line asks so.
  private func goOn(_ terminal: PseudoTerminal, to question: String) async throws {
    for _ in 0..<100 {
      try await terminal.waits { lastLine($0).hasSuffix("] ") }
      if lastLine(terminal.text).contains("Return: \(question)") { return }
      let before = terminal.text.count
      terminal.type("\n")
      try await terminal.waits { $0.count > before }
      try await Task.sleep(for: .milliseconds(20))
    }
    Issue.record("never asked for \(question): \(terminal.text.suffix(200))")
  }

  @Test(arguments: sizes, ["more", "section", "the answer", "leave"])
  func aQuestionStaysAsLongAsThereIsNoAnswer(size: Size, question: String) async throws {
    let terminal = try reader(size)
    try await goOn(terminal, to: question)
    // What was announced before, on a machine kept busy, was work.
    let asked = terminal.text.count
    try await Task.sleep(for: .seconds(5))
    #expect(lastLine(terminal.text).contains("Return: \(question)"))
    #expect(!terminal.text.dropFirst(asked).contains("working"))
    terminal.type("q")
    #expect(try await terminal.status() == 0)
    #expect(terminal.echoes)
  }

  @Test func aWindowMayChangeItsSizeWhileAQuestionStands() async throws {
    let terminal = try reader()
    try await goOn(terminal, to: "the answer")
    let asked = terminal.text.count
    for size in Self.sizes.reversed() + [Size(rows: 2, columns: 20), Size(rows: 24, columns: 80)] {
      let before = terminal.text.count
      terminal.setSize(rows: size.rows, columns: size.columns)
      try await terminal.waits { $0.count > before && lastLine($0).hasSuffix("] ") }
      try await Task.sleep(for: .seconds(1))
      #expect(lastLine(terminal.text).columns < size.columns)
      let new = terminal.text.dropFirst(asked)
      #expect(!new.contains("It stays: pair") && !new.contains("working"))
    }
    try await goOn(terminal, to: "the answer")
    terminal.type("\n")
    #expect(try await terminal.waits { $0.contains("It stays: pair") })
    terminal.type("q")
    #expect(try await terminal.status() == 0)
  }

  @Test func whatIsBeingTypedStays() async throws {
    let terminal = try reader()
    try await goOn(terminal, to: "more")
    terminal.type("/dis")
    try await terminal.waits { lastLine($0) == "/dis" }
    try await Task.sleep(for: .seconds(5))
    #expect(lastLine(terminal.text) == "/dis")
    terminal.type("\u{7F}\u{7F}\u{7F}zebra\n")
    #expect(
      try await terminal.waits { lastLine($0).hasPrefix("['zebra' is not in what is there.") })
    terminal.type("/")
    #expect(try await terminal.waits { lastLine($0) == "/" })
    // Alone it is Escape; with a letter behind it, it would be another key.
    terminal.type("\u{1B}")
    #expect(try await terminal.waits { lastLine($0).contains("line ") })
    terminal.type("q")
    #expect(try await terminal.status() == 0)
  }

  @Test func readsBackAndForth() async throws {
    let terminal = try reader(Self.sizes[0], ["--color", "never"])
    try await goOn(terminal, to: "section 4")
    // The arrow up is no `A`, which would show all the rest.
    let keys: [(String, String)] = [
      ("\u{1B}[A", "beginning"), ("\u{1B}[F", "line "), (":dist\n", "section 5 of 15"),
      ("S", "section 4 of 15"), ("\u{1B}[5~", "section 4 of 15"), ("4\n", "section 4 of 15"),
      (":3\n", "Section 3 is not shown in this run."), ("g", "Return: more"), ("x", "/word"),
      ("k", "beginning"), ("?", "/word"), ("k", "beginning"), ("\u{1B}[24;2~", "/word"),
      ("/ADDITIVE\n", "Return:"), ("n", "[5/15, line "), ("G", "Return: leave"),
      ("j", "This is the end."),
    ]
    for (key, words) in keys {
      let before = terminal.text.count
      terminal.type(key)
      #expect(
        try await terminal.waits {
          let new = $0.dropFirst(before)
          return new.hasSuffix("] ") && lastLine(String(new)).contains(words)
        }, "\(key): \(lastLine(terminal.text))")
    }
    #expect(terminal.text.contains("\u{1B}[7madditive\u{1B}[27m"))
    terminal.type("q")
    #expect(try await terminal.status() == 0)
  }

  @Test(arguments: [
    Size(rows: 24, columns: 1), Size(rows: 2, columns: 20), Size(rows: 1, columns: 9),
  ])
  func aTinyTerminalShowsAllToo(size: Size) async throws {
    let terminal = try reader(size, ["--color", "never"])
    terminal.type("\n\n\nkja")
    #expect(try await terminal.status() == 0)
    let letters = terminal.text.filter { !$0.isWhitespace }
    #expect(letters.contains("thereaderexpects") || letters.contains("checkshold"))
    #expect(terminal.echoes)
  }

  @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
  func aSignalLeavesTheTerminalAsItWas(signal: Int32) async throws {
    let terminal = try reader()
    try await goOn(terminal, to: "the answer")
    #expect(!terminal.echoes)
    let shown = terminal.text
    terminal.signal(signal)
    #expect(try await terminal.status() == (signal == SIGINT ? 130 : -signal))
    #expect(terminal.echoes && terminal.text.hasPrefix(shown))
    #expect(terminal.text.contains("chapter-rope: interrupted in section") == (signal == SIGINT))
  }

  /// A long training, in the middle of which somebody reads.
  private func training() throws -> PseudoTerminal {
    try PseudoTerminal(
      Program("chapter-training"),
      ["--section", "7", "--steps", "1000000", "--no-timing", "--color", "never"])
  }

  @Test func computingGoesOnWhileAScreenIsRead() async throws {
    let terminal = try training()
    try await terminal.waits { lastLine($0).hasSuffix("q: leave] ") }
    // Nothing is said of the work while the reader has something to read.
    try await Task.sleep(for: .seconds(5))
    #expect(lastLine(terminal.text).hasSuffix("q: leave] ") && !terminal.text.contains("  ... "))
    // Whoever wants more than there is is told, and can read back.
    terminal.type("G ")
    #expect(try await terminal.waits { lastLine($0).hasPrefix("  ... ") })
    terminal.type("b")
    #expect(try await terminal.waits { lastLine($0).hasPrefix("[") })
    terminal.type("q")
    #expect(try await terminal.status() == 0)
    #expect(terminal.echoes)
  }

  @Test(arguments: [true, false]) func interruptedWorkIsShownToWhomItKeepsWaiting(
    isWaitedFor: Bool
  ) async throws {
    let terminal = try training()
    try await terminal.waits { lastLine($0).hasSuffix("q: leave] ") }
    if isWaitedFor {
      terminal.type("G ")
      try await terminal.waits { lastLine($0).contains("%") }
    }
    terminal.signal(SIGINT)
    #expect(try await terminal.status() == 130)
    #expect(terminal.text.contains("Interrupted: “training” has made") == isWaitedFor)
    #expect(terminal.text.contains("chapter-training: interrupted"))
    #expect(terminal.echoes)
  }
}
