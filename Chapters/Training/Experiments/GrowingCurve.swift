import Experiments

extension TrainingRun {
  /// The mean loss of groups of steps, each an eighth as long as all before it, with the middle of its steps:
  /// for an axis of logarithms, on which the first steps have as much room as the last.
  package var growingCurve: [(step: Double, loss: Double)] {
    var (curve, first) = ([(step: Double, loss: Double)](), 0)
    while first < reports.count {
      let part = reports[first..<min(first + max(1, first / 8), reports.count)]
      curve.append(
        (
          Double(part.first!.step + part.last!.step) / 2,
          part.reduce(0) { $0 + $1.loss } / Double(part.count)
        ))
      first = part.endIndex
    }
    return curve
  }
}
