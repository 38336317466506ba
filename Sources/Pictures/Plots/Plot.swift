import Base

/// A picture of numbers: curves or points over two axes, or bars with labels.
public struct Plot: Sendable, Codable {
  /// What the picture shows and what to look for in it.
  public var caption: String
  /// The horizontal axis; its label names the unit. Bars need none.
  public var x: Axis
  /// The vertical axis; for bars, the axis along which they grow.
  public var y: Axis
  /// The curves, in the order of the legend.
  public var series: [Series]
  /// Where and when its numbers were measured; `nil` where time has no part in them.
  public var conditions: String?
  /// The same picture for several values of a knob, of which `series` is one; pages for browsers let
  /// the reader slide from one to the next.
  public var choices: Choices?

  /// The same picture for several values of a knob, all of them computed by the chapter.
  public struct Choices: Sendable, Codable {
    /// What the reader chooses, with its unit: `base`.
    public var knob: String
    /// The values in order, each with its curves.
    public var values: [Choice]
    /// Which of them the picture shows first.
    public var shown: Int
    /// Values of a knob, the place among them that is shown first counted from 0.
    public init(knob: String, values: [Choice], shown: Int) {
      (self.knob, self.values, self.shown) = (knob, values, shown)
    }
  }

  /// A value of the knob and its curves.
  public struct Choice: Sendable, Codable {
    /// The value as the reader would say it.
    public var name: String
    /// The curves for this value.
    public var series: [Series]
    /// A value and its curves.
    public init(_ name: String, _ series: Series...) { (self.name, self.series) = (name, series) }
  }

  /// A horizontal or vertical scale.
  public struct Axis: Sendable, Codable {
    /// What is measured, with its unit.
    public var label: String
    /// Whether equal steps are equal factors.
    public var isLogarithmic: Bool
    /// The ends of the scale; from the data when `nil`.
    public var range: ClosedRange<Double>?

    /// A linear scale.
    public static func linear(_ label: String, _ range: ClosedRange<Double>? = nil) -> Axis {
      Axis(label: label, isLogarithmic: false, range: range)
    }
    /// A logarithmic scale; points that are not positive have no place on it.
    public static func logarithmic(_ label: String, _ range: ClosedRange<Double>? = nil) -> Axis {
      Axis(label: label, isLogarithmic: true, range: range)
    }
  }

  /// One curve, set of points or set of bars.
  public struct Series: Sendable, Codable {
    /// Its name in the legend.
    public var name: String
    /// How it is drawn.
    public var mark: Mark
    /// `(x, y)` pairs.
    public var points: [Point]

    /// A curve through `(x, y)` pairs.
    public static func line(_ name: String, _ points: [(Double, Double)]) -> Series {
      Series(name: name, mark: .line, points: points.map { Point(x: $0.0, y: $0.1) })
    }
    /// Separate points.
    public static func points(_ name: String, _ points: [(Double, Double)]) -> Series {
      Series(name: name, mark: .point, points: points.map { Point(x: $0.0, y: $0.1) })
    }
    /// Separate points with a name each, which a page shows to whoever points at one.
    public static func points(_ name: String, _ points: [(String, Double, Double)]) -> Series {
      Series(
        name: name, mark: .point, points: points.map { Point(x: $0.1, y: $0.2, label: $0.0) })
    }
    /// Bars with a label each, in order.
    public static func bars(_ name: String, _ bars: [(String, Double)]) -> Series {
      let points = bars.enumerated().map { Point(x: Double($0), y: $1.1, label: $1.0) }
      return Series(name: name, mark: .bar, points: points)
    }
  }

  /// A place in the picture.
  public struct Point: Sendable, Codable {
    /// Its place along the horizontal axis.
    public var x: Double
    /// Its place along the vertical axis.
    public var y: Double
    /// The name of a bar, or of a point that has one.
    public var label: String?
  }

  /// How a series is drawn.
  public enum Mark: String, Sendable, Codable {
    /// A curve through the points, in their order.
    case line
    /// A marker for each point.
    case point
    /// A bar for each point, with its label.
    case bar
  }

  /// A picture of one or more series.
  public init(_ caption: String, x: Axis, y: Axis, _ series: [Series]) {
    (self.caption, self.x, self.y, self.series) = (caption, x, y, series)
  }

  /// The picture for one of the values, on scales that fit all of them: only the curves move.
  package func choice(_ choice: Choice) -> Plot {
    var all = self
    all.series = choices?.values.flatMap { $0.series } ?? series
    var plot = self
    plot.series = choice.series
    if let frame = PlotFrame(all, xTicks: 9, yTicks: 6) {
      (plot.x.range, plot.y.range) = (frame.x, frame.y)
    }
    return plot
  }
}

extension Plot.Axis {
  /// The ends that the author asked for, if a scale can have them.
  var usableRange: ClosedRange<Double>? {
    guard let range, range.lowerBound < range.upperBound, range.upperBound.isFinite,
      range.lowerBound.isFinite, !isLogarithmic || range.lowerBound > 0
    else { return nil }
    return range
  }
}

extension Plot.Axis {
  /// Where `value` lies between the ends of `range`: 0 at the lower, 1 at the upper; `nil` outside.
  func position(of value: Double, in range: ClosedRange<Double>) -> Double? {
    guard value.isFinite, range.contains(value) else { return nil }
    let (low, high, v) = (scaled(range.lowerBound), scaled(range.upperBound), scaled(value))
    let position = (v - low) / (high - low)
    return position.isFinite ? position : nil
  }

  /// The same, with values outside moved to the nearer end.
  func position(of value: Double, clampedTo range: ClosedRange<Double>) -> Double? {
    guard !value.isNaN else { return nil }
    return position(of: min(range.upperBound, max(range.lowerBound, value)), in: range)
  }

  /// The value at a position between 0 and 1.
  func value(at position: Double, in range: ClosedRange<Double>) -> Double {
    let (low, high) = (scaled(range.lowerBound), scaled(range.upperBound))
    // The ends are given back as they are, not as 999.9999999999998.
    if position == 0 { return range.lowerBound }
    if position == 1 { return range.upperBound }
    let v = low + position * (high - low)
    return isLogarithmic ? .pow(10, v) : v
  }

  /// The value, or its logarithm: what equal steps of the scale are equal steps of.
  func scaled(_ value: Double) -> Double {
    isLogarithmic ? .log10(value) : value
  }
}
