import Experiments
import KVCacheExperiments
import Mini
import Notebook
import Workbench

extension KVCacheChapter {
  /// K6, K7: what sections 4, 9 and 10 show, on weights that have learned something.
  var trainedModel: Section {
    Section("A trained model", "K6", "K7") { page in
      let quick = page.options.quick
      page.result(
        """
        With a cache a trained model writes the same words; a window costs it what it forgets, and 8 bits
        cost it nothing that counts.
        """)
      page.text(
        """
        The trained model of this repository speaks a language of 64 words whose best possible loss is known.
        """)
      if quick { page.text("This is a quick run, with a fifth of the texts or half of them.") }
      let models = TrainedBesideRandom(
        trained: try SmallLanguage.trainedModel(),
        random: try page.decoder(.smallLanguage),
        texts: KnownTexts(quick ? 20 : 100, words: 64, seed: page.options.seed))
      try page.deeper("With a cache the trained model draws the same words") { page in
        try sameWords(page, models.trained)
      }
      page.text(
        """
        Few words cost much, 8 bits nothing. This model is too small to have sinks; section 14 shows one that has.
        """)
      try page.deeper("A window costs what it forgets, and in this model sinks do not help") {
        page in
        page.text(
          """
          *What is varied:* how many words the cache keeps, how many of them are sinks, and in how many
          bits. One model; the texts are those of `--seed`, and no model has learned from them. Losses
          are means over all that could have come next, in nats a word.
          """)
        try forgetting(page, models)
        try sinksOfTheModel(page, models)
      }
      try page.deeper("Beyond the trained length forgetting helps") { page in
        try readingFar(page, models.trained)
      }
      try page.deeper("8 bits change the loss of a trained model by nothing that counts") { page in
        try rounding(page, models)
      }
      try page.deeper("Five trained models say the same") { page in try thoroughCaches(page) }
    }
  }

  // MARK: The same words

  private func sameWords(_ page: Page, _ model: Transformer) throws {
    let context = model.configuration.contextLength
    var prompt = [SmallLanguage.beginning]
    do {
      prompt += try SmallLanguage.read(self.prompt.text)
      if prompt.count > context / 2 {
        page.text("The prompt is long: its first \(context / 2 - 1) words are read here.")
        prompt = Array(prompt.prefix(context / 2))
      }
    } catch {
      page.text("Of your prompt \(error). It goes on after “Time flies” instead.")
      prompt += try SmallLanguage.read("Time flies")
    }
    // The last new word is not read.
    let count = min(newTokens, context - prompt.count + 1)
    page.text(
      """
      *The same words.* \(count) words after your prompt, each drawn with the probability that the model
      gives it, with the same random numbers both times:
      """)
    let (without, with) = try page.code {
      let luck = try Sampler(seed: page.options.seed)
      let without = try model.generate(
        from: prompt, newTokens: count, sampler: luck, keepsLogits: true)
      var cache = try model.makeCache(capacity: context)
      let with = try model.generate(
        from: prompt, newTokens: count, cache: &cache, sampler: luck,
        keepsLogits: true)
      return (without, with)
    }
    page.list(
      "without cache: \(SmallLanguage.write(prompt + without.tokens))",
      "with cache: \(SmallLanguage.write(prompt + with.tokens))")
    page.check(
      "K6", "the trained model draws the same words with and without a cache",
      exceptions: zip(without.tokens, with.tokens).count { $0 != $1 }, of: count, "words")
    page.check(
      "K6", "the trained model: logits have the same bits",
      exceptions: zip(without.logits, with.logits).reduce(0) {
        $0 + $1.0.differingElements(from: $1.1)
      }, of: count * SmallLanguage.vocabulary, "logits")
  }

  // MARK: Windows

  private func forgetting(_ page: Page, _ models: TrainedBesideRandom) throws {
    let floor = models.texts.floor
    page.expect(
      "A window of 16 words: does it help to keep the first four for ever, and only twelve recent ones?",
      answer: """
        From section 9 one should think so. This model says no: it is too small to have sinks, as we
        shall see, and four recent words are worth more to it.
        """)
    page.text(
      """
      *Forgetting.* \(models.texts.texts.count) texts of 64 words, read with caches that keep so many
      words only, without sinks, with one (the beginning, which stands before every text) and with four.
      The floor is \(floor.fixed(4)).
      """)
    let windows = [48, 32, 16, 8]
    let sinks = [0, 1, 4]
    let all = try models.losses { try $0.makeCache(capacity: 64) }
    let losses = try windows.map { window in
      try sinks.map { sinks in try models.losses { try $0.makeWindows(window, sinks: sinks) } }
    }
    page.table(
      "Loss; the untrained model, at the right, hardly notices what is forgotten:",
      columns: ["words kept", "no sink", "1 sink", "4 sinks", "untrained, no sink", "4 sinks"],
      rows: [["all", all.trained.fixed(4), "–", "–", all.random.fixed(4), "–"]]
        + zip(windows, losses).map { window, row in
          ["\(window)"] + row.map { $0.trained.fixed(4) }
            + [row[0].random.fixed(4), row[2].random.fixed(4)]
        })
    func above(_ sinks: Int) -> [(Double, Double)] {
      zip(windows, losses).map { (Double($0), $1[sinks].trained - floor) }
    }
    page.plot(
      "What a window costs the trained model. Look at the order of the curves: few words cost much, and sinks do not make it cheaper.",
      x: .logarithmic("words kept"), y: .logarithmic("loss above the floor, nats a word"),
      .line("no sink", above(0)), .line("1 sink", above(1)), .line("4 sinks", above(2)),
      .line("all kept", [8, 48].map { ($0, all.trained - floor) }))
    let sixteen = losses[2]
    page.text(
      """
      With these texts the last 16 words cost the trained model
      \((sixteen[0].trained - all.trained).fixed(3)) nats a word and the untrained one
      \((sixteen[0].random - all.random).fixed(3)); four sinks and twelve words cost
      \((sixteen[2].trained - sixteen[0].trained).fixed(3)) more than the last 16.
      """)
  }

