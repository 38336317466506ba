import Testing

@testable import Mini

@Suite struct ElementwiseTests {
  let a = Tensor([[1, -2, 3], [4, 5, -6]])
  let b = Tensor([[2, 4, 8], [-1, 10, 3]])

  @Test func tensorsOfOneShapeCombine() {
    #expect(a + b == Tensor([[3, 2, 11], [3, 15, -3]]))
    #expect(a - b == Tensor([[-1, -6, -5], [5, -5, -9]]))
    #expect(a * b == Tensor([[2, -8, 24], [-4, 50, -18]]))
    #expect(a / b == Tensor([[0.5, -0.5, 0.375], [-4, 0.5, -2]]))
    #expect(-a == Tensor([[-1, 2, -3], [-4, -5, 6]]))
    #expect(Tensor(zeros: [0, 3]) + Tensor(zeros: [0, 3]) == Tensor(zeros: [0, 3]))
  }

  @Test func numbersMeetEveryElement() {
    #expect(a + 1 == Tensor([[2, -1, 4], [5, 6, -5]]))
    #expect(a - 1 == Tensor([[0, -3, 2], [3, 4, -7]]))
    #expect(a * 2 == Tensor([[2, -4, 6], [8, 10, -12]]))
    #expect(2 * a == a * 2)
    #expect(a / 2 == Tensor([[0.5, -1, 1.5], [2, 2.5, -3]]))
    #expect(a.map { max($0, 0) } == Tensor([[1, 0, 3], [4, 5, 0]]))
  }

  @Test func aVectorMeetsEveryRow() {
    let vector = Tensor([10, 20, 30])
    #expect(a.addingToRows(vector) == Tensor([[11, 18, 33], [14, 25, 24]]))
    #expect(a.reshaped(2, 1, 3).addingToRows(vector) == a.addingToRows(vector).reshaped(2, 1, 3))
  }

  @Test func theLargestDifferenceIsFoundEverywhere() {
    for i in 0..<6 {
      var other = a
      other[i / 3, i % 3] -= 0.5
      #expect(a.largestDifference(from: other) == 0.5)
      #expect(other.largestDifference(from: a) == 0.5)
    }
    #expect(a.largestDifference(from: a) == 0)
  }

  @Test func elementsDifferByTheirBits() {
    let x = Tensor([0, .nan, 1])
    #expect(x.differingElements(from: x) == 0)
    #expect(x.differingElements(from: Tensor([-0.0, .nan, Float(1).nextUp])) == 2)
  }

  @Test func aNaNKeepsNoBound() {
    let x = Tensor([0, .nan, .infinity, 5])
    #expect(x.largestDifference(from: x).isNaN)
    #expect(x.largestDifference(from: Tensor([0, 1, .infinity, 9])).isNaN)
    #expect(Tensor([1, .infinity]).largestDifference(from: Tensor([1, 2])) == .infinity)
    #expect(Tensor([.infinity]).largestDifference(from: Tensor([.infinity])) == 0)
    #expect(x.largestMagnitude.isNaN && Tensor([-3, 2]).largestMagnitude == 3)
    #expect(!x.isFinite && !Tensor([-.infinity]).isFinite && a.isFinite)
  }
}
