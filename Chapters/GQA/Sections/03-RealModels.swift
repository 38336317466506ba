import Experiments
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
    let models = Self.byHand.map { PublishedModel.named($0.model) }
    let bytes = models.map { $0.cacheBytesPerToken() }
    page.table(
      "The cache of one text, of 4096 tokens and of the model's whole context:",
      columns: ["model", "layers", "H", "G", "per token", "at 4096", "context", "full", "cut"],
      rows: zip(models, bytes).map { model, bytes in
        [
          model.name, "\(model.layers)", "\(model.queryHeads)", "\(model.kvHeads)",
          memory(bytes), model.context < 4096 ? "–" : memory(4096 * bytes),
          model.context.grouped, memory(model.context * bytes),
          model.kvHeads == model.queryHeads
            ? "–" : "\(model.queryHeads / model.kvHeads)×",
        ]
      })
    page.check(
      "G6", "models whose bytes per token are those worked out by hand",
      zip(Self.byHand, bytes).count { $0.bytesPerToken == $1 }, equals: Self.byHand.count)
    let (small, large) = (PublishedModel.named("Llama 2 7B"), PublishedModel.named("Llama 2 70B"))
    let unshared = large.cacheBytesPerToken() * large.queryHeads / large.kvHeads
    page.text(
      """
      Llama 2 7B shares nothing and its 70B sister shares eight to one: so the model with ten times
      the parameters needs *less* cache, \(memory(4096 * large.cacheBytesPerToken())) against
      \(memory(4096 * small.cacheBytesPerToken())) at 4096 tokens. Without sharing it would be
      \(memory(4096 * unshared)).
      """)
    page.check(
      "G6", "cache of Llama 2 70B over that of Llama 2 7B",
      Double(large.cacheBytesPerToken()) / Double(small.cacheBytesPerToken()), equals: 0.625)
  }

  /// Bytes of keys and values per token, worked out by hand from the published sizes.
  private static let byHand: [(model: String, bytesPerToken: Int)] = [
    ("GPT-2 124M", 36_864), ("SmolLM2 135M", 23_040), ("Qwen2.5 0.5B", 12_288),
    ("TinyLlama 1.1B", 22_528), ("Llama 3.2 1B", 32_768), ("SmolLM2 1.7B", 196_608),
    ("Gemma 2B", 18_432), ("Gemma 7B", 458_752), ("Falcon 7B", 8192), ("Qwen2.5 7B", 57_344),
    ("Llama 2 7B", 524_288), ("Llama 3 8B", 131_072), ("Falcon 40B", 122_880),
    ("Llama 2 70B", 327_680), ("Llama 3.1 405B", 516_096),
  ]
}
