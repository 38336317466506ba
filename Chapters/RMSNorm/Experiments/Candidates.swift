import Mini

/// A norm after a linear layer, and what Table 1 of the paper says about it.
package struct Candidate {
  package let name: String
  /// In the order of the six changes.
  package let paper: [Bool]
  /// From the data `[cases, inputs]` and the weights `[outputs, inputs]` to `[cases, outputs]`.
  package let output: (Tensor, Tensor) -> Tensor

  package static func all(outputs: Int) -> [Candidate] {
    let batch = BatchNorm(dimensions: outputs, eps: 0)
    let weight = WeightNorm(dimensions: outputs)
    let layer = LayerNorm(dimensions: outputs, eps: 0)
    let rms = RMSNorm(dimensions: outputs, eps: 0)
    let partial = PartialRMSNorm(dimensions: outputs, fraction: 0.25, eps: 0)
    return [
      Candidate(name: "BatchNorm", paper: [true, false, true, true, true, false]) { x, w in
        batch(matmul(x, transposed: w))
      },
      Candidate(name: "WeightNorm", paper: [true, false, true, false, false, false]) { x, w in
        weight(matmul(x, transposed: w), weight: w)
      },
      Candidate(name: "LayerNorm", paper: [true, true, false, true, false, true]) { x, w in
        layer(matmul(x, transposed: w))
      },
      Candidate(name: "RMSNorm", paper: [true, false, false, true, false, true]) { x, w in
        rms(matmul(x, transposed: w))
      },
      Candidate(name: "pRMSNorm", paper: [true, false, false, true, false, true]) { x, w in
        partial(matmul(x, transposed: w))
      },
    ]
  }
}
