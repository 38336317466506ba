import LanguageModel
import Mini

extension Mistake {
  static let numbers = [
    Mistake("6 scalars do not fill the shape [2, 4]") {
      _ = Tensor(shape: [2, 4], scalars: [1, 2, 3, 4, 5, 6])
    },
    Mistake("there is no shape [2, -1]") { _ = Tensor(zeros: [2, -1]) },
    Mistake("the shape [4294967296, 4294967296] would not fit into the") {
      _ = Tensor(zeros: [1 << 32, 1 << 32])
    },
    Mistake("the shape [4611686018427387904, 4, 0] would not fit into the") {
      _ = Tensor(zeros: [1 << 62, 4, 0])
    },
    Mistake("rows of different lengths [2, 1] do not form a matrix") {
      _ = Tensor([[1, 2], [3]])
    },
    Mistake("cannot reshape [2, 3] to [4, 2]: the counts differ") {
      _ = Tensor(zeros: [2, 3]).reshaped(4, 2)
    },
    Mistake("there is no shape [-2, -3]") { _ = Tensor(zeros: [2, 3]).reshaped(-2, -3) },
    Mistake("index (4) is outside the shape [4]") { _ = Tensor([1, 2, 3, 4])[4] },
    Mistake("index (0) is outside the shape [2, 2]") { _ = Tensor(identity: 2)[0] },
    Mistake("index (1, 2) is outside the shape [2, 2]") { _ = Tensor(identity: 2)[1, 2] },
    Mistake("index (0, 0, -1) is outside the shape [1, 1, 1]") {
      _ = Tensor(zeros: [1, 1, 1])[0, 0, -1]
    },
    Mistake("there is no slice 4 in the shape [4, 2]") { _ = Tensor(zeros: [4, 2])[row: 4] },
    Mistake("there is no slice 9223372036854775807 in the shape [4, 2]") {
      _ = Tensor(zeros: [4, 2])[row: .max]
    },
    Mistake("a slice of [4, 2] has the shape [2], not [3]") {
      var x = Tensor(zeros: [4, 2])
      x[row: 0] = Tensor([1, 2, 3])
    },
    Mistake("a scalar has no rows") { _ = Tensor(zeros: [])[rows: 0..<1] },
    Mistake("rows 1..<5 are outside the shape [4, 2]") { _ = Tensor(zeros: [4, 2])[rows: 1..<5] },
    Mistake("there is nothing to concatenate") { _ = Tensor.concatenate([]) },
    Mistake("the shapes [[2, 2], [3, 3]] do not fit together along the first axis") {
      _ = Tensor.concatenate([Tensor(identity: 2), Tensor(identity: 3)])
    },
    Mistake("cannot multiply [2, 3] by [4, 5]: the inner extents must agree") {
      _ = matmul(Tensor(zeros: [2, 3]), Tensor(zeros: [4, 5]))
    },
    Mistake("cannot multiply [2, 3] by [5, 4] transposed: the last extents must agree") {
      _ = matmul(Tensor(zeros: [2, 3]), transposed: Tensor(zeros: [5, 4]))
    },
    Mistake("the shapes [2] and [3] must be equal") {
      _ = dot(Tensor([1, 2]), Tensor([1, 2, 3]))
    },
    Mistake("the shapes [2] and [3] must be equal") {
      _ = Tensor([1, 2]).differingElements(from: Tensor([1, 2, 3]))
    },
    Mistake("weights have the shape [outputs, inputs], not [3]") {
      _ = try QuantizedMatrix(rounding: Tensor([1, 2, 3]), to: .q8_0)
    },
    Mistake("there is no row 2 among 2") {
      _ = try QuantizedMatrix(rounding: Tensor(zeros: [2, 32]), to: .q8_0).row(2)
    },
    Mistake("the product of [1, 32] and 2 rows of 32 weights does not go into [1, 3]") {
      var y = Tensor(zeros: [1, 3])
      try QuantizedMatrix(rounding: Tensor(zeros: [2, 32]), to: .q8_0).multiply(
        Tensor(zeros: [1, 32]), into: &y)
    },
  ]
}
