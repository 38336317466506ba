import Base
import Experiments
import Mini
import Notebook
import RMSNormExperiments
import Workbench

extension RMSNormChapter {
  /// N1, N6: models that are trained without a norm, and with each of four.
  var convergence: Section {
    Section("Trained: what a norm is worth", "N1", "N6", "N9", "N13") { page in
      page.result(
        """
        Small transformers end lower with a norm, whichever it is; where it stands matters more.
        """)
      let trained = TrainedNorms(quick: page.options.quick, seed: page.options.seed)
      page.text(
        """
        Small transformers of width 64 predict the next word of a small language, with the same first weights and
        texts and other norms, places (the second and third in section 1's picture), depths and rates. The recipe
        is AdamW, a warm-up, a cosine and clipped gradients; a run whose loss is no number has *diverged*.
        """)
      try thoroughGrid(page)
      let grid = try train(page, trained)
      try page.deeper("A reduced grid, trained now: the same orders with one seed") { page in
        page.expect(
          "Which of the models will learn least at the lowest learning rate, and which at the highest?",
          answer: """
            At the lowest the one without a norm. At the highest, with many blocks, the one without diverges,
            and those that normalise after the sum hardly learn.
            """)
        try page.source(of: "func model", in: "Chapters/RMSNorm/Experiments/TrainedNorms.swift")
        page.text(
          """
          One seed, \(trained.rates.count) learning rates, \(trained.steps) steps of 8 texts of 32 words, and
          \(depths(trained)).
          \(page.options.quick ? "A quick run: fewer rates and steps, and only the shallow model." : "")
          """)
        losses(page, trained, grid)
        curves(page, trained, grid)
        verdicts(page, trained, grid)
      }
      page.claim("N6")
      try page.deeper(
        "A step with a norm takes longer, and most of the gain in steps is one in seconds"
      ) {
        try seconds($0, trained, grid)
      }
      try page.deeper(
        "With weights around 0.2 LayerNorm is ahead, and RMSNorm recovers from most of it"
      ) {
        try shifted($0, trained)
      }
    }
  }

  private func depths(_ trained: TrainedNorms) -> String {
    trained.depths.map(String.init).joined(separator: " and ") + " blocks"
  }

  // MARK: The grid

  /// The runs by depth, kind and rate.
  typealias Grid = [[[TrainingRun]]]

  private func train(_ page: Page, _ trained: TrainedNorms) throws -> Grid {
    let count = trained.depths.count * TrainedNorms.kinds.count * trained.rates.count
    var number = 0
    return try trained.depths.map { layers in
      try TrainedNorms.kinds.map { kind in
        let model = try trained.model(kind, layers: layers)
        return try trained.rates.map { rate in
          number += 1
          return try page.train(model, trained.plan(rate: rate), named: "run \(number) of \(count)")
        }
      }
    }
  }

  private func losses(_ page: Page, _ trained: TrainedNorms, _ grid: Grid) {
    let floor = KnownTexts(100, words: 32, seed: page.options.seed).floor
    for (layers, runs) in zip(trained.depths, grid) {
      page.table(
        """
        \(layers) blocks: mean loss of the last \(TrainingRun.window) steps in nats a word; no model can come
        below \(floor.fixed(2)). Compare each line with the first:
        """,
        columns: ["norm", "where"] + trained.rates.map { "rate \($0.typed)" },
        rows: zip(TrainedNorms.kinds, runs).map { kind, runs in
          [kind.name.replacing(", after", with: ""), kind.place]
            + runs.map { run in
              run.divergedAt.map { "diverged, step \($0)" } ?? run.finalLoss.fixed(3)
            }
        })
    }
  }

