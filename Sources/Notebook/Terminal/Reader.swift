import Foundation

/// Whoever sits at standard input: asked at the end of a screen, with one key for an answer.
enum Reader {
  /// Whether somebody sits at a terminal on both ends.
  static var isAtTerminal: Bool { isatty(0) != 0 && isatty(1) != 0 }

  /// The size of the terminal.
  static var screen: (rows: Int, columns: Int)? {
    var size = winsize()
    guard ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_row > 0, size.ws_col > 0 else {
      return nil
    }
    return (Int(size.ws_row), Int(size.ws_col))
  }

  /// Puts a question and waits. Without a terminal a line is an answer, and the end of the input
  /// wants all.
  static func ask(_ what: String) -> Pager.Answer {
    guard isatty(0) != 0 else {
      guard let line = readLine() else { return .all }
      return answer(line.first.map(Key.character) ?? .enter) ?? .more
    }
    put(["[Return: \(what), s: section, a: all, q: leave] ", "[Return: \(what), s, a, q] "])
    defer { write(TerminalStyle.hasCursor() ? "\r\u{1B}[K" : "\n") }
    return withSingleKeys {
      var decoder = KeyDecoder()
      while let key = nextKey(&decoder) {
        if let answer = answer(key) { return answer }
        // What means nothing says what does.
        put([
          "[Return or space: \(what), s: to the next section, a: all the rest, q: leave] ",
          "[Return: \(what), s: section, a: all, q: leave] ", "[Return: \(what), s, a, q] ",
        ])
      }
      return .all  // the input has ended
    }
  }

  /// Waits for a key; nil at the end of the input. What was typed after it stays for the next question.
  private static func nextKey(_ decoder: inout KeyDecoder) -> Key? {
    while true {
      // A sequence arrives at once: if nothing more comes in a tenth of a second, it was Escape.
      var input = pollfd(fd: 0, events: Int16(POLLIN), revents: 0)
      if decoder.isWithinKey, poll(&input, 1, 100) == 0, let key = decoder.rest() { return key }
      var byte: UInt8 = 0
      let count = read(0, &byte, 1)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return nil }
      if let key = decoder.keys([byte]).first { return key }
    }
  }

  private static func answer(_ key: Key) -> Pager.Answer? {
    switch key {
    case .character("d"), .character("D"): .deeper
    case .character("q"), .character("Q"): .leave
    case .character("s"), .character("S"): .section
    case .character("a"), .character("A"): .all
    case .enter, .character(" "), .pageDown: .more
    default: nil
    }
  }

  /// Shows the longest of these lines that fits in one row of the screen.
  private static func put(_ lines: [String]) {
    let room = (screen?.columns ?? 80) - 1
    let line = lines.first { $0.columns <= room } ?? ""
    write((TerminalStyle.hasCursor() ? "\r\u{1B}[K" : "\n") + line)
  }

  /// What the terminal was like before it was asked for single keys.
  nonisolated(unsafe) private static var before: termios?

  /// Runs `body` with a terminal that hands over each key at once and does not show it.
  private static func withSingleKeys<Result>(_ body: () -> Result) -> Result {
    var settings = termios()
    guard tcgetattr(0, &settings) == 0 else { return body() }
    before = settings
    settings.c_lflag &= ~tcflag_t(ICANON | ECHO)
    tcsetattr(0, TCSANOW, &settings)
    defer { restore() }
    return body()
  }

  /// Gives the terminal back as it was.
  static func restore() {
    guard var settings = before else { return }
    tcsetattr(0, TCSANOW, &settings)
    before = nil
  }

  private static func write(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }
}
