extension Plot {
  /// Bars of several series with the same label stand together, in the order of the first series.
  var barGroups: [(label: String, values: [Double?])] {
    var labels: [String] = []
    for point in series.flatMap({ $0.points }) {
      let label = point.label ?? ""
      // The bars of a single series stand for themselves, whatever they are called.
      if series.count == 1 || !labels.contains(where: { $0.isSame(as: label) }) {
        labels.append(label)
      }
    }
    return labels.enumerated().map { i, label in
      let values = series.map { series in
        self.series.count == 1
          ? series.points[i].y : series.points.first { ($0.label ?? "").isSame(as: label) }?.y
      }
      return (label, values)
    }
  }

  /// The scale along which bars grow: from zero, or on a logarithmic scale from a little less than
  /// the smallest.
  var barRange: ClosedRange<Double>? {
    if let range = y.usableRange { return range }
    let values = series.flatMap { $0.points }.map { $0.y }
    let usable = values.filter { $0.isFinite && (!y.isLogarithmic || $0 > 0) }
    guard let low = usable.min(), let high = usable.max() else { return nil }
    // The smallest bar of a logarithmic scale must be seen too.
    if y.isLogarithmic { return low / 2...max(high, low * 2) }
    return low == 0 && high == 0 ? 0...1 : min(0, low)...max(0, high)
  }
}

extension PlotDrawing {
  /// Bars as blocks, from left to right, each with its label and its value.
  struct Bars {
    private(set) var lines: [String] = []

    init(_ plot: Plot, _ width: Int, _ letters: Lettering) {
      let isUnicode = letters.isUnicode
      let groups = plot.barGroups
      let ellipsis = isUnicode ? "…" : "..."
      let labels = groups.map {
        TextLayout.cut($0.label, width: max(8, width / 2 - 8), ellipsis: ellipsis)
      }
      let values = groups.map { group in
        group.values.map { letters.spell($0?.significant(3) ?? "") }
      }
      let labelWidth = labels.map { $0.columns }.max() ?? 0
      let valueWidth = values.joined().map { $0.columns }.max() ?? 0
      let margin = labelWidth + valueWidth + 2
      let room = Double(max(4, width - margin - 2))
      let range = plot.barRange
      // A bar reaches from zero to its value, on a logarithmic scale from the left end.
      let zero = range.map { plot.y.position(of: 0, clampedTo: $0) ?? 0 } ?? 0
      let fills: [Character] = isUnicode ? ["█", "▒", "▓", "░"] : ["#", "=", "-", ":"]
      for (i, group) in groups.enumerated() {
        for (j, value) in group.values.enumerated() {
          let end = range.flatMap { plot.y.position(of: value ?? 0, clampedTo: $0) } ?? zero
          lines.append(
            TextLayout.pad(j == 0 ? labels[i] : "", labelWidth) + " "
              + TextLayout.pad(values[i][j], valueWidth, right: true) + " "
              + (isUnicode ? "│" : "|")
              + Self.bar(from: zero * room, to: end * room, fills[j % fills.count]))
        }
      }
      lines += PlotDrawing.label(plot.y.label, margin: margin + 1, width: width)
      if plot.series.count > 1 {
        let entries = plot.series.enumerated().map { i, series in
          (sign: String(fills[i % fills.count]), name: series.name)
        }
        lines += PlotDrawing.legend(entries, margin: margin + 1, width: width)
      }
    }

    private static func bar(from start: Double, to end: Double, _ fill: Character) -> String {
      let (low, high) = (min(start, end), max(start, end))
      let space = String(repeating: " ", count: Int(low.rounded()))
      let length = high - low.rounded()
      // Only the full block comes in eighths.
      guard fill == "█" else {
        let count = max(0, Int(length.rounded()))
        return (space + String(repeating: fill, count: count)).trimmingEnd
      }
      let eighths = max(0, Int((length * 8).rounded()))
      let remainder = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8]
      return (space + String(repeating: "█", count: eighths / 8) + remainder).trimmingEnd
    }
  }
}
