import Base

/// How large the steps of a training run are: they grow to a peak, and then shrink along half a cosine.
///
/// Small steps at first, while AdamW's averages still rest on few gradients; small ones at the end, where
/// the loss should settle (Loshchilov and Hutter, 2017, arXiv 1608.03983, eq. 5, with one period).
public struct LearningRateSchedule: Equatable, Sendable {
  /// The largest rate.
  public let peak: Double

  /// How many steps it takes to get there, each the same amount larger.
  public let warmUp: Int

  /// How many steps there are in all; nil where the rate stays at the peak.
  public let steps: Int?

  /// The last rate, as a part of the peak.
  public let finalFraction: Double

  /// A schedule for `steps` steps, or a sentence about what is wrong with it.
  public init(
    peak: Double, warmUp: Int = 0, steps: Int, finalFraction: Double = 0.1
  ) throws(ModelError) {
    try Self.validate(peak)
    try ModelError.require(steps, atLeastOne: "the number of steps")
    try ModelError.require(warmUp, atLeast: 0, "the number of steps before the peak")
    if !(0 <= finalFraction && finalFraction <= 1) {
      throw ModelError("the last rate is a part of the peak, from 0 to 1, not \(finalFraction)")
    }
    (self.peak, self.warmUp, self.steps, self.finalFraction) = (peak, warmUp, steps, finalFraction)
  }

  /// The same rate for every step.
  public init(constant rate: Double) throws(ModelError) {
    try Self.validate(rate)
    (peak, warmUp, steps, finalFraction) = (rate, 0, nil, 1)
  }

  /// The rate of a step, from 1 on; after the last it stays as it is, and before the first it is what the
  /// steps begin with: 0, or the peak where there is no warm-up.
  public func callAsFunction(_ step: Int) -> Double {
    let step = max(0, step)
    if warmUp > 0 && step <= warmUp { return peak * Double(step) / Double(warmUp) }
    guard let steps else { return peak }
    // 0 at the peak, 1 at the last step
    let way = steps > warmUp ? min(1, Double(step - warmUp) / Double(steps - warmUp)) : 1
    return peak * (finalFraction + (1 - finalFraction) * (1 + .cos(.pi * way)) / 2)
  }

  private static func validate(_ rate: Double) throws(ModelError) {
    if !(rate > 0 && rate.isFinite) {
      throw ModelError("a learning rate is a number above 0, not \(rate)")
    }
  }
}
