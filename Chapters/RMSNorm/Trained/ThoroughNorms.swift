import Mini
import Notebook
import RMSNormExperiments
import Workbench

// The tables of five seeds in section 11.

extension RMSNormChapter {
  /// N1: the whole grid.
  func thoroughGrid(_ page: Page) throws {
    guard let table = try thorough(page, section: 11, Study.norms) else { return }
    let grid = TrainedNorms(thoroughSeed: 1)
    let end = "loss \(grid.steps)"
    finals(page, table, grid, grid.depths.last!, end)
    let (deep, middle) = (grid.depths.last!, grid.rates[1])
    page.plot(
      """
      \(deep) blocks, a rate of \(middle.typed), mean of five seeds. Look at the two curves that come to
      rest at the top.
      """,
      x: .linear("step"), y: .linear("loss, nats a word"),
      table.curve(.none, deep, middle), table.curve(.rms, deep, middle),
      table.curve(.layer.after, deep, middle), table.curve(.rms.after, deep, middle),
      table.curve(.partial.after, deep, middle))
    verdicts(page, table, grid, end)
    page.deeper("How many steps a norm saves") { steps($0, table, grid) }
  }

  private func steps(_ page: Page, _ table: StudyTable, _ grid: TrainedNorms) {
    page.plot(
      """
      \(grid.depths[0]) blocks, a rate of \(grid.rates[0].typed), mean of five seeds. Look at where each
      curve crosses the height at which the one without a norm ends.
      """,
      x: .linear("step"), y: .linear("loss, nats a word"),
      table.curve(.none, grid.depths[0], grid.rates[0]),
      table.curve(.layer, grid.depths[0], grid.rates[0]),
      table.curve(.rms, grid.depths[0], grid.rates[0]),
      table.curve(.partial, grid.depths[0], grid.rates[0]))
    page.table(
      """
      Steps to the final loss of the model without a norm at the same rate, of \(grid.steps), in hundreds;
      five seeds:
      """,
      columns: ["norm", "where"] + grid.depths.map { "\($0) blocks, rate \(grid.rates[0].typed)" },
      rows: TrainedNorms.Kind.all.dropFirst().map { kind in
        [kind.key[0], kind.place]
          + grid.depths.map { layers in
            table.steps(kind, layers, grid.rates[0]).spread(0, none: "not reached")
          }
      })
    // NaN, where it never gets there, is at most nothing.
    for layers in grid.depths {
      let low = grid.rates[0]
      page.check(
        "N1",
        """
        thorough, \(layers) blocks, rate \(low.typed): LayerNorm is at the final loss without a norm in at
        most 95 % of the steps
        """,
        Double(
          table.steps(.layer, layers, low).count { $0 <= 0.95 * Double(grid.steps) }),
        isAtLeast: 4, measuring: "seeds of 5:")
    }
  }

  /// The final losses of a kind at the rate that suits each seed best.
  private func best(
    _ kind: TrainedNorms.Kind, _ layers: Int, _ grid: TrainedNorms, _ table: StudyTable
  ) -> [Double] {
    let losses = grid.rates.map { table.final(kind, layers, $0, "loss \(grid.steps)") }
    return losses[0].indices.map { seed in
      losses.map { $0[seed] }.filter(\.isFinite).min() ?? .nan
    }
  }

