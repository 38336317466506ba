import Base

/// What a reader can move: a slider over values in their order.
public struct LiveKnob: Sendable {
  /// What it is, with its unit.
  public let label: String
  /// Its values.
  public let values: [Double]
  /// Each of them as the reader would say it.
  public let names: [String]
  /// The place among them where it stands before it is moved.
  public let shown: Int

  /// Values with their names; `shown` is a place among them.
  public init(_ label: String, _ values: [(Double, String)], shown: Int) {
    require(values.indices.contains(shown), "the knob \(label) has no value at place \(shown)")
    self.label = label
    (self.values, self.names) = (values.map { $0.0 }, values.map { $0.1 })
    self.shown = shown
  }

  /// Whole numbers of a range.
  public static func whole(_ label: String, _ range: ClosedRange<Int>, shown: Int) -> LiveKnob {
    LiveKnob(
      label, range.map { (Double($0), $0.grouped) }, shown: shown - range.lowerBound)
  }

  /// Powers of a number, from one exponent to another.
  public static func powers(
    _ label: String, of base: Int, _ exponents: ClosedRange<Int>, shown: Int
  ) -> LiveKnob {
    let values = exponents.map { exponent in
      (0..<exponent).reduce(Double(1)) { value, _ in value * Double(base) }
    }
    return LiveKnob(
      label, values.map { ($0, $0.brief()) }, shown: shown - exponents.lowerBound)
  }

  /// So many values at equal distances, with so many digits after the point.
  public static func steps(
    _ label: String, from first: Double, by step: Double, count: Int, digits: Int, shown: Int
  ) -> LiveKnob {
    let values = (0..<count).map { first + Double($0) * step }
    return LiveKnob(label, values.map { ($0, $0.fixed(digits)) }, shown: shown)
  }
}
