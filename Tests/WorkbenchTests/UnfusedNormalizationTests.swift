import Mini
import Testing
import Workbench

@Suite struct UnfusedNormalizationTests {
  /// Each of the unfused steps rounds to `Float`; the elements are a few units large.
  @Test(arguments: [1, 2, 3, 7, 15, 16, 17, 31, 33, 64, 129, 577, 1024])
  func unfusedAgreesWithFused(width: Int) {
    var generator = SeededGenerator(seed: 6)
    let x = Tensor.normal(6, width, deviation: 2, using: &generator)
    var rms = RMSNorm(dimensions: width)
    var layer = LayerNorm(dimensions: width)
    rms.gain = Tensor.uniform(width, in: 0.5..<1.5, using: &generator)
    layer.gain = rms.gain
    layer.bias = Tensor.uniform(width, using: &generator)
    var (y, scratch) = (Tensor(zeros: x.shape), Tensor(zeros: x.shape))
    rms.unfused(x, into: &y, scratch: &scratch)
    #expect(y.largestDifference(from: rms(x)) < 2e-6)
    layer.unfused(x, into: &y, scratch: &scratch)
    #expect(y.largestDifference(from: layer(x)) < 2e-6)
  }
}
