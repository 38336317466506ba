import Foundation
import Pictures
import Testing

@testable import Notebook

/// A terminal that understands what a screen writes: lines, and where the cursor stands.
private struct Paper {
  let rows: Int
  var lines = [""]
  var top: Int { max(0, lines.count - rows) }
  private var cursor = 0

  init(rows: Int) { self.rows = rows }

  mutating func write(_ text: String) {
    var rest = Substring(text)
    while let character = rest.first {
      if rest.hasPrefix("\u{1B}[") {
        let end = rest.dropFirst(2).firstIndex { $0.isLetter }!
        obey(rest[rest.index(rest.startIndex, offsetBy: 2)...end])
        rest = rest[rest.index(after: end)...]
        continue
      }
      rest.removeFirst()
      switch character {
      case "\n":
        cursor += 1
        if cursor == lines.count { lines.append("") }
      case "\r": break
      default: lines[cursor].append(character)
      }
    }
  }

  private mutating func obey(_ sequence: Substring) {
    switch sequence {
    case "H": cursor = top
    case "K", "2K": lines[cursor] = ""
    case "J": lines = Array(lines[...cursor])
    default: break
    }
  }

  /// What the reader sees.
  var page: [String] { Array(lines[top...]) }
}

/// A reader at a terminal of plain text.
private struct Seat {
  var screen: Screen
  var paper: Paper

  init(rows: Int, columns: Int = 80, _ blocks: Block...) throws {
    let text = PagedText(columns: columns) {
      TerminalRenderer(.init(width: $0, isUnicode: true, isColored: false))
    }
    let titles = SectionTitles(program: "c", titles: ["One", "Two"], shown: 1...2)
    screen = Screen(text, rows: rows, columns: columns, sections: titles, isUnicode: true)
    paper = Paper(rows: rows)
    for block in blocks {
      try screen.add(block)
      draw()
    }
  }

  mutating func draw() { paper.write(screen.draw(nil)) }

  mutating func press(_ text: String) {
    var decoder = KeyDecoder()
    for key in decoder.keys(text.utf8) + (decoder.rest().map { [$0] } ?? []) {
      screen.press(key)
      draw()
    }
  }
}

private func section(_ number: Int, _ title: String) -> Block {
  .section(SectionHeading(number: number, title: title, ids: []))
}

@Suite struct ScreenTests {
  private func seat(rows: Int = 6) throws -> Seat {
    try Seat(
      rows: rows, .text("first"), section(1, "One"), .text("second"),
      .question(Question(question: "why?", answer: "so")), section(2, "Two"),
      .list((1...9).map { "item \($0)" }))
  }

  @Test func theLastLineSaysWhereTheReaderIs() throws {
    var seat = try seat()
    #expect(
      seat.paper.page == ["first", "[line 1 · Return: section 1, b: back, ?: keys, q: leave] "])
    seat.press("\n")
    let question = "[section 1 of 2, line 6 · Return: more, b: back, ?: keys, q: leave] "
    #expect(seat.paper.page.last == question)
    #expect(seat.paper.page.dropFirst(2).first?.hasPrefix("── 1 · One ──") == true)
    seat.press(":two\n")
    #expect(seat.paper.page.first?.hasPrefix("── 2 · Two ──") == true)
    seat.press("G")
    #expect(seat.paper.page.last?.contains("Return: more") == true)
    seat.screen.complete()
    seat.draw()
    #expect(
      seat.paper.page.last?.hasPrefix("[section 2 of 2, line 22 of 22 · Return: leave") == true)
  }

  @Test func whatLeavesTheScreenStaysAboveIt() throws {
    var seat = try seat()
    for _ in 0..<20 where seat.screen.reading.turn != .machine { seat.press(" ") }
    let text = seat.paper.lines.joined(separator: "\n")
    for words in [
      "first", "── 1 · One", "second", "why?", "→ so", "── 2 · Two", "item 1", "item 9",
    ] {
      #expect(text.components(separatedBy: words).count == 2, "\(words)")
    }
    #expect(!text.contains("Return"))
  }

  @Test func whatMeansNothingSaysWhatDoes() throws {
    for key in ["x", "?", "\u{1B}", "\u{1B}[24~", "\u{1B}OS", "é"] {
      var seat = try seat()
      let page = seat.paper.page
      seat.press(key)
      #expect(seat.paper.page.dropLast() == page.dropLast())
      #expect(seat.paper.page.last?.contains("/word") == true, "\(key)")
      seat.press("k")
      #expect(seat.paper.page.last?.hasPrefix("[This is the beginning.") == true)
    }
  }

  @Test(arguments: 1...130) func theLastLineIsNoLongerThanARow(columns: Int) throws {
    var seat = try Seat(rows: 5, columns: columns, .text("a"), section(1, "One"), .text("b"))
    for key in ["", "?", ":zz\n", "/zebra\n", "n", "k", "/and a long text that is typed", "\n"] {
      seat.press(key)
      #expect(seat.paper.page.last!.columns < columns, "\(key)")
    }
    let work = LastLine(columns: columns, sections: 2, isUnicode: true)
      .work("training the third of nine models, 123 s left", "40 %")
    #expect(work.columns < columns)
  }

  @Test func leavesWithQAndAtTheEndWithReturn() throws {
    var early = try seat()
    early.press("q")
    #expect(early.screen.hasLeft)
    var late = try seat()
    late.screen.complete()
    late.press("G")
    late.press("j ")
    #expect(late.screen.hasLeft)
    // Nobody is asked about what fits on a screen, nor by whom wants it all.
    var short = try Seat(rows: 24, .text("a"))
    short.screen.complete()
    #expect(short.screen.isFinished)
    var all = try seat()
    all.press("a")
    all.screen.complete()
    #expect(all.screen.isFinished)
  }

  @Test func escapeAndBackspaceLeaveWhatIsTyped() throws {
    for keys in ["/ab\u{1B}", "/ab\u{7F}\u{7F}\u{7F}", ":\u{7F}"] {
      var seat = try seat()
      seat.press(keys)
      #expect(seat.paper.page.last?.hasPrefix("[line 1 ") == true)
    }
    var seat = try seat()
    seat.press("/ab\u{1B}[A")
    #expect(seat.paper.page.last == "/ab")
  }
}

@Suite struct TurnsTests {
  private final class Log: @unchecked Sendable {
    private let lock = NSLock()
    private var words: [String] = []
    func add(_ word: String) { lock.withLock { words.append(word) } }
    var all: [String] { lock.withLock { words } }
  }

  @Test func theTerminalWaitsWhileATimeIsMeasured() {
    let (turns, log) = (Turns(), Log())
    let (hasBegun, isDone) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
    turns.measure {
      Thread {
        hasBegun.signal()
        turns.work { log.add("key") }
        isDone.signal()
      }.start()
      hasBegun.wait()
      usleep(50_000)
      log.add("sample")
      turns.measure { log.add("inner") }
      // Between two samples it has its turn.
      turns.rest()
      log.add("sample")
    }
    isDone.wait()
    #expect(log.all == ["sample", "inner", "key", "sample"])
  }

  @Test func atTheEndNobodyWaits() {
    let turns = Turns()
    turns.measure {
      turns.finish()
      turns.work {}
    }
  }
}
