import Testing

@testable import Mini

@Suite struct NormTests {
  @Test func theKindDecidesWhatIsApplied() {
    var generator = SeededGenerator(seed: 111)
    let x = Tensor.normal(3, 10, using: &generator) + 2
    let (rms, layer) = (
      Norm(.rms, dimensions: 10, eps: 1e-6), Norm(.layer, dimensions: 10, eps: 1e-6)
    )
    #expect(rms(x) == RMSNorm(dimensions: 10, eps: 1e-6)(x))
    #expect(layer(x) == LayerNorm(dimensions: 10, eps: 1e-6)(x))
    #expect(rms.parameterCount == 10 && layer.parameterCount == 20)
  }
}