  private func curves(_ page: Page, _ trained: TrainedNorms, _ grid: Grid) {
    func line(_ kind: Int, _ rate: Int) -> Plot.Series {
      .line(
        TrainedNorms.kinds[kind].name,
        grid.last![kind][rate].curve(window: 10).map { ($0.step, $0.loss) })
    }
    page.plot(
      """
      Loss of \(trained.depths.last!) blocks against steps, at a rate of \(trained.rates[0].typed): look
      how long the curve without a norm stays above the others.
      """,
      x: .linear("step"), y: .linear("loss, nats a word"), line(0, 0), line(1, 0), line(2, 0),
      line(3, 0), line(5, 0))
    guard trained.rates.count > 1 else { return }
    let fast = trained.rates.count - 1
    page.plot(
      """
      The same at a rate of \(trained.rates[fast].typed): look which curves come down at all, and
      which leaves the picture.
      """,
      x: .linear("step"), y: .linear("loss, nats a word", 0...6), line(0, fast), line(1, fast),
      line(2, fast), line(4, fast), line(5, fast))
  }

  // MARK: What it says

  /// The run of a kind that ends lowest, of all rates.
  private func best(_ runs: [TrainingRun]) -> TrainingRun {
    runs.min { $0.finalLoss < $1.finalLoss }!
  }

  private func verdicts(_ page: Page, _ trained: TrainedNorms, _ grid: Grid) {
    page.text(
      """
      How many steps does it take to the loss that the model without a norm has in the end? First with all
      at the lowest rate, which is the usual one; then with every model at the rate that suits it best.
      """)
    page.table(
      "Steps to the final loss of the model without a norm, of \(trained.steps):",
      columns: ["norm"]
        + trained.depths.flatMap {
          ["\($0) blocks, rate \(trained.rates[0].typed)", "\($0) blocks, best rate"]
        },
      rows: TrainedNorms.kinds.indices.map { k in
        [TrainedNorms.kinds[k].name]
          + grid.flatMap { runs in
            [
              runs[k][0].steps(to: runs[0][0].finalLoss),
              best(runs[k]).steps(to: best(runs[0]).finalLoss),
            ].map { $0.map(String.init) ?? "not reached" }
          }
      })
    let all = grid.joined().flatMap { $0 }
    let diverged = all.filter { $0.divergedAt != nil }.count
    page.text(
      """
      Of the \(all.count) runs, \(diverged) diverged. Which of two models is ahead with one seed another seed
      may turn: what holds is checked below, with five.

      In the paper a transformer without any norm did not train at all (Zhang and Sennrich, 2019, Table 4:
      base size, translation). Ours learns, only later: it has fewer and narrower layers, weights that
      start smaller with the depth, and clipped gradients. RMSNorm does there what LayerNorm does, as here:
      26.8 and 27.7 BLEU on two test sets, against 26.6 and 27.7.
      """)
  }

  // MARK: Time

  private func seconds(_ page: Page, _ trained: TrainedNorms, _ grid: Grid) throws {
    page.text(
      """
      In Figure 1 of the paper a recurrent network has a loss of 7.0 without a norm; with LayerNorm it is 5.4
      after as many steps, but 5.9 after as many seconds: of a gain of 1.6, 1.1 are left.
      """)
    page.measured {
      page.text("A step here, forward and back, with \(trained.depths[0]) blocks:")
    }
    let kinds = Array(TrainedNorms.kinds[..<4])
    let steps = try kinds.map { kind in
      try RepeatedStep(trained.model(kind, layers: trained.depths[0]), texts: trained.texts(0))
    }
    page.timing(
      "One training step of 8 texts of 32 words:",
      [
        (
          label: "\(trained.depths[0]) blocks",
          contestants: zip(kinds, steps).map { kind, step in
            Contestant(kind.name) { keep(step.run()) }
          }
        )
      ]
    ) { races in
      let times = races[0].measurements.map(\.median)
      let runs = grid[0].map { $0[0] }
      func line(_ k: Int) -> Plot.Series {
        .line(kinds[k].name, runs[k].curve(window: 10).map { ($0.step * times[k], $0.loss) })
      }
      let target = runs[0].finalLoss
      page.plot(
        """
        Loss against seconds, \(trained.depths[0]) blocks, rate \(trained.rates[0].typed): steps
        times what one takes. Look whether the gaps are still there.
        """,
        x: .linear("seconds"), y: .linear("loss, nats a word"), line(0), line(1), line(2), line(3)
      )
      page.table(
        "To the final loss of the model without a norm:",
        columns: ["norm", "steps", "a step", "seconds"],
        rows: kinds.indices.map { k in
          let count = runs[k].steps(to: target)
          return [
            kinds[k].name, count.map(String.init) ?? "not reached", duration(times[k]),
            count.map { (Double($0) * times[k]).fixed(2) } ?? "–",
          ]
        })
      let layer = Double(runs[1].steps(to: target) ?? trained.steps)
      page.finding(
        "N6",
        "without a norm the loss takes longer to come down than with LayerNorm, in seconds too",
        ratio: Double(trained.steps) * times[0] / (layer * times[1]),
        expected: .atLeast(1, work: Double(trained.steps) / layer),
        ifLess: "A step with LayerNorm cost more here than the steps that it saved.",
        ifMore: """
          A step without a norm took longer than one with LayerNorm, which does more: something else ran
          beside it.
          """, decides: true)
      page.text(
        """
        LayerNorm made a step \(((times[1] / times[0] - 1) * 100).fixed(0)) % longer, RMSNorm
        \(((times[2] / times[0] - 1) * 100).fixed(0)) %, and pRMSNorm
        \(((times[3] / times[0] - 1) * 100).fixed(0)) %, for of 64 numbers there are few sums to save. LayerNorm needed \((layer / Double(trained.steps)).percent(0)) of the steps. The paper's
        network is recurrent: its norms work on one word of a text after the other in many small operations, and
        weigh more.
        """)
    }
  }