  /// What holds with at least four seeds of five is checked, the rest is told with its counts.
  private func verdicts(_ page: Page, _ table: StudyTable, _ grid: TrainedNorms, _ end: String) {
    func loss(_ kind: TrainedNorms.Kind, _ layers: Int, _ rate: Double) -> [Double] {
      table.final(kind, layers, rate, end)
    }
    let (low, high) = (grid.rates[0], grid.rates.last!)
    let (shallow, deep) = (grid.depths[0], grid.depths.last!)
    let norms = [TrainedNorms.Kind.layer, .rms, .partial]
    for layers in grid.depths {
      let none = loss(.none, layers, low)
      page.check(
        "N1", "thorough, \(layers) blocks, rate \(low.typed): all norms before W end below none",
        Double(
          none.indices.count { seed in
            norms.allSatisfy { loss($0, layers, low)[seed] < none[seed] }
          }), isAtLeast: 4, measuring: "seeds of 5:")
      page.check(
        "N1",
        """
        thorough, \(layers) blocks, each model at its best rate: LayerNorm before W ends below none
        """,
        Double(
          best(.layer, layers, grid, table).countBelow(best(.none, layers, grid, table))),
        isAtLeast: 4, measuring: "seeds of 5:", decides: layers == deep)
      page.check(
        "N13",
        "thorough, \(layers) blocks, rate \(low.typed): RMSNorm and LayerNorm end at one loss",
        abs(loss(.rms, layers, low).mean - loss(.layer, layers, low).mean), isAtMost: 0.02,
        measuring: "mean losses differ by")
    }
    page.check(
      "N1", "thorough, \(deep) blocks, rate \(high.typed): without a norm runs diverge",
      Double(loss(.none, deep, high).count { $0.isNaN }), isAtLeast: 4, measuring: "runs of 5:")
    // The loss of a reader who knows how often each word comes is 3.5.
    page.check(
      "N1",
      """
      thorough, \(deep) blocks, rate \(high.typed): LayerNorm and RMSNorm after the sum are stuck above 3 nats
      """,
      Double(
        zip(loss(.layer.after, deep, high), loss(.rms.after, deep, high)).count { min($0, $1) > 3 }
      ), isAtLeast: 4, measuring: "seeds of 5:")
    func below(_ kind: TrainedNorms.Kind, _ layers: Int, _ rate: Double) -> String {
      "\(loss(kind, layers, rate).countBelow(loss(.none, layers, rate)))"
    }
    func behind(_ layers: Int) -> Int {
      loss(.rms, layers, low).countBelow(loss(.partial, layers, low))
    }
    func gain(_ kind: TrainedNorms.Kind, _ layers: Int) -> String {
      let gains = zip(best(.none, layers, grid, table), best(kind, layers, grid, table)).map {
        $0 - $1
      }
      return "\(gains.min()!.fixed(2)) to \(gains.max()!.fixed(2))"
    }
    let through = loss(.partial.after, deep, grid.rates[1]).count { $0 < 3 }
    page.text(
      """
      With each model at the rate that suits it best, LayerNorm before W gains \(gain(.layer, shallow))
      nats with \(shallow) blocks and \(gain(.layer, deep)) with \(deep), RMSNorm \(gain(.rms, shallow)) and
      \(gain(.rms, deep)). (Rates below the grid, 0.001 and 0.0003, tried once with one seed and
      \(shallow) blocks, do worse.)

      *After the sum*, deep models at larger rates do not get past word frequencies, in spite of a warm-up of 50 steps. The
      Transformer of 2017 took 4000 (Vaswani et al., 2017).
      """)
    page.deeper("What a norm is worth depends on the rate, and on the place") { page in
      finals(page, table, grid, shallow, end)
      page.text(
        """
        With \(shallow) blocks, LayerNorm before W ends below the model without a norm with
        \(below(.layer, shallow, low)), \(below(.layer, shallow, grid.rates[1])) and
        \(below(.layer, shallow, high)) seeds of five at the three rates, RMSNorm with
        \(below(.rms, shallow, low)), \(below(.rms, shallow, grid.rates[1])) and
        \(below(.rms, shallow, high)): so large steps are no place to look for its use, unless the model is
        deep and would not get through them at all. pRMSNorm, which looks at 8 of 64 numbers, is behind
        RMSNorm with \(behind(shallow)) seeds at \(shallow) blocks and \(behind(deep)) at \(deep), at the lowest
        rate.

        After the sum a norm does as well with \(shallow) blocks at the lowest rate: LayerNorm ends below the
        model without one with \(below(.layer.after, shallow, low)) seeds, RMSNorm with
        \(below(.rms.after, shallow, low)); with \(deep) blocks with \(below(.layer.after, deep, low)) and
        \(below(.rms.after, deep, low)). At a rate of \(grid.rates[1].typed) pRMSNorm gets through where the other
        two are stuck, with \(through) seeds; why, these runs do not say.
        """)
    }
  }

