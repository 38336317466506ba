import Mini
import Testing

@testable import Workbench

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
