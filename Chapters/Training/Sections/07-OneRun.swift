import Base
import Experiments
import LanguageModel
import Mini
import Notebook
import TrainingExperiments
import Workbench

extension TrainingChapter {
  /// T7: one run, its loss against the floor.
  var oneRun: Section {
    Section("One run", "T7") { page in
      page.result(
        isAsClaimed(page)
          ? "Within seconds a small model comes close to the best possible loss."
          : "One run with your own knobs, beside what other readers lose.")
      page.claim("T7")
      page.text(
        """
        A step reads 16 texts of 64 tokens, computes the loss of all 1,024 next tokens and its gradient,
        and moves the weights. The learning rate grows over the first steps and then falls along a cosine
        (section 9 says what AdamW is). No text comes twice.
        """)
      try page.source(
        of: "init(training", in: "Sources/Experiments/SmallLanguage/TrainingPlan.swift")
      if page.options.quick {
        page.text(
          "This is a quick run: a tenth of the steps, so the loss ends far above the floor.")
      }
      let result = try theRun(page)
      let (run, count) = (result.run, result.run.reports.count)
      let seed = page.options.seed
      let heldOut = KnownTexts(page.options.quick ? 100 : 300, words: 64, seed: seed)
      let losses = try result.snapshots.map { try heldOutLoss($0.model, heldOut) }
      curve(page, run, zip(result.snapshots, losses).map { (Double($0.step), $1) }, heldOut)
      if let step = run.divergedAt {
        page.text(
          """
          The run has diverged: in step \(step) of \(steps(page).grouped) the loss or the gradient was no
          number any more. The weights are those of the step before, and what follows is about them.
          """)
      }
      let floor = trained.corpus == nil ? heldOut.floor : nil
      page.table(
        "On held-out texts, each read from its beginning, in nats a token:",
        columns: ["after step", "loss"] + (floor == nil ? [] : ["above the floor", "in percent"]),
        rows: zip(result.snapshots, losses).map { snapshot, loss in
          [snapshot.step.grouped, loss.fixed(4)]
            + (floor.map { [(loss - $0).fixed(4), (loss / $0 - 1).percent(1)] } ?? [])
        })
      if let floor {
        let above = losses.last! / floor - 1
        if isAsClaimed(page) {
          page.check(
            "T7", "on held-out texts the model ends close to the floor", above,
            isAtMost: page.options.quick ? 0.25 : 0.05,
            measuring: "above it, as a part of it", decides: true)
        } else {
          page.text(
            """
            The claim is about the default knobs and the default seed; with yours the model ends
            \(above.percent(1)) above the floor.
            """)
        }
        try lookedUp(page, result, heldOut)
        try page.deeper("Five seeds end near each other") { page in try thoroughRuns(page) }
      }
      page.measured {
        page.text(
          """
          \(count.grouped) steps took \(duration(result.seconds)), texts included:
          \(duration(result.seconds / Double(max(1, count)))) for a step.
          """)
        if isAsClaimed(page) {
          page.finding(
            "T7", "30 seconds over the time of the run", ratio: 30 / result.seconds,
            expected: 1...100,
            ifLess: """
              This machine has fewer or slower cores than the two that the number was set for, or other
              programs used them meanwhile.
              """,
            ifMore: "So short a time is not that of all its steps: something went wrong with it.")
        }
      }
      try keep(page, run.model)
    }
  }

  private func curve(
    _ page: Page, _ run: TrainingRun, _ heldOut: [(Double, Double)], _ known: KnownTexts
  ) {
    let steps = Double(max(1, run.reports.count))
    func level(_ name: String, _ loss: Double) -> Plot.Series {
      .line(name, [(1, loss), (steps, loss)])
    }
    let losses = Plot.Series.line("batches", run.growingCurve.map { ($0.step, $0.loss) })
    let points = Plot.Series.points("held out", heldOut.filter { $0.0 > 0 })
    let x = Plot.Axis.logarithmic("step")
    if let corpus = trained.corpus {
      let tables = corpus.tableLosses
      page.plot(
        """
        The loss of a run on your text. Look for the step at which it passes the reader of pairs:
        """,
        x: x, y: .linear("loss, nats a byte"), losses, points, level("unigram", tables.unigram),
        level("bigram", tables.bigram))
      return
    }
    let tables = WordTables(
      KnownTexts(500, words: 64, from: .training, seed: page.options.seed))
    page.plot(
      """
      The loss of a run; each mark on the axis is as many times more steps. Look at its three parts: first
      it learns how often words come, then which follow which, and then, slowly, what was said before.
      """,
      x: x, y: .linear("loss, nats a word"), losses, points,
      level("unigram", known.loss(ofTable: tables.unigram)),
      level("bigram", known.loss(ofTable: tables.bigram)), level("floor", known.floor))
  }

