import Base

/// The ends and the named values of a plot's two scales, and where its points lie between them. Both
/// drawings of a plot, in characters and in SVG, begin here.
struct PlotFrame {
  /// A place in a square from (0, 0), top left, to (1, 1), bottom right.
  typealias Place = (x: Double, y: Double)
  /// A point of the plot and its place.
  typealias PlacedPoint = (x: Double, y: Double, point: Plot.Point)

  let x: ClosedRange<Double>
  let y: ClosedRange<Double>
  let xTicks: [Tick]
  let yTicks: [Tick]
  private let plot: Plot

  /// `nil` if no point has a place on both scales.
  init?(_ plot: Plot, xTicks: Int, yTicks: Int) {
    let points = plot.series.flatMap { $0.points }
    let xs = points.map { $0.x }.filter { $0.isFinite }
    let ys = points.map { $0.y }.filter { $0.isFinite }
    guard let x = plot.x.usableRange ?? plot.x.range(of: xs),
      let tight = plot.y.usableRange ?? plot.y.range(of: ys)
    else { return nil }
    let (kindOfX, kindOfY) = (Self.kind(of: xs), Self.kind(of: ys))
    (self.plot, self.x) = (plot, x)
    y = plot.y.usableRange ?? Self.rounded(tight, plot.y, yTicks, kindOfY)
    self.xTicks = Ticks.on(plot.x, x, atMost: xTicks, kindOfX)
    self.yTicks = Ticks.on(plot.y, y, atMost: yTicks, kindOfY)
  }

  private static func kind(of values: [Double]) -> Ticks.Kind {
    guard values.allSatisfy({ $0 == $0.rounded() }) else { return .any }
    let different = Set(values)
    return different.count > 2 && different.allSatisfy { $0 >= 1 && $0.significand == 1 }
      ? .powersOfTwo : .whole
  }

  /// A little more than the data, so that the scale ends at values that it names.
  private static func rounded(
    _ range: ClosedRange<Double>, _ axis: Plot.Axis, _ count: Int, _ kind: Ticks.Kind
  ) -> ClosedRange<Double> {
    var (low, high) = (range.lowerBound, range.upperBound)
    if axis.isLogarithmic {
      func down(_ value: Double) -> Double {
        let power = Double.pow(10, Double.log10(value).rounded(.down))
        return ([5.0, 2, 1].first { $0 * power <= value * (1 + 1e-9) } ?? 1) * power
      }
      let (lower, upper) = (down(low), 1 / down(1 / high))
      return lower.isNormal && upper.isFinite && lower < upper ? lower...upper : range
    }
    // A scale that nearly begins at zero begins at zero.
    if low > 0, low < 0.3 * high { low = 0 }
    if high < 0, high > 0.3 * low { high = 0 }
    for count in stride(from: count, to: 1, by: -1) {
      guard let step = Ticks.step(low...high, count, isWhole: kind != .any) else { return range }
      let first = (low / step + 1e-9).rounded(.down)
      let last = (high / step - 1e-9).rounded(.up)
      guard last - first < Double(count) || count == 2, first * step < last * step else { continue }
      return (last * step).isFinite && (first * step).isFinite ? first * step...last * step : range
    }
    return range
  }

  // MARK: Places

  /// The points of a series that lie within the frame.
  func places(_ series: Plot.Series) -> [PlacedPoint] {
    series.points.compactMap { point in
      guard let x = plot.x.position(of: point.x, in: x),
        let y = plot.y.position(of: point.y, in: y)
      else { return nil }
      return (x, 1 - y, point)
    }
  }

  /// The curve through the points of a series, in one or more pieces: a point without a place breaks
  /// it, and what lies outside of the frame is cut off.
  func strokes(_ series: Plot.Series) -> [[Place]] {
    var strokes: [[Place]] = []
    var previous: Place?
    var isOpen = false
    for point in series.points {
      let place = unbounded(point)
      defer { previous = place }
      guard let place else {
        isOpen = false
        continue
      }
      guard let previous else {
        isOpen = Self.isInside(place)
        if isOpen { strokes.append([place]) }
        continue
      }
      guard let (start, end) = Self.clip(previous, place) else {
        isOpen = false
        continue
      }
      if !isOpen { strokes.append([start]) }
      strokes[strokes.count - 1].append(end)
      isOpen = Self.isInside(place)
    }
    return strokes
  }

  private func unbounded(_ point: Plot.Point) -> Place? {
    func position(_ axis: Plot.Axis, _ value: Double, _ range: ClosedRange<Double>) -> Double {
      let (low, high) = (axis.scaled(range.lowerBound), axis.scaled(range.upperBound))
      return (axis.scaled(value) - low) / (high - low)
    }
    let place = (position(plot.x, point.x, x), 1 - position(plot.y, point.y, y))
    return place.0.isFinite && place.1.isFinite ? place : nil
  }

  private static func isInside(_ place: Place) -> Bool {
    (0...1).contains(place.x) && (0...1).contains(place.y)
  }

  /// The part of a straight line that lies in the square (Liang and Barsky, 1984).
  private static func clip(_ a: Place, _ b: Place) -> (Place, Place)? {
    if isInside(a) && isInside(b) { return (a, b) }
    let (dx, dy) = (b.x - a.x, b.y - a.y)
    var (enter, leave) = (0.0, 1.0)
    for (slope, room) in [(-dx, a.x), (dx, 1 - a.x), (-dy, a.y), (dy, 1 - a.y)] {
      if slope == 0 {
        if room < 0 { return nil }
      } else if slope < 0 {
        enter = max(enter, room / slope)
      } else {
        leave = min(leave, room / slope)
      }
    }
    guard enter <= leave else { return nil }
    func at(_ t: Double) -> Place {
      (min(1, max(0, a.x + t * dx)), min(1, max(0, a.y + t * dy)))
    }
    return (at(enter), at(leave))
  }
}

extension Plot.Axis {
  /// The ends of the values that have a place on the scale; never empty.
  func range(of values: [Double]) -> ClosedRange<Double>? {
    let usable = values.filter { $0.isFinite && (!isLogarithmic || $0 > 0) }
    guard let low = usable.min(), let high = usable.max() else { return nil }
    if low < high { return low...high }
    return isLogarithmic ? low / 2...high * 2 : low - 0.5...high + 0.5
  }
}
