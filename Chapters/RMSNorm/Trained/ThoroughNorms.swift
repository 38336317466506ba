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
    for layers in grid.depths {
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
    verdicts(page, table, grid, end)
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
        "N1",
        """
        thorough, \(layers) blocks, rate \(low.typed): seeds, of 5, with which all norms before W end below
        none
        """,
        Double(
          none.indices.count { seed in
            norms.allSatisfy { loss($0, layers, low)[seed] < none[seed] }
          }), isAtLeast: 4)
      // NaN, where it never gets there, is at most nothing.
      page.check(
        "N1",
        """
        thorough, \(layers) blocks, rate \(low.typed): seeds, of 5, with which LayerNorm is at the final loss
        without a norm in at most 95 % of the steps
        """,
        Double(
          table.steps(.layer, layers, low).count { $0 <= 0.95 * Double(grid.steps) }),
        isAtLeast: 4, decides: layers == deep)
      page.check(
        "N1",
        "thorough, \(layers) blocks, rate \(low.typed): mean losses of RMSNorm and LayerNorm, difference",
        abs(loss(.rms, layers, low).mean - loss(.layer, layers, low).mean), isAtMost: 0.02)
    }
    page.check(
      "N1", "thorough, \(deep) blocks, rate \(high.typed): runs without a norm, of 5, that diverge",
      Double(loss(.none, deep, high).count { $0.isNaN }), isAtLeast: 4)
    // The loss of a reader who knows how often each word comes is 3.5.
    page.check(
      "N1",
      """
      thorough, \(deep) blocks, rate \(high.typed): seeds, of 5, with which LayerNorm and RMSNorm after the
      sum are stuck above 3 nats
      """,
      Double(
        zip(loss(.layer.after, deep, high), loss(.rms.after, deep, high)).count { min($0, $1) > 3 }
      ), isAtLeast: 4)
    func below(_ kind: TrainedNorms.Kind, _ layers: Int, _ rate: Double) -> String {
      "\(loss(kind, layers, rate).countBelow(loss(.none, layers, rate)))"
    }
    func behind(_ layers: Int) -> Int {
      loss(.rms, layers, low).countBelow(loss(.partial, layers, low))
    }
    let through = loss(.partial.after, deep, grid.rates[1]).count { $0 < 3 }
    page.text(
      """
      What a norm is worth depends on the rate. With \(shallow) blocks, LayerNorm before W ends below the
      model without a norm with \(below(.layer, shallow, low)), \(below(.layer, shallow, grid.rates[1])) and
      \(below(.layer, shallow, high)) seeds of five at the three rates, RMSNorm with
      \(below(.rms, shallow, low)), \(below(.rms, shallow, grid.rates[1])) and
      \(below(.rms, shallow, high)): so large steps are no place to look for its use, unless the model is
      deep and would not get through them at all. pRMSNorm, which looks at 8 of 64 numbers, is behind
      RMSNorm with \(behind(shallow)) seeds at \(shallow) blocks and \(behind(deep)) at \(deep), at the lowest
      rate.

      *After the sum*, where the notes' papers have it, a norm does as well with \(shallow) blocks at the
      lowest rate: LayerNorm ends below the model without one with
      \(below(.layer.after, shallow, low)) seeds, RMSNorm with \(below(.rms.after, shallow, low)). With
      \(deep) blocks they do so with \(below(.layer.after, deep, low)) and \(below(.rms.after, deep, low)), and
      at larger rates they are stuck at a loss that knows little more than how often each word comes. That is
      why such models were warmed up with care, and why today's have the norm before W. At a rate of
      \(grid.rates[1].typed) pRMSNorm gets through where the other two are stuck, with \(through) seeds; why,
      these runs do not say.
      """)
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
      "N9", "thorough, before W: seeds, of 5, with which RMSNorm ends above LayerNorm",
      Double(loss(.layer).countBelow(loss(.rms))), isAtLeast: 4)
  }
}

extension [Double] {
  /// The mean.
  fileprivate var mean: Double { reduce(0, +) / Double(count) }
}

extension StudyTable {
  /// The final losses of five seeds.
  fileprivate func final(
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
