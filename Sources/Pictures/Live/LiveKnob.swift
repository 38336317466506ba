import Base

/// What a reader can move: a slider over values in their order, a text, or the time of a run.
public struct LiveKnob: Sendable {
  /// How it is moved.
  public enum Kind: Sendable {
    /// By hand, from value to value.
    case slider
    /// By typing; it has no values but what is written.
    case text
    /// By pointing at a word, or coming to it with the keyboard: see ``LivePicture/Offer``.
    case pointed
    /// By itself, a value at a time, from the moment when the reader lets it run.
    case run
  }

  /// How it is moved.
  public let kind: Kind
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
    self.init(.slider, label, values, shown: shown)
  }

  private init(_ kind: Kind, _ label: String, _ values: [(Double, String)], shown: Int) {
    require(values.indices.contains(shown), "the knob \(label) has no value at place \(shown)")
    self.kind = kind
    self.label = label
    (self.values, self.names) = (values.map { $0.0 }, values.map { $0.1 })
    self.shown = shown
  }

  /// A text that the reader writes; what stands there before, and comes back with an empty page.
  public static func text(_ label: String, shown: String) -> LiveKnob {
    LiveKnob(.text, label, [(0, shown)], shown: 0)
  }

  /// One of so many places that the reader points at.
  public static func pointed(_ label: String, count: Int, shown: Int = 0) -> LiveKnob {
    LiveKnob(.pointed, label, (0..<count).map { (Double($0), $0.grouped) }, shown: shown)
  }

  /// Steps of a run, from 0 to `most`. A page of the terminal shows it after `shown` of them; one for
  /// browsers begins with none.
  public static func run(_ label: String, most: Int, shown: Int) -> LiveKnob {
    LiveKnob(.run, label, (0...most).map { (Double($0), $0.grouped) }, shown: shown)
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
