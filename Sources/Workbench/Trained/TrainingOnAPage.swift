import Experiments
import Mini
import Notebook

extension Page {
  /// Trains a model, with a line on standard error that says how long it will still take. If the reader
  /// interrupts it, the page shows the loss so far, and the run ends.
  ///
  /// - Parameters:
  ///   - label: what the line says: "training", "3 of 9"
  ///   - onStep: called after each step with the model as it is then
  package func train(
    _ model: Transformer, _ plan: TrainingPlan, named label: String = "training",
    onStep: TrainingRun.OnStep? = nil
  ) throws -> TrainingRun {
    let (clock, start) = (ContinuousClock(), ContinuousClock.now)
    var reports: [Trainer.Report] = []
    return try interruptible { isInterrupted in
      try TrainingRun(training: model, plan) { model, report in
        reports.append(report)
        try onStep?(model, report)
        if isInterrupted() {
          self.show(reports, interruptedOf: plan.steps, label)
          throw Interrupted()
        }
        let done = Double(report.step) / Double(plan.steps)
        let seconds = (clock.now - start) / .seconds(1)
        let left = Int((seconds * (1 - done) / done).rounded(.up))
        self.working(on: "\(label), \(left) s left", done)
      }
    }
  }

  /// What an interrupted run has found so far.
  private func show(_ reports: [Trainer.Report], interruptedOf steps: Int, _ label: String) {
    let curve = TrainingRun.curve(of: reports, window: max(1, reports.count / 60))
      .filter { $0.loss.isFinite }
    text(
      """
      Interrupted: “\(label)” has made \(reports.count.grouped) of \(steps.grouped) steps. The loss so
      far:
      """)
    let rows = (0...4).map { reports[($0 * (reports.count - 1)) / 4] }
    table(
      columns: ["step", "loss of its texts"],
      rows: rows.enumerated().filter {
        $0.offset == 0 || $0.element.step > rows[$0.offset - 1].step
      }
      .map { [$0.element.step.grouped, $0.element.loss.fixed(4)] })
    if curve.count > 1 {
      plot(
        "The loss of the steps that were made:", x: .linear("step"),
        y: .linear("loss, nats a token"),
        .line("batches", curve.map { ($0.step, $0.loss) }))
    }
  }
}
