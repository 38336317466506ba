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

  /// Shows `what` and the share that is done, at most ten times a second.
  func show(_ what: String, _ share: Double) {
    guard isShown, clock.now - last > .milliseconds(100) else { return }
    last = clock.now
    let percent = Int((100 * min(1, max(0, share))).rounded())
    write("\r\u{1B}[K  … \(what) \(percent) %")
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
