import Mini

extension Mistake {
  static let norms = [
    Mistake("a gain [4] does not fit rows of [2, 3]") {
      _ = RMSNorm(dimensions: 4)(Tensor(zeros: [2, 3]))
    },
    Mistake("a gain [4] and a bias [4] do not fit rows of [2, 3]") {
      _ = LayerNorm(dimensions: 4)(Tensor(zeros: [2, 3]))
    },
    Mistake("[2, 4] does not go into [8]") {
      var y = Tensor(zeros: [8])
      RMSNorm(dimensions: 4)(Tensor(zeros: [2, 4]), into: &y)
    },
    Mistake("8 elements of a row of 2") {
      var norm = PartialRMSNorm(dimensions: 8, fraction: 1)
      norm.gain = Tensor([1, 1])
      _ = norm(Tensor(zeros: [1, 2]))
    },
    Mistake("0.0 of a row is not a part of it") {
      _ = PartialRMSNorm(dimensions: 8, fraction: 0)
    },
    Mistake(
      "gradients [2, 4] and [3, 4], a gain [4] and its gradient [4] do not fit the input [3, 4]"
    ) {
      var (dx, gradient) = (Tensor(zeros: [3, 4]), RMSNorm(dimensions: 4))
      gradient.backward(Tensor(zeros: [2, 4]), at: dx, addingTo: &dx, &gradient)
    },
    Mistake("a gradient [5] of the bias does not fit the input [3, 4]") {
      var (dx, gradient) = (Tensor(zeros: [3, 4]), LayerNorm(dimensions: 4))
      gradient.bias = Tensor(zeros: [5])
      LayerNorm(dimensions: 4).backward(dx, at: dx, addingTo: &dx, &gradient)
    },
    Mistake("the gradient of a norm is of the same kind as the norm") {
      var (dx, gradient) = (Tensor(zeros: [3, 4]), Norm(.layer, dimensions: 4, eps: 0))
      Norm(.rms, dimensions: 4, eps: 0).backward(dx, at: dx, addingTo: &dx, &gradient)
    },
    Mistake("the shape [9223372036854775807] would not fit into the") {
      _ = RMSNorm(dimensions: .max)
    },
  ]
}