  private func finals(
    _ page: Page, _ table: StudyTable, _ grid: TrainedNorms, _ layers: Int, _ end: String
  ) {
    page.table(
      """
      \(layers) blocks: final loss in nats a word, mean of five seeds with the smallest and the largest;
      compare the rows by their ranges:
      """,
      columns: ["norm", "where"] + grid.rates.map { "rate \($0.typed)" },
      rows: TrainedNorms.Kind.all.map { kind in
        [kind.key[0] == "none" ? "no norm" : kind.key[0], kind.place]
          + grid.rates.map { table.final(kind, layers, $0, end).spread(3) }
      })
  }

  /// N9: the tables of weights around 0.2.
  func thoroughShifted(_ page: Page) throws {
    guard let table = try thorough(page, section: 11, Study.shiftedNorms) else { return }
    let (first, last) = (table.study.results[1], table.study.results[2])
    page.table(
      "Weights around 0.2, mean of five seeds with the smallest and the largest:",
      columns: ["norm", "where", "loss of the first batch", "final loss"],
      rows: TrainedNorms.Kind.all.map { kind in
        [kind.key[0] == "none" ? "no norm" : kind.key[0], kind.place]
          + [first, last].map { table.values($0, kind.key).spread(3) }
      })
    func loss(_ kind: TrainedNorms.Kind) -> [Double] { table.values(last, kind.key) }
    page.check(
      "N9", "thorough, weights around 0.2, before W: RMSNorm ends above LayerNorm",
      Double(loss(.layer).countBelow(loss(.rms))), isAtLeast: 4, measuring: "seeds of 5:",
      folds: false)
    page.text(
      """
      The opposite of the paper's figure, and the reason can be named. A mean of the weights adds the same number
      to every feature that they sum up. In a transformer these sums go straight into the residual stream and
      pile up along (1, …, 1), which LayerNorm takes out and RMSNorm does not (section 6); in the recurrent
      network they go through gates. Before W, RMSNorm recovers from most of it: from
      \(table.values(first, TrainedNorms.Kind.rms.key).mean.fixed(2)) nats at the start to
      \(loss(.rms).mean.fixed(2)), beside LayerNorm's \(loss(.layer).mean.fixed(2)). Weights that start around 0
      spare it that.
      """)
  }
}

extension [Double] {
  /// The mean.
  fileprivate var mean: Double { reduce(0, +) / Double(count) }
}

extension StudyTable {
  /// The final losses of five seeds.
  func final(
    _ kind: TrainedNorms.Kind, _ layers: Int, _ rate: Double, _ end: String
  ) -> [Double] {
    values(end, ["\(layers)"] + kind.key + [rate.typed])
  }

  /// The mean loss of those of five seeds that have not diverged, by steps.
  fileprivate func curve(
    _ kind: TrainedNorms.Kind, _ layers: Int, _ rate: Double
  ) -> Plot.Series {
    .line(
      kind.name,
      Study.normMarks.compactMap { mark in
        let losses = final(kind, layers, rate, "loss \(mark)").filter(\.isFinite)
        return losses.isEmpty ? nil : (Double(mark), losses.mean)
      })
  }

  /// For each seed the first hundred of steps after which the loss is not above that of the model without
  /// a norm at the end; NaN where it never is.
  fileprivate func steps(_ kind: TrainedNorms.Kind, _ layers: Int, _ rate: Double) -> [Double] {
    let marks = Study.normMarks
    let target = final(.none, layers, rate, "loss \(marks.last!)")
    let curves = marks.map { final(kind, layers, rate, "loss \($0)") }
    return target.indices.map { seed in
      marks.indices.first { curves[$0][seed] <= target[seed] }.map { Double(marks[$0]) } ?? .nan
    }
  }
}
