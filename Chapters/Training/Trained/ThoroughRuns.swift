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
      "T7", "thorough: at least 4 of 5 seeds end at most 5 % above the floor",
      Double(above(steps.last!).count { $0 <= 0.05 }), isAtLeast: 4, measuring: "seeds")
    page.text(
      """
      The knobs have no part in this table: it is about the default model and the small language. The words
      until the first mistake are those that section 8 counts.
      """)
  }

  /// T9: optimisers, each at all of its rates.
  func bestRates(_ page: Page) throws {
    var found: StudyTable?
    try page.deeper("All rates, with the smallest and the largest loss of five seeds") { page in
      found = try thorough(page, section: 9, Study.optimizers)
      guard let found else { return }
      page.table(
        "Mean loss of the last 200 steps in nats a word, of five seeds with the smallest and the largest:",
        columns: ["", "rate", "loss"],
        rows: Contest.all.map { $0.key + [found.values("loss", $0.key).spread(3)] })
    }
    guard let table = found else { return }
    func rates(_ name: String) -> [Contest] { Contest.all.filter { $0.name == name } }
    // For each rate the mean of the seeds.
    func means(_ name: String) -> [(rate: Double, loss: Double)] {
      rates(name).map { contest in
        let losses = table.values("loss", contest.key)
        return (contest.rate, losses.reduce(0, +) / Double(losses.count))
      }
    }
    let names = ["plain descent", "AdamW"]
    page.plot(
      """
      Loss by learning rate, the mean of five \(page.options.thorough ? "runs" : "kept runs"). Look how wide
      each valley is, and which lies deeper.
      """,
      x: .logarithmic("learning rate"), y: .linear("nats a word", 0.7...0.9),
      .line(names[0], means(names[0]).map { ($0.rate, $0.loss) }),
      .line(names[1], means(names[1]).map { ($0.rate, $0.loss) }))
    // For each seed the best of its rates.
    func best(_ name: String) -> [Double] {
      let runs = rates(name).map { table.values("loss", $0.key) }
      return runs[0].indices.map { seed in runs.map { $0[seed] }.filter(\.isFinite).min() ?? .nan }
    }
    let (plain, adam) = (best(names[0]), best(names[1]))
    page.check(
      "T9", "the best AdamW ends below the best plain descent with at least 4 of 5 seeds",
      Double(adam.countBelow(plain)), isAtLeast: 4, measuring: "seeds", decides: true)
    /// What the neighbours of the best rate lose more.
    func beside(_ name: String) -> String {
      let all = means(name)
      let best = all.indices.min { all[$0].loss < all[$1].loss }!
      return [best - 1, best + 1].filter(all.indices.contains).map {
        "\((all[$0].loss - all[best].loss).fixed(3)) (at \(all[$0].rate.typed))"
      }.joined(separator: " and ")
    }
    page.text(
      """
      Best of its rates, plain descent ends at \(plain.spread(3)), AdamW at \(adam.spread(3)). Beside its
      best rate plain descent loses \(beside(names[0])) nats more, AdamW \(beside(names[1])).
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
      "T10", "thorough: at 30 and 1e12 at least 8 of 10 runs diverge",
      Double(diverged(30) + diverged(1e12)), isAtLeast: 8, measuring: "runs")
    page.check(
      "T10", "thorough: at 0.3 at least 4 of 5 runs end below ln 64",
      Double(table.values("loss", "0.3").count { $0 < none }), isAtLeast: 4, measuring: "runs")
    page.text(
      """
      At a rate of 3 the start decides: with \(diverged(3)) of five seeds the run diverges, with the others it
      learns.
      """)
  }
}
