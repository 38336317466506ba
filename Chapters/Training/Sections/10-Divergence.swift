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
      page.result(
        """
        Above some rate the gradient leaps up and the loss ends in no number; the length of the gradient shows
        it.
        """)
      page.claim("T10")
      page.text(
        """
        With a large rate a step lands on the other side of the valley, higher up, where the slope is steeper,
        and the next step is larger still. The default model with plain descent, without clipping:
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
        Length of the gradient in each step. Look for leaps by orders of magnitude: there the rate was too
        large.
        """,
        x: .linear("step"), y: .logarithmic("length of the gradient"),
        .line("rate 0.3", lengths(runs[0], all)), .line("rate 3", lengths(runs[1], all)),
        .line("rate 30", lengths(runs[2], all)))
      let none = Double.log(Double(SmallLanguage.vocabulary))
      page.check(
        "T10", "at 0.3 the last loss is below that of no knowledge, ln 64",
        runs[0].lastLoss(of: 10), isAtMost: none, measuring: "nats")
      page.check(
        "T10", "at 30 and 1e12 the loss ends in no number",
        exceptions: runs.dropFirst(2).filter { $0.divergedAt == nil }.count, of: 2, "runs",
        decides: true)
      let norms = runs[2].reports.map(\.gradientNorm).filter(\.isFinite)
      page.check(
        "T10", "at 30 the gradient leaps up", norms.max()! / norms[0], isAtLeast: 100,
        measuring: "longest over first")
      try page.deeper("At a rate between these the start decides") { page in
        try thoroughDivergence(page)
      }
      smallRun(page)
      page.text(
        """
        What is used against it: a smaller rate; one that grows over the first steps; clipping, which
        shortens a gradient that is too long and keeps its direction; a norm before each layer. In `Mini` a
        step whose loss or gradient is no number leaves the weights as they were.
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
