import Experiments
import Mini
import Testing
import Workbench

@Suite struct PublishedModelTests {
  /// 124M weights, and the bytes of keys and values per token in 16 bits.
  @Test func gpt2HasItsKnownSizes() {
    let gpt2 = TransformerConfiguration.gpt2Small
    // GPT-2 has 124.4 M with the biases of its linear layers, 83 thousand, which are left out here.
    #expect(gpt2.parameterCount == 124_356_864)
    #expect(gpt2.cacheBytesPerToken(bytesPerNumber: 2) == 36_864)
    let listed = PublishedModel.named("GPT-2 124M")
    #expect(listed.cacheBytesPerToken() == gpt2.cacheBytesPerToken(bytesPerNumber: 2))
  }
}
