import Testing

@testable import Mini

@Suite struct ReductionsTests {
  let x = Tensor([[3, -4], [6, 8]])

  @Test func aTensorIsOneRow() {
    #expect(x.sum == 13 && x.mean == 3.25)
    #expect(x.maximum == 8)
    #expect(Tensor([3, -4]).norm == 5)
    #expect(Tensor([1, -7]).rootMeanSquare == 5)
    #expect(dot(x, x) == 125)
    #expect(Tensor(zeros: [0]).sum == 0 && Tensor(zeros: [0]).mean.isNaN)
  }

  @Test func rowsAreReducedOneByOne() {
    #expect(x.rowMeans == Tensor([-0.5, 7]))
    #expect(x.rowNorms == Tensor([5, 10]))
    #expect(x.rowVariances == Tensor([12.25, 1]))
    #expect(Tensor([[1, -7], [3, -3]]).rowRootMeanSquares == Tensor([5, 3]))
    #expect(x.reshaped(2, 1, 2).rowMeans.shape == [2, 1])
  }

  @Test func aRowDoesNotDependOnTheOthersOrOnThreads() {
    var generator = SeededGenerator(seed: 51)
    let x = Tensor.normal(500, 1001, using: &generator)
    let alone = withThreads(1) { x.rowNorms }
    #expect(withThreads(3) { x.rowNorms }.hasSameBits(as: alone))
    for i in stride(from: 0, to: 500, by: 77) { #expect(x[row: i].norm == alone[i]) }
  }

  /// The mean is large and the spread is small: E[x²] − E[x]² would have lost every digit.
  @Test func theVarianceDoesNotCancel() {
    let x = Tensor([(0..<64).map { 10_000 + Float($0 % 2) }])
    #expect(x.rowVariances == Tensor([0.25]))
  }
}
