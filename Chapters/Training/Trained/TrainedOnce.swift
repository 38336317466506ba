import Experiments
import Mini
import Notebook
import TrainingExperiments
import Workbench

/// The run that sections 7 and 8 look at: made once, by whichever of them comes first.
final class TrainedOnce {
  /// What is learned instead of the small language, if the reader has given a file.
  var corpus: Corpus?

  /// The run, and the model after some of its steps, the first before any and the last after all.
  struct Result {
    let run: TrainingRun
    let snapshots: [(step: Int, model: Transformer)]
    let seconds: Double
  }

  private var result: Result?

  /// After which steps of a run the model is looked at; early steps change most.
  static func places(of steps: Int) -> [Int] {
    [steps / 30, steps / 10, steps / 3].filter { $0 > 0 }
  }

  /// The run with these settings; a chapter has one.
  func run(
    _ page: Page, _ start: Transformer, _ plan: TrainingPlan, snapshotsAfter places: [Int]
  ) throws -> Result {
    if let result { return result }
    var snapshots = [(step: 0, model: start)]
    let (clock, begin) = (ContinuousClock(), ContinuousClock.now)
    let run = try page.train(start, plan) { model, report in
      if places.contains(report.step) && !report.hasDiverged {
        snapshots.append((report.step, model))
      }
    }
    let seconds = (clock.now - begin) / .seconds(1)
    if snapshots.last!.step != run.reports.count {
      snapshots.append((run.reports.count, run.model))
    }
    let result = Result(run: run, snapshots: snapshots, seconds: seconds)
    self.result = result
    return result
  }
}

extension TrainingChapter {
  /// The run that the knobs describe.
  func theRun(_ page: Page) throws -> TrainedOnce.Result {
    let (count, seed) = (steps(page), page.options.seed)
    var plan = TrainingPlan(steps: count, seed: seed)
    if let corpus = trained.corpus {
      plan = TrainingPlan(steps: count) { corpus.texts(step: $0, seed: seed) }
    }
    plan.learningRate = learningRate
    let start = try Transformer(configuration, seed: seed)
    return try trained.run(page, start, plan, snapshotsAfter: TrainedOnce.places(of: count))
  }

  /// The loss of a model on texts that no model has learned from, each read from its beginning: of the
  /// language the expected one, of a reader's own text that of the bytes that came.
  func heldOutLoss(_ model: Transformer, _ heldOut: KnownTexts) throws -> Double {
    if let corpus = trained.corpus { return try model.evaluate(corpus.heldOutTexts).mean }
    return heldOut.mean(try heldOut.losses { try model($0) })
  }
}
