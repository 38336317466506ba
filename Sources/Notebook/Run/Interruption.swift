import Foundation

/// The reader has pressed Ctrl-C, and what was at work has shown what it had measured until then: the run
/// ends here, with the status 130.
public struct Interrupted: Error {
  /// Thrown by work that has seen that it is to end.
  public init() {}
}

/// Whether somebody has asked the work to end, and whether the work listens.
final class Interruption: @unchecked Sendable {
  private let lock = NSLock()
  private var listeners = 0
  private var isRequested = false

  /// Asks the work to end by itself.
  ///
  /// - Returns: Whether it will; false if none listens, or was asked before.
  func request() -> Bool {
    lock.withLock {
      guard listeners > 0, !isRequested else { return false }
      isRequested = true
      return true
    }
  }

  var wasRequested: Bool { lock.withLock { isRequested } }

  func listen<Result>(_ body: () throws -> Result) rethrows -> Result {
    lock.withLock { listeners += 1 }
    defer { lock.withLock { listeners -= 1 } }
    return try body()
  }
}

extension Page {
  /// Long work that can be interrupted: it asks `isInterrupted` many times a second. Once that is true it
  /// shows what it has measured so far and throws ``Interrupted``. Work that takes longer than a few
  /// seconds to notice is ended without being asked.
  public func interruptible<Result>(
    _ work: (_ isInterrupted: @escaping () -> Bool) throws -> Result
  ) rethrows -> Result {
    try interruption.listen { try work { self.interruption.wasRequested } }
  }
}
