/// Curves and points over two axes as SVG.
struct SVGCurves {
  private(set) var drawing: SVG

  /// The width of a page's column, and that of a phone.
  static let (wide, narrow) = (720.0, 340.0)
  private static let (plotHeight, narrowPlotHeight) = (280.0, 220.0)
  private static let lineHeight = 18.0

  init(_ plot: Plot, width: Double = wide) {
    drawing = SVG(width: width, height: 80)
    let isNarrow = width < Self.wide
    guard let frame = PlotFrame(plot, xTicks: isNarrow ? 6 : 9, yTicks: 6) else {
      drawing.text("There is nothing to draw.", 20, 44, "q")
      return
    }
    drawing.description = Self.describe(plot, frame)

    // Names stand at the ends of their curves where all curves end on the right and find room.
    let ends = Self.ends(plot, frame)
    let longest = plot.series.map { SVG.width(of: $0.name) }.max() ?? 0
    let isDirect = ends != nil && longest <= width / 4.8
    let legend = plot.series.count > 1 && !isDirect ? Self.legend(plot, width) : []

    let left = 22 + (frame.yTicks.map { SVG.width(of: $0.label) }.max() ?? 0)
    let lastLabel = frame.xTicks.last.map { SVG.width(of: $0.label) / 2 } ?? 0
    let right = width - (isDirect ? longest + 44 : max(20, lastLabel + 8))
    let top = 38 + Double(legend.count) * Self.lineHeight
    let bottom = top + (isNarrow ? Self.narrowPlotHeight : Self.plotHeight)
    drawing.height = bottom + 52

    func x(_ place: Double) -> Double { left + place * (right - left) }
    func y(_ place: Double) -> Double { top + place * (bottom - top) }

    drawing.text(plot.y.label, 14, 18, "q")
    drawLegend(legend, at: 20 + Self.lineHeight)
    for tick in frame.yTicks {
      guard let place = plot.y.position(of: tick.value, clampedTo: frame.y) else { continue }
      drawing.line(left, y(1 - place), right, y(1 - place), "g")
      drawing.text(tick.label, left - 8, y(1 - place) + 4.5, "q", anchor: .end)
    }
    drawing.line(left, bottom, right, bottom, "ax")
    var end = -Double.infinity
    for tick in frame.xTicks {
      guard let place = plot.x.position(of: tick.value, clampedTo: frame.x) else { continue }
      drawing.line(x(place), bottom, x(place), bottom + 5, "ax")
      let half = SVG.width(of: tick.label) / 2
      guard x(place) - half > end + 6 else { continue }
      drawing.text(tick.label, x(place), bottom + 19, "q", anchor: .middle)
      end = x(place) + half
    }
    drawing.text(plot.x.label, (left + right) / 2, bottom + 40, "q", anchor: .middle)

    for (i, series) in plot.series.enumerated() {
      draw(series, i, of: plot, frame, x, y)
    }
    drawing.readings = SVGReadings(
      plot.x.label,
      plot.series.map { series in
        let points = frame.places(series).map { place in
          (x: x(place.x), y: y(place.y), words: Self.words(place.point))
        }
        return (name: series.name, isLine: series.mark == .line, points: points)
      })
    if isDirect, let ends { nameCurves(plot, ends.map(y), at: right + 12, top, bottom) }
  }

  // MARK: Series

  private mutating func draw(
    _ series: Plot.Series, _ index: Int, of plot: Plot, _ frame: PlotFrame,
    _ x: (Double) -> Double, _ y: (Double) -> Double
  ) {
    let count = plot.series.count
    let style = index % SVGStyle.seriesCount
    var markers = frame.places(series)
    if series.mark == .line {
      let data = frame.strokes(series).map { stroke in
        Self.path(Self.thinned(stroke.map { (x($0.x), y($0.y)) }))
      }.joined()
      drawing.path(data, "l s\(style)" + (style > 0 ? " d\(style)" : ""))
      // A curve of few points shows them all. Of many points, some tell the curves apart.
      if markers.count > 24 {
        let wanted = count > 1 ? 6 : 0
        markers = (0..<wanted).map { step in
          let share = (Double(step) + (Double(index) + 0.5) / Double(count)) / 6
          return markers[Int(share * Double(markers.count - 1))]
        }
      }
    }
    drawing.markers(
      markers.map { place in
        let (name, point) = (place.point.label ?? series.name, place.point)
        return (
          SVGStyle.marker(index, x(place.x), y(place.y)),
          "\(name): \(plot.x.label) \(point.x.brief()), \(plot.y.label) \(point.y.brief())"
        )
      }, "p f\(style)")
  }

  /// The two numbers of a point, and its name before the second if it has one.
  private static func words(_ point: Plot.Point) -> (String, String) {
    (point.x.brief(), (point.label.map { $0 + " " } ?? "") + point.y.brief())
  }

