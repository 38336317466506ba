import LanguageModel

@testable import Mini

extension Mistake {
  static let kernels = [
    Mistake("there is no element 2 among 2") { _ = Scalars([1, 2])[2] },
    Mistake("there is no element -1 among 2") {
      var x = Scalars(zeros: 2)
      x[-1] = 0
    },
    Mistake("there are no -1 numbers") { _ = Scalars(zeros: -1) },
    Mistake("9223372036854775807 numbers would not fit into the") { _ = Scalars(zeros: .max) },
    Mistake("0 threads cannot do any work") { Threads.count = 0 },
    Mistake("the product of [2, 4] and [4, 5] does not go into [3, 5]") {
      var y = Tensor(zeros: [3, 5])
      matmul(Tensor(zeros: [2, 4]), Tensor(zeros: [4, 5]), into: &y)
    },
    Mistake("only a matrix is transposed, not the shape [3]") {
      _ = Tensor([1, 2, 3]).transposed
    },
    Mistake("[2, 4] does not go into [4, 2]") {
      var y = Tensor(zeros: [4, 2])
      silu(Tensor(zeros: [2, 4]), into: &y)
    },
    Mistake("2 rows of [3, 4] do not fill [2, 3]") {
      var x = Tensor(zeros: [2, 3])
      x.gatherRows([0, 1], of: Tensor(zeros: [3, 4]))
    },
    Mistake("2 rows of 32 weights do not fill [2, 3]") {
      var x = Tensor(zeros: [2, 3])
      try QuantizedMatrix(rounding: Tensor(zeros: [4, 32]), to: .q8_0).gather([0, 1], into: &x)
    },
    Mistake("2 columns of [3, 4] do not fill [2, 4]") {
      var x = Tensor(zeros: [2, 4])
      x.gatherColumns([0, 1], of: Tensor(zeros: [3, 4]))
    },
    Mistake("a scalar has no rows") { _ = Tensor(zeros: []).rowMeans },
    Mistake("the shapes [2] and [3] must be equal") { _ = Tensor([1, 2]) + Tensor([1, 2, 3]) },
    Mistake("the shapes [2] and [3] must be equal") {
      var x = Tensor([1, 2])
      x += Tensor([1, 2, 3])
    },
    Mistake("a vector [2] does not meet every row of [2, 3]") {
      _ = Tensor(zeros: [2, 3]).addingToRows(Tensor([1, 2]))
    },
    Mistake("the shapes [2] and [3] must be equal") {
      _ = Tensor([1, 2]).largestDifference(from: Tensor([1, 2, 3]))
    },
    Mistake("2 pairs do not fit into rows of [1, 2]") {
      let table = RotaryTable(tokens: 1, pairs: 2) { _, _ in 0 }
      _ = rotate(Tensor(zeros: [1, 2]), by: table, from: 0, layout: .halves)
    },
    Mistake("the tokens of [3, 4] need rows from 1 on, and the table has 3") {
      let rope = RotaryEmbedding(headDimension: 4)
      _ = rope(Tensor(zeros: [3, 4]), table: rope.table(upTo: 3), from: 1)
    },
    Mistake("[2, 4] does not split into 3 heads") { _ = Tensor(zeros: [2, 4]).splitHeads(3) },
    Mistake("[2, 4] does not split into the heads of [3, 2, 2]") {
      var heads = Tensor(zeros: [3, 2, 2])
      Tensor(zeros: [2, 4]).splitHeads(into: &heads)
    },
    Mistake("heads are merged from [heads, tokens, headDimension], not [2, 4]") {
      _ = Tensor(zeros: [2, 4]).mergeHeads()
    },
    Mistake("the heads of [2, 2, 2] do not merge into [3, 4]") {
      var rows = Tensor(zeros: [3, 4])
      Tensor(zeros: [2, 2, 2]).mergeHeads(into: &rows)
    },
    Mistake("tokens 1..<4 are outside the shape [2, 3, 4]") {
      _ = Tensor(zeros: [2, 3, 4]).sliced(tokens: 1..<4)
    },
    Mistake("tokens 0..<3 of [2, 3, 4] do not fit into memory of 8 at row 0") {
      var memory = Scalars(zeros: 8)
      Tensor(zeros: [2, 3, 4]).copyTokens(0..<3, to: &memory, row: 0, headStride: 12)
    },
  ]
}
