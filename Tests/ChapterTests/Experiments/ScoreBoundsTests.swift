import Foundation
import Mini
import Testing

@testable import RoPEExperiments

@Suite struct ScoreBoundsTests {
  private let bounds = ScoreBounds(dimensions: 128)

  /// RoFormer's Figure 2 and beyond its right edge.
  @Test(
    arguments: zip(
      [0.0, 1, 2, 5, 10, 20, 50, 100, 200, 256, 1000, 4096, 32_768, 100_000],
      [
        32.5, 31.538, 28.956, 20.845, 17.954, 15.242, 12.629, 10.227, 7.245, 6.543, 4.471, 4.883,
        3.803, 6.888,
      ]))
  func decay(distance: Double, expected: Double) {
    #expect(abs(bounds.decay(atDistance: distance) - expected) < 0.0005)
  }

  @Test func theCurveIsNotMonotone() {
    let curve = (0...256).map { bounds.decay(atDistance: Double($0)) }
    #expect(zip(curve, curve.dropFirst()).count { $0 < $1 } == 115)
  }

  @Test func extrapolationBoundDipsBelowTheDimension() {
    let sums = (0...8142).map { bounds.partialSums(atDistance: Double($0)) }
    let near = sums[...4096]
    #expect(near.firstIndex(of: near.min()!) == 3643)
    #expect(abs(near.min()! - 142.8) < 0.05)
    #expect(abs(sums[8142] - 113.2) < 0.05)
    #expect(abs(bounds.partialSums(atDistance: 22_297) - 80.5) < 0.05)
    #expect(abs(bounds.partialSums(atDistance: 61_061) - 77.2) < 0.05)
    #expect(bounds.extrapolation(atDistance: 3643) == 2 * sums[3643])
  }

  /// Chen et al.: d · max|h| / 294.73, about 600 times below the bound for extrapolation.
  @Test func interpolationBoundIsSmall() {
    #expect(abs(128 / bounds.interpolation() - 294.73) < 0.005)
    #expect(bounds.interpolation(atFraction: 0) == 0)
    #expect(bounds.interpolation(atFraction: 0.3) < bounds.interpolation())
    #expect((2 * 128 / bounds.interpolation()).rounded() == 589)
  }

  /// No score exceeds its bound: |score| ≤ max|h_{i+1} − h_i| · B, h_i the product of pair i as
  /// complex numbers and h beyond the last pair 0 (RoFormer, eq. 35–37).
  @Test func theBoundHolds() {
    var generator = SeededGenerator(seed: 1)
    let rope = RotaryEmbedding(headDimension: 128)
    for _ in 0..<20 {
      let (q, k) = (Tensor.normal(128, using: &generator), Tensor.normal(128, using: &generator))
      let h = (0..<64).map { i in
        let (a, b) = (Double(q[2 * i]), Double(q[2 * i + 1]))
        let (c, d) = (Double(k[2 * i]), Double(k[2 * i + 1]))
        return (real: a * c + b * d, imaginary: b * c - a * d)
      }
      let steps = zip(h, h.dropFirst() + [(0, 0)]).map { from, to in
        hypot(to.real - from.real, to.imaginary - from.imaginary)
      }
      for distance in [0, 1, 5, 30, 200, 3000] {
        let turned = rope(q, offset: distance)
        let score = zip(turned.scalars, k.scalars).reduce(0.0) { $0 + Double($1.0 * $1.1) }
        #expect(
          abs(score) <= steps.max()! * bounds.partialSums(atDistance: Double(distance)) + 1e-4)
      }
    }
  }
}
