import Foundation

/// One line on standard error that says how far a long computation has come. It is shown only on a
/// terminal, and gone before the next block appears.
final class Progress {
  private let isShown: Bool
  private let clock = ContinuousClock()
  private var last: ContinuousClock.Instant
  private var isVisible = false

  init(isShown: Bool) {
    self.isShown = isShown
    self.last = clock.now
  }

  /// Whether somebody watches. Whoever reads standard output through a pipe may be drawing on the same
  /// terminal, as `less` does, and must not be disturbed.
  static var canBeSeen: Bool {
    var output = stat()
    let isPipe = fstat(1, &output) == 0 && output.st_mode & S_IFMT == S_IFIFO
    return isatty(2) != 0 && !isPipe
  }

  /// Shows `what` and the share that is done, at most ten times a second.
  func show(_ what: String, _ share: Double) {
    guard isShown, clock.now - last > .milliseconds(100) else { return }
    last = clock.now
    let percent = share.isFinite ? Int((100 * min(1, max(0, share))).rounded()) : 0
    // Longer than a line it could not be removed again; a terminal may be as narrow as 40 columns.
    let shown = TextLayout.cut(ASCII.spell(what.oneLine), width: 28, ellipsis: "...")
    write("\r\u{1B}[K  ... \(shown) \(percent) %")
    isVisible = true
  }

  /// Removes the line.
  func clear() {
    guard isVisible else { return }
    write("\r\u{1B}[K")
    isVisible = false
  }

  private func write(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }
}
