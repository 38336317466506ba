import Base
import Synchronization

/// How many threads share the work.
///
/// Work is always split by output, never by a summed index: whoever computes an element computes it
/// whole, in the same order. So the number of threads changes the time and never a number.
public enum Threads {
  private static let chosen = Atomic<Int>(Processors.worthAThread)

  /// The number of threads from now on, at least 1; at first one for each processor that this process
  /// may use and that is worth one.
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
  private static let smallestShare = 1 << 17

  /// So many multiply–adds (a third of a millisecond) are a piece of long work.
  private static let longPiece = 1 << 25

  /// How many threads are worth waking for so many multiply–adds.
  static func worthwhile(forCost cost: Int, of count: Int = count) -> Int {
    max(1, min(count, cost / smallestShare))
  }

  /// How many pieces so many multiply–adds are best cut into, at least one for each thread.
  ///
  /// Equal threads finish equal shares together, and a share in one piece is computed soonest. But a
  /// thread can lose its processor to another program for some milliseconds, and a slow processor
  /// takes longer. So long work is cut into more pieces, and all work if there are more threads than
  /// quick processors: whoever is ready first takes what is left.
  static func pieces(forCost cost: Int, of count: Int = count) -> Int {
    let threads = worthwhile(forCost: cost, of: count)
    guard threads > 1 else { return 1 }
    let smallest = count > Processors.worthAThread ? smallestShare / 4 : longPiece
    return max(threads, min(4 * threads, cost / smallest))
  }

  /// Runs `body` over ranges that together cover `0..<count` exactly once.
  ///
  /// `body` runs on several threads at once, so each range may write only its own outputs.
  ///
  /// - Parameters:
  ///   - costOfOne: about how many multiply–adds one of the `count` outputs costs. Work that is too
  ///     small to be worth a second thread stays on this one.
  ///   - piecesPerThread: many where outputs differ in cost, 1 where each thread is to have the same
  ///     part each time; if nil, as many as are good for equal outputs. Pieces are handed out as
  ///     threads become free.
  package static func split(
    _ count: Int, costOfOne: Int, piecesPerThread: Int? = nil, _ body: (Range<Int>) -> Void
  ) {
    guard count > 0 else { return }
    let cost = (Count(count) * Count(max(costOfOne, 1))).value
    let threads = min(count, worthwhile(forCost: cost))
    guard threads > 1 else { return body(0..<count) }

    let pieces = min(count, piecesPerThread.map { threads * $0 } ?? pieces(forCost: cost))
    let next = Atomic<Int>(0)
    Helpers.shared.run(with: threads - 1) {
      while true {
        let piece = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard piece < pieces else { return }
        body(piece * count / pieces..<(piece + 1) * count / pieces)
      }
    }
  }

  /// Runs `body` over ranges of `count` elements, each `costOfOne` multiply–adds, cut where a vector
  /// of sixteen ends.
  static func splitElements(_ count: Int, costOfOne: Int, _ body: (Range<Int>) -> Void) {
    split((count + 15) / 16, costOfOne: 16 * costOfOne) { vectors in
      body(16 * vectors.lowerBound..<min(16 * vectors.upperBound, count))
    }
  }
}
