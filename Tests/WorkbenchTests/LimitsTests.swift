import Mini
import Testing

@testable import Experiments

/// The limits are loops to be timed; here they must only do what they say.
@Suite struct LimitsTests {
  @Test(arguments: [0, 1, 127, 128, 1000, 300_000]) func readingSeesEveryElement(count: Int) {
    let x = Tensor(repeating: 1, shape: [count])
    for threads in [1, 2, 5] {
      Threads.with(threads) {
        #expect(Limits.read(x) == Float(count))
        #expect(Limits.read(x, passes: 3) == Float(3 * count))
      }
    }
  }

  @Test func piecesInMixedOrderAreReadOnceEach() {
    let x = Tensor((0..<1024).map { Float($0 / 64) })  // sixteen pieces, each of one number
    for stride in [1, 3, 5, 15] {
      #expect(Limits.read(x, inPiecesOf: 64, stride: stride) == 64 * 120)
    }
    #expect(Limits.read(x, inPiecesOf: 64, stride: 8) == 64 * 8 * 8)  // pieces 0 and 8, eight times
    #expect(Limits.read(x, inPiecesOf: 1000, stride: 1) == x.scalars[..<1000].reduce(0, +))
  }

  @Test func aCopyIsACopy() {
    var generator = SeededGenerator(seed: 9)
    for shape in [[0], [3], [400, 700]] {
      let x = Tensor(
        shape: shape,
        scalars: (0..<shape.reduce(1, *)).map { _ in
          Float(generator.uniform())
        })
      var y = Tensor(zeros: shape)
      Limits.copy(x, into: &y)
      #expect(y == x)
    }
  }

  @Test func theArithmeticIsDone() {
    // Every chain begins with 1 and adds next to nothing.
    let sum = Threads.with(1) { Limits.multiplyAdd(1000) }
    #expect(sum == 16 * 12 || sum == 16 * 5)
  }
}
