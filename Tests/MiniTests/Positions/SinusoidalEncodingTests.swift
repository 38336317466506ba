import Foundation
import Testing

@testable import Mini

@Suite struct SinusoidalEncodingTests {
  private let encoding = SinusoidalEncoding(dimensions: 512)

  private func product(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
  }

  @Test func sinesAndCosinesAlternate() {
    let code = SinusoidalEncoding(dimensions: 4)(3)
    let expected = [sin(3.0), cos(3.0), sin(0.03), cos(0.03)]
    #expect(code == Tensor(expected.map { Float($0) }))
  }

  @Test func everyCodeHasTheSameLength() {
    for position in [0.0, 1, 77, 12_345, 1_000_000, -8] {
      let code = encoding.values(at: position)
      #expect(abs(product(code, code).squareRoot() - 16) < 1e-12)
    }
  }

  /// P5: the product of two codes depends on their distance only.
  @Test(
    arguments: zip(
      [0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024],
      [1, 0.973, 0.905, 0.768, 0.723, 0.631, 0.562, 0.485, 0.406, 0.313, 0.276, 0.186]))
  func similarityDependsOnDistance(distance: Int, expected: Double) {
    for position in [0, 10, 4000] {
      let here = encoding.values(at: Double(position))
      let there = encoding.values(at: Double(position + distance))
      #expect(abs(product(here, there) / 256 - expected) < 0.0005)
    }
  }

  /// In `Double`, up to position 12,345 and 37 positions on, the same map is exact to about 1e-12.
  @Test func theLinearMapHoldsToTheLastDigits() {
    var worst = 0.0
    for position in stride(from: 0.0, through: 12_345, by: 5) {
      let (from, to) = (encoding.values(at: position), encoding.values(at: position + 37))
      for (i, theta) in encoding.frequencies.enumerated() {
        let (s, c) = (sin(37 * theta), cos(37 * theta))
        worst = max(worst, abs(c * from[2 * i] + s * from[2 * i + 1] - to[2 * i]))
        worst = max(worst, abs(c * from[2 * i + 1] - s * from[2 * i] - to[2 * i + 1]))
      }
    }
    #expect(worst < 2e-12)
  }
}
