import Synchronization
import Testing

@testable import Mini

@Suite struct ThreadsTests {
  @Test func everyOutputIsVisitedOnce() {
    for threads in [1, 2, 3, 8] {
      for count in [0, 1, 2, 5, 64, 1000] {
        for pieces in [1, 4] {
          let visits = (0..<count).map { _ in Visits() }
          withThreads(threads) {
            Threads.split(count, costOfOne: 1 << 20, piecesPerThread: pieces) { range in
              for i in range { visits[i].add() }
            }
          }
          #expect(visits.allSatisfy { $0.count == 1 })
        }
      }
    }
  }

  /// Waking a thread for a few microseconds of work would cost more than it saves.
  @Test func smallWorkStaysOnOneThread() {
    let calls = Visits()
    withThreads(8) { Threads.split(100, costOfOne: 10) { _ in calls.add() } }
    #expect(calls.count == 1)
  }

  final class Visits: Sendable {
    private let value = Atomic<Int>(0)
    var count: Int { value.load(ordering: .relaxed) }
    func add() { value.wrappingAdd(1, ordering: .relaxed) }
  }
}
