import Base
import Dispatch
import Foundation
import Synchronization
import Testing

@testable import Mini

@Suite struct ThreadsTests {
  @Test func everyOutputIsVisitedOnce() {
    for threads in [1, 2, 3, 8] {
      for count in [0, 1, 2, 5, 64, 1000] {
        for pieces in [nil, 1, 4] {
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

  /// One piece for each thread, as long as the work is short or the processors are as quick as one
  /// another; more for work that takes so long that a thread may lose its processor.
  @Test func longWorkIsCutIntoMorePieces() {
    let quick = Processors.worthAThread
    for threads in 2...max(2, quick) {
      #expect(Threads.pieces(forCost: 1000, of: threads) == 1)
      #expect(Threads.pieces(forCost: 1 << 17, of: threads) == 1)
      let short = Threads.pieces(forCost: threads << 17, of: threads)
      #expect(short == (threads <= quick ? threads : 4 * threads))
      #expect(Threads.pieces(forCost: threads << 40, of: threads) == 4 * threads)
    }
    #expect(Threads.pieces(forCost: (quick + 1) << 17, of: quick + 1) == 4 * (quick + 1))
    #expect(Threads.pieces(forCost: 1 << 40, of: 1) == 1)
  }

  /// Waking a thread for a few microseconds of work would cost more than it saves.
  @Test func smallWorkStaysOnOneThread() {
    let calls = Visits()
    withThreads(8) { Threads.split(100, costOfOne: 10) { _ in calls.add() } }
    #expect(calls.count == 1)
  }

  /// Whoever finds the helpers taken does the work alone, be it another thread or a helper itself.
  @Test func callersDoNotDisturbOneAnother() {
    let visits = (0..<64).map { _ in Visits() }
    withThreads(4) {
      DispatchQueue.concurrentPerform(iterations: 4) { _ in
        for _ in 0..<100 {
          Threads.split(8, costOfOne: 1 << 20) { outer in
            for i in outer {
              Threads.split(8, costOfOne: 1 << 20) { inner in
                for j in inner { visits[i * 8 + j].add() }
              }
            }
          }
        }
      }
    }
    #expect(visits.allSatisfy { $0.count == 400 })
  }

  /// A thread that has nothing to do for a while goes to sleep, and has to be woken in time. Here
  /// no caller can do without it: each of two pieces waits for the other.
  @Test func sleepersAreWoken() {
    let helpers = Helpers(count: 1)
    for pause in [0, 50, 100, 200, 1000, 5000] as [UInt32] {  // microseconds
      for _ in 0..<20 {
        usleep(pause)
        let alone = Visits()
        let deadline = ContinuousClock.now + .seconds(10)
        helpers.run(with: 1) {
          alone.add()
          while alone.count < 2 && .now < deadline { sched_yield() }
        }
        #expect(alone.count == 2)
      }
    }
  }

  final class Visits: Sendable {
    private let value = Atomic<Int>(0)
    var count: Int { value.load(ordering: .relaxed) }
    func add() { value.wrappingAdd(1, ordering: .relaxed) }
  }
}
