import Base
import GQAExperiments
import Mini
import Notebook
import Workbench

extension GQAChapter {
  /// G3, G5, G7, E15: what fewer kv heads cost a trained model, beside what they save.
  var qualityAndSpeed: Section {
    Section("Trained: quality and speed", "G3", "G5", "G7", "E15") { page in
      page.result(
        """
        A model that had learned to use its heads pays for fewer of them, the more the fewer are left; training gives most of it back.
        """)
      let models = try trainedHeads(page)
      converted(page, models)
      page.deeper("Trained from the start, models with fewer heads differ by no more than seeds do")
      {
        page in fromTheStart(page, models)
      }
      try page.deeper("Five seeds keep the order of the poolings and of the numbers of heads") {
        page in
        try thoroughHeads(page)
      }
      page.deeper("Training gives most of it back, whichever way heads were pooled") { page in
        besideThePaper(page, models)
      }
      try page.deeper("The speed that is bought: another model's, for ours is too small") { page in
        try tradeOff(page, models)
      }
    }
  }

  // MARK: What is varied

  private func trainedHeads(_ page: Page) throws -> TrainedHeads {
    let quick = page.options.quick
    let steps = quick ? 100 : 500
    page.text(
      """
      So far nothing has said what fewer kv heads do to the *quality* of a model. For that, models have to
      be trained. They learn the language of `chapter-training`, which has 64 words and a best possible
      loss that is known: what a model loses above this floor, it has not learned. They have two blocks of
      width 64, with 8 query heads of 8 features, and a step reads 16 texts of 64 words, none of them
      twice.

      *What is varied:* the number of kv heads, and how a model comes by it. Either it is trained with it
      from the start, for \(steps) steps. Or the multi-head model among these is converted by one of the
      three poolings of section 6, and then trained on for a twentieth or a tenth of these steps, which the
      paper calls α. One seed, that of `--seed`. All models learn from the same texts, and those that are
      trained on go on with later ones, again the same for all.
      """)
    if quick {
      page.text(
        """
        This is a quick run with a fifth of the steps: all models end far above the floor, and being
        trained on means a few steps only.
        """)
    }
    page.expect(
      """
      What costs more quality: to train with one kv head from the start, or to pool eight trained ones to
      one?
      """,
      answer: """
        Pooling, and by far. A model that has had one kv head from the start has found a use for it. One
        that has learned to use eight is at a loss when all of them become the same.
        """)
    page.text("The whole conversion; nothing but the key and value projections is touched:")
    try page.source(of: "func pooled", in: "Chapters/GQA/Experiments/TrainedHeads.swift")
    return try TrainedHeads(
      kvHeads: [8, 4, 2, 1], steps: steps, heldOut: quick ? 20 : 100, seed: page.options.seed
    ) { model, plan, run, count in
      try page.train(model, plan, named: "training \(run) of \(count)").model
    }
  }

  // MARK: From the start

  private func fromTheStart(_ page: Page, _ models: TrainedHeads) {
    let (floor, losses) = (models.heldOut.floor, models.fromTheStart)
    page.text(
      """
      *Trained from the start.* Losses are those of \(models.heldOut.texts.count) texts that no model has
      learned from, in nats a word; the floor is \(floor.fixed(4)).
      """)
    page.table(
      "By number of kv heads; look at the last column first:",
      columns: ["kv heads", "", "parameters", "cache per word", "loss", "above the floor"],
      rows: zip(models.kvHeads, losses).map { kvHeads, loss in
        let c = TrainedHeads.configuration(kvHeads: kvHeads)
        return [
          "\(kvHeads)", name(queryHeads: 8, kvHeads: kvHeads), c.parameterCount.grouped,
          memory(c.cacheBytesPerToken()), loss.fixed(4), (loss - floor).fixed(4),
        ]
      })
    page.text(
      """
      One kv head leaves \(((losses.last! - floor) / (losses[0] - floor)).fixed(2)) times as much unlearned
      as eight with this seed. That is no verdict: the rows of the table differ by hardly more than two
      seeds do, and `--seed 2` exchanges some of them. And the models differ in parameters too, since what is saved in the key and value projections
      is not given back elsewhere.
      """)
  }

