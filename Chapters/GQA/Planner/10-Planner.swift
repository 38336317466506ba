import Base
import Experiments
import GQAExperiments
import Mini
import Notebook
import Workbench

extension GQAChapter {
  /// G6: what a model costs on a machine, by its sizes; and a batch decoded here beside the same formula.
  var planner: Section {
    Section("The planner: what fits, and how fast", "G6") { page in
      page.result(
        """
        Bytes of weights, bytes of cache per token, memory, bandwidth and operations per second say what fits
        and how fast it can write at best; fewer kv heads make room for more texts.
        """)
      page.text(
        """
        Memory holds W bytes of weights and c bytes of cache for each token, of B texts of T tokens. A step
        gives each text one token. It reads all that, and computes with it, at the same time: so it takes at
        least the longer of the two.
        """)
      page.formula(
        """
        fits if  W + B · T · c ≤ memory
        a step takes at least the larger of
          (W + B · T · c) / bandwidth   and   B · (operations per token) / peak
        """,
        tex: #"""
          W + B\,T\,c \le M,\qquad t \ge \max\left(\frac{W + B\,T\,c}{S},\; \frac{B\,f}{P}\right)
          """#)
      let planner = try planned()
      page.plannedMemory(planner)
      show(page, planner)
      page.text(
        """
        Ask for others, by the name that you would type: `--plan "llama 3.1 70b" --plan-memory 192`. Or
        `--plan FILE.gguf`, of which only the header is read. Or sizes: `--plan "layers=32 width=4096
        query-heads=32 kv-heads=8 weights=8e9"`.
        """)
      page.live(liveHeads)
      try readersTogether(page)
    }
  }

  // MARK: By the formula

  private func show(_ page: Page, _ planner: Planner) {
    let (model, machine) = (planner.model, planner.machine)
    guard planner.own.room != nil else {
      page.text(
        """
        \(model.name) does not fit: its weights take \(gigabytes(model.all.bytes)), and there are
        \(gigabytes(machine.memory)). Nothing else is worth planning before they do.
        """)
      return
    }
    func name(_ choice: PlannedModel) -> String {
      choice.kvHeads == model.kvHeads ? "\(choice.kvHeads), its own" : "\(choice.kvHeads)"
    }
    func longest(_ plan: ServingPlan, _ texts: Int64) -> String {
      guard plan.room != nil else { return "–" }
      guard let tokens = plan.longestText(texts: texts) else { return "any" }
      return tokens == model.context ? tokens.grouped : roughly(tokens)
    }
    let made =
      model.context.map { " It was made for texts of up to \(counted(Int($0), "token"))." } ?? ""
    let window =
      model.window.map { " Its window keeps the last \(Int($0).grouped) of them." } ?? ""
    let weights = planner.bitsPerWeight.significant(2)
    page.table(
      """
      What fits: \(model.name), \(weights) bits for a weight and \(planner.cacheBits) for a number of
      the cache, in \(gigabytes(machine.memory)).\(made)\(window)
      """,
      columns: [
        "kv heads", "weights", "cache per token", "longest text",
        "of \(planner.texts.grouped) each", "texts of \(planner.tokens.grouped)",
      ],
      rows: planner.choices.map { choice in
        let plan = planner.plan(choice)
        return [
          name(choice), gigabytes(choice.all.bytes), gigabytes(plan.cacheBytesPerToken),
          longest(plan, 1), longest(plan, planner.texts),
          plan.room == nil ? "–" : roughly(plan.largestBatch(tokens: planner.tokens)),
        ]
      })
    page.table(
      """
      How fast at best: \(counted(Int(planner.texts), "text")) of \(counted(Int(planner.tokens), "token")) at
      \(planBandwidth.grouped) GB/s and \(planPeak.grouped) TFLOP/s; the time to the first token of a prompt of
      \(planner.prompt.grouped); from how many texts on arithmetic takes longer than reading.
      """,
      columns: [
        "kv heads", "limited by", "tokens/s each", "in all", "first token", "arithmetic from",
      ],
      rows: planner.choices.map { choice in
        let plan = planner.plan(choice)
        let fits = plan.largestBatch(tokens: planner.tokens) >= planner.texts
        let step = plan.stepTime(texts: planner.texts, tokens: planner.tokens)
        let reading = plan.readingTime(texts: Double(planner.texts), tokens: planner.tokens)
        let first = plan.timeToFirstToken(prompt: planner.prompt)
        return [
          name(choice), fits ? reading >= step ? "reading" : "arithmetic" : "does not fit",
          fits ? rate(1 / step) : "–",
          fits ? rate(Double(planner.texts) / step) : "–",
          plan.room == nil ? "–" : first.significant(2) + " s",
          plan.arithmeticTakesOver(tokens: planner.tokens).map {
            roughly(Int64(max(1, min(1e15, $0.rounded(.up)))))
          }
            ?? "never",
        ]
      })
    page.text(
      """
      “Never”: each further text brings more cache to be read than there is to compute with it. All of this
      is a limit: no program is faster, and most are slower.
      """)
  }

  // MARK: Measured

  private func readersTogether(_ page: Page) throws {
    page.text(
      """
      *Is it so?* A model of two layers, 512 wide, with 8 query heads and 2 kv heads, decodes a token of 1 to
      32 texts together. A batch is only more heads, so each text must get the bits that it gets alone.
      """)
    var sizes = TransformerConfiguration()
    (sizes.layers, sizes.width, sizes.feedForwardWidth) = (2, 512, 1376)
    (sizes.queryHeads, sizes.kvHeads, sizes.contextLength) = (8, 2, 512)
    let decoder = try Transformer(sizes, seed: page.options.seed)
    var random = page.generator(33)
    let texts = (0..<32).map { _ in
      (0..<6).map { _ in Int.random(in: 0..<sizes.vocabulary, using: &random) }
    }
    var cache = try decoder.makeCache(texts: 32, capacity: 6)
    var together = Tensor(zeros: [32, sizes.vocabulary])
    for i in 0..<6 { together = try decoder(together: texts.map { $0[i] }, cache: &cache) }
    let alone = try Tensor.concatenate(
      texts.map { text in
        let logits = try decoder(text)
        return logits[rows: text.count - 1..<text.count]
      })
    page.check(
      "G6", "32 texts decoded together get the logits of each alone",
      exceptions: together.differingElements(from: alone), of: together.count, "logits")
    let counts = [1, 2, 4, 8, 16, 32]
    let readers = try counts.map { try Readers(decoder, texts: $0, tokens: 256) }
    page.timing(
      "A step for so many texts of 256 tokens:",
      [
        (
          "",
          zip(counts, readers).map { count, readers in
            Contestant(counted(count, "text"), bytes: Double(readers.bytes)) {
              keep(readers.step())
            }
          }
        )
      ]
    ) { races in
      let times = races[0].measurements.map(\.median)
      besideTheFormula(page, decoder, zip(counts, readers).map { ($0, $1.bytes) }, times)
      page.finding(
        "G6", "eight texts together give more tokens a second than one (in all)",
        ratio: 8 * times[0] / times[3], expected: .atLeast(1.5, work: 8),
        ifLess: "The weights of this small model stay in a cache, and reading them costs little.",
        ifMore: "One text alone was held up: eight texts have at least a text's work each.")
    }
  }

  /// The same formula for our own model and this machine.
  private func besideTheFormula(
    _ page: Page, _ decoder: Transformer, _ readers: [(texts: Int, bytes: Int)], _ times: [Double]
  ) {
    guard let limits = page.machineLimits else { return }
    let weights = Int64(decoder.byteCount / 4)
    let c = decoder.configuration
    var model = PlannedModel(
      name: "ours", layers: c.layers, queryHeads: c.queryHeads, kvHeads: c.kvHeads,
      headDimension: c.headDimension, all: PlannedModel.Part(weights: weights, bits: 32))
    let table = Int64(c.vocabulary * c.width)
    model.lookedUp = PlannedModel.Part(weights: c.tiesHead ? 0 : table, bits: 32)
    let rows = zip(readers, times).map { reader, time in
      let bandwidth = limits.bandwidth(ofWorkingSet: Double(reader.bytes))
      let plan = model.plan(
        cacheBits: 32,
        on: ServingMachine(
          memory: Int64(reader.bytes), bandwidth: bandwidth, peak: limits.operationsPerSecond))
      let texts = Double(reader.texts)
      return (
        texts: texts, measured: texts / time,
        reading: texts / plan.readingTime(texts: texts, tokens: 256),
        computing: texts / plan.computingTime(texts: texts, tokens: 256)
      )
    }
    page.plot(
      """
      Tokens per second in all, measured and by the formula for this model and machine. Look at which of the
      two limits the measured points follow.
      """,
      x: .logarithmic("texts together"), y: .logarithmic("tokens per second"),
      .line("reading allows", rows.map { ($0.texts, $0.reading) }),
      .line("arithmetic allows", rows.map { ($0.texts, $0.computing) }),
      .points("measured", rows.map { ($0.texts, $0.measured) }))
    page.table(
      "The same in numbers, tokens per second in all:",
      columns: ["texts", "reading allows", "arithmetic allows", "measured", "of the lower one"],
      rows: rows.map { row in
        [
          Int(row.texts).grouped, row.reading.significant(2), row.computing.significant(2),
          row.measured.significant(2),
          (row.measured / min(row.reading, row.computing)).percent(0),
        ]
      })
    page.text(
      """
      What differs has two reasons. The peak is that of large products; a product of a few rows, as here,
      reaches a part of it (`chapter-machine` measures it row by row), so arithmetic sets the pace earlier
      than its limit says. And each step has dozens of short products, norms and one attention per layer that
      begin and end with all threads waiting.
      """)
  }
}
