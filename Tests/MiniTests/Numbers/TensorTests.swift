import Testing

@testable import Mini

@Suite struct TensorTests {
  @Test func headsSplitAndMergeBack() {
    let x = Tensor(shape: [3, 8], scalars: (0..<24).map(Float.init))
    let heads = x.splitHeads(2)
    #expect(heads.shape == [2, 3, 4])
    #expect(heads[1, 2, 0] == x[2, 4])
    #expect(heads.mergeHeads() == x)
  }

  @Test func rowsAreReadAndWritten() {
    var x = Tensor([[1, 2], [3, 4], [5, 6]])
    #expect(x[row: 1] == Tensor([3, 4]))
    #expect(x[rows: 1..<3] == Tensor([[3, 4], [5, 6]]))
    x[row: 0] = Tensor([7, 8])
    #expect(x == Tensor([[7, 8], [3, 4], [5, 6]]))
    #expect(Tensor.concatenate([x[rows: 0..<1], x[rows: 1..<3]]) == x)
  }

  @Test func transposingExchangesIndices() {
    let x = Tensor([[1, 2, 3], [4, 5, 6]])
    #expect(x.transposed == Tensor([[1, 4], [2, 5], [3, 6]]))
  }

  @Test func emptyTensorsAreTensors() {
    #expect(Tensor(zeros: [0, 5]).count == 0)
    #expect(Tensor(zeros: [3, 0]).transposed.shape == [0, 3])
  }
}
