import Foundation
import Testing

@testable import Mini

@Suite struct PartialRMSNormTests {
  @Test func theSampleIsRoundedUp() {
    #expect(PartialRMSNorm(dimensions: 1024, fraction: 0.0625).sampleCount == 64)
    #expect(PartialRMSNorm(dimensions: 1000, fraction: 0.0625).sampleCount == 63)
    #expect(PartialRMSNorm(dimensions: 100, fraction: 0.07).sampleCount == 7)
    #expect(PartialRMSNorm(dimensions: 3, fraction: 0.01).sampleCount == 1)
    #expect(PartialRMSNorm(dimensions: 17, fraction: 1).sampleCount == 17)
  }

  @Test(arguments: awkwardWidths) func agreesWithDouble(width: Int) {
    var generator = SeededGenerator(seed: 1)
    let x = Tensor.normal(3, width, using: &generator)
    let norm = PartialRMSNorm(dimensions: width, fraction: 0.3)
    let expected = x.rows.map {
      NormReference.rmsNorm($0, eps: 1e-5, first: norm.sampleCount)
    }
    for (y, expected) in zip(norm(x).scalars, expected.joined()) {
      #expect(abs(Double(y) - expected) <= RMSNormTests.tolerance * abs(expected))
    }
    #expect(
      PartialRMSNorm(dimensions: width, fraction: 1)(x) == RMSNorm(dimensions: width)(x))
  }

  /// N12: for normal elements the estimate is off by √((1 − k/n) / 2k).
  @Test(arguments: [(1024, 0.0625, 0.0856), (512, 0.0625, 0.121), (4096, 0.0625, 0.0428)])
  func theErrorFollowsTheFormula(width: Int, fraction: Double, expected: Double) {
    var generator = SeededGenerator(seed: 2)
    let x = Tensor.normal(500, width, using: &generator)
    let partial = PartialRMSNorm(dimensions: width, fraction: fraction, eps: 0)
    // The output's size is true RMS / estimate.
    let errors = partial(x).rowRootMeanSquares.scalars.map { 1 / Double($0) - 1 }
    let deviation = (errors.map { $0 * $0 }.reduce(0, +) / 500).squareRoot()
    let (n, k) = (Double(width), Double(partial.sampleCount))
    #expect(abs(((1 - k / n) / (2 * k)).squareRoot() - expected) < 0.001)
    // 500 rows know a standard deviation to 3 %; three times that is beyond chance.
    #expect(abs(deviation / expected - 1) < 0.1)
  }

  @Test func scaleIsLost() {
    var generator = SeededGenerator(seed: 3)
    let x = Tensor.normal(3, 100, using: &generator)
    let norm = PartialRMSNorm(dimensions: 100, fraction: 0.25, eps: 0)
    #expect(norm(x.scaled(by: 2.5)).distance(to: norm(x)) < 1e-6)
  }
}
