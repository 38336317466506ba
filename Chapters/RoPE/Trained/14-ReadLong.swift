import Mini
import Notebook
import RoPEExperiments
import Workbench

extension RoPEChapter {
  /// P1, P2: models trained on short texts read long ones.
  var readLong: Section {
    Section("Trained short, read long", "P1", "P2") { page in
      page.result(
        """
        Behind the trained length a learned table ends, sinusoids jump, rotary slides and ALiBi hardly notices;
        slower frequencies help.
        """)
      let trained = TrainedPositions(quick: page.options.quick, seed: page.options.seed)
      page.text(
        """
        Five small transformers learn a language whose best possible loss is known. They differ in how they are
        told positions. Each reads \(trained.steps) times 16 texts of \(trained.words) words, and then, without
        learning more, texts of \(trained.farWords). One seed.
        \(page.options.quick ? "A quick run: fewer steps, half as far." : "")
        """)
      page.expect(
        "What will happen at word \(trained.words + 1) to each of the five?",
        answer: """
          The table ends. Sinusoids add unseen codes. Rotary meets new distances, but near words are as near as
          ever. With ALiBi far words count less.
          """)
      let models = try TrainedPositions.kinds.enumerated().map { i, kind in
        try page.train(trained.model(kind), trained.plan(), named: "\(kind.name), \(i + 1) of 5")
          .model
      }
      let excess = try models.map(trained.excess)
      byPosition(page, trained, excess)
      checks(page, trained, models, excess)
      try page.deeper("The model, and its losses by part") { page in
        try page.source(of: "func model", in: "Chapters/RoPE/Experiments/TrainedPositions.swift")
        table(page, trained, excess)
      }
      try page.deeper("With five seeds the order holds") { page in
        try thoroughPositions(page)
      }
      try page.deeper("Slower frequencies let the model read twice as far") { page in
        try frequencies(page, trained, models[2])
      }
    }
  }

  /// Parts of the long text: the trained length, and as many words each beyond it.
  private func parts(_ trained: TrainedPositions) -> [Range<Int>] {
    stride(from: 0, to: trained.farWords, by: trained.words).map { $0..<$0 + trained.words }
  }

  /// A curve by position, each point a mean over 8 places.
  private func line(_ name: String, _ excess: [Double]) -> Plot.Series {
    .line(
      name,
      stride(from: 0, to: excess.count, by: 8).map { (Double($0) + 4.5, excess.mean($0..<$0 + 8)) })
  }

  private func byPosition(_ page: Page, _ trained: TrainedPositions, _ excess: [[Double]]) {
    func named(_ kind: Int) -> Plot.Series { line(TrainedPositions.kinds[kind].name, excess[kind]) }
    page.plot(
      """
      Loss above the floor by position. Look behind word \(trained.words): one curve ends, one jumps, two slide,
      one hardly notices.
      """,
      x: .linear("position in the text, words"),
      y: .logarithmic("loss above the floor, nats", 0.01...10),
      named(0), named(1), named(2), named(3), named(4))
  }

  private func table(_ page: Page, _ trained: TrainedPositions, _ excess: [[Double]]) {
    let parts = parts(trained)
    page.table(
      "Loss above the floor, mean of each part, in nats a word:",
      columns: ["positions"] + parts.map { "words \($0.lowerBound + 1)–\($0.upperBound)" },
      rows: zip(TrainedPositions.kinds, excess).map { kind, excess in
        [kind.name]
          + parts.map { $0.lowerBound < excess.count ? excess.mean($0).fixed(3) : "ends" }
      })
  }

