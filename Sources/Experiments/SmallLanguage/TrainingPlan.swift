import Mini

extension TransformerConfiguration {
  /// The same with 2 kv heads, which four query heads each share.
  package static var smallLanguageShared: TransformerConfiguration {
    var c = smallLanguage
    c.kvHeads = 2
    return c
  }
}

/// How a model is trained: how long, how fast, on what.
package struct TrainingPlan: Sendable {
  /// The number of steps.
  package var steps: Int

  /// The largest learning rate; it grows to it over 50 steps, or a quarter of all if that is less, and
  /// falls along a cosine to a tenth.
  package var learningRate = 3e-3

  /// How the numbers follow their gradient.
  package var optimizer: any Optimizer = AdamW(beta2: 0.99)

  /// The largest length of the gradient; nil leaves all as they are.
  package var clipping: Double? = 1

  /// The texts of a step, counted from 0; all of one length.
  package var texts: @Sendable (_ step: Int) -> [[Int]]

  /// A plan for texts of the small language: 16 of 64 words a step, none of them twice.
  package init(steps: Int, seed: UInt64) {
    self.init(steps: steps) { step in
      SmallLanguage.texts(16 * step..<16 * (step + 1), words: 64, seed: seed)
    }
  }

  /// A plan for other texts.
  package init(steps: Int, texts: @escaping @Sendable (_ step: Int) -> [[Int]]) {
    (self.steps, self.texts) = (steps, texts)
  }

  /// The learning rate of each step.
  package var schedule: LearningRateSchedule {
    get throws(ModelError) {
      try LearningRateSchedule(peak: learningRate, warmUp: min(50, steps / 4), steps: steps)
    }
  }
}

/// What a training run found, and the model that came of it.
package struct TrainingRun: Sendable {
  /// The model after the last step.
  package private(set) var model: Transformer

  /// Called after each step with the model as it is then, and what the step found.
  package typealias OnStep = (Transformer, Trainer.Report) throws -> Void

  /// What each step found.
  package private(set) var reports: [Trainer.Report] = []

  /// Trains a model. Where the loss or the gradient is no number any more
  /// the run ends, with the weights that it had before.
  package init(
    training model: Transformer, _ plan: TrainingPlan,
    onStep: OnStep? = nil
  ) throws {
    var trainer = try Trainer(
      model, optimizer: plan.optimizer, schedule: plan.schedule,
      clipping: plan.clipping)
    reports.reserveCapacity(plan.steps)
    for step in 0..<plan.steps {
      let report = try trainer.step(on: plan.texts(step))
      reports.append(report)
      try onStep?(trainer.model, report)
      if report.hasDiverged { break }
    }
    self.model = trainer.model
  }

  /// The step, from 1 on, at which the run has diverged; nil if it has not.
  package var divergedAt: Int? { reports.last.flatMap { $0.hasDiverged ? $0.step : nil } }

  /// The mean loss of every `window` steps, each with the last of these steps: the loss of one batch
  /// jumps with what the batch asks.
  package func curve(window: Int) -> [(step: Double, loss: Double)] {
    Self.curve(of: reports, window: window)
  }

  package static func curve(
    of reports: [Trainer.Report], window: Int
  ) -> [(step: Double, loss: Double)] {
    stride(from: 0, to: reports.count, by: window).map { first in
      let part = reports[first..<min(first + window, reports.count)]
      return (Double(part.last!.step), part.reduce(0) { $0 + $1.loss } / Double(part.count))
    }
  }

  /// The mean loss of the last `count` steps; infinite for a run that has diverged.
  package func lastLoss(of count: Int = 50) -> Double {
    if divergedAt != nil { return .infinity }
    let part = reports.suffix(count)
    return part.reduce(0) { $0 + $1.loss } / Double(part.count)
  }
}
