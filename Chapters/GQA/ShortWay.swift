import Base
import Experiments
import GQAExperiments
import Mini
import Notebook
import Workbench

extension GQAChapter {
  var shortWay: [Step] {
    [
      Step("What does a long text cost?", proof: whatIsSaved, planner) { page in
        longText(page)
      },
      Step("Does every head need keys and values of its own?", proof: whoReadsWhat, oneRoutine) {
        page in try shared(page)
      },
      Step("What does sharing save, and how much faster is it?", proof: whatIsSaved, decodingTime) {
        page in saved(page)
      },
      Step("What does it cost in quality?", proof: qualityAndSpeed) { page in try lostQuality(page)
      },
      Step("How does a trained model get fewer heads?", proof: pooling, qualityAndSpeed) { page in
        try fewerHeads(page)
      },
      Step("What fits into a machine?", proof: planner) { page in fits(page) },
      Step("What does sharing not promise?", proof: decodingTime, copyingHeads, growingModels) {
        page in limits(page)
      },
    ]
  }

  var whatToKeep: String {
    """
    *Keep:* let H query heads share G pairs of key and value heads. What has to be kept and read for each
    token shrinks by H/G, and the operations of attention stay. A trained model can be brought there by
    averaging neighbouring heads, but only with training after it.
    """
  }
}

// MARK: The steps

extension GQAChapter {
  private func longText(_ page: Page) {
    let model = PublishedModel.named("Llama 3.1 8B")
    let own = model.planned().with(kvHeads: model.queryHeads)
    let machine = ServingMachine(memory: 1, bandwidth: 1, peak: 1)
    func perToken(_ kvHeads: Int) -> Int64 {
      own.with(kvHeads: kvHeads).plan(cacheBits: 16, on: machine).cacheBytesPerToken
    }
    let whole = perToken(model.queryHeads) * Int64(model.context)
    page.text(
      """
      A model that writes keeps a *key* and a *value* of every token so far, in each layer, for each of its
      attention *heads* (see `chapter-kv-cache`), and reads all of them again for every new token. Take a
      model of the size of Llama 3.1 8B, whose \(model.queryHeads) heads would each have their own, in 16 bits:
      that is \(gigabytes(perToken(model.queryHeads))) for a token, and \(gigabytes(whole)) for the longest
      text that it was made for. Its weights are \(gigabytes(own.all.bytes)).
      """)
    let tokens = [1024, 4096, 16_384, 65_536, 131_072]
    func line(_ kvHeads: Int) -> Plot.Series {
      .line(
        counted(kvHeads, "kv head"),
        tokens.map { (Double($0), Double(perToken(kvHeads) * Int64($0)) / 1e9) })
    }
    page.plot(
      "Memory of one text. Look where lines cross the weights.",
      x: .logarithmic("tokens"), y: .logarithmic("GB"), line(32), line(8), line(1),
      .line("weights", tokens.map { (Double($0), Double(own.all.bytes) / 1e9) }))
  }

  private func shared(_ page: Page) throws {
    page.text(
      """
      No. Several *query heads* can look at the same keys and values. With H query heads and G pairs of key
      and value heads (*kv heads*), query head h reads kv head ⌊h / (H/G)⌋: neighbours share. G = H is
      multi-head attention, G = 1 multi-query, and all between is *grouped-query attention*. In code it is one
      index:
      """)
    page.diagram(
      "Eight query heads (above) on two kv heads (below).",
      lookFor: "Only what stands below is kept in a cache.",
      alternative:
        "Lines from eight query heads: the first four lead to one kv head, the others to a second.",
      .links(
        top: (0..<8).map { .init("q\($0)", .query) },
        bottom: (0..<2).map { .init("kv\($0)", .key) }, lines: (0..<8).map { ($0, $0 / 4) }))
    try page.source(of: "func plainSharing(", in: "Chapters/GQA/Experiments/PlainSharing.swift")
  }

  private func saved(_ page: Page) {
    page.text(
      """
      Cache and reading are divided by H/G. The operations of attention stay, for every query still meets every
      key. With 32 query heads of 128 features, in 16 bits, for each token of the text and each layer:
      """)
    page.table(
      columns: ["kv heads", "bytes kept and read", "operations", "operations per byte"],
      rows: [32, 8, 1].map { kvHeads in
        let (bytes, operations) = (2 * kvHeads * 128 * 2, 4 * 32 * 128)
        return [
          "\(kvHeads)", bytes.grouped, operations.grouped,
          (Double(operations) / Double(bytes)).significant(2),
        ]
      })
    page.text(
      """
      A processor computes far more than one operation in the time in which a byte arrives from memory. So
      fewer kv heads save time, until caches are a small part of what is read: T5-XXL, with 64 query heads, took
      2.531 s for a sample with 64 kv heads, 0.514 s with 8 and 0.489 s with 1 (Ainslie et al., 2023, Fig. 6;
      batch sizes differ from point to point).
      """)
  }

