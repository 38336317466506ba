import Base
import Notebook

/// How far the runs of a study have come: parts, runs within a part, steps within a run.
struct StudyProgress {
  /// Parts to be measured.
  let parts: Int
  /// Parts that are measured.
  private(set) var done = 0
  /// The step that the run has come to.
  var step = 0
  private var run = 0
  private var steps = 0
  /// How many runs the last part had.
  private var runsOfAPart: Int?
  private let start = ContinuousClock.now

  init(parts: Int) { self.parts = parts }

  /// One more run of the part begins.
  mutating func beginRun(of steps: Int) {
    run += 1
    (step, self.steps) = (0, steps)
  }

  /// The part is measured.
  mutating func endPart() {
    (runsOfAPart, run, step) = (run, 0, 0)
    done += 1
  }

  /// The share that is done. How many runs a part has is known once one is done; until then it is taken
  /// to have one for each of its rows.
  func share(ofPartWithRows rows: Int) -> Double {
    let runs = max(runsOfAPart ?? rows, run)
    let ofRun = Double(step) / Double(max(1, steps))
    let ofPart = (Double(run - 1) + ofRun) / Double(runs)
    return (Double(done) + ofPart) / Double(parts)
  }

  /// Where it is, and how long it may still take.
  var words: String {
    let place = "\(done + 1) of \(parts), run \(run)"
    guard done > 0 else { return place }
    let time = start.duration(to: .now) / .seconds(1)
    let left = time * Double(parts - done) / Double(done)
    return place + ", \(Int(left.rounded(.up))) s left"
  }

  /// What a reader is told who interrupts it.
  func interrupted(isKept: Bool) -> String {
    let place = "Interrupted in part \(done + 1) of \(parts), run \(run), step \(step.grouped)"
    guard done > 0 else {
      return "\(place) of \(steps.grouped): no part is complete yet"
        + (isKept ? ", and none is kept." : ".")
    }
    return "\(place) of \(steps.grouped): \(counted(done, "part")) measured before it"
      + (isKept ? ", and kept." : ".")
  }
}
