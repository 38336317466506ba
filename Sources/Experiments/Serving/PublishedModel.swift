import Base
import Mini

/// The sizes of a published model that decide what it costs whoever serves it.
package struct PublishedModel: Sendable {
  /// What it is called.
  package let name: String
  /// The number of blocks.
  package let layers: Int
  /// Features of a token between the blocks.
  package let width: Int
  /// The number of query heads.
  package let queryHeads: Int
  /// The number of kv heads.
  package let kvHeads: Int
  /// The length of a head.
  package let headDimension: Int
  /// How many tokens it knows.
  package let vocabulary: Int
  /// The number of weights, all of them.
  package let parameters: Int64
  /// How many tokens a text may have, as it was made for.
  package let context: Int
  /// How many tokens back a token looks, where that is not the whole text.
  package let window: Int?
  /// Whether the embedding is the output matrix too.
  package let tiesHead: Bool
  /// Positions that have a learned vector each.
  package let learnedPositions: Int

  /// Bytes of keys and values that a token leaves behind, as `Mini` counts them.
  package func cacheBytesPerToken(bytesPerNumber: Int = 2) -> Int {
    var sizes = TransformerConfiguration()
    sizes.layers = layers
    sizes.queryHeads = queryHeads
    sizes.kvHeads = kvHeads
    sizes.ownHeadDimension = headDimension
    return sizes.cacheBytesPerToken(bytesPerNumber: bytesPerNumber)
  }

  /// What a plan has to know of it, with weights of so many bits each.
  package func planned(weightBits: Double = 16) -> PlannedModel {
    func part(_ weights: Int) -> PlannedModel.Part {
      PlannedModel.Part(weights: Int64(weights), bits: weightBits)
    }
    let table = vocabulary * width
    var model = PlannedModel(
      name: name, layers: layers, queryHeads: queryHeads, kvHeads: kvHeads,
      headDimension: headDimension,
      all: PlannedModel.Part(weights: parameters, bits: weightBits))
    model.keyValue = part(2 * layers * width * kvHeads * headDimension)
    model.lookedUp = part((tiesHead ? 0 : table) + learnedPositions * width)
    model.output = part(table)
    model.context = Int64(context)
    model.window = window.map(Int64.init)
    return model
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
  /// others the configurations of the published checkpoints, as litgpt keeps them. The numbers of weights
  /// are those that publishers give, and follow from the sizes; those of Falcon follow from the sizes alone.
  package static let all = [
    model("GPT-2 124M", 12, 768, 12, 12, 64, 50_257, 124_439_808, 1024, tied: true, learned: 1024),
    model("SmolLM2 135M", 30, 576, 9, 3, 64, 49_152, 134_515_008, 8192, tied: true),
    model("SmolLM2 360M", 32, 960, 15, 5, 64, 49_152, 361_821_120, 8192, tied: true),
    model("Qwen2.5 0.5B", 24, 896, 14, 2, 64, 151_936, 494_032_768, 32_768, tied: true),
    model("TinyLlama 1.1B", 22, 2048, 32, 4, 64, 32_000, 1_100_048_384, 2048),
    model("Llama 3.2 1B", 16, 2048, 32, 8, 64, 128_256, 1_235_814_400, 131_072, tied: true),
    model("SmolLM2 1.7B", 24, 2048, 32, 32, 64, 49_152, 1_711_376_384, 8192, tied: true),
    model("Gemma 2B", 18, 2048, 8, 1, 256, 256_000, 2_506_172_416, 8192, tied: true),
    model("Phi-3 mini 4k", 32, 3072, 32, 32, 96, 32_064, 3_821_079_552, 4096, window: 2047),
    model("Llama 2 7B", 32, 4096, 32, 32, 128, 32_000, 6_738_415_616, 4096),
    model("Falcon 7B", 32, 4544, 71, 1, 64, 65_024, 7_217_189_760, 2048),
    model("Mistral 7B", 32, 4096, 32, 8, 128, 32_000, 7_241_732_096, 8192, window: 4096),
    model("Qwen2.5 7B", 28, 3584, 28, 4, 128, 152_064, 7_615_616_512, 131_072),
    model("Llama 3 8B", 32, 4096, 32, 8, 128, 128_256, 8_030_261_248, 8192),
    model("Llama 3.1 8B", 32, 4096, 32, 8, 128, 128_256, 8_030_261_248, 131_072),
    model("Gemma 7B", 28, 3072, 16, 16, 256, 256_000, 8_537_680_896, 8192, tied: true),
    model(
      "OPT 13B", 40, 5120, 40, 40, 128, 50_272, 12_853_473_280, 2048, tied: true, learned: 2050),
    model("Llama 2 13B", 40, 5120, 40, 40, 128, 32_000, 13_015_864_320, 4096),
    model("Falcon 40B", 60, 8192, 128, 8, 64, 65_024, 41_835_970_560, 2048),
    model("Llama 2 70B", 80, 8192, 64, 8, 128, 32_000, 68_976_648_192, 4096),
    model("Llama 3 70B", 80, 8192, 64, 8, 128, 128_256, 70_553_706_496, 8192),
    model("Llama 3.1 70B", 80, 8192, 64, 8, 128, 128_256, 70_553_706_496, 131_072),
    model("Llama 3.1 405B", 126, 16_384, 128, 8, 128, 128_256, 405_853_388_800, 131_072),
  ]

  private static func model(
    _ name: String, _ layers: Int, _ width: Int, _ queryHeads: Int, _ kvHeads: Int,
    _ headDimension: Int, _ vocabulary: Int, _ parameters: Int64, _ context: Int,
    window: Int? = nil, tied: Bool = false, learned: Int = 0
  ) -> PublishedModel {
    PublishedModel(
      name: name, layers: layers, width: width, queryHeads: queryHeads, kvHeads: kvHeads,
      headDimension: headDimension, vocabulary: vocabulary, parameters: parameters,
      context: context, window: window, tiesHead: tied, learnedPositions: learned)
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
