import Foundation
import Testing

@testable import Mini

@Suite struct ScratchTests {
  /// Small after large and large after small: always room enough, from a cache line on.
  @Test func thereIsRoomFromACacheLineOn() {
    for count in [0, 1, 5000, 16, 300_000, 4096, 600_000] {
      Scratch.with(count: count) { memory in
        #expect(Int(bitPattern: memory) % 64 == 0)
        memory.initialize(repeating: 1, count: count)
      }
    }
  }

  /// A piece for each kernel that calls another stays, and nothing that is larger than what is kept.
  @Test func largeMemoryIsGivenBack() async {
    await withCheckedContinuation { done in
      let thread = Thread {
        #expect(Scratch.kept == 0)  // each thread has its own
        Scratch.with(count: 5000) { _ in
          Scratch.with(count: Scratch.mostKept) { _ in }
        }
        #expect(Scratch.kept == 8192 + Scratch.mostKept)
        Scratch.with(count: Scratch.mostKept + 1) { memory in
          memory[Scratch.mostKept] = 1
        }
        #expect(Scratch.kept == Scratch.mostKept)  // the last piece made room for a larger one
        done.resume()
      }
      thread.start()
    }
  }

  @Test func whatIsInUseIsNotGivenToAnother() {
    Scratch.with(count: 100) { first in
      first.initialize(repeating: 1, count: 100)
      Scratch.with(count: 100) { $0.initialize(repeating: 2, count: 100) }
      #expect((0..<100).allSatisfy { first[$0] == 1 })
    }
  }
}