  // MARK: Converted

  private func converted(_ page: Page, _ models: TrainedHeads) {
    page.text(
      """
      *Converted.* Now the trained multi-head model loses kv heads that it has learned to use. The table
      gives the loss above the floor at once, and after it was trained on. Its first row is the multi-head
      model itself, trained on in the same way: the learning rate grows again, which throws it back, and
      falls. A converted model has caught up when it has caught up with this row.
      """)
    let floor = models.heldOut.floor
    func cells(_ losses: [Double]) -> [String] { losses.map { ($0 - floor).fixed(4) } }
    page.table(
      "Loss above the floor, nats a word:",
      columns: ["kv heads", "pooled by", "at once", "α = 0.05", "α = 0.10"],
      rows: [["8", "–"] + cells(models.multiHead)]
        + models.converted.map { ["\($0.kvHeads)", $0.pooling.rawValue] + cells($0.losses) })
    func above(_ share: Int) -> [(Double, Double)] {
      zip(models.kvHeads, models.pooledByMean).map { (Double($0), $1[share] - floor) }
    }
    page.plot(
      """
      What pooling by the mean breaks, and how much of it a little training repairs; look at how the lines
      come closer to the lowest one.
      """,
      x: .logarithmic("kv heads of 8 query heads"),
      y: .logarithmic("loss above the floor, nats a word"),
      .line("at once", above(0)), .line("α = 0.05", above(1)), .line("α = 0.10", above(2)),
      .line(
        "from the start",
        zip(models.kvHeads, models.fromTheStart).map { (Double($0), $1 - floor) }))
    page.check(
      "E15", "1 kv head by the mean, at once, loses against multi-head",
      models.losses(1, .mean)[0] - models.multiHead[0], isAtLeast: 0.5, measuring: "nats a word")
    page.check(
      "E15", "a tenth of the steps makes every converted model better",
      exceptions: models.converted.count { $0.losses[2] >= $0.losses[0] }, of: 9, "conversions")
    let mean = models.pooledByMean
    page.text(
      """
      After a tenth of the steps, two kv heads by the mean are \((mean[2][2] - mean[0][2]).fixed(4)) nats a
      word above eight with this seed, and one \((mean[3][2] - mean[2][2]).fixed(4)) above two. Which of two
      trained models is ahead is for several seeds to say.
      """)
  }

  // MARK: Beside the paper

  private func besideThePaper(_ page: Page, _ models: TrainedHeads) {
    // Of what pooling took, against the multi-head model after as many steps.
    func repaired(_ losses: [Double]) -> [String] {
      [1, 2].map {
        let behind = losses[$0] - models.multiHead[$0]
        return (1 - behind / (losses[0] - models.multiHead[0])).percent(0)
      }
    }
    page.table(
      """
      How much of what pooling by the mean took comes back, against the multi-head model after as many steps:
      """,
      columns: ["kv heads", "α = 0.05", "α = 0.10"],
      rows: models.kvHeads.dropFirst().map {
        ["\($0) of 8"] + repaired(models.losses($0, .mean))
      })
    let (two, one) = (
      HeadPooling.allCases.map { models.losses(2, $0) },
      HeadPooling.allCases.map { models.losses(1, $0) }
    )
    page.text(
      """
      The message of the paper stands in small as well: pooling is one half of the recipe, and training
      on the other. With two kv heads, first and random heads are \((two[1][2] - two[0][2]).fixed(3)) and
      \((two[2][2] - two[0][2]).fixed(3)) nats behind the mean after a tenth of the steps; with one kv head
      it is \((one[1][2] - one[0][2]).fixed(3)) and \((one[2][2] - one[0][2]).fixed(3)). That is the order
      of the paper's Figure 4, where one kv head of T5-Large ends within \((55.55 - 55.23).fixed(2)) points
      whichever way it was pooled. *At once*, mean and first may stand the other way round: with some seeds
      they do for four kv heads, and with one kv head they do so even after a tenth of the steps.

      The paper's scores cannot be set beside these: every model there was fine-tuned on its tasks after the
      conversion, also at α = 0. A published decoder pooled at once breaks as ours does (section 12). Whether
      one kv head is too severe a cut for *large* models (G9) is nothing that a small one can show.
      """)
  }

