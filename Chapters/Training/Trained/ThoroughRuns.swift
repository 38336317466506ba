import Base
import Experiments
import Mini
import Notebook
import TrainingExperiments
import Workbench

// The tables of five seeds in sections 7, 9 and 10.

extension TrainingChapter {
  /// T7, T8: the default run.
  func thoroughRuns(_ page: Page) throws {
    guard let table = try thorough(page, section: 7, Study.runs) else { return }
    let steps = table.study.parts[0].keys.map { $0[1] }
    func above(_ step: String) -> [Double] {
      zip(table.values("loss", step), table.values("floor", step)).map { $0 / $1 - 1 }
    }
    func curve(_ seed: Int) -> Plot.Series {
      .line(
        "seed \(table.study.parts[seed].keys[0][0])",
        steps.compactMap { step in
          let above = above(step)[seed]
          return Double(step).flatMap { $0 > 0 && above > 0 ? ($0, 100 * above) : nil }
        })
    }
    page.plot(
      "What is missing to the floor, seed by seed. Look how near to each other they end.",
      x: .logarithmic("step"), y: .logarithmic("loss above the floor, %"), curve(0), curve(1),
      curve(2), curve(3), curve(4))
    page.table(
      "Mean of five seeds with the smallest and the largest:",
      columns: ["after step", "above the floor, %", "words until the first mistake, of 64"],
      rows: steps.map { step in
        [step, above(step).map { 100 * $0 }.spread(1), table.values("words", step).spread(1)]
      })
    page.check(
      "T7", "thorough: seeds, of 5, that end at most 5 % above the floor",
      Double(above(steps.last!).count { $0 <= 0.05 }), isAtLeast: 4)
    page.text(
      """
      The knobs have no part in this table: it is about the default model and the small language. The words
      until the first mistake are those that section 8 counts.
      """)
  }

  /// T9: optimisers.
  func thoroughOptimizers(_ page: Page) throws {
    guard let table = try thorough(page, section: 9, Study.optimizers) else { return }
    page.table(
      "Mean loss of the last 200 steps in nats a word, of five seeds with the smallest and the largest:",
      columns: ["", "rate", "loss"],
      rows: Contest.all.map { $0.key + [table.values("loss", $0.key).spread(3)] })
    // For each seed the best of its rates.
    func best(_ name: String) -> [Double] {
      let runs = Contest.all.filter { $0.name == name }.map { table.values("loss", $0.key) }
      return runs[0].indices.map { seed in runs.map { $0[seed] }.filter(\.isFinite).min() ?? .nan }
    }
    let (plain, adam) = (best("plain descent"), best("AdamW"))
    page.check(
      "T9", "thorough: seeds, of 5, with which the best AdamW ends below the best plain descent",
      Double(adam.countBelow(plain)), isAtLeast: 4, decides: true)
    page.text(
      """
      Best of its rates, plain descent ends at \(plain.spread(3)), AdamW at \(adam.spread(3)).
      """)
  }

  /// T10: rates that are too large.
  func thoroughDivergence(_ page: Page) throws {
    guard let table = try thorough(page, section: 10, Study.divergence) else { return }
    let none = Double.log(Double(SmallLanguage.vocabulary))
    page.table(
      "Five seeds:",
      columns: [
        "rate", "diverged", "in step", "ended above ln 64", "loss of the last 10 steps",
        "longest gradient over the first",
      ],
      rows: Divergence.rates.map(Divergence.name).map { rate in
        let losses = table.values("loss", rate)
        let growth = zip(
          table.values("longest gradient", rate), table.values("first gradient", rate)
        )
        .map { $0 / $1 }
        let ended = zip(table.values("steps", rate), losses).filter { !$0.1.isFinite }.map(\.0)
        return [
          rate, "\(ended.count) of 5",
          Set(ended).sorted().map { "\(Int($0))" }.joined(separator: ", "),
          "\(losses.count { $0 > none })",
          losses.spread(2), "\(growth.min()!.significant(2))–\(growth.max()!.significant(2))",
        ]
      })
    func diverged(_ rate: Double) -> Int {
      table.values("loss", Divergence.name(rate)).count { $0.isNaN }
    }
    page.check(
      "T10", "thorough: runs at 30 and 1e12, of 10, that diverge",
      Double(diverged(30) + diverged(1e12)),
      isAtLeast: 8)
    page.check(
      "T10", "thorough: runs at 0.3, of 5, that end below ln 64",
      Double(table.values("loss", "0.3").count { $0 < none }), isAtLeast: 4)
    page.text(
      """
      At a rate of 3 the start decides: with \(diverged(3)) of five seeds the run diverges, with the others it
      learns.
      """)
  }
}
