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

  @Test func whatIsInUseIsNotGivenToAnother() {
    Scratch.with(count: 100) { first in
      first.initialize(repeating: 1, count: 100)
      Scratch.with(count: 100) { $0.initialize(repeating: 2, count: 100) }
      #expect((0..<100).allSatisfy { first[$0] == 1 })
    }
  }
}
