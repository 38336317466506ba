import Mini

/// a(s): sines and cosines of a distance, each times a weight.
package struct SumOfWaves {
  let encoding: SinusoidalEncoding
  let weights: [Double]

  package init(encoding: SinusoidalEncoding, weights: [Double]) {
    (self.encoding, self.weights) = (encoding, weights)
  }

  func callAsFunction(_ s: Double) -> Double {
    zip(weights, encoding.values(at: s)).map(*).reduce(0, +)
  }

  package func largest(
    from first: Double, to last: Double, by step: Double
  ) -> Double {
    stride(from: first, through: last, by: step)
      .map { abs(self($0)) }.max()!
  }
}