  // MARK: The trade-off

  private func tradeOff(_ page: Page, _ models: TrainedHeads) throws {
    let tokens = 4096
    page.text(
      """
      *And the speed?* At width 64 nothing moves: the keys and values of a text fit into the cache nearest
      to the core, and a token takes as long with eight kv heads as with one. The times beside our losses
      have to be another model's: attention of one layer with 32 query heads of 64 features, for one token
      after \(tokens.grouped) others. Its kv heads are the same *share* of its query heads.
      """)
    var random = page.generator(8)
    let other = try TimedText(
      queryHeads: 32, kvHeads: models.kvHeads.map { 4 * $0 }, headDimension: 64, tokens: tokens,
      using: &random)
    let (floor, mean) = (models.heldOut.floor, models.pooledByMean)
    page.plot(
      "Quality against cache, both of our models. Look at how little the first halving costs.",
      x: .logarithmic("bytes of cache for a word"), y: .logarithmic("loss above the floor"),
      .points(
        "pooled, α = 0.10", zip(models.kvHeads, mean).map { (Self.cacheOfAWord($0), $1[2] - floor) }
      ),
      .points(
        "from the start",
        zip(models.kvHeads, models.fromTheStart).map { (Self.cacheOfAWord($0), $1 - floor) }))
    page.timing(
      "The other model: attention of one layer, 32 query heads, after \(tokens.grouped) tokens:",
      [
        (
          "one token",
          other.caches.map { cache in
            Contestant(counted(cache.kvHeads, "kv head"), bytes: Double(cache.bytes)) {
              keep(attention(queries: other.query, view: cache.view, mask: .causal))
            }
          }
        )
      ]
    ) { races in
      let milliseconds = races[0].measurements.map { $0.median * 1e3 }
      page.table(
        """
        The trade-off. Ours: loss above the floor, pooled by the mean and α = 0.10, or trained from the
        start. The other model's: bytes of its cache, and its time.
        """,
        columns: ["kv heads", "pooled", "from the start", "of the other", "its cache", "its time"],
        rows: models.kvHeads.indices.map { i in
          [
            "\(models.kvHeads[i]) of 8", (mean[i][2] - floor).fixed(4),
            (models.fromTheStart[i] - floor).fixed(4), "\(other.caches[i].kvHeads) of 32",
            memory(other.caches[i].bytes), duration(milliseconds[i] / 1e3),
          ]
        })
      page.finding(
        "G5", "the other model: all kv heads take longer than a quarter of them",
        ratio: races[0].ratio(of: 0, to: 2),
        expected: .atLeast(1.2, work: max(4, races[0].workRatio(of: 0, to: 2))),
        ifLess: "The whole cache was read from near the core, where bytes are cheap.",
        ifMore: """
          A quarter gains more than its bytes: it stays near the core, and the whole cache does not.
          """)
    }
    page.text(
      """
      So this is the bargain of grouped-query attention: each halving of the kv heads halves the bytes, and
      the time as long as memory decides, and the first halvings cost a converted model the least. The
      paper's own pair of figures, in section 4, says the same of a model that people use.
      """)
  }

  private static func cacheOfAWord(_ kvHeads: Int) -> Double {
    Double(TrainedHeads.configuration(kvHeads: kvHeads).cacheBytesPerToken())
  }
}