  private func lostQuality(_ page: Page) throws {
    guard let table = try StudyTable.kept(.heads(seeds: Study.keptSeeds)) else { return }
    func mean(_ result: String, _ kvHeads: Int, _ made: String) -> Double {
      let losses = table.values(result, "\(kvHeads)", made)
      return losses.reduce(0, +) / Double(losses.count)
    }
    let heads = [8, 4, 2, 1]
    page.text(
      """
      Little here, where a model is trained with fewer heads from the start; more, where it had learned to use
      all of them. Small models with 8 query heads, kept runs of five seeds: how far their loss stays above the
      best possible one.
      """)
    page.plot(
      "Loss by kv heads. Look how much flatter the line from the start is.",
      x: .logarithmic("kv heads of 8 query heads"), y: .linear("nats a word above the floor"),
      .line("from the start", heads.map { (Double($0), mean("at once", $0, "from the start")) }),
      .line(
        "converted, trained on for 10 %",
        heads.map { (Double($0), mean("10 %", $0, $0 == 8 ? "multi-head" : "mean")) }))
    page.text(
      """
      T5-XXL, fine-tuned on seven tasks, scores 47.2 on average with its own 64 kv heads; converted and trained
      on before that, 47.1 with 8 and 46.6 with one (Ainslie et al., 2023, Table 1).
      """)
  }

  private func fewerHeads(_ page: Page) throws {
    page.text(
      """
      The key matrices of the heads that will share become one: their *mean*. So do their value matrices.
      Nothing else is touched.
      """)
    page.pooledHeads()
    guard let table = try StudyTable.kept(.heads(seeds: Study.keptSeeds)) else { return }
    func mean(_ result: String, _ kvHeads: Int, _ made: String) -> Double {
      let losses = table.values(result, "\(kvHeads)", made)
      return losses.reduce(0, +) / Double(losses.count)
    }
    page.text(
      """
      Pooled to one head, that breaks the model: the mean of heads that look for different things looks for
      none of them. From 8 kv heads to one, the loss of our small models goes from
      \(mean("at once", 8, "multi-head").fixed(2)) above the floor to \(mean("at once", 1, "mean").fixed(2)).
      Trained on for a tenth of their steps they come back to \(mean("10 %", 1, "mean").fixed(2)) (kept
      runs). This second half of the recipe, *uptraining*, the notes leave out; the paper takes 5 % of the
      original training for it.
      """)
  }

  private func fits(_ page: Page) {
    let model = PublishedModel.named("Llama 3 8B").planned()
    let machine = ServingMachine(memory: 24_000_000_000, bandwidth: 1e12, peak: 1.5e14)
    func plan(_ kvHeads: Int) -> ServingPlan {
      model.with(kvHeads: kvHeads).plan(cacheBits: 16, on: machine)
    }
    page.text(
      """
      What the weights leave of the memory is for caches, and a step can be no faster than its bytes arrive,
      nor than its operations are done. Llama 3 8B in 24 GB that are read at 1000 GB/s (all but the table of
      embeddings, of which a token needs one row), with texts of 4096 tokens:
      """)
    page.table(
      columns: [
        "kv heads", "weights", "texts that fit", "tokens/s for one", "in all, as many as fit",
      ],
      rows: [32, 8, 1].map { kvHeads in
        let plan = plan(kvHeads)
        let texts = plan.largestBatch(tokens: 4096)
        return [
          kvHeads == 8 ? "8 (as built)" : "\(kvHeads)", gigabytes(plan.weightBytes), roughly(texts),
          rate(1 / plan.stepTime(texts: 1, tokens: 4096)),
          rate(Double(texts) / plan.stepTime(texts: max(1, texts), tokens: 4096)),
        ]
      })
    page.text(
      """
      For your model and machine:

      `swift run chapter-gqa --section planner --plan "llama 3.1 70b" --plan-memory 192`
      """)
  }

  private func limits(_ page: Page) {
    page.list(
      """
      *Fewer operations in attention.* There are as many as before. A prompt, whose tokens all look at a key that
      has been read, gains little; so does a short text, where the weights are most of what is read.
      """,
      """
      *Speed in any program.* Who copies each kv head for its query heads before attention moves more bytes
      than without sharing.
      """,
      """
      *That larger models save more.* The cut is H/G. If G grows with H it is the same at every size; a
      single kv head cuts the harder the more heads there are.
      """,
      """
      *No loss without training.* The paper's scores are of models that were fine-tuned after conversion.
      """)
  }
}
