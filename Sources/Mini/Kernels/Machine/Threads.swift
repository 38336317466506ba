import Foundation
import Require
import Synchronization

/// How many threads share the work.
///
/// Work is always split by output, never by a summed index: whoever computes an element computes it
/// whole, in the same order. So the number of threads changes the time and never a number.
public enum Threads {
  private static let chosen = Atomic<Int>(ProcessInfo.processInfo.activeProcessorCount)

  /// The number of threads from now on, at least 1; at first one for each active processor.
  public static var count: Int {
    get { chosen.load(ordering: .relaxed) }
    set {
      require(newValue >= 1, "\(newValue) threads cannot do any work")
      chosen.store(newValue, ordering: .relaxed)
    }
  }

  /// Runs `body` with `count` threads, and goes on with as many as before.
  public static func with<Result>(
    _ count: Int, _ body: () throws -> Result
  ) rethrows -> Result {
    let before = Self.count
    Self.count = count
    defer { Self.count = before }
    return try body()
  }

  /// Below so many multiply–adds (some ten microseconds) waking another thread costs more than it
  /// saves.
  private static let smallestPiece = 1 << 17

  /// How many threads are worth waking for so many multiply–adds.
  static func worthwhile(forCost cost: Int) -> Int {
    max(1, min(count, cost / smallestPiece))
  }

  /// Runs `body` over ranges that together cover `0..<count` exactly once.
  ///
  /// `body` runs on several threads at once, so each range may write only its own outputs.
  ///
  /// - Parameters:
  ///   - costOfOne: about how many multiply–adds one of the `count` outputs costs. Work that is too
  ///     small to be worth a second thread stays on this one.
  ///   - piecesPerThread: more than one where outputs differ in cost. Pieces are handed out as
  ///     threads become free.
  package static func split(
    _ count: Int, costOfOne: Int, piecesPerThread: Int = 1, _ body: (Range<Int>) -> Void
  ) {
    guard count > 0 else { return }
    let threads = min(count, worthwhile(forCost: count * max(costOfOne, 1)))
    guard threads > 1 else { return body(0..<count) }

    let pieces = min(count, threads * piecesPerThread)
    let next = Atomic<Int>(0)
    Helpers.shared.run(with: threads - 1) {
      while true {
        let piece = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard piece < pieces else { return }
        body(piece * count / pieces..<(piece + 1) * count / pieces)
      }
    }
  }
}