  // MARK: Weights around a mean

  private func shifted(_ page: Page, _ trained: TrainedNorms) throws {
    page.text(
      """
      *Where the mean is not small.* What if weights start around 0.2 instead of 0, and every sum gets a large
      mean? In the paper's recurrent network LayerNorm then becomes unstable and RMSNorm degrades less
      (Figure 4). We add 0.2 to every weight of the blocks' matrices, of deviation 1/8, and train
      \(trained.depths[0]) blocks at a rate of \(trained.rates[0].typed):
      """)
    try thoroughShifted(page)
    try shiftedNow(page, trained)
  }

  private func shiftedNow(_ page: Page, _ trained: TrainedNorms) throws {
    let runs = try TrainedNorms.kinds.map { kind in
      let model = trained.shifted(try trained.model(kind, layers: trained.depths[0]))
      return try page.train(model, trained.plan(rate: trained.rates[0]), named: kind.name)
    }
    page.table(
      "Weights around 0.2, one seed. Compare LayerNorm and RMSNorm in each place:",
      columns: ["norm", "loss of the first batch", "final loss"],
      rows: zip(TrainedNorms.kinds, runs).map { kind, run in
        [
          kind.name, run.reports[0].loss.significant(3),
          run.divergedAt.map { "diverged, step \($0)" } ?? run.finalLoss.fixed(3),
        ]
      })
    func line(_ kind: Int) -> Plot.Series {
      .line(
        TrainedNorms.kinds[kind].name, runs[kind].curve(window: 10).map { ($0.step, $0.loss) })
    }
    page.plot(
      "Loss with weights around 0.2. Look which curves come down.",
      x: .linear("step"), y: .linear("loss, nats a word", 0...6), line(1), line(2), line(4), line(5)
    )
    let start = trained.shifted(try trained.model(.rms, layers: trained.depths[0]))
    let hidden = try start.hiddenStates(Array(trained.texts(0)[0].dropLast()))
    let cosines = (0..<hidden.rowCount).map { i in
      let row = hidden[row: i]
      return Double(abs(row.sum) / Float(row.count) / row.rootMeanSquare)
    }
    page.text(
      """
      With this seed, after \(trained.steps) steps, RMSNorm is \((runs[2].finalLoss - runs[1].finalLoss).fixed(2))
      nats above LayerNorm, before W. Before the training, what the head of the model with RMSNorm reads has a
      cosine of \((cosines.reduce(0, +) / Double(cosines.count)).fixed(3)) with (1, …, 1): at first the words
      are lost beside it, and it takes many steps to find them again.
      """)
  }
}
