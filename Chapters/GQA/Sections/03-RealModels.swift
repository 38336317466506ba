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
    let models = Self.shown.map(PublishedModel.named)
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

  /// Small and large, with few kv heads and with many.
  private static let shown = [
    "GPT-2 124M", "SmolLM2 135M", "Qwen2.5 0.5B", "Llama 3.2 1B", "SmolLM2 1.7B", "Gemma 7B",
    "Falcon 7B", "Qwen2.5 7B", "Llama 2 7B", "Llama 3 8B", "Falcon 40B", "Llama 2 70B",
    "Llama 3.1 405B",
  ]
}
