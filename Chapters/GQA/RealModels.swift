import Mini
import Notebook

extension GQAChapter {
  /// The caches of published models.
  func realModels(_ page: Page) {
    page.text(
      """
      *Real models.* Sizes from their papers and published configurations; numbers of 2 bytes. The
      column “cut” is H/G, which is what the cache would grow by if the model shared nothing.
      """)
    let bytes = PublishedModel.all.map(\.bytesPerToken)
    page.table(
      "The cache of one text, of 4096 tokens and of the model's whole context:",
      columns: ["model", "layers", "H", "G", "per token", "at 4096", "context", "full", "cut"],
      rows: zip(PublishedModel.all, bytes).map { model, bytes in
        [
          model.name, "\(model.layers)", "\(model.queryHeads)", "\(model.kvHeads)",
          memory(bytes), model.context < 4096 ? "–" : memory(4096 * bytes),
          model.context.grouped, memory(model.context * bytes),
          model.kvHeads == model.queryHeads
            ? "–" : "\(model.queryHeads / model.kvHeads)×",
        ]
      })
    page.check(
      "G6", "models whose bytes per token are not those worked out by hand",
      zip(PublishedModel.all, bytes).count { $0.tabulated != $1 }, equals: 0)
    let (small, large) = (PublishedModel.named("Llama 2 7B"), PublishedModel.named("Llama 2 70B"))
    let unshared = large.bytesPerToken * large.queryHeads / large.kvHeads
    page.text(
      """
      Llama 2 7B shares nothing and its 70B sister shares eight to one: so the model with ten times
      the parameters needs *less* cache, \(memory(4096 * large.bytesPerToken)) against
      \(memory(4096 * small.bytesPerToken)) at 4096 tokens. Without sharing it would be
      \(memory(4096 * unshared)).
      """)
    page.check(
      "G6", "cache of Llama 2 70B over that of Llama 2 7B",
      Double(large.bytesPerToken) / Double(small.bytesPerToken), equals: 0.625)
  }
}

/// The sizes of a published model that decide about its cache.
private struct PublishedModel {
  var name: String
  var layers: Int
  var queryHeads: Int
  var kvHeads: Int
  var headDimension: Int
  var context: Int
  /// Bytes of keys and values per token, worked out by hand from the published sizes.
  var tabulated: Int

  /// 2 bytes for each number, as `Mini` counts.
  var bytesPerToken: Int {
    var sizes = DecoderConfiguration()
    sizes.layers = layers
    sizes.queryHeads = queryHeads
    sizes.kvHeads = kvHeads
    sizes.ownHeadDimension = headDimension
    return sizes.cacheBytesPerToken(bytesPerNumber: 2)
  }

  static func named(_ name: String) -> PublishedModel { all.first { $0.name == name }! }

  // Sources: Radford et al., 2019, Table 2; Touvron et al., 2023 (2307.09288), Table 1; Llama 3
  // (2407.21783), Table 3; Gemma (2403.08295), Table 1; Qwen2 report (2407.10671), Table 1; for the
  // others the configurations of the published checkpoints, as litgpt keeps them.
  static let all = [
    model("GPT-2 124M", 12, 12, 12, 64, 1024, 36_864),
    model("SmolLM2 135M", 30, 9, 3, 64, 8192, 23_040),
    model("Qwen2.5 0.5B", 24, 14, 2, 64, 32_768, 12_288),
    model("TinyLlama 1.1B", 22, 32, 4, 64, 2048, 22_528),
    model("Llama 3.2 1B", 16, 32, 8, 64, 131_072, 32_768),
    model("SmolLM2 1.7B", 24, 32, 32, 64, 8192, 196_608),
    model("Gemma 2B", 18, 8, 1, 256, 8192, 18_432),
    model("Gemma 7B", 28, 16, 16, 256, 8192, 458_752),
    model("Falcon 7B", 32, 71, 1, 64, 2048, 8192),
    model("Qwen2.5 7B", 28, 28, 4, 128, 131_072, 57_344),
    model("Llama 2 7B", 32, 32, 32, 128, 4096, 524_288),
    model("Llama 3 8B", 32, 32, 8, 128, 8192, 131_072),
    model("Falcon 40B", 60, 128, 8, 64, 2048, 122_880),
    model("Llama 2 70B", 80, 64, 8, 128, 4096, 327_680),
    model("Llama 3.1 405B", 126, 128, 8, 128, 131_072, 516_096),
  ]

  private static func model(
    _ name: String, _ layers: Int, _ queryHeads: Int, _ kvHeads: Int, _ headDimension: Int,
    _ context: Int, _ tabulated: Int
  ) -> PublishedModel {
    PublishedModel(
      name: name, layers: layers, queryHeads: queryHeads, kvHeads: kvHeads,
      headDimension: headDimension, context: context, tabulated: tabulated)
  }
}
