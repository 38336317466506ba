import Base
import Experiments
import Mini
import Notebook
import TrainingExperiments
import Workbench

extension TrainingChapter {
  var shortWay: [Step] {
    [
      Step("How wrong is a model?", proof: softmaxAndLoss, language) { page in howWrong(page) },
      Step("How does it become less wrong?", proof: softmaxAndLoss, optimizers) { page in
        try oneStep(page)
      },
      Step(
        "How do slopes get through the layers of a larger model?", proof: oneProduct, oneNorm,
        oneAttention, wholeModel
      ) { page in oneWalk(page) },
      Step("How does a run go?", proof: oneRun, optimizers) { page in try keptRuns(page) },
      Step("What does it write?", proof: writing) { page in try firstAndLast(page) },
      Step("What does a falling loss not promise?", proof: wholeModel, divergence, mistakes) {
        page in try limits(page)
      },
    ]
  }

  var whatToKeep: String {
    """
    *Keep:* a model learns by moving each weight a little against its slope. All slopes come from one walk
    back through its layers, each of which needs what it was given and the slopes of what it put out.
    Judge a loss beside the best that is possible, and a gradient beside a difference.
    """
  }
}

// MARK: The steps

extension TrainingChapter {
  private func howWrong(_ page: Page) {
    let heldOut = KnownTexts(100, words: 64, seed: page.options.seed)
    page.text(
      """
      A language model gives every word that might come next a probability p. Its *loss* is −ln p of the
      word that came, averaged over a text, in *nats*: 0 for whoever was sure of it, ln 64 =
      \(Double.log(64).fixed(2)) for whoever takes all of 64 words for equally likely. The language of this
      chapter has 64 words:

      “\(SmallLanguage.write(Array(heldOut.texts[0].prefix(29)))) …”

      Much of it is drawn at random, but with known probabilities. So the best possible loss is known, too,
      the *floor*: \(heldOut.floor.fixed(2)) nats a word.
      """)
  }

  private func oneStep(_ page: Page) throws {
    page.text(
      """
      A model has numbers that may change, its *weights*. The *slope* of the loss along a weight says how
      much the loss grows when the weight grows a little, so each weight moves a little against its slope.
      Here is a whole model that learns. Its weights are a row of scores for each word; softmax makes
      probabilities of a row, and the slope of a score is what was expected minus what came:
      """)
    try page.source(
      of: "mutating func learn", in: "Chapters/Training/Experiments/PairReader.swift")
    let (seed, texts) = (page.options.seed, 2000)
    let heldOut = KnownTexts(100, words: 64, seed: seed)
    var reader = PairReader(words: SmallLanguage.vocabulary)
    let before = heldOut.loss(ofTable: reader.scores)
    for text in SmallLanguage.texts(0..<texts, words: 64, seed: seed) {
      reader.learn(text, rate: 0.05)
    }
    let tables = WordTables(KnownTexts(500, words: 64, from: .training, seed: seed))
    page.text(
      """
      It has just read \(texts.grouped) texts, each once. On texts that it never saw its loss fell from
      \(before.fixed(2)) to \(heldOut.loss(ofTable: reader.scores).fixed(2)); a table of how often each word
      follows each has \(heldOut.loss(ofTable: tables.bigram).fixed(2)). The rest, down to the floor, hangs
      on words that came earlier.
      """)
  }

  private func oneWalk(_ page: Page) {
    page.text(
      """
      To see earlier words a model needs attention, and layers around it. Now the loss depends on a weight
      through all layers behind it. Still each layer needs two things only: what it was given on the way
      there, and the slopes of what it put out. It answers with the slopes of its weights and those of its
      input, which the layer before is waiting for. All slopes together are the *gradient*; ∂y is the slope of
      the loss along y.
      """)
    page.thereAndBack()
    let (x, w, target) = (2.0, 3.0, 5.0)
    let dy = x * w - target
    page.text(
      """
      By hand, with one number each, y = x w and the loss (y − \(target.typed))² / 2: for
      x = \(x.typed) and w = \(w.typed), y is \((x * w).typed), so ∂y = \(dy.typed). Then ∂w = x ∂y = \((x * dy).typed), and ∂x = w ∂y = \((w * dy).typed). The way
      back takes two products where the way there takes one, and every x has to be kept for it.
      """)
  }

  private func keptRuns(_ page: Page) throws {
    let parameters = TransformerConfiguration.smallLanguage.parameterCount
    page.text(
      """
      A step reads 16 texts, walks there and back, and moves all weights (with AdamW), of which the
      model of this chapter has \(parameters.grouped). No text comes twice.
      """)
    guard let table = try StudyTable.kept(.runs(seeds: Study.keptSeeds)) else { return }
    func mean(_ result: String, _ step: String) -> Double { table.values(result, step).mean }
    page.table(
      "Kept runs, the mean of five seeds; the floor is \(mean("floor", "0").fixed(2)):",
      columns: ["after step", "loss, nats a word", "above the floor"],
      rows: table.study.parts[0].keys.map { $0[1] }.map { step in
        [
          step, mean("loss", step).fixed(2),
          (mean("loss", step) / mean("floor", step) - 1).percent(0),
        ]
      })
    page.text("Most of it comes in the first hundred steps, and the rest is slow.")
  }

  private func firstAndLast(_ page: Page) throws {
    guard SmallLanguage.hasTrainedModel else {
      page.text("The trained model lies in the repository, which is not here.")
      return
    }
    let seed = page.options.seed
    let models = [
      ("random", try Transformer(.smallLanguage, seed: seed)),
      ("trained", try SmallLanguage.trainedModel()),
    ]
    page.text(
      "Words drawn with the probabilities of a model with random weights and of the trained one:")
    page.table(
      columns: ["weights", "text"],
      rows: try models.map { name, model in
        let text = try model.write(from: [SmallLanguage.beginning], count: 36, seed: seed)
        return [name, SmallLanguage.write(text)]
      })
    guard let table = try StudyTable.kept(.runs(seeds: Study.keptSeeds)) else { return }
    let (first, last) = (table.values("words", "0").mean, table.values("words", "3000").mean)
    page.text(
      """
      The grammar of the language finds the first word that cannot stand where it stands: in the kept runs
      after \(first.fixed(1)) words of a model that is not trained, and after \(last.fixed(0)) of the 64 words of
      one that is.
      """)
  }

  private func limits(_ page: Page) throws {
    let kept = try StudyTable.kept(.divergence(seeds: Study.keptSeeds)).map { table in
      func diverged(_ rate: Double) -> Int {
        table.values("loss", Divergence.name(rate)).count { $0.isNaN }
      }
      return """
         Of five kept runs of plain descent without precautions, \(diverged(0.3)) end in NaN at a rate of
        0.3, \(diverged(3)) at 3 and \(diverged(30)) at 30.
        """
    }
    page.list(
      """
      *That the gradient is right.* A wrong one often learns as well, only worse. So each rule is compared
      with differences: move a number a little to both sides, and see what the loss does.
      """,
      "*That the rate is right.* A slope says where down is, not how far.\(kept ?? "")",
      """
      *That a low loss is good.* A model that can see the word that it should foresee gets below the floor, which on
      average no honest one does.
      """,
      """
      *That it is the same at any size.* Two blocks and 64 words show how learning works. What large models
      gain from more of everything is not seen here.
      """)
  }
}

extension [Double] {
  fileprivate var mean: Double { reduce(0, +) / Double(count) }
}
