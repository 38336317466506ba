import Foundation

/// What the reader's terminal can show.
struct TerminalStyle {
  /// Columns of a line.
  var width: Int
  /// Whether characters outside ASCII can be shown.
  var isUnicode: Bool
  /// Whether escape sequences for colours are understood.
  var isColored: Bool

  /// The style that the options ask for; what they leave open is asked of the terminal.
  init(_ options: Options, environment: [String: String] = ProcessInfo.processInfo.environment) {
    let isTerminal = options.output == nil && isatty(1) != 0
    let columns = isTerminal ? Self.screen?.columns : nil
    width = options.width ?? columns.map(Self.width) ?? 80
    isUnicode = Self.isUnicode(environment)
    isColored =
      switch options.color {
      case .always: true
      case .never: false
      case .auto:
        isTerminal && Self.hasCursor(environment) && (environment["NO_COLOR"] ?? "").isEmpty
      }
  }

  /// Whether the reader's terminal understands more than lines of text.
  static func hasCursor(
    _ environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> Bool {
    let terminal = environment["TERM"] ?? ""
    return !terminal.isEmpty && terminal != "dumb"
  }

  /// Whether the reader's locale can show characters outside ASCII.
  static func isUnicode(_ environment: [String: String]) -> Bool {
    // The first of these that is set decides, as for every program (POSIX).
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy
      .compactMap { environment[$0] }.first { !$0.isEmpty }
    let encoding = locale?.lowercased().replacingOccurrences(of: "-", with: "") ?? ""
    return encoding.contains("utf8")
  }

  /// A style for a given terminal.
  init(width: Int, isUnicode: Bool, isColored: Bool) {
    (self.width, self.isUnicode, self.isColored) = (width, isUnicode, isColored)
  }

  /// The size of the reader's terminal.
  static var screen: (rows: Int, columns: Int)? {
    var size = winsize()
    guard ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_row > 0, size.ws_col > 0 else {
      return nil
    }
    return (Int(size.ws_row), Int(size.ws_col))
  }

  /// Columns of a text on a terminal of so many. Longer lines than 100 columns are hard to read; `--width`
  /// asks for them all the same.
  static func width(onColumns columns: Int) -> Int { min(100, max(40, columns)) }

  /// The text in a style, where the terminal has colours.
  func styled(_ text: String, _ face: Face) -> String {
    isColored ? "\u{1B}[\(face.rawValue)m\(text)\u{1B}[0m" : text
  }
}
