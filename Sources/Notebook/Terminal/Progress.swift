import Dispatch
import Foundation
import Pictures

/// One line that says how far a long computation has come. It is shown only on a terminal, and gone before
/// the next block appears. A computation that says nothing of itself is announced after two seconds. Where
/// a pager has the terminal, it alone writes on it, and is told here what there is to say.
final class Progress: @unchecked Sendable {
  /// Whose turn it is while times are measured.
  let turns = Turns()
  /// Whom to tell instead of writing on standard error.
  var listener: ((_ what: String, _ howFar: String) -> Void)?

  private let isShown: Bool
  /// Whether the terminal can remove what was written on a line.
  private let canErase: Bool
  private let clock = ContinuousClock()
  private let lock = NSLock()
  // All of these are used under the lock only: the announcements come from a thread of their own.
  private var start: ContinuousClock.Instant
  private var last: ContinuousClock.Instant
  private var isVisible = false
  private var isReadersTurn = false
  private var place = ""
  private var timer: (any DispatchSourceTimer)?

  init(isShown: Bool, canErase: Bool = TerminalStyle.hasCursor()) {
    (self.isShown, self.canErase) = (isShown, canErase)
    start = clock.now
    last = clock.now
  }

  deinit { timer?.cancel() }

  /// Whether somebody watches. Whoever reads standard output through a pipe may be drawing on the same
  /// terminal, as `less` does, and must not be disturbed.
  static var canBeSeen: Bool {
    var output = stat()
    let isPipe = fstat(1, &output) == 0 && output.st_mode & S_IFMT == S_IFIFO
    return isatty(2) != 0 && !isPipe
  }

  /// Watches the time from now on and says after two seconds without a word that the work goes on.
  func watch() {
    guard isShown, timer == nil else { return }
    let timer = DispatchSource.makeTimerSource(queue: .global(qos: .utility))
    timer.schedule(deadline: .now() + 1, repeating: 1)
    timer.setEventHandler { [weak self] in self?.announce() }
    timer.resume()
    self.timer = timer
  }

  /// Says where the work is, for announcements: `section 4`.
  func enter(_ place: String) { lock.withLock { self.place = place } }

  /// Shows `what` and the share that is done, at most ten times a second.
  func show(_ what: String, _ share: Double) {
    lock.withLock {
      // A terminal on which nothing can be removed hears only of what takes long, once in a while.
      let pause: Duration = canErase ? .milliseconds(100) : .seconds(10)
      guard isShown || listener != nil, !isReadersTurn, clock.now - last > pause else { return }
      let percent = share.isFinite ? Int((100 * min(1, max(0, share))).rounded()) : 0
      write(what, "\(percent) %")
    }
    turns.rest()
  }

  /// Removes the line.
  func clear() { lock.withLock(remove) }

  /// Leaves the line to the reader while `body` waits for him. The time that he takes is not work.
  func leave<Result>(toReader body: () -> Result) -> Result {
    lock.withLock {
      remove()
      isReadersTurn = true
    }
    defer {
      lock.withLock {
        remove()
        isReadersTurn = false
      }
    }
    return body()
  }

  private func remove() {
    if isVisible { put("\r\u{1B}[K") }
    isVisible = false
    start = clock.now
    last = clock.now
  }

  private func announce() {
    lock.withLock {
      let pause: Duration = canErase ? .seconds(2) : .seconds(10)
      guard !isReadersTurn, clock.now - start > .seconds(2), clock.now - last > pause else {
        return
      }
      let seconds = (clock.now - start).components.seconds
      write(place.isEmpty ? "working" : place + ": working", "\(seconds) s")
      // The next one is due in a second.
      if canErase { last = clock.now - .milliseconds(1100) }
    }
  }

  private func write(_ what: String, _ howFar: String) {
    last = clock.now
    if let listener { return listener(what.oneLine, howFar) }
    // Longer than a line it could not be removed again; a terminal may be as narrow as 40 columns.
    let shown = TextLayout.cut(ASCII.spell(what.oneLine), width: 28, ellipsis: "...")
    put(canErase ? "\r\u{1B}[K  ... \(shown) \(howFar)" : "  ... \(shown) \(howFar)\n")
    isVisible = canErase
  }

  private func put(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }
}
