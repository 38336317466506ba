/// A heat map as SVG: a rectangle per cell in one of nine shades, with its number where there is room.
struct SVGHeatMap {
  private(set) var drawing: SVG
  private let map: HeatMap
  private let range: ClosedRange<Double>

  private static let width = 720.0
  private static let smallest = 12.0

  init(_ map: HeatMap) {
    drawing = SVG(width: Self.width, height: 80)
    (self.map, range) = (map, map.range ?? 0...1)
    guard map.range != nil, !map.columns.isEmpty, !map.rows.isEmpty else {
      drawing.text("There is nothing to draw.", 20, 44, "q")
      return
    }
    let rowNames = map.rows.map { SVG.wrap($0, width: 190) }
    let left = 26 + (rowNames.joined().map { SVG.width(of: $0) }.max() ?? 0)
    let texts = map.rows.indices.map { r in
      map.columns.indices.map { map.text(row: r, column: $0) }
    }
    let widest = texts.joined().map { SVG.width(of: $0) }.max() ?? 0
    var room = (Self.width - left - 20) / Double(map.columns.count)
    let showsTexts = widest + 8 <= min(room, 110)
    // A few cells need not fill the width; many are at least so small that all of them fit.
    let names = map.columns.map { SVG.wrap($0, width: max(room - 6, 20)) }
    let isTurned = names.joined().contains { SVG.width(of: $0) > room - 4 } && room >= 14
    if isTurned {
      // The last name leans to the right, out of its column.
      let longest = map.columns.last.map { SVG.width(of: $0) } ?? 0
      room = min(room, (Self.width - left - max(20, longest * 0.77)) / Double(map.columns.count))
    }
    let widestName = names.joined().map { SVG.width(of: $0) }.max() ?? 0
    let wish = isTurned ? 44 : max(44, widest + 20, widestName + 12)
    var cell = min(room, showsTexts ? min(wish, 110) : min(wish, 36))
    // Whole numbers make the many shapes of small cells short.
    if cell >= 3, cell < Self.smallest { cell = cell.rounded(.down) }
    let tallest = Double(rowNames.map { $0.count }.max() ?? 1) * 15 + 6
    let height = showsTexts ? max(30, tallest) : max(min(cell, 28), map.rows.count > 24 ? 5 : 12)

    let top = drawColumnNames(names, isTurned: isTurned, left: left, cell: cell)
    drawCells(texts, showsTexts, left: left, top: top, cell: cell, height: height)
    let every = Self.every(15 / height)
    for (r, lines) in rowNames.enumerated() where r % every == 0 {
      let middle = top + (Double(r) + 0.5) * height + 4.5 - Double(lines.count - 1) * 7.5
      for (i, line) in lines.enumerated() {
        drawing.text(line, left - 8, middle + Double(i) * 15, "t", anchor: .end)
      }
    }
    let bottom = top + Double(map.rows.count) * height
    drawScale(left: left, y: bottom + 16)
    drawing.height = bottom + 48
    drawing.description =
      "Rows: \(map.rows.joined(separator: ", ")). Columns: \(map.columns.joined(separator: ", ")). "
      + "\(map.scale.label) from \(range.lowerBound.brief()) to \(range.upperBound.brief())."
  }

  /// - Returns: where the cells begin.
  private mutating func drawColumnNames(
    _ names: [[String]], isTurned: Bool, left: Double, cell: Double
  ) -> Double {
    let centres = map.columns.indices.map { left + (Double($0) + 0.5) * cell }
    if isTurned {
      let longest = map.columns.map { SVG.width(of: $0) }.max() ?? 0
      // Turned by 40 degrees, a text of length l is 0.64 l high.
      let top = 18 + longest * 0.65
      for (name, x) in zip(map.columns, centres) {
        drawing.text(name, x - 2, top - 6, "t", turned: -40)
      }
      return top
    }
    if cell < 14 || names.contains(where: { $0.contains { SVG.width(of: $0) > cell - 2 } }) {
      // Only some of the names fit.
      let longest = map.columns.map { SVG.width(of: $0) }.max() ?? 0
      let every = Self.every((longest + 10) / cell)
      for (i, x) in centres.enumerated() where i % every == 0 {
        drawing.text(map.columns[i], x, 20, "t", anchor: .middle)
      }
      return 28
    }
    let height = names.map { $0.count }.max() ?? 1
    for (lines, x) in zip(names, centres) {
      for (i, line) in lines.enumerated() {
        let row = height - lines.count + i
        drawing.text(line, x, 20 + Double(row) * 15, "t", anchor: .middle)
      }
    }
    return 28 + Double(height - 1) * 15
  }

  private mutating func drawCells(
    _ texts: [[String]], _ showsTexts: Bool, left: Double, top: Double, cell: Double, height: Double
  ) {
    // Large cells stand a little apart; small ones touch, and those of a shade become one shape.
    let standApart = cell >= Self.smallest && height >= Self.smallest
    var shapes = [String](repeating: "", count: HeatMap.levels)
    for (r, row) in map.values.enumerated() {
      let levels = row.map { map.level(of: $0, in: range) }
      let y = top + Double(r) * height
      var c = 0
      while c < levels.count {
        var end = c + 1
        while !standApart, end < levels.count, levels[end] == levels[c] { end += 1 }
        let (x, width) = (left + Double(c) * cell, Double(end - c) * cell)
        if let level = levels[c], standApart {
          drawing.rectangle(x + 1, y + 1, width - 2, height - 2, radius: 2, "h\(level)")
        } else if let level = levels[c] {
          // A hair too large, so that no line shows between neighbours.
          shapes[level] += "M\(x.svg) \(y.svg)h\((width + 0.2).svg)v\((height + 0.2).svg)H\(x.svg)z"
        }
        if showsTexts {
          let style = (levels[c] ?? 0) > 4 ? "k v" : "w v"
          drawing.text(texts[r][c], x + cell / 2, y + height / 2 + 4.5, style, anchor: .middle)
        }
        c = end
      }
    }
    for (level, shape) in shapes.enumerated() { drawing.path(shape, "h\(level)") }
  }

  /// Of so many names that want the place of one, a round number.
  private static func every(_ crowd: Double) -> Int {
    [1, 2, 5, 10, 20, 50, 100, 200, 500].first { Double($0) >= crowd } ?? 1000
  }

  private mutating func drawScale(left: Double, y: Double) {
    let low = range.lowerBound.brief()
    let high = range.upperBound.brief()
    var x = left
    drawing.text(low, x, y + 12, "q v")
    x += SVG.width(of: low) + 8
    for level in 0..<HeatMap.levels {
      drawing.rectangle(x, y + 1, 20, 13, "h\(level)")
      x += 20
    }
    drawing.text(high, x + 8, y + 12, "q v")
    x += SVG.width(of: high) + 24
    let scale = map.scale.isLogarithmic ? " (logarithmic)" : ""
    drawing.text(map.scale.label + (map.scale.label.isEmpty ? "" : scale), x, y + 12, "q")
  }
}