  /// How much of its attention each model gives to the beginning.
  private func sinksOfTheModel(_ page: Page, _ models: TrainedBesideRandom) throws {
    page.text(
      """
      Forgetting is expensive for whoever has something to remember, such as who has the ball. But where are the sinks? Xiao et al. found them in models of billions of weights. Ours can be asked
      how much of its attention goes to the beginning of a text, for the words from 32 on:
      """)
    let (first, words) = (32, 64)
    func shares(_ model: Transformer) throws -> [[Double]] {  // [layer][head]
      try model.sharesOfTheBeginning(
        in: models.texts.texts.prefix(20).map { Array($0.prefix(words)) }, from: first)
    }
    let even = (first..<words).reduce(0.0) { $0 + 1 / Double($1 + 1) } / Double(words - first)
    let both = [("trained", try shares(models.trained)), ("untrained", try shares(models.random))]
    page.table(
      "Weight of the beginning; if all words had the same, it would be \(even.percent(1)):",
      columns: ["model", "layer", "mean of the heads", "largest of a head"],
      rows: both.flatMap { name, shares in
        shares.enumerated().map { layer, heads in
          [
            name, "\(layer + 1)", (heads.reduce(0, +) / 8).percent(1), heads.max()!.percent(1),
          ]
        }
      })
    page.text(
      """
      In a larger model much of the weight lies there (section 14). Here it does not, so nothing breaks when the beginning is forgotten, and a sink only takes
      the place of a recent word. That is why the small model disagrees with the paper: two layers find
      use for nearly all that they look at.
      """)
  }

  /// What happens beyond the length that the model has learned from.
  private func readingFar(_ page: Page, _ model: Transformer) throws {
    let texts = KnownTexts(page.options.quick ? 20 : 40, words: 256, seed: page.options.seed)
    let caches: [(name: String, make: (Transformer) throws -> TransformerCache)] = [
      ("all", { try $0.makeCache(capacity: 256) }),
      ("last 48", { try $0.makeWindows(48, sinks: 0) }),
      ("4 sinks, last 44", { try $0.makeWindows(48, sinks: 4) }),
    ]
    let part = 32
    let above = try caches.map { try texts.excess(of: model, part: part, cache: $0.make) }
    page.text(
      """
      *Reading far.* And texts of 256 words, four times as long as those that the model learned from?
      Here are \(texts.texts.count) of them, with the loss above the floor by place in the text:
      """)
    page.table(
      "Means of \(part) words; only the first two rows are places that the model knows:",
      columns: ["words"] + caches.map(\.name),
      rows: above[0].indices.map { i in
        ["\(i * part)–\(i * part + part - 1)"] + above.map { $0[i].fixed(3) }
      })
    func line(_ i: Int) -> Plot.Series {
      .line(caches[i].name, above[i].enumerated().map { (Double($0 * part + part / 2), $1) })
    }
    page.plot(
      """
      Loss by place. Look where the curves cross: as far as the model has learned to read,
      forgetting costs; far beyond, not forgetting costs more.
      """,
      x: .linear("word of the text"), y: .linear("loss above the floor, nats a word"),
      line(0), line(1), line(2))
    page.text(
      """
      In the last \(part) words, reading all of them costs
      \((above[0].last! - above[1].last!).fixed(3)) nats a word more than reading the last 48.
      Keys farther away than 64 words are at distances that the model has never met, and they mislead it.
      A window hides them. What it costs to forget who had what is then less than what it saves: a
      sliding window is also a way to read longer texts than one was trained for, and no way to remember
      them.
      """)
  }

  // MARK: 8 bits

  private func rounding(_ page: Page, _ models: TrainedBesideRandom) throws {
    page.text(
      """
      *Rounding.* The same texts of 64 words with 8-bit keys and values, in blocks of 8 words, so that
      only the last few are exact:
      """)
    let exact = try models.losses { try $0.makeCache(capacity: 64) }
    let rounded = try Int8Scales.allCases.map { scales in
      try models.losses { try $0.makeRounded(scales) }
    }
    page.table(
      "What 8 bits change in the loss, nats a word:",
      columns: ["scales of the keys", "trained", "untrained"],
      rows: zip(Int8Scales.allCases, rounded).map { scales, loss in
        [
          scales == .perToken ? "per token" : "per channel",
          (loss.trained - exact.trained).scientific(1), (loss.random - exact.random).scientific(1),
        ]
      })
    page.check(
      "K7", "trained: largest change of the loss by 8 bits, nats a word",
      rounded.map { abs($0.trained - exact.trained) }.max()!, isAtMost: 0.002)
    page.text(
      """
      Nothing that counts, one way or the other, and whether scales are per token or per channel makes no
      difference here. With 8 bits the loss of this trained model stays where it is; KIVI's question is how
      to do with 2 (Liu et al., 2024).
      """)
  }
}
