/// What a measurement of time said about a statement of the notes. Machines differ and are noisy,
/// so a finding reports and never fails a run.
public struct Finding: Sendable {
  /// The claim that it belongs to.
  public var id: String
  /// The number of the section it was found in.
  public var section: Int?
  /// What the notes, or the arithmetic, let us expect.
  public var expectation: String
  /// The measured ratio.
  public var ratio: Double
  /// The expectation held if the ratio is in this range.
  public var expected: ClosedRange<Double>
  /// What a smaller ratio means, for the reader on whose machine it is smaller.
  public var ifLess: String
  /// What a larger ratio means.
  public var ifMore: String
  /// Whether the verdict on its claim rests on it.
  public var decides = false
  /// Why the times behind it say nothing, if so.
  public var disturbance: Disturbance?

  /// What became of the expectation.
  public enum Outcome: String, Sendable, Encodable {
    /// The ratio is where it was expected.
    case held
    /// It is smaller.
    case less
    /// It is larger.
    case more
    /// The machine was busy, or there is no ratio: nothing was found out.
    case undecided
  }

  /// What became of the expectation on this machine, in this run.
  public var outcome: Outcome {
    if disturbance != nil || ratio.isNaN { return .undecided }
    if expected.contains(ratio) { return .held }
    return ratio < expected.lowerBound ? .less : .more
  }

  /// Whether the expectation held on this machine, in this run.
  public var held: Bool { outcome == .held }

  /// Whether it did not.
  var isDoubtful: Bool { outcome == .less || outcome == .more }
}

extension ClosedRange<Double> {
  /// From `least` to what the work allows, and a tenth more for the measurement: who has a hundredth of
  /// the work can be a hundred times as fast, and no faster.
  ///
  /// - Parameter ratio: the work of the slow one over that of the quick one, such as
  ///   ``Race/workRatio(of:to:)``.
  public static func atLeast(_ least: Double, work ratio: Double) -> ClosedRange<Double> {
    least...Swift.max(least, ratio.isFinite ? 1.1 * ratio : least)
  }
}
