import Base

/// Attention with linear biases (Press, Smith and Lewis, 2021, arXiv 2108.12409): no position is
/// added to any vector; instead a score becomes smaller in proportion to the distance it spans.
///
/// The query at position `i` and the key at position `j` get `−slope · (i − j)` on top of their
/// scaled score. The slope is fixed, another one for each head: a steep head sees only what is near,
/// a flat one everything.
///
/// The paper speaks of causal attention only, where `j ≤ i`. Without a mask the distance is
/// `|i − j|`, so that a key that comes later is not rewarded for being far away.
public struct ALiBi: Sendable {
  /// One slope for each query head, all above 0; per position.
  public let slopes: [Float]

  /// The slopes of the paper for `heads` query heads.
  ///
  /// For a power of two they are the geometric sequence that starts at 2^(−8/heads) and has this
  /// number as its ratio: 1/2, 1/4 … 1/256 for 8 heads. For another number they are those of the
  /// power of two below, followed by every second one of the power of two above (the rule of the
  /// authors' released code).
  public init(heads: Int) {
    require(
      heads > 0 && Count(heads).fitsIntoMemory, "\(counted(heads, "head")) have no slopes")
    var below = 1
    while below * 2 <= heads { below *= 2 }
    let between = stride(from: 0, to: 2 * (heads - below), by: 2)
    slopes = Self.geometric(below) + between.map { Self.geometric(2 * below)[$0] }
  }

  private static func geometric(_ heads: Int) -> [Float] {
    (1...heads).map { Float(Double.exp2(-8 * Double($0) / Double(heads))) }
  }

  /// What is added to a scaled score of `head` that spans `distance` positions; never positive.
  public func callAsFunction(head: Int, distance: Int) -> Float {
    -slopes[head] * Float(abs(distance))
  }
}