  /// What the rest above the floor is made of.
  private func lookedUp(
    _ page: Page, _ result: TrainedOnce.Result, _ heldOut: KnownTexts
  ) throws {
    page.text(
      """
      What is missing to the floor? A model that guesses among two owners loses ln 2 = 0.69, among four 1.39.
      """)
    let models = [result.snapshots.first!, result.snapshots[result.snapshots.count / 2]]
    let snapshots = models + [result.snapshots.last!]
    let losses = try snapshots.map { snapshot in try heldOut.losses { try snapshot.model($0) } }
    let kinds = Dependency.allCases
    let all = Double(heldOut.entropies.joined().count)
    func mean(_ losses: [[Double]], _ kind: Dependency) -> Double {
      let some = zip(losses.joined(), heldOut.dependencies.joined()).filter { $0.1 == kind }
      return some.reduce(0) { $0 + $1.0 } / Double(max(1, some.count))
    }
    page.table(
      "Loss of words that were said before, in nats; a perfect reader has 0:",
      columns: ["what has to be remembered", "share of words"]
        + snapshots.map { "after step \($0.step.grouped)" },
      rows: kinds.map { kind in
        let count = heldOut.dependencies.joined().filter { $0 == kind }.count
        return [kind.rawValue, (Double(count) / all).percent(1)]
          + losses.map { mean($0, kind).fixed(3) }
      })
    if isAsClaimed(page) {
      page.check(
        "T7", "after the run “is or are” after a thing is nearly certain",
        mean(losses.last!, .number), isAtMost: page.options.quick ? 0.5 : 0.05,
        measuring: "loss in nats")
    }
    page.text(
      """
      In larger models two layers of attention work together to find such a word: the first notes beside each
      word what stood with it, the second finds it again (Olsson et al., 2022).
      """)
  }

  /// Writes the model, if the reader has asked for it, and compares it with the repository's.
  private func keep(_ page: Page, _ model: Transformer) throws {
    if !save.isEmpty {
      if trained.corpus == nil {
        try SmallLanguage.save(model, to: save)
      } else {
        try model.write(to: save, vocabulary: .bytes, name: "bytes")
      }
      page.text("The trained model is kept in the file that `--save` names.")
    }
    guard trained.corpus == nil else { return }
    try page.deeper("Other chapters write with the model of this run") { page in
      try keptModels(page, model)
    }
  }

  private func keptModels(_ page: Page, _ model: Transformer) throws {
    page.text(
      """
      The other chapters use a model of this kind wherever a text is written. It lies in
      `\(SmallLanguage.trainedModelPath)`, as a GGUF file that other programs read too, and was written
      by this section:

      `swift run chapter-training --section 7 --save \(SmallLanguage.trainedModelPath)`

      A second one has the same plan and 2 kv heads for its 8 query heads. `my-model` builds it of the
      functions that you write:

      `swift run chapter-training --section 7 --kv-heads 2 --save \(SmallLanguage.sharedModelPath)`
      """)
    // A quick run ends elsewhere, and a copied program has no repository.
    guard isPlanned(page), !page.options.quick, SmallLanguage.hasTrainedModel else { return }
    let keptModel: Transformer
    switch configuration {
    case .smallLanguage: keptModel = try SmallLanguage.trainedModel()
    case .smallLanguageShared: keptModel = try SmallLanguage.sharedModel().model
    default: return
    }
    var (mine, kept) = (model, keptModel)
    page.check(
      "T7", "the run comes to the kept model", exceptions: differingNumbers(&mine, &kept),
      of: mine.parameterCount, "numbers")
  }
}
