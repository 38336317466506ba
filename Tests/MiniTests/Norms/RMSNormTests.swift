import Foundation
import Testing

@testable import Mini

@Suite struct RMSNormTests {
  /// Three roundings of half a unit each: the factor and two products.
  static let tolerance = 3 * 0x1p-24

  @Test func theWorkedExample() {
    let y = RMSNorm(dimensions: 4, eps: 0)(Tensor([1, 2, 3, 4]))
    #expect(y.distance(to: [0.36514837, 0.73029674, 1.09544512, 1.46059349]) < 1e-7)
    #expect(Tensor([1, 2, 3, 4]).rowRootMeanSquares.distance(to: [2.7386127875]) < 2e-7)
  }

  @Test(arguments: awkwardWidths) func agreesWithDouble(width: Int) {
    var generator = SeededGenerator(seed: 1)
    let x = Tensor.normal(5, width, deviation: 3, using: &generator)
    var norm = RMSNorm(dimensions: width)
    norm.gain = Tensor.uniform(width, in: 0.5..<1.5, using: &generator)
    let gain = norm.gain.scalars.map(Double.init)
    for (y, expected) in zip(
      norm(x).rows, x.rows.map { NormReference.rmsNorm($0, gain: gain, eps: 1e-5) })
    {
      for (y, expected) in zip(y, expected) {
        #expect(abs(y - expected) <= Self.tolerance * abs(expected))
      }
    }
  }

  @Test(arguments: awkwardWidths) func theOutputHasRootMeanSquareOne(width: Int) {
    var generator = SeededGenerator(seed: 2)
    let x = Tensor.normal(4, width, deviation: 0.01, using: &generator)
    let size = RMSNorm(dimensions: width, eps: 0)(x).rowRootMeanSquares
    #expect(size.distance(to: [1, 1, 1, 1]) < 2e-7)
  }

  @Test func aPowerOfTwoLeavesEveryBitAndAnyFactorAllButTheLast() {
    var generator = SeededGenerator(seed: 3)
    let x = Tensor.normal(3, 129, using: &generator)
    let norm = RMSNorm(dimensions: 129, eps: 0)
    for factor: Float in [0x1p-40, 0.5, 2, 1024, 0x1p40] {
      #expect(norm(x.scaled(by: factor)).bits == norm(x).bits)
    }
    for factor: Float in [0.01, 0.1, 2.5, 100] {
      #expect(norm(x.scaled(by: factor)).distance(to: norm(x)) < 1e-6)
    }
  }

  /// ε is inside the root: small inputs shrink by 1/√(1 + ε/ms).
  @Test func epsIsAddedInsideTheRoot() {
    let small = Tensor(repeating: 0.00316227766, shape: [32])  // mean square = ε
    #expect(abs(RMSNorm(dimensions: 32, eps: 1e-5)(small)[0] - 0.70710678) < 1e-6)
  }

  @Test func anyNumberOfLeadingAxes() {
    var generator = SeededGenerator(seed: 4)
    let x = Tensor.normal(2, 3, 20, using: &generator)
    let norm = RMSNorm(dimensions: 20)
    #expect(norm(x).shape == [2, 3, 20])
    #expect(norm(x).scalars == norm(x.reshaped(6, 20)).scalars)
    #expect(norm(x[row: 1][row: 2]) == norm(x)[row: 1][row: 2])
    #expect(norm(Tensor(zeros: [0, 20])).shape == [0, 20])
  }

  @Test func oneFeatureBecomesItsSignTimesTheGain() {
    var norm = RMSNorm(dimensions: 1, eps: 0)
    norm.gain = Tensor([3])
    #expect(norm(Tensor([[0.2], [-7]])) == Tensor([[3], [-3]]))
  }

  /// N11: weights that are δ times as large get a gradient that is 1/δ as large.
  @Test func aLargerInputGetsASmallerGradient() {
    var generator = SeededGenerator(seed: 6)
    let x = Tensor.normal(2, 48, using: &generator)
    let cotangent = Tensor.normal(2, 48, using: &generator)
    let norm = RMSNorm(dimensions: 48, eps: 0)
    func gradient(at x: Tensor) -> Tensor {
      var (dx, gradient) = (Tensor(zeros: x.shape), norm)
      norm.backward(cotangent, at: x, addingTo: &dx, &gradient)
      return dx
    }
    let once = gradient(at: x)
    for factor: Float in [0.1, 0.5, 2, 10] {
      let scaled = gradient(at: x.scaled(by: factor))
      #expect(scaled.scaled(by: factor).distance(to: once) < 1e-6)
    }
  }
}
