import Foundation
import Testing

@testable import Mini

/// The numbers of another library: `Reference/norms.py` computed them with NumPy in float64.
@Suite struct NormFixtureTests {
  struct Case: Decodable {
    let shape: [Int]
    let x, gain, bias: [Float]
    let RMSNorm, LayerNorm, PartialRMSNorm: [Double]
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
      (rms.gain, layer.gain, partial.gain, layer.bias) = (gain, gain, gain, bias)
      for (y, expected) in [
        (rms(x), item.RMSNorm), (layer(x), item.LayerNorm), (partial(x), item.PartialRMSNorm),
      ] {
        let size = max(1, expected.map(abs).max()!)
        #expect(y.distance(to: expected) < 5e-7 * size)
      }
    }
  }
}
