import Base
import Experiments
import Mini
import Notebook
import TrainingExperiments
import Workbench

extension TrainingChapter {
  /// T10: runs with too large a rate.
  var divergence: Section {
    Section("A run that diverges, and how one sees it", "T10") { page in
      page.claim("T10")
      page.text(
        """
        A slope says where down is, not how far. With a small rate a step stays where the slope is true;
        with a large one it lands on the other side of the valley, higher up, where the slope is steeper,
        and the next step is larger still. Here is the default model with plain descent, without
        clipping, at rates that grow:
        """)
      let steps = page.options.quick ? 40 : 120
      let rates = Divergence.rates
      let start = try Transformer(.smallLanguage, seed: page.options.seed)
      let runs = try rates.enumerated().map { i, rate in
        let plan = Divergence.plan(rate: rate, steps: steps, seed: page.options.seed)
        return try page.train(start, plan, named: "\(i + 1) of \(rates.count)")
      }
      let shown = [1, steps / 20, steps / 4, steps].map { max(1, $0) }
      page.table(
        "Loss, and length of the gradient, in some steps; ln 64 = 4.16 is the loss of no knowledge:",
        columns: ["rate"] + shown.map { "step \($0)" } + ["how it ends"],
        rows: zip(rates, runs).map { rate, run in
          [Divergence.name(rate)]
            + shown.map { step in
              guard step <= run.reports.count else { return "–" }
              let report = run.reports[step - 1]
              return report.hasDiverged
                ? "no number"
                : "\(report.loss.significant(3)), \(report.gradientNorm.significant(2))"
            }
            + [ending(run)]
        })
      let all = max(1, steps / 40)
      page.plot(
        """
        Length of the gradient in each step. Look for leaps: in a run that goes well it settles;
        where it leaps up by orders of magnitude, the rate was too large, and the loss follows.
        """,
        x: .linear("step"), y: .logarithmic("length of the gradient"),
        .line("rate 0.3", lengths(runs[0], all)), .line("rate 3", lengths(runs[1], all)),
        .line("rate 30", lengths(runs[2], all)))
      let none = Double.log(Double(SmallLanguage.vocabulary))
      page.check(
        "T10", "at 0.3 the last loss is below that of no knowledge, ln 64; nats",
        runs[0].lastLoss(of: 10), isAtMost: none)
      page.check(
        "T10", "at 30 and 1e12, runs of 2 that end with a loss that is no number",
        runs.dropFirst(2).filter { $0.divergedAt != nil }.count, equals: 2, decides: true)
      let norms = runs[2].reports.map(\.gradientNorm).filter(\.isFinite)
      page.check(
        "T10", "at 30 the longest gradient over the first one", norms.max()! / norms[0],
        isAtLeast: 100)
      page.text(
        """
        Between a rate that learns and one that diverges lies one at which it depends on the start: with
        `--seed 2` the rate of 3 ends otherwise than with the default seed.
        """)
      try thoroughDivergence(page)
      smallRun(page)
      page.text(
        """
        What helps: a smaller rate; a rate that grows from small to large over the first steps, when
        gradients are longest; clipping, which shortens a gradient that is too long and keeps its
        direction; a norm before each layer. The trainer of `Mini` watches both numbers, and a step
        whose loss or gradient is no number leaves the weights as they were.
        """)
    }
  }

  private func lengths(_ run: TrainingRun, _ every: Int) -> [(Double, Double)] {
    run.reports.filter { !$0.hasDiverged && $0.step % every == 0 }
      .map { (Double($0.step), $0.gradientNorm) }
  }

  private func ending(_ run: TrainingRun) -> String {
    if let step = run.divergedAt { return "diverged in step \(step)" }
    let loss = run.lastLoss(of: 10)
    return loss > .log(64) ? "worse than no knowledge" : "learns"
  }
}
