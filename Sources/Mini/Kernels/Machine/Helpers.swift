import Base
import Dispatch
import Foundation
import Synchronization

/// The threads that help the one that has work: one for each other processor that this process may
/// use.
///
/// A model asks for help with each of its products, dozens of times a token. To wake a sleeping
/// thread takes as long as a tenth of such a product or more; so one that has nothing to do looks
/// around for a moment longer before it sleeps.
final class Helpers: Sendable {
  static let shared = Helpers(count: Processors.available - 1)

  private static let patience = Duration.microseconds(100)

  private let count: Int
  private let isTaken = Atomic<Bool>(false)

  /// What is done at present, by all together. It is written while nobody may join.
  nonisolated(unsafe) private var work: (() -> Void)?

  /// How many may still join, times `place`, plus how many have joined and not left.
  private let state = Atomic<Int>(0)
  private static let place = 1 << 32

  private let sleeping = Atomic<Int>(0)
  private let bell = DispatchSemaphore(value: 0)

  init(count: Int) {
    self.count = count
    for _ in 0..<count {
      let thread = Thread { self.standBy() }
      thread.name = "Mini"
      thread.qualityOfService = .userInitiated
      thread.start()
    }
  }

  /// Calls `body` here and on up to `helpers` other threads at once, and returns when all are done.
  ///
  /// A helper that comes late is not waited for: `body` is a loop that takes what is left to do. If
  /// the helpers have work already, from another caller or from this one, `body` runs here alone.
  func run(with helpers: Int, _ body: () -> Void) {
    guard
      count > 0,
      isTaken.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged
    else { return body() }
    withoutActuallyEscaping(body) { body in
      work = body
      state.store(min(helpers, count) * Self.place, ordering: .sequentiallyConsistent)
      for _ in 0..<min(helpers, count) where takeSleeper() { bell.signal() }
      body()
      state.bitwiseAnd(Self.place - 1, ordering: .acquiringAndReleasing)  // nobody joins any more
      var rounds = 0
      while state.load(ordering: .acquiring) != 0 {
        rounds += 1
        if rounds > 1000 { sched_yield() }  // a helper may have lost its processor
      }
      work = nil
    }
    isTaken.store(false, ordering: .releasing)
  }

  private func standBy() -> Never {
    while true {
      var end = ContinuousClock.now + Self.patience
      repeat {
        if join() { end = .now + Self.patience }
        sched_yield()
      } while .now < end
      sleeping.wrappingAdd(1, ordering: .sequentiallyConsistent)
      // Work that has come in between may not have seen this sleeper. If it has, the bell rings.
      if state.load(ordering: .sequentiallyConsistent) < Self.place || !takeSleeper() {
        bell.wait()
      }
    }
  }

  /// Does what there is to do, if there is a place.
  private func join() -> Bool {
    var seen = state.load(ordering: .relaxed)
    while seen >= Self.place {
      let (joined, now) = state.compareExchange(
        expected: seen, desired: seen - Self.place + 1, ordering: .acquiring)
      if joined {
        help()
        state.wrappingSubtract(1, ordering: .releasing)
        return true
      }
      seen = now
    }
    return false
  }

  /// A function of its own, so that it has let go of the closure when it returns.
  @inline(never)
  private func help() { work!() }

  /// Counts one sleeper less; false if there is none. Who calls it either wakes that sleeper or is the
  /// one that woke by itself.
  private func takeSleeper() -> Bool {
    var seen = sleeping.load(ordering: .sequentiallyConsistent)
    while seen > 0 {
      let (taken, now) = sleeping.compareExchange(
        expected: seen, desired: seen - 1, ordering: .sequentiallyConsistent)
      if taken { return true }
      seen = now
    }
    return false
  }
}