  private static func path(_ points: [(x: Double, y: Double)]) -> String {
    guard let first = points.first else { return "" }
    // A single point is a line of no length, which round ends make a dot.
    let rest = points.count > 1 ? points.dropFirst() : points[...]
    return "M\(first.x.svg) \(first.y.svg)L"
      + rest.map { "\($0.x.svg) \($0.y.svg)" }.joined(separator: " ")
  }

  /// What a screen can show of a curve: of the points within a pixel's width the first, the lowest,
  /// the highest and the last.
  private static func thinned(_ points: [(x: Double, y: Double)]) -> [(x: Double, y: Double)] {
    guard points.count > Int(wide) * 2 else { return points }
    var result: [(x: Double, y: Double)] = []
    var start = 0
    while start < points.count {
      var end = start
      let column = points[start].x.rounded(.down)
      while end < points.count, points[end].x.rounded(.down) == column { end += 1 }
      let run = start..<end
      let lowest = run.min { points[$0].y < points[$1].y }!
      let highest = run.max { points[$0].y < points[$1].y }!
      for i in Set([start, lowest, highest, end - 1]).sorted() { result.append(points[i]) }
      start = end
    }
    return result
  }

  // MARK: Names

  /// Where each curve ends on the right, if all of them do and there is more than one.
  private static func ends(_ plot: Plot, _ frame: PlotFrame) -> [Double]? {
    guard (2...SVGStyle.seriesCount).contains(plot.series.count) else { return nil }
    let ends = plot.series.compactMap { series -> Double? in
      guard series.mark == .line, let end = frame.strokes(series).last?.last, end.x > 0.9
      else { return nil }
      return end.y
    }
    return ends.count == plot.series.count ? ends : nil
  }

  private mutating func nameCurves(
    _ plot: Plot, _ ends: [Double], at x: Double, _ top: Double, _ bottom: Double
  ) {
    let order = ends.indices.sorted { (ends[$0], $0) < (ends[$1], $1) }
    var places = order.map { ends[$0] }
    // Push names apart downwards, then back up from the lower edge.
    for i in places.indices.dropFirst() {
      places[i] = max(places[i], places[i - 1] + Self.lineHeight)
    }
    for i in places.indices.reversed() {
      let limit = i == places.count - 1 ? bottom : places[i + 1] - Self.lineHeight
      places[i] = min(places[i], limit)
    }
    for (place, i) in zip(places, order) {
      drawing.path(SVGStyle.marker(i, x + 2, place), "p f\(i)")
      drawing.text(plot.series[i].name, x + 13, place + 4.5, "b f\(i)")
    }
  }

  private typealias Entry = (series: Int, name: String, isLine: Bool, x: Double)

  /// The entries of a legend, row by row.
  private static func legend(_ plot: Plot, _ width: Double) -> [[Entry]] {
    var rows: [[Entry]] = [[]]
    var x = 14.0
    for (i, series) in plot.series.enumerated() {
      let needed = 34 + SVG.width(of: series.name) + 22
      if x + needed > width, !rows[rows.count - 1].isEmpty {
        rows.append([])
        x = 14
      }
      rows[rows.count - 1].append((i, series.name, series.mark == .line, x))
      x += needed
    }
    return rows
  }

  private mutating func drawLegend(_ rows: [[Entry]], at y: Double) {
    for (row, entries) in rows.enumerated() {
      let y = y + Double(row) * Self.lineHeight
      for entry in entries {
        let style = entry.series % SVGStyle.seriesCount
        if entry.isLine {
          drawing.path(
            "M\(entry.x.svg) \((y - 4.5).svg)h26", "l s\(style)" + (style > 0 ? " d\(style)" : ""))
        }
        drawing.path(SVGStyle.marker(style, entry.x + 13, y - 4.5), "p f\(style)")
        drawing.text(entry.name, entry.x + 34, y, "t")
      }
    }
  }

  // MARK: Description

  private static func describe(_ plot: Plot, _ frame: PlotFrame) -> String {
    func axis(_ axis: Plot.Axis, _ range: ClosedRange<Double>) -> String {
      let scale = axis.isLogarithmic ? ", logarithmic" : ""
      return "\(axis.label) from \(range.lowerBound.brief()) to \(range.upperBound.brief())\(scale)"
    }
    let series = plot.series.map { series in
      let noun = series.mark == .line ? "a line" : "points"
      let ys = series.points.map { $0.y }.filter { $0.isFinite }
      guard let first = ys.first, let last = ys.last else { return "\(series.name): nothing" }
      return "\(series.name): \(noun), first \(first.brief()), last \(last.brief()), "
        + "smallest \(ys.min()!.brief()), largest \(ys.max()!.brief())"
    }
    return "Horizontal: \(axis(plot.x, frame.x)). Vertical: \(axis(plot.y, frame.y)). "
      + series.joined(separator: ". ") + "."
  }
}
