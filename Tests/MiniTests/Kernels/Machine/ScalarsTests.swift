import Testing

@testable import Mini

@Suite struct ScalarsTests {
  /// What the whole type is for, whatever the size and whoever made it.
  @Test(arguments: [0, 1, 15, 16, 17, 100, 4096, 1_000_003])
  func memoryBeginsWithACacheLine(count: Int) {
    func isAtALine(_ x: Tensor) -> Bool {
      x.withScalars { Int(bitPattern: $0) % 64 == 0 }
    }
    var x = Tensor(zeros: [count])
    #expect(isAtALine(x))
    #expect(isAtALine(Tensor([Float](repeating: 1, count: count))))
    let copy = x
    x.withMutableScalars { _ in }
    #expect(isAtALine(x) && isAtALine(copy))
    #expect(isAtALine(x * 2))
  }

  @Test func aCopyDoesNotChangeWithTheOriginal() {
    var x: Scalars = [1, 2, 3]
    let copy = x
    x[1] = 5
    #expect(Array(x) == [1, 5, 3] && Array(copy) == [1, 2, 3])
    x.withUnsafeMutableBufferPointer { $0[0] = 7 }
    #expect(Array(x) == [7, 5, 3] && Array(copy) == [1, 2, 3])
    x.swapAt(0, 2)
    #expect(x == [3, 5, 7])
  }

  @Test func aSingleHolderWritesWhereItIs() {
    var x = Scalars(zeros: 1000)
    let before = x.withUnsafeBufferPointer(\.baseAddress)
    for i in x.indices { x[i] = Float(i) }
    #expect(x.withUnsafeBufferPointer(\.baseAddress) == before)
    #expect(Array(x) == (0..<1000).map(Float.init))
  }

  @Test func equalityIsThatOfTheNumbers() {
    #expect(Scalars([0.0, -0.0]) == [-0.0, 0.0])
    #expect(Scalars([1, 2]) != [1, 2, 3])
    #expect(Scalars([.nan]) != [.nan])
  }
}
