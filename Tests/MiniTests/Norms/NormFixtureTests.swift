import Foundation
import Testing

@testable import Mini

/// The numbers of another library: `Reference/norms.py` computed them with NumPy in float64.
@Suite struct NormFixtureTests {
  struct Case: Decodable {
    let shape: [Int]
    let x, gain, bias, weight: [Float]
    let RMSNorm, LayerNorm, PartialRMSNorm, L2Norm, BatchNorm, WeightNorm: [Double]
  }

  @Test func allNormsAgreeWithNumPy() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Reference/norms.json")
    let cases = try JSONDecoder().decode([Case].self, from: Data(contentsOf: file))
    #expect(cases.count == 4)
    for item in cases {
      let x = Tensor(shape: item.shape, scalars: item.x)
      let (gain, bias) = (Tensor(item.gain), Tensor(item.bias))
      var rms = RMSNorm(dimensions: x.width)
      var layer = LayerNorm(dimensions: x.width)
      var partial = PartialRMSNorm(dimensions: x.width, fraction: 0.25)
      var l2 = L2Norm(dimensions: x.width)
      var batch = BatchNorm(dimensions: x.width)
      (rms.gain, layer.gain, partial.gain, l2.gain, batch.gain) = (gain, gain, gain, gain, gain)
      (layer.bias, batch.bias) = (bias, bias)

      let weight = Tensor(shape: item.shape, scalars: item.weight)
      for (y, expected) in [
        (rms(x), item.RMSNorm), (layer(x), item.LayerNorm), (partial(x), item.PartialRMSNorm),
        (l2(x), item.L2Norm), (batch(x), item.BatchNorm),
        (WeightNorm(dimensions: x.rowCount)(weight), item.WeightNorm),
      ] {
        let size = max(1, expected.map(abs).max()!)
        #expect(y.distance(to: expected) < 5e-7 * size)
      }
    }
  }
}
