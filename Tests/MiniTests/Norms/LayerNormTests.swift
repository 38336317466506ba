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

  @Test func theGradientAgreesWithCentralDifferencesAtEveryIndex() {
    var generator = SeededGenerator(seed: 5)
    for (width, eps) in [(1, 1e-2), (2, 0.1), (5, 0), (17, 1e-5)] {
      let x = Tensor.normal(3, width, using: &generator)
      let cotangent = Tensor.normal(3, width, using: &generator)
      var norm = LayerNorm(dimensions: width, eps: eps)
      norm.gain = Tensor.uniform(width, in: 0.5..<1.5, using: &generator)
      norm.bias = Tensor.uniform(width, using: &generator)

      func loss(_ x: [Double], gain: [Double], bias: [Double]) -> Double {
        let rows = stride(from: 0, to: x.count, by: width).map { Array(x[$0..<$0 + width]) }
        let y = rows.flatMap { NormReference.layerNorm($0, gain: gain, bias: bias, eps: eps) }
        return zip(y, cotangent.scalars).reduce(0) { $0 + $1.0 * Double($1.1) }
      }
      let point = x.scalars.map(Double.init)
      let (gain, bias) = (norm.gain.scalars.map(Double.init), norm.bias.scalars.map(Double.init))
      let gradient = norm.vectorJacobianProduct(at: x, cotangent: cotangent)
      let byInput = centralDifferences(at: point, step: 1e-5) { loss($0, gain: gain, bias: bias) }
      let byGain = centralDifferences(at: gain, step: 1e-5) { loss(point, gain: $0, bias: bias) }
      let byBias = centralDifferences(at: bias, step: 1e-5) { loss(point, gain: gain, bias: $0) }
      let scale = max(1, byInput.map(abs).max()!)
      #expect(gradient.input.distance(to: byInput) < 1e-6 * scale, "width \(width)")
      #expect(gradient.gain.distance(to: byGain) < 1e-6)
      #expect(gradient.bias.distance(to: byBias) < 1e-6)
    }
  }
}
