/// A plot drawn with characters: curves in braille dots, with a sign each if there are several, or
/// bars as blocks; signs of ASCII alone where a terminal knows no others.
struct PlotDrawing {
  /// The drawing, without the caption.
  let lines: [String]

  init(_ plot: Plot, width: Int, _ letters: Lettering, height: Int = 12) {
    // Symbols are spelled out before the layout, for that makes them longer.
    let plot = letters.isUnicode ? plot : plot.spelled(letters.spell)
    if plot.series.contains(where: { $0.mark == .bar }) {
      lines = Bars(plot, width, letters).lines
    } else {
      lines = Curves(plot, width, height, letters).lines
    }
  }

  init(_ map: HeatMap, width: Int, _ letters: Lettering) {
    lines = Shades(letters.isUnicode ? map : map.spelled(letters.spell), width, letters).lines
  }

  /// The label of a scale on lines of its own.
  static func label(_ text: String, margin: Int, width: Int) -> [String] {
    let first = String(repeating: " ", count: min(margin, width / 2))
    return TextLayout.wrap(text, width: width, first: first)
      .split(separator: "\n").map { $0.trimmingEnd }
  }

  /// A legend: each sign stays with its name.
  static func legend(
    _ entries: [(sign: String, name: String)], margin: Int, width: Int
  ) -> [String] {
    let entries = entries.map { entry in
      let text = "\(entry.sign) \(entry.name)"
      return text.columns < width - margin
        ? String(text.map { $0 == " " ? "\u{00A0}" : $0 }) : text
    }
    return label(entries.joined(separator: "\u{00A0} "), margin: margin, width: width)
  }
}

// MARK: Curves

extension PlotDrawing {
  private struct Curves {
    private(set) var lines: [String] = []

    private static let signs: [Character] = ["●", "○", "▲", "△", "■", "□"]
    private static let plainSigns: [Character] = ["*", "o", "x", "+", "#", "@"]

    init(_ plot: Plot, _ width: Int, _ height: Int, _ letters: Lettering) {
      let isUnicode = letters.isUnicode
      guard let frame = PlotFrame(plot, xTicks: max(2, width / 12), yTicks: max(2, height / 2 - 1))
      else {
        lines = ["(there is nothing to draw)"]
        return
      }
      let ticks = frame.yTicks.map { tick in
        let position = plot.y.position(of: tick.value, clampedTo: frame.y) ?? 0
        let row = Int((1 - position) * Double(height * 4 - 1) + 0.5) / 4
        return (row: min(height - 1, max(0, row)), label: letters.spell(tick.label))
      }
      let margin = (ticks.map { $0.label.columns }.max() ?? 0) + 1
      let columns = max(16, width - margin - 1)
      let picture = Self.picture(plot, frame, columns, height, isUnicode)

      lines = PlotDrawing.label(plot.y.label, margin: margin + 1, width: width)
      for (row, text) in picture.enumerated() {
        let tick = ticks.first { $0.row == row }
        let side = TextLayout.pad(tick?.label ?? "", margin - 1, right: true)
        let edge = tick == nil ? (isUnicode ? "│" : "|") : (isUnicode ? "┤" : "+")
        lines.append(side + " " + edge + text)
      }
      let left = String(repeating: " ", count: margin)
      lines += Self.scale(plot, frame, columns, letters).map { (left + $0).trimmingEnd }
      lines += Self.centred(plot.x.label, margin: margin + 1, columns: columns, width: width)
      if plot.series.count > 1 {
        let entries = plot.series.enumerated().map { i, series in
          (sign: String(Self.sign(i, isUnicode)), name: series.name)
        }
        lines += PlotDrawing.legend(entries, margin: margin + 1, width: width)
      }
    }

    private static func sign(_ series: Int, _ isUnicode: Bool) -> Character {
      let signs = isUnicode ? signs : plainSigns
      return signs[series % signs.count]
    }

    private static func picture(
      _ plot: Plot, _ frame: PlotFrame, _ columns: Int, _ height: Int, _ isUnicode: Bool
    ) -> [String] {
      var canvas = Canvas(columns: columns, rows: height)
      let count = plot.series.count
      let period = max(count, min(12, columns / 4))
      for (i, series) in plot.series.enumerated() {
        let sign = sign(i, isUnicode)
        if series.mark == .line {
          for stroke in frame.strokes(series) {
            if isUnicode { canvas.dot(stroke) } else { canvas.sign(stroke, sign) }
            // A sign now and then tells the curves apart without making them thick.
            if isUnicode, count > 1 {
              canvas.sign(stroke, sign) { $0 % period == (2 * i + 1) * period / (2 * count) }
              if stroke.count == 1 { canvas.sign(stroke[0], sign) }
            }
          }
        } else {
          let places = frame.places(series)
          for place in places {
            if isUnicode, count == 1, places.count > 40 {
              canvas.dot([(place.x, place.y)])
            } else {
              canvas.sign((place.x, place.y), sign)
            }
          }
        }
      }
      return canvas.lines
    }

    /// The horizontal axis with its marks, and the values below them.
    private static func scale(
      _ plot: Plot, _ frame: PlotFrame, _ columns: Int, _ letters: Lettering
    ) -> [String] {
      let (corner, rule, mark) =
        letters.isUnicode ? (Character("└"), Character("─"), Character("┬")) : ("+", "-", "+")
      var axis = [corner] + [Character](repeating: rule, count: columns)
      var values = ""
      for tick in frame.xTicks {
        guard let position = plot.x.position(of: tick.value, clampedTo: frame.x) else { continue }
        let column = 1 + Int(position * Double(columns * 2 - 1) + 0.5) / 2
        let label = letters.spell(tick.label)
        let start = min(columns + 1 - label.columns, max(0, column - label.columns / 2))
        guard values.isEmpty || start > values.columns else { continue }
        axis[column] = mark
        values = TextLayout.pad(values, start) + label
      }
      return [String(axis), values]
    }

    private static func centred(_ text: String, margin: Int, columns: Int, width: Int) -> [String] {
      let free = columns - text.columns
      return PlotDrawing.label(text, margin: margin + max(0, free / 2), width: width)
    }
  }
}

// MARK: Symbols

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

extension HeatMap {
  fileprivate func spelled(_ spell: (String) -> String) -> HeatMap {
    var map = self
    map.rows = rows.map(spell)
    map.columns = columns.map(spell)
    map.scale.label = spell(scale.label)
    map.cells = cells?.map { $0.map(spell) }
    return map
  }
}
