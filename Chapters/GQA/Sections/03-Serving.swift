import Experiments
import GQAExperiments
import Mini
import Notebook
import Workbench

extension GQAChapter {
  /// G6: a plan for a model of any size, and a batch decoded here.
  func serving(_ page: Page) throws {
    page.text(
      """
      *A planner.* Memory holds the weights and the caches of all texts; a step reads both once and gives
      each text a token. So four numbers say what a machine can serve at best, W bytes of weights, c of cache
      per token, M of memory and S bytes per second, for a batch of B texts of T tokens:
      """)
    page.formula(
      "B · T · c ≤ M − W     and     tokens/s for each ≤ S / (W + B · T · c)",
      tex:
        #"B\,T\,c \le M - W \qquad\text{and}\qquad \text{tokens/s for each} \le \frac{S}{W + B\,T\,c}"#
    )
    let model = try plannedModel()
    page.plannedMemory(
      Set([model.queryHeads, model.kvHeads, 1]).sorted(by: >).map { kvHeads in
        let plan = model.plan(
          kvHeads: kvHeads, bytesPerNumber: bytesPerNumber, memory: Double(planMemory) * 1e9,
          bandwidth: Double(planBandwidth) * 1e9)
        return (kvHeads, plan.weightBytes, plan.bytesPerStep(batch: batch, context: context))
      }, memory: Double(planMemory) * 1e9, texts: batch, tokens: context)
    page.plan(
      model, context: context, batch: batch, bytesPerNumber: bytesPerNumber, memory: planMemory,
      bandwidth: planBandwidth)
    page.text(
      """
      Ask for others: `--plan "Llama 2 70B" --plan-memory 192`, `--plan FILE.gguf` for any model on your disk
      (only its header is read), or `--plan sizes` with `--layers`, `--query-heads`, `--kv-heads`,
      `--head-dimension` and `--weights`.
      """)
    page.live(liveHeads)
    try readersTogether(page)
  }

  /// The model that the knobs say.
  func plannedModel() throws -> PlannedModel {
    guard plan == "sizes" else { return try PlannedModel(plan) }
    return PlannedModel(
      name: "Your sizes", layers: layers, queryHeads: queryHeads, kvHeads: kvHeads,
      headDimension: headDimension, weightBytes: Double(weights) * 1e9)
  }

  // MARK: Measured

  private func readersTogether(_ page: Page) throws {
    page.text(
      """
      Is it so? A model of two layers, 512 wide, with 8 query heads and 2 kv heads, decodes a token of 1 to 32
      texts together. A batch is only more heads, so each text must get the bits that it gets alone:
      """)
    var sizes = TransformerConfiguration()
    (sizes.layers, sizes.width, sizes.feedForwardWidth) = (2, 512, 1376)
    (sizes.queryHeads, sizes.kvHeads, sizes.contextLength) = (8, 2, 512)
    let decoder = try Transformer(sizes, seed: page.options.seed)
    var random = page.generator(33)
    let texts = (0..<32).map { _ in
      (0..<6).map { _ in Int.random(in: 0..<sizes.vocabulary, using: &random) }
    }
    let together = try page.code {
      var cache = try decoder.makeCache(texts: 32, capacity: 6)
      var logits = Tensor(zeros: [32, sizes.vocabulary])
      for i in 0..<6 {
        logits = try decoder(together: texts.map { $0[i] }, cache: &cache)
      }
      return logits
    }
    let alone = try Tensor.concatenate(
      texts.map { text in
        let logits = try decoder(text)
        return logits[rows: text.count - 1..<text.count]
      })
    page.check(
      "G6", "logits of 32 texts decoded together that differ from those of each alone",
      together.differingElements(from: alone), equals: 0)
    let counts = [1, 2, 4, 8, 16, 32]
    let readers = try counts.map { try Readers(decoder, texts: $0, tokens: 256) }
    page.timing(
      "A step for so many texts of 256 tokens:",
      [
        (
          "",
          zip(counts, readers).map { count, readers in
            Contestant(
              count == 1 ? "1 text" : "\(count) texts", bytes: Double(readers.bytes)
            ) { keep(readers.step()) }
          }
        )
      ]
    ) { races in
      let times = races[0].measurements.map(\.median)
      page.plot(
        "Tokens per second, for each text and in all. Look for the bend: as long as reading the weights is the limit, another text costs little.",
        x: .logarithmic("texts together"), y: .logarithmic("tokens per second"),
        .line("for each", zip(counts, times).map { (Double($0), 1 / $1) }),
        .line("in all", zip(counts, times).map { (Double($0), Double($0) / $1) }))
      page.finding(
        "G6", "eight texts together give more tokens a second than one (in all)",
        ratio: 8 * times[0] / times[3], expected: .atLeast(1.5, work: 8),
        ifLess: "The weights of this small model stay in a cache, and reading them costs little.",
        ifMore: "One text alone was held up: eight texts have at least a text's work each.")
    }
  }
}
