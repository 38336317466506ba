import Foundation

/// A plot drawn with characters: one curve in braille dots, several with a sign each, bars as blocks.
struct PlotDrawing {
  /// The drawing, without the caption.
  let lines: [String]

  init(_ plot: Plot, width: Int, isUnicode: Bool, height: Int = 12) {
    if plot.series.contains(where: { $0.mark == .bar }) {
      lines = Self.bars(plot, width: width, isUnicode: isUnicode)
    } else {
      lines = Self.curves(plot, width: width, height: height, isUnicode: isUnicode)
    }
  }

  // MARK: Bars

  private static func bars(_ plot: Plot, width: Int, isUnicode: Bool) -> [String] {
    let points = plot.series.flatMap(\.points)
    let labels = points.map { $0.label ?? "" }
    let values = points.map { $0.y.significant(3) }
    let labelWidth = labels.map(\.columns).max() ?? 0
    let valueWidth = values.map(\.columns).max() ?? 0
    let room = Double(max(8, width - labelWidth - valueWidth - 4))
    // Bars begin at zero; on a logarithmic scale they begin below the smallest.
    var axis = plot.y
    axis.range = axis.range ?? range(ofBars: points.map(\.y), axis)
    let lines = zip(points, zip(labels, values)).map { point, texts in
      let share = axis.range.flatMap { axis.position(of: point.y, in: $0) } ?? 0
      return TextLayout.pad(texts.0, labelWidth) + " "
        + TextLayout.pad(
          texts.1, valueWidth, right: true) + " │" + bar(share * room, isUnicode)
    }
    return lines + [String(repeating: " ", count: labelWidth + valueWidth + 2) + " " + axis.label]
  }

  private static func range(ofBars values: [Double], _ axis: Plot.Axis) -> ClosedRange<Double>? {
    let usable = values.filter { $0.isFinite && (!axis.isLogarithmic || $0 > 0) }
    guard let low = usable.min(), let high = usable.max() else { return nil }
    if axis.isLogarithmic { return low / 2...high }
    return min(0, low)...(high > min(0, low) ? high : min(0, low) + 1)
  }

  private static func bar(_ length: Double, _ isUnicode: Bool) -> String {
    guard isUnicode else { return String(repeating: "#", count: Int(length.rounded())) }
    let eighths = Int((length * 8).rounded())
    let remainder = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8]
    return String(repeating: "█", count: eighths / 8) + remainder
  }

  // MARK: Curves

  private static func curves(_ plot: Plot, width: Int, height: Int, isUnicode: Bool) -> [String] {
    guard let frame = plot.frame else { return ["(there is nothing to draw)"] }
    let ticks = [1.0, 0.5, 0.0].map { plot.y.value(at: $0, in: frame.y).significant(3) }
    let margin = (ticks.map(\.columns).max() ?? 0) + 1
    let columns = max(16, width - margin - 1)
    var canvas = Canvas(columns: columns, rows: height)
    let signs: [Character] = isUnicode ? ["•", "○", "×", "+", "▪"] : ["*", "o", "x", "+", "#"]
    for (i, series) in plot.series.enumerated() {
      let sign = signs[i % signs.count]
      let places = series.points.map { point -> (Double, Double)? in
        guard let x = plot.x.position(of: point.x, in: frame.x),
          let y = plot.y.position(of: point.y, in: frame.y)
        else { return nil }
        return (x, 1 - y)
      }
      let pen: Canvas.Pen = plot.series.count == 1 && isUnicode ? .dots : .sign(sign)
      canvas.draw(places, joined: series.mark == .line, pen)
    }
    var lines: [String] = [String(repeating: " ", count: margin + 1) + plot.y.label]
    for (row, text) in canvas.lines.enumerated() {
      let tick =
        row == 0 ? ticks[0] : row == height / 2 ? ticks[1] : row == height - 1 ? ticks[2] : ""
      let edge = tick.isEmpty ? "│" : "┤"
      lines.append(TextLayout.pad(tick, margin - 1, right: true) + " " + edge + text)
    }
    lines.append(
      String(repeating: " ", count: margin) + "└" + String(repeating: "─", count: columns))
    lines.append(
      String(repeating: " ", count: margin + 1) + scale(plot.x, frame.x, columns: columns))
    if plot.series.count > 1 {
      let legend = plot.series.enumerated().map { "\(signs[$0 % signs.count]) \($1.name)" }
      lines += TextLayout.wrap(
        legend.map { $0.replacingOccurrences(of: " ", with: "\u{00A0}") }.joined(separator: "  "),
        width: width, first: String(repeating: " ", count: margin + 1)
      ).split(separator: "\n").map(String.init)
    }
    return lines
  }

  /// The values at both ends and in the middle of the horizontal axis, and its label.
  private static func scale(_ axis: Plot.Axis, _ range: ClosedRange<Double>, columns: Int) -> String
  {
    let low = axis.value(at: 0, in: range).significant(3)
    let high = axis.value(at: 1, in: range).significant(3)
    let middle = axis.label
    let free = columns - low.columns - high.columns - middle.columns
    guard free >= 2 else { return "\(low) … \(high)  \(middle)" }
    return low + String(repeating: " ", count: free / 2) + middle
      + String(repeating: " ", count: free - free / 2) + high
  }
}

/// A grid of characters, each of which can also be eight braille dots.
private struct Canvas {
  enum Pen {
    case dots
    case sign(Character)
  }

  let columns: Int
  let rows: Int
  private var dots: [UInt32]
  private var signs: [Character?]

  init(columns: Int, rows: Int) {
    (self.columns, self.rows) = (columns, rows)
    dots = [UInt32](repeating: 0, count: columns * rows)
    signs = [Character?](repeating: nil, count: columns * rows)
  }

  /// Marks places between (0, 0), top left, and (1, 1), bottom right; a missing place breaks the line.
  mutating func draw(_ places: [(Double, Double)?], joined: Bool, _ pen: Pen) {
    var previous: (Double, Double)?
    for place in places {
      if let place {
        if joined, let previous {
          // Enough steps that no dot of the line is left out.
          let length = max(
            abs(place.0 - previous.0) * Double(columns * 2),
            abs(place.1 - previous.1) * Double(rows * 4))
          for step in 0...max(1, Int(length.rounded(.up))) {
            let t = Double(step) / max(1, length.rounded(.up))
            mark(
              previous.0 + t * (place.0 - previous.0), previous.1 + t * (place.1 - previous.1), pen)
          }
        } else {
          mark(place.0, place.1, pen)
        }
      }
      previous = place
    }
  }

  private mutating func mark(_ x: Double, _ y: Double, _ pen: Pen) {
    let dotX = min(columns * 2 - 1, max(0, Int(x * Double(columns * 2 - 1) + 0.5)))
    let dotY = min(rows * 4 - 1, max(0, Int(y * Double(rows * 4 - 1) + 0.5)))
    let cell = dotY / 4 * columns + dotX / 2
    switch pen {
    case .dots:
      // Unicode numbers the dots of a braille cell down the left column, then the right; the
      // bottom row came later.
      let bits: [[UInt32]] = [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]]
      dots[cell] |= bits[dotX % 2][dotY % 4]
    case .sign(let sign): signs[cell] = sign
    }
  }

  var lines: [String] {
    (0..<rows).map { row in
      var line = String(
        (0..<columns).map { column -> Character in
          let cell = row * columns + column
          if let sign = signs[cell] { return sign }
          return dots[cell] == 0 ? " " : Character(Unicode.Scalar(0x2800 + dots[cell])!)
        })
      while line.last == " " { line.removeLast() }
      return line
    }
  }
}
