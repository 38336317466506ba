import Foundation

/// Whose turn it is: a measurement's, which runs alone, or the terminal's. The terminal waits while a
/// time is measured and comes in between two samples.
final class Turns: @unchecked Sendable {
  private let condition = NSCondition()
  // All of these are used under the condition only.
  private var measurements = 0
  private var waiting = 0
  private var isAtWork = false
  private var isOver = false

  /// Runs what measures time, as soon as the terminal has done what it is at. May be called within itself.
  func measure<Result>(_ body: () throws -> Result) rethrows -> Result {
    begin()
    defer { end() }
    return try body()
  }

  /// Lets the terminal do what it waits for, if it does. Between two samples.
  func rest() {
    condition.withLock {
      guard measurements > 0, waiting > 0 else { return }
      let depth = measurements
      measurements = 0
      condition.broadcast()
      wait()
      measurements = depth
    }
  }

  /// Runs what draws and answers keys while nothing is measured.
  func work<Result>(_ body: () throws -> Result) rethrows -> Result {
    condition.withLock {
      waiting += 1
      while measurements > 0, !isOver { condition.wait() }
      waiting -= 1
      isAtWork = true
    }
    defer {
      condition.withLock {
        isAtWork = false
        condition.broadcast()
      }
    }
    return try body()
  }

  /// Nobody waits for anybody any more: the run ends.
  func finish() {
    condition.withLock {
      isOver = true
      condition.broadcast()
    }
  }

  private func begin() {
    condition.withLock {
      if measurements == 0 { wait() }
      measurements += 1
    }
  }

  private func wait() {
    while waiting > 0 || isAtWork, !isOver { condition.wait() }
  }

  private func end() {
    condition.withLock {
      measurements -= 1
      if measurements == 0 { condition.broadcast() }
    }
  }
}
