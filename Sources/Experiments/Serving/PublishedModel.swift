import Base
import Mini

/// The sizes of a published model that decide about its cache.
package struct PublishedModel: Sendable {
  /// What it is called.
  package let name: String
  /// The number of blocks.
  package let layers: Int
  /// The number of query heads.
  package let queryHeads: Int
  /// The number of kv heads.
  package let kvHeads: Int
  /// The length of a head.
  package let headDimension: Int
  /// How many tokens a text may have.
  package let context: Int
  /// The number of weights, as the name says it.
  package let weights: Double

  /// Bytes of keys and values that a token leaves behind, as `Mini` counts them.
  package func cacheBytesPerToken(bytesPerNumber: Int = 2) -> Int {
    var sizes = TransformerConfiguration()
    sizes.layers = layers
    sizes.queryHeads = queryHeads
    sizes.kvHeads = kvHeads
    sizes.ownHeadDimension = headDimension
    return sizes.cacheBytesPerToken(bytesPerNumber: bytesPerNumber)
  }

  /// The model of this name, which is one of ``all``.
  package static func named(_ name: String) -> PublishedModel {
    guard let model = all.first(where: { $0.name == name }) else {
      stop("no published model is called \(name): there are \(all.map(\.name))")
    }
    return model
  }

  /// Smallest first.
  ///
  /// Sources: Radford et al., 2019, Table 2; Zhang et al., 2022 (OPT, 2205.01068), Table 1; Touvron et
  /// al., 2023 (2307.09288), Table 1; Jiang et al., 2023 (Mistral 7B, 2310.06825), Table 1; Llama 3
  /// (2407.21783), Table 3; Gemma (2403.08295), Table 1; Qwen2 report (2407.10671), Table 1; for the
  /// others the configurations of the published checkpoints, as litgpt keeps them.
  package static let all = [
    model("GPT-2 124M", 12, 12, 12, 64, 1024, 124e6),
    model("SmolLM2 135M", 30, 9, 3, 64, 8192, 135e6),
    model("Qwen2.5 0.5B", 24, 14, 2, 64, 32_768, 0.5e9),
    model("TinyLlama 1.1B", 22, 32, 4, 64, 2048, 1.1e9),
    model("Llama 3.2 1B", 16, 32, 8, 64, 131_072, 1e9),
    model("SmolLM2 1.7B", 24, 32, 32, 64, 8192, 1.7e9),
    model("Gemma 2B", 18, 8, 1, 256, 8192, 2e9),
    model("Gemma 7B", 28, 16, 16, 256, 8192, 7e9),
    model("Falcon 7B", 32, 71, 1, 64, 2048, 7e9),
    model("Mistral 7B", 32, 32, 8, 128, 8192, 7e9),
    model("Qwen2.5 7B", 28, 28, 4, 128, 131_072, 7e9),
    model("Llama 2 7B", 32, 32, 32, 128, 4096, 7e9),
    model("Llama 3 8B", 32, 32, 8, 128, 8192, 8e9),
    model("OPT 13B", 40, 40, 40, 128, 2048, 13e9),
    model("Falcon 40B", 60, 128, 8, 64, 2048, 40e9),
    model("Llama 2 70B", 80, 64, 8, 128, 4096, 70e9),
    model("Llama 3.1 405B", 126, 128, 8, 128, 131_072, 405e9),
  ]

  private static func model(
    _ name: String, _ layers: Int, _ queryHeads: Int, _ kvHeads: Int, _ headDimension: Int,
    _ context: Int, _ weights: Double
  ) -> PublishedModel {
    PublishedModel(
      name: name, layers: layers, queryHeads: queryHeads, kvHeads: kvHeads,
      headDimension: headDimension, context: context, weights: weights)
  }
}

extension TransformerConfiguration {
  /// The shape of GPT-2 124M (Radford et al., 2019): 12 layers of 768 features, 12 heads, 1024
  /// positions. Its feed-forward layer with two matrices 3072 wide becomes SwiGLU with three 2048
  /// wide, as many weights.
  package static var gpt2Small: TransformerConfiguration {
    var result = TransformerConfiguration()
    result.layers = 12
    result.width = 768
    result.queryHeads = 12
    result.kvHeads = 12
    result.feedForwardWidth = 2048
    result.vocabulary = 50_257
    result.norm = .layer
    result.positions = .learned
    result.tiesHead = true
    return result
  }
}
