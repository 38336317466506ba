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

  /// Width of the feed-forward layer, its matrices, vectors of norms in a block, and where biases stand.
  private struct Rest {
    var feedForward: Int
    var matrices = 3
    var normVectors = 2
    var biases = Biases.none

    enum Biases { case none, queryKeyValue, everywhere }
  }

  private static let rest: [String: Rest] = [
    "GPT-2 124M": Rest(feedForward: 3072, matrices: 2, normVectors: 4, biases: .everywhere),
    "SmolLM2 135M": Rest(feedForward: 1536), "SmolLM2 360M": Rest(feedForward: 2560),
    "SmolLM2 1.7B": Rest(feedForward: 8192), "TinyLlama 1.1B": Rest(feedForward: 5632),
    "Qwen2.5 0.5B": Rest(feedForward: 4864, biases: .queryKeyValue),
    "Qwen2.5 7B": Rest(feedForward: 18_944, biases: .queryKeyValue),
    "Llama 3.2 1B": Rest(feedForward: 8192), "Gemma 2B": Rest(feedForward: 16_384),
    "Gemma 7B": Rest(feedForward: 24_576), "Phi-3 mini 4k": Rest(feedForward: 8192),
    "Llama 2 7B": Rest(feedForward: 11_008), "Llama 2 13B": Rest(feedForward: 13_824),
    "Llama 2 70B": Rest(feedForward: 28_672), "Mistral 7B": Rest(feedForward: 14_336),
    "Llama 3 8B": Rest(feedForward: 14_336), "Llama 3.1 8B": Rest(feedForward: 14_336),
    "Llama 3 70B": Rest(feedForward: 28_672), "Llama 3.1 70B": Rest(feedForward: 28_672),
    "Llama 3.1 405B": Rest(feedForward: 53_248),
    "OPT 13B": Rest(feedForward: 20_480, matrices: 2, normVectors: 4, biases: .everywhere),
    "Falcon 7B": Rest(feedForward: 4 * 4544, matrices: 2),
    "Falcon 40B": Rest(feedForward: 4 * 8192, matrices: 2, normVectors: 4),
  ]

  /// The number of weights that is listed follows from the sizes.
  @Test(arguments: PublishedModel.all) func weightsFollowFromSizes(model: PublishedModel) throws {
    let rest = try #require(Self.rest[model.name])
    let (d, inner) = (model.width, model.queryHeads * model.headDimension)
    let kv = model.kvHeads * model.headDimension
    var block =
      2 * d * inner + 2 * d * kv + rest.matrices * d * rest.feedForward + rest.normVectors * d
    if rest.biases != .none { block += inner + 2 * kv }
    if rest.biases == .everywhere { block += d + rest.feedForward + d }
    let tables = (model.tiesHead ? 1 : 2) * model.vocabulary * d + model.learnedPositions * d
    let lastNorm = (rest.matrices == 2 ? 2 : 1) * d
    #expect(Int64(model.layers * block + tables + lastNorm) == model.parameters)
  }
}
