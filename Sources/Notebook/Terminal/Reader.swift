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
      return answer(line.first) ?? .more
    }
    let question = "[Return: \(what), s: section, a: all, q: leave] "
    write("\r" + question)
    defer { write(TerminalStyle.hasCursor() ? "\r\u{1B}[K" : "\n") }
    return withSingleKeys {
      while true {
        var key: UInt8 = 0
        let count = read(0, &key, 1)
        if count < 0, errno == EINTR { continue }
        guard count > 0, key != 4 else { return .all }  // the input has ended
        if let answer = answer(Character(UnicodeScalar(key))) { return answer }
      }
    }
  }

  private static func answer(_ key: Character?) -> Pager.Answer? {
    switch key {
    case "q", "Q": .leave
    case "s", "S": .section
    case "a", "A": .all
    case "\n", "\r", " ": .more
    default: nil
    }
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
