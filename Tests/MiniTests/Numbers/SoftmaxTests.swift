import Testing

@testable import Mini

@Suite struct SoftmaxTests {
  static let widths = [1, 2, 3, 15, 16, 17, 64, 129, 577]

  @Test(arguments: widths) func agreesWithDouble(width: Int) {
    var generator = SeededGenerator(seed: 21)
    let x = Tensor.normal(5, width, deviation: 6, using: &generator)
    let y = softmax(x)
    for i in 0..<5 {
      let reference = Naive.softmax(x[row: i].scalars.map(Double.init))
      for (value, expected) in zip(y[row: i].scalars, reference) {
        // x − max is rounded before exp sees it: half a unit in the last place of a difference
        // below 64 is 2⁻¹⁹, and that becomes a relative error of the result.
        #expect(abs(Double(value) - expected) <= 4e-6 * expected)
      }
    }
  }

  @Test(arguments: widths) func aRowAddsUpToOne(width: Int) {
    var generator = SeededGenerator(seed: 22)
    let y = softmax(Tensor.normal(7, width, deviation: 3, using: &generator))
    for i in 0..<7 {
      let sum = y[row: i].scalars.reduce(0.0) { $0 + Double($1) }
      #expect(abs(sum - 1) <= 1e-6)
      #expect(y[row: i].scalars.allSatisfy { $0 >= 0 })
    }
  }

  /// Adding a number to a row adds it to the maximum too. With whole numbers nothing is rounded, so
  /// the weights are not just close.
  @Test func shiftingARowChangesNothing() {
    var generator = SeededGenerator(seed: 23)
    let x = Tensor.normal(4, 45, deviation: 9, using: &generator).map { $0.rounded() }
    #expect(softmax(x + 1000).hasSameBits(as: softmax(x)))
    #expect(softmax(x - 100_000).hasSameBits(as: softmax(x)))
  }

  @Test func aRowDoesNotDependOnTheOthersOrOnThreads() {
    var generator = SeededGenerator(seed: 24)
    let x = Tensor.normal(300, 77, deviation: 4, using: &generator)
    let whole = withThreads(1) { softmax(x) }
    for count in [2, 3] { #expect(withThreads(count) { softmax(x) }.hasSameBits(as: whole)) }
    for i in stride(from: 0, to: 300, by: 13) {
      #expect(softmax(x[row: i]).hasSameBits(as: whole[row: i]))
    }
  }

  @Test func hugeNumbersDoNotOverflow() {
    #expect(softmax(Tensor([3e38, 3e38])) == Tensor([0.5, 0.5]))
    #expect(softmax(Tensor([3e38, -3e38])) == Tensor([1, 0]))
  }

  @Test func minusInfinityWeighsNothing() {
    #expect(softmax(Tensor([-.infinity, 2, -.infinity, 2])) == Tensor([0, 0.5, 0, 0.5]))
  }

  /// As in the formula: ∞ − ∞ has no value, and a sum with NaN is NaN.
  @Test(arguments: [1, 5, 16, 33]) func aRowWithoutAnAnswerIsNaN(width: Int) {
    for special: Float in [.nan, .infinity] {
      var x = Tensor(zeros: [width])
      x[width - 1] = special
      #expect(softmax(x).isAllNaN)
    }
    #expect(softmax(Tensor(repeating: -.infinity, shape: [width])).isAllNaN)
  }

  @Test func emptyRowsAreFine() {
    #expect(softmax(Tensor(zeros: [0, 5])).shape == [0, 5])
    #expect(softmax(Tensor(zeros: [5, 0])).shape == [5, 0])
  }
  @Test(arguments: [1, 5, 16, 33]) func theGradientAgreesWithCentralDifferences(width: Int) {
    var generator = SeededGenerator(seed: 9)
    let x = Tensor.normal(2, width, deviation: 2, using: &generator)
    let dy = Tensor.normal(2, width, using: &generator)
    let dx = softmaxBackward(dy, at: softmax(x))
    for row in 0..<2 {
      let slopes = centralDifferences(at: x[row: row].scalars.map(Double.init), step: 1e-5) { x in
        zip(Naive.softmax(x), dy[row: row].scalars).reduce(0) { $0 + $1.0 * Double($1.1) }
      }
      #expect(dx[row: row].distance(to: slopes) < 1e-6)
    }
  }
}
