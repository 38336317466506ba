import Foundation
import Mini
import Testing

@testable import RMSNormExperiments

/// The numbers of another library, for the norms that only this chapter has: those of `MiniTests`,
/// computed with NumPy in float64.
@Suite struct NormFixtureTests {
  private struct Case: Decodable {
    let shape: [Int]
    let x, gain, bias, weight: [Float]
    let L2Norm, BatchNorm, WeightNorm: [Double]
  }

  @Test func theChaptersNormsAgreeWithNumPy() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "MiniTests/Reference/norms.json")
    let cases = try JSONDecoder().decode([Case].self, from: Data(contentsOf: file))
    #expect(cases.count == 4)
    for item in cases {
      let x = Tensor(shape: item.shape, scalars: item.x)
      var l2 = L2Norm(dimensions: x.width)
      var batch = BatchNorm(dimensions: x.width)
      (l2.gain, batch.gain, batch.bias) = (Tensor(item.gain), Tensor(item.gain), Tensor(item.bias))
      let weight = Tensor(shape: item.shape, scalars: item.weight)
      for (y, expected) in [
        (l2(x), item.L2Norm), (batch(x), item.BatchNorm),
        (WeightNorm(dimensions: x.rowCount)(weight), item.WeightNorm),
      ] {
        #expect(y.count == expected.count)
        let size = max(1, expected.map(abs).max()!)
        for (a, b) in zip(y.scalars, expected) { #expect(abs(Double(a) - b) < 5e-7 * size) }
      }
    }
  }
}
