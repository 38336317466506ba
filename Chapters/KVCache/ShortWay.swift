import Base
import Experiments
import KVCacheExperiments
import Mini
import Notebook
import Workbench

extension KVCacheChapter {
  var shortWay: [Step] {
    [
      Step("How does a model write?", proof: loop) { page in try oneTokenAtATime(page) },
      Step("What of that has it computed before?", proof: redundancy) { page in
        try computedAgain(page)
      },
      Step("What does a new token need of the old ones?", proof: redundancy, sameKeys) { page in
        try enough(page)
      },
      Step("How does the loop change, and is it the same text?", proof: cachedGeneration) { page in
        try twoLoops(page)
      },
      Step("What does it save, and what does it cost?", proof: countedWork, time, memorySection) {
        page in savedAndPaid(page)
      },
      Step("What if that is too much memory?", proof: windows, pagesAndEightBits, realWeights) {
        page in try less(page)
      },
      Step("What does a cache not promise?", proof: sameKeys, sharedBeginning, mistakes) { page in
        limits(page)
      },
    ]
  }

  var whatToKeep: String {
    """
    *Keep:* a causal model reads nothing of an earlier token but its keys and values, and these never
    change. Store them, and the same text comes out for a fraction of the work. The price is memory: a key
    and a value for each token, in each layer, for each kv head.
    """
  }
}

// MARK: The steps

extension KVCacheChapter {
  private func oneTokenAtATime(_ page: Page) throws {
    page.text(
      """
      The text goes through the model, which returns a row of *logits* for each of its tokens: a score for
      every token that might follow it. The last row names the next token. It is appended, and the longer
      text goes in.
      """)
    try page.source(of: "func writeAnew", in: "Chapters/KVCache/Experiments/Loops.swift")
    let small = try page.decoder(Self.small)
    let rows = try small.generate(from: [1, 2, 3, 4], newTokens: 200).inputLengths.reduce(0, +)
    page.text(
      """
      To write 200 tokens after 4, the model computes \(rows.grouped) rows, and 200 of them are used.
      """)
  }

  private func computedAgain(_ page: Page) throws {
    page.text(
      """
      Everything but the last row. The model has read “Time flies” and written “fast”, so “Time flies fast”
      goes in next. Inside, each token looks at itself and at those before it:
      """)
    try twoRounds(page)
    let computed = (4..<204).reduce(0, +)
    page.text(
      """
      In those 200 rounds each of 203 tokens goes through every layer
      \((Double(computed) / 203).fixed(0)) times on average, where once would do.
      """)
  }

  private func enough(_ page: Page) throws {
    let decoder = try page.decoder(configuration)
    let changes = try zip(decoder.projections([0, 1]), decoder.projections([0, 1, 2])).map {
      KeyValueChange(from: $0, to: $1, tokens: 2)
    }
    let (differing, count) = changes.reduce((0, 0)) { ($0.0 + $1.differing, $0.1 + $1.count) }
    page.text(
      """
      Tokens meet in one place only: attention, in every layer. There each token has a *query*, a *key* and a
      *value*. The new query is compared with the keys of all tokens so far, which gives each of them a
      weight; then their values are added up with these weights. So of an old token only its key and its
      value are read.

      And these stay as they were. A causal mask lets no token see a later one, so nothing that follows can
      change them: when “fast” is appended, \(differing == 0 ? "none" : "\(differing.grouped)") of the
      \(count.grouped) numbers in the keys and values of “Time” and “flies” changes, in any of
      \(counted(layers, "layer")).
      """)
  }

  private func twoLoops(_ page: Page) throws {
    page.text(
      """
      Each layer keeps its keys and values in a *KV cache*. Only what is new goes in: first the prompt, then
      one token at a time. Three lines of the loop change:
      """)
    page.changedLines()
    try page.source(of: "func writeKeeping", in: "Chapters/KVCache/Experiments/Loops.swift")
    let writer = try writer(page)
    let count = writer.fitting(min(written, 12))
    let (without, with, _) = try writer.model.writeTwice(
      from: writer.prompt, count, places: writer.prompt.count + count)
    let differing = zip(without.logits, with.logits).reduce(0) {
      $0 + $1.0.differingElements(from: $1.1)
    }
    let logits = count * writer.model.configuration.vocabulary
    page.text(
      """
      In the model one thing changes: an attention layer goes on at the next position, appends the new key and
      value to its cache, and reads all that is there. \(writer.isTrained ? "The small trained model of this repository" : "A model with random weights")
      writes \(counted(count, "token")) both ways, and \(differing == 0 ? "all" : "not all")
      \(logits.grouped) logits have the same bits:
      """)
    page.table(
      columns: ["", "text"],
      rows: [("without", without.tokens), ("with cache", with.tokens)].map { name, tokens in
        [name, writer.lines(writer.isTrained ? writer.prompt + tokens : tokens)[0]]
      })
  }

  private func savedAndPaid(_ page: Page) {
    page.workByRound(rounds: 6)
    let gpt2 = Work(.gpt2Small, prompt: 4, new: 200)
    let llama = PublishedModel.named("Llama 2 7B").cacheBytesPerToken()
    page.text(
      """
      In a model of the shape of GPT-2, 200 tokens after 4 take \(gpt2.linearRatio.fixed(0)) times fewer multiply–adds in the linear layers and
      \(gpt2.attentionRatio.fixed(0)) times fewer in attention. Time falls less than that: a single token
      fetches every weight for one use, a whole text for many.

      The price is memory for every token: 2 (key and value) × layers × heads that have keys × features of a
      head × bytes of a number. For Llama 2 7B, in 16 bits, that is \(memory(llama)) for a token and
      \(memory(4096 * llama)) for a text of 4096. And each new token reads all of it.
      """)
  }

  private func less(_ page: Page) throws {
    try smallWindow(page)
    let kept = try PublishedTable.kept(.smallerCaches).map { table in
      let loss = table["loss"]
      return """
         (\(PublishedTable.model) with 128 of 512 tokens loses \((loss[1] - loss[0]).fixed(3)) nats without sinks
        and \((loss[2] - loss[0]).fixed(3)) with them: kept numbers)
        """
    }
    page.list(
      """
      *A window* forgets: it keeps the most recent tokens, and the first few, its *sinks*, because trained models
      leave attention there that they have no other use for\(kept ?? "").
      """,
      "*8 bits* for a number instead of 16 or 32: half or a quarter of the memory.",
      """
      *Pages*: a text takes memory piece by piece as it grows, instead of setting the longest length aside.
      """,
      "*Fewer kv heads*, each for several query heads: the next chapter, `chapter-gqa`.")
  }

  private func limits(_ page: Page) {
    page.list(
      """
      *That it fits every model.* Without a causal mask, as in encoders, each new token changes the keys of all others from
      the second layer on. Then nothing can be kept.
      """,
      """
      *That it fits another place.* A stored key belongs to its position. Two texts can share a cache as far as they *begin*
      alike, and no further.
      """,
      """
      *The same bits everywhere.* `Mini` adds up in one order, whatever goes in together. Many libraries do not,
      and their last digits differ with a cache.
      """,
      """
      *Help in training.* There all tokens of a text are known at once, and each step changes the weights, and
      with them all keys.
      """)
  }
}