  private func checks(
    _ page: Page, _ trained: TrainedPositions, _ models: [Transformer], _ excess: [[Double]]
  ) {
    let parts = parts(trained)
    func rise(_ kind: Int) -> Double { excess[kind].mean(parts[1]) - excess[kind].mean(parts[0]) }
    let text = trained.longTexts.texts[0].dropLast()
    var (read, sentence) = (0, "")
    do {
      while read < text.count {
        _ = try models[1](Array(text.prefix(read + 1)))
        read += 1
      }
    } catch {
      sentence = "Asked to read on, it says: “\(error)”."
    }
    page.check(
      "P2", "learned: words that the model reads before it ends", read, equals: trained.words)
    page.check(
      "P2", "sinusoids: rise of the loss just beyond the trained length, nats", rise(0),
      isAtLeast: 0.1)
    page.deeper("With other models and texts Press et al. see the same order") { page in
      page.text("With the learned table it reads \(read) words. \(sentence)")
      page.text(
        """
        Just beyond the trained length the loss of this seed's models rises by \(rise(0).fixed(2)) nats with
        sinusoids, \(rise(2).fixed(2)) with rotary and \(rise(3).fixed(2)) with ALiBi; whether that is the order
        with other seeds too is checked below.

        Press et al. (2021, Table 2) trained 247 million weights on 512 tokens of WikiText-103 and read
        512, 1012 and 2512: perplexity 20.05, 43.5 and 132 with sinusoids, 20.07, 21.37 and 31.6 with
        rotary. Theirs is the same order, with a gentler slide of rotary. With ALiBi their perplexity falls
        from 19.73 to 18.31 and never rises; ours rises, though least of all. Their measure is a mean over
        text that mostly needs near words. In our language an answer may stand a hundred words back, and
        a bias that makes far words count less has to give it up. That a model without any encoding reads on
        better than a rotary one was found by Kazemnejad et al., 2023, too.
        """)
    }
  }

  // MARK: Frequencies

  private func frequencies(_ page: Page, _ trained: TrainedPositions, _ model: Transformer) throws {
    page.claim("P1")
    let factor = 2
    page.text(
      """
      Section 10 slowed the pairs down so that a longer text spans no angles but the known ones. What is
      that worth? We take the trained rotary model, let it read \(factor) times as far with each set of
      frequencies, and then train it further, a tenth as many steps, on texts of
      \(factor * trained.words) words. Heads here have four pairs, and none turns 32 times in
      \(trained.words) words; so YaRN's ramp is from 1 to 4 turns.
      """)
    let schemes = trained.schemes(factor: factor)
    let results = try schemes.map { scheme in
      let before = try trained.scaled(model, scheme.scaling)
      let run = try page.train(before, trained.further(factor: factor), named: scheme.name)
      return (before: try trained.excess(before), after: try trained.excess(run.model))
    }
    let parts = Array(parts(trained)[..<factor])
    func curve(_ scheme: Int, _ excess: [Double], _ when: String = "") -> Plot.Series {
      line(schemes[scheme].name + when, Array(excess[..<(factor * trained.words)]))
    }
    page.plot(
      """
      By position: as trained, and what slower frequencies do at once and after the further training. Look
      behind word \(trained.words), and then at the price before it.
      """,
      x: .linear("position in the text, words"), y: .logarithmic("loss above the floor, nats"),
      curve(0, results[0].before), curve(1, results[1].before, ", at once"),
      curve(2, results[2].before, ", at once"), curve(1, results[1].after, ", trained further"),
      curve(2, results[2].after, ", trained further"))
    page.table(
      "Loss above the floor, in nats a word, at once and after the further training:",
      columns: ["frequencies"]
        + ["at once", "trained further"].flatMap { when in
          parts.map { "\(when), words \($0.lowerBound + 1)–\($0.upperBound)" }
        },
      rows: zip(schemes, results).map { scheme, result in
        [scheme.name]
          + [result.before, result.after].flatMap { excess in
            parts.map { excess.mean($0).fixed(3) }
          }
      })
    let whole = 0..<factor * trained.words
    page.check(
      "P1", "interpolation, at once: what it costs within the trained length, nats",
      results[1].before.mean(parts[0]) - results[0].before.mean(parts[0]), isAtLeast: 0.02)
    page.text(
      """
      With this seed NTK-aware frequencies gain
      \((results[0].before.mean(parts[1]) - results[2].before.mean(parts[1])).fixed(2)) nats beyond the
      trained length at once, and further training brings interpolation down by
      \((results[1].before.mean(whole) - results[1].after.mean(whole)).fixed(2)) over both parts.

      Interpolation alone hurts even where the model was good before: neighbours now differ by half an
      angle, and with four pairs only the fastest tells them apart. It takes a little training, as Chen et
      al. say (perplexity at 8192 tokens: 16.10 at once, Table 3, and 6.95 after fine-tuning, Table
      1). NTK-aware frequencies and YaRN leave the fastest pair as it is, and help at once.

      Where we disagree: after the same training our model reads further with its *old* frequencies, too,
      nearly as well as interpolated. In Peng et al. (Table 1, at 8192) interpolation is as good as YaRN,
      3.34 and 3.35, and ahead of NTK-aware, 3.59. A LLaMA meets thousands of new positions at once, ours
      \(trained.words); and a head with 64 pairs has many fast ones to spare, where a head with four has
      one.
      """)
    try thoroughFrequencies(page)
  }
}
