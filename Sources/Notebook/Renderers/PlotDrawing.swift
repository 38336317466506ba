import Foundation

/// A plot drawn with characters: one curve in braille dots, several with a sign each, bars as blocks.
struct PlotDrawing {
  /// The drawing, without the caption.
  let lines: [String]

  init(_ plot: Plot, width: Int, isUnicode: Bool, height: Int = 12) {
    // Symbols are spelled out before the layout, for that makes them longer.
    let plot = isUnicode ? plot : plot.spelled(ASCII.spell)
    if plot.series.contains(where: { $0.mark == .bar }) {
      lines = Self.bars(plot, width: width, isUnicode: isUnicode)
    } else {
      lines = Self.curves(plot, width: width, height: height, isUnicode: isUnicode)
    }
  }

  // MARK: Bars

  private static func bars(_ plot: Plot, width: Int, isUnicode: Bool) -> [String] {
    let points = plot.series.flatMap(\.points)
    let ellipsis = isUnicode ? "…" : "..."
    let labels = points.map {
      TextLayout.cut($0.label ?? "", width: max(8, width / 2 - 8), ellipsis: ellipsis)
    }
    let values = points.map { isUnicode ? $0.y.significant(3) : ASCII.spell($0.y.significant(3)) }
    let labelWidth = labels.map(\.columns).max() ?? 0
    let valueWidth = values.map(\.columns).max() ?? 0
    let margin = labelWidth + valueWidth + 2
    let room = Double(max(4, width - margin - 2))
    var axis = plot.y
    axis.range = range(ofBars: points.map(\.y), axis)
    // A bar reaches from zero to its value, on a logarithmic scale from the left end.
    let zero = axis.range.map { axis.position(of: 0, clampedTo: $0) ?? 0 } ?? 0
    let lines = points.indices.map { i in
      let end = axis.range.flatMap { axis.position(of: points[i].y, clampedTo: $0) } ?? zero
      return TextLayout.pad(labels[i], labelWidth) + " "
        + TextLayout.pad(values[i], valueWidth, right: true) + " "
        + (isUnicode ? "│" : "|") + bar(from: zero * room, to: end * room, isUnicode)
    }
    return lines + label(axis.label, margin: margin + 1, width: width)
  }

  private static func range(ofBars values: [Double], _ axis: Plot.Axis) -> ClosedRange<Double>? {
    if let range = axis.usableRange { return range }
    let usable = values.filter { $0.isFinite && (!axis.isLogarithmic || $0 > 0) }
    guard let low = usable.min(), let high = usable.max() else { return nil }
    // The smallest bar of a logarithmic scale must be seen too.
    if axis.isLogarithmic { return low / 2...max(high, low * 2) }
    return low == 0 && high == 0 ? 0...1 : min(0, low)...max(0, high)
  }

  private static func bar(from start: Double, to end: Double, _ isUnicode: Bool) -> String {
    let (low, high) = (min(start, end), max(start, end))
    let space = String(repeating: " ", count: Int(low.rounded()))
    let length = high - low.rounded()
    guard isUnicode else {
      return (space + String(repeating: "#", count: max(0, Int(length.rounded())))).trimmingEnd
    }
    let eighths = max(0, Int((length * 8).rounded()))
    let remainder = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8]
    return (space + String(repeating: "█", count: eighths / 8) + remainder).trimmingEnd
  }

  // MARK: Curves

  private static func curves(_ plot: Plot, width: Int, height: Int, isUnicode: Bool) -> [String] {
    guard let frame = plot.frame else { return ["(there is nothing to draw)"] }
    let ticks = [1.0, 0.5, 0.0].map { tick(plot.y, $0, frame.y, isUnicode) }
    let margin = (ticks.map(\.columns).max() ?? 0) + 1
    let columns = max(16, width - margin - 1)
    var canvas = Canvas(columns: columns, rows: height)
    let signs: [Character] = isUnicode ? ["•", "○", "×", "+", "▪"] : ["*", "o", "x", "+", "#"]
    for (i, series) in plot.series.enumerated() {
      let places = series.points.map { point -> (Double, Double)? in
        guard let x = plot.x.position(of: point.x, in: frame.x),
          let y = plot.y.position(of: point.y, in: frame.y)
        else { return nil }
        return (x, 1 - y)
      }
      let sign = signs[i % signs.count]
      let pen: Canvas.Pen = plot.series.count == 1 && isUnicode ? .dots : .sign(sign)
      canvas.draw(places, joined: series.mark == .line, pen)
    }
    let (edge, mark, corner, rule) = isUnicode ? ("│", "┤", "└", "─") : ("|", "|", "+", "-")
    var lines = label(plot.y.label, margin: margin + 1, width: width)
    for (row, text) in canvas.lines.enumerated() {
      let tick = [0: ticks[0], height / 2: ticks[1], height - 1: ticks[2]][row]
      let side = TextLayout.pad(tick ?? "", margin - 1, right: true)
      lines.append(side + " " + (tick == nil ? edge : mark) + text)
    }
    lines.append(
      String(repeating: " ", count: margin) + corner + String(repeating: rule, count: columns))
    lines += scale(plot.x, frame.x, columns, isUnicode).map {
      String(repeating: " ", count: margin + 1) + $0
    }
    if plot.series.count > 1 {
      // A sign and its name stay together.
      let legend = plot.series.enumerated().map { i, series in
        let entry = "\(signs[i % signs.count]) \(series.name)"
        return entry.columns < columns
          ? entry.replacingOccurrences(of: " ", with: "\u{00A0}") : entry
      }
      lines += label(legend.joined(separator: "\u{00A0} "), margin: margin + 1, width: width)
    }
    return lines
  }

  private static func label(_ text: String, margin: Int, width: Int) -> [String] {
    let first = String(repeating: " ", count: min(margin, width / 2))
    return TextLayout.wrap(text, width: width, first: first)
      .split(separator: "\n").map(\.trimmingEnd)
  }

  private static func tick(
    _ axis: Plot.Axis, _ position: Double, _ range: ClosedRange<Double>, _ isUnicode: Bool
  ) -> String {
    let text = axis.value(at: position, in: range).brief()
    return isUnicode ? text : ASCII.spell(text)
  }

  /// The values at both ends of the horizontal axis, with its label between or below them.
  private static func scale(
    _ axis: Plot.Axis, _ range: ClosedRange<Double>, _ columns: Int, _ isUnicode: Bool
  ) -> [String] {
    let low = tick(axis, 0, range, isUnicode)
    let high = tick(axis, 1, range, isUnicode)
    let free = columns - low.columns - high.columns - axis.label.columns
    guard free >= 4 else {
      let gap = String(repeating: " ", count: max(1, columns - low.columns - high.columns))
      return [low + gap + high]
        + TextLayout.wrap(axis.label, width: columns).split(separator: "\n").map(String.init)
    }
    return [
      low + String(repeating: " ", count: free / 2) + axis.label
        + String(repeating: " ", count: free - free / 2) + high
    ]
  }
}

extension Plot {
  fileprivate func spelled(_ spell: (String) -> String) -> Plot {
    var plot = self
    (plot.x.label, plot.y.label) = (spell(x.label), spell(y.label))
    plot.series = series.map { series in
      var series = series
      series.name = spell(series.name)
      series.points = series.points.map { point in
        var point = point
        point.label = point.label.map(spell)
        return point
      }
      return series
    }
    return plot
  }
}
