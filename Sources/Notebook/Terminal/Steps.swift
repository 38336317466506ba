import Foundation

/// Waits before each section, where there is no screen but the reader asked to be waited for: a line is
/// an answer, and the end of the input wants all.
final class Steps {
  private var isInSection = false
  private var wantsAll = false

  /// Asks before a section that is not the first.
  ///
  /// - Returns: whether the reader wants it.
  func goesOn() -> Bool {
    defer { isInSection = true }
    guard isInSection, !wantsAll else { return true }
    if isatty(0) != 0 {
      try? FileHandle.standardError.write(
        contentsOf: Data("[Return: next section, a: all, q: leave] ".utf8))
    }
    guard let line = readLine(), line.first != "a" else {
      wantsAll = true
      return true
    }
    return line.first != "q"
  }
}
