import Foundation

/// The terminal at standard input, made to hand over each key at once and not to show it.
final class Keyboard: @unchecked Sendable {
  private let lock = NSLock()
  /// What the terminal was like before.
  private var before: termios?
  private var decoder = KeyDecoder()

  /// Whether somebody sits at a terminal on both ends.
  static var isThere: Bool { isatty(0) != 0 && isatty(1) != 0 }

  /// Takes the keyboard.
  func take() {
    lock.withLock {
      var settings = termios()
      guard before == nil, tcgetattr(0, &settings) == 0 else { return }
      before = settings
      settings.c_lflag &= ~tcflag_t(ICANON | ECHO)
      tcsetattr(0, TCSANOW, &settings)
    }
  }

  /// Gives the terminal back as it was.
  func giveBack() {
    lock.withLock {
      guard var settings = before else { return }
      tcsetattr(0, TCSANOW, &settings)
      before = nil
    }
  }

  /// Whether the bytes of a key have begun to arrive.
  var isWithinKey: Bool { decoder.isWithinKey }

  /// The keys that have been pressed; nil where the input has ended.
  func keys() -> [Key]? {
    var bytes = [UInt8](repeating: 0, count: 256)
    let count = read(0, &bytes, bytes.count)
    if count < 0, errno == EINTR || errno == EAGAIN { return [] }
    return count > 0 ? decoder.keys(bytes[..<count]) : nil
  }

  /// The key whose bytes broke off: a sequence arrives at once, so it was Escape.
  func rest() -> [Key] { decoder.rest().map { [$0] } ?? [] }
}
