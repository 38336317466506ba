import Foundation
import Testing

@testable import Mini

@Suite struct LayerNormTests {
  @Test func theWorkedExample() {
    let x = Tensor([1, 2, 3, 4])
    let y = LayerNorm(dimensions: 4, eps: 0)(x)
    #expect(y.distance(to: [-1.34164079, -0.4472136, 0.4472136, 1.34164079]) < 2e-7)
    #expect(x.rowMeans.scalars == [2.5])
    #expect(x.rowVariances.scalars == [1.25])
  }

  @Test(arguments: awkwardWidths) func agreesWithDouble(width: Int) {
    var generator = SeededGenerator(seed: 1)
    let x = Tensor.normal(5, width, deviation: 3, using: &generator)
    var norm = LayerNorm(dimensions: width)
    norm.gain = Tensor.uniform(width, in: 0.5..<1.5, using: &generator)
    norm.bias = Tensor.uniform(width, using: &generator)
    let (gain, bias) = (norm.gain.scalars.map(Double.init), norm.bias.scalars.map(Double.init))
    let expected = x.rows.flatMap {
      NormReference.layerNorm($0, gain: gain, bias: bias, eps: 1e-5)
    }
    // Elements of a few standard deviations, four roundings each.
    #expect(norm(x).distance(to: expected) < 1e-6)
  }

  /// Two passes with a mean in `Double` do not care how far away zero is.
  @Test(arguments: [0, 100, 1000, 10_000, 100_000, -3_000_000])
  func aLargeMeanCostsNoAccuracy(mean: Double) {
    var generator = SeededGenerator(seed: 2)
    let x = Tensor(
      shape: [2, 4109], scalars: (0..<8218).map { _ in Float(mean + generator.normal()) })
    for (row, variance) in zip(x.rows, x.rowVariances.scalars) {
      let expected = NormReference.variance(row)
      #expect(abs(Double(variance) - expected) < 1e-7 * expected)
    }
    let y = LayerNorm(dimensions: 4109)(x)
    #expect(y.distance(to: x.rows.flatMap { NormReference.layerNorm($0, eps: 1e-5) }) < 1e-6)
  }

  @Test(arguments: awkwardWidths) func isRMSNormOfTheDeviations(width: Int) {
    var generator = SeededGenerator(seed: 3)
    let x = Tensor.normal(4, width, using: &generator)
    let (layer, rms) = (LayerNorm(dimensions: width), RMSNorm(dimensions: width))
    var deviations = x
    for i in 0..<4 { deviations[row: i] = x[row: i] - x.rowMeans[i] }
    #expect(layer(x).distance(to: rms(deviations)) < 1e-6)
    #expect(layer(deviations).distance(to: rms(deviations)) < 1e-6)
    for (size, (mean, variance)) in zip(
      x.rowRootMeanSquares.scalars, zip(x.rowMeans.scalars, x.rowVariances.scalars))
    {
      #expect(abs(size * size - (variance + mean * mean)) < 1e-6 * size * size)
    }
  }

  @Test func shiftAndScaleAreLost() {
    var generator = SeededGenerator(seed: 4)
    let x = Tensor.normal(3, 129, using: &generator)
    let norm = LayerNorm(dimensions: 129, eps: 0)
    let moved = Tensor(shape: x.shape, scalars: x.scalars.map { 2.5 * $0 + 3 })
    #expect(norm(moved).distance(to: norm(x)) < 1e-6)
    #expect(norm(x).rowMeans.distance(to: [0, 0, 0]) < 1e-7)
    #expect(norm(x).rowRootMeanSquares.distance(to: [1, 1, 1]) < 2e-7)
  }

  /// Nothing is left of a row without spread: not even rounding noise, which ε = 1e-5 would blow up
  /// by 316.
  @Test(arguments: [1, 3, 17, 577]) func equalNumbersBecomeTheBias(width: Int) {
    var norm = LayerNorm(dimensions: width)
    norm.bias = Tensor(repeating: 0.25, shape: [width])
    for value: Float in [0, 0.1, -100_000.1, 3e38] {
      let y = norm(Tensor(repeating: value, shape: [2, width]))
      #expect(y == Tensor(repeating: 0.25, shape: [2, width]))
    }
    let exact = LayerNorm(dimensions: width, eps: 0)
    #expect(exact(Tensor(repeating: 0.1, shape: [width])).isAllNaN)
  }
}
