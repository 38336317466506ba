/// Bars from left to right as SVG, each with its label and its value; those of several series with the
/// same label stand together.
struct SVGBars {
  private(set) var drawing: SVG

  private static let width = 720.0

  init(_ plot: Plot) {
    drawing = SVG(width: Self.width, height: 80)
    let groups = plot.barGroups
    guard let range = plot.barRange, !groups.isEmpty else {
      drawing.text("There is nothing to draw.", 20, 44, "q")
      return
    }
    let several = plot.series.count > 1
    let values = groups.map { $0.values.map { $0?.significant(3) ?? "" } }
    let labels = groups.map { group in SVG.wrap(group.label, width: 240) }
    let left = 26 + (labels.joined().map { SVG.width(of: $0) }.max() ?? 0)
    let right = Self.width - 20 - (values.joined().map { SVG.width(of: $0) }.max() ?? 0)
    let zero = plot.y.position(of: 0, clampedTo: range) ?? 0
    func x(_ place: Double) -> Double { left + place * (right - left) }

    drawing.text(plot.y.label, 14, 18, "q")
    var y = 30.0
    if several { y = drawLegend(plot, at: 38) }
    let top = y
    let thickness = several ? 15.0 : 20
    for (i, group) in groups.enumerated() {
      let height = max(
        Double(group.values.count) * (thickness + 2), Double(labels[i].count) * 16)
      let start = y + (height - Double(group.values.count) * (thickness + 2)) / 2
      let first = y + height / 2 - Double(labels[i].count - 1) * 8 + 4.5
      for (line, text) in labels[i].enumerated() {
        drawing.text(text, left - 10, first + Double(line) * 16, "t", anchor: .end)
      }
      for (j, value) in group.values.enumerated() {
        guard let value else { continue }
        let place = plot.y.position(of: value, clampedTo: range) ?? zero
        let barY = start + Double(j) * (thickness + 2) + 1
        let (low, high) = (x(min(zero, place)), x(max(zero, place)))
        let style = "f\(j % SVGStyle.seriesCount)"
        drawing.rectangle(low, barY, max(high - low, 0.5), thickness, radius: 2, style)
        // The value of a bar to the left of zero stands right of zero: there it is never covered.
        drawing.text(
          values[i][j], (place < zero ? x(zero) : high) + 6, barY + thickness / 2 + 4.5, "q v")
      }
      y += height + (several ? 10 : 6)
    }
    drawing.line(x(zero), top - 2, x(zero), y - 2, "ax")
    drawing.height = y + 10
    drawing.description = Self.describe(plot, groups, values)
  }

  private mutating func drawLegend(_ plot: Plot, at y: Double) -> Double {
    var (x, y) = (14.0, y)
    for (i, series) in plot.series.enumerated() {
      let needed = 20 + SVG.width(of: series.name) + 22
      if x + needed > Self.width, x > 14 { (x, y) = (14, y + 18) }
      drawing.rectangle(x, y - 10, 12, 12, radius: 2, "f\(i % SVGStyle.seriesCount)")
      drawing.text(series.name, x + 18, y, "t")
      x += needed
    }
    return y + 14
  }

  private static func describe(
    _ plot: Plot, _ groups: [(label: String, values: [Double?])], _ values: [[String]]
  ) -> String {
    let bars = zip(groups, values).map { group, values in
      let named = zip(plot.series, values).map { series, value in
        plot.series.count > 1 ? "\(series.name) \(value)" : value
      }
      return "\(group.label): \(named.joined(separator: ", "))"
    }
    let scale = plot.y.isLogarithmic ? ", logarithmic" : ""
    return "Bars, \(plot.y.label)\(scale). " + bars.joined(separator: ". ") + "."
  }
}
