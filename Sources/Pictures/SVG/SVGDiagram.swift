/// A diagram as SVG: its parts side by side where they fit, below each other where not.
struct SVGDiagram {
  private(set) var drawing: SVG

  /// The width of pages, and that of a phone held upright.
  static let wide = 720.0
  static let narrow = 340.0
  private static let margin = 14.0
  private static let gap = 30.0

  init(_ diagram: Diagram, width: Double = wide) {
    drawing = SVG(width: width, height: 0)
    drawing.isDiagram = true
    drawing.description = diagram.alternative
    let room = width - 2 * Self.margin
    var y = Self.margin
    let rows = Self.rows(diagram.parts, room)
    for row in rows { y = draw(row, at: y) }
    if rows.isEmpty {
      drawing.text("There is nothing to draw.", Self.margin, y + 14, "q")
      y += 36
    }
    drawing.height = drawLegend(diagram.legend, at: y, room)
  }

  // MARK: Layout

  private struct Row {
    var parts: [any SVGPart] = []
    /// The label of the arrow before each part; `nil` where there is none.
    var arrows: [String?] = []
    var width = 0.0
  }

  private static func rows(_ parts: [Diagram.Part], _ room: Double) -> [Row] {
    var rows = [Row()]
    var arrow: String?
    for part in parts {
      let shape: any SVGPart
      switch part {
      case .arrow(let label):
        arrow = label
        continue
      case .lineBreak:
        rows.append(Row())
        continue
      case .grid(let grid): shape = SVGGrid.part(grid, room)
      case .links(let links): shape = SVGLinks.part(links, room)
      case .flow(let flow): shape = SVGFlow.part(flow, room)
      case .plane(let plane): shape = SVGPlane.part(plane, room)
      case .stairs(let stairs): shape = SVGStairs.part(stairs, room)
      }
      let last = rows.count - 1
      let joint = rows[last].parts.isEmpty ? 0 : gap + (arrow.map(length) ?? 0)
      if rows[last].width + joint + shape.width > room, !rows[last].parts.isEmpty {
        rows.append(Row(parts: [shape], arrows: [arrow], width: shape.width))
      } else {
        rows[last].parts.append(shape)
        rows[last].arrows.append(arrow)
        rows[last].width += joint + shape.width
      }
      arrow = nil
    }
    return rows.filter { !$0.parts.isEmpty }
  }

  /// The room of an arrow from left to right, with the distance that it keeps.
  private static func length(_ label: String) -> Double {
    max(44, min(120, SVG.width(of: label)) + 8) + gap
  }

  /// - Returns: where the next row begins.
  private mutating func draw(_ row: Row, at start: Double) -> Double {
    var top = start
    if let label = row.arrows[0] {
      let middle = drawing.width / 2
      drawing.arrow((middle, top - 8), (middle, top + 20), "qs", "q")
      drawing.text(label, middle + 12, top + 10, "q")
      top += 34
    }
    let height = row.parts.map { $0.height }.max() ?? 0
    var x = (drawing.width - row.width) / 2
    for (i, part) in row.parts.enumerated() {
      if i > 0 {
        x += Self.gap
        if let label = row.arrows[i] {
          let length = Self.length(label) - Self.gap
          let middle = top + height / 2
          for (l, line) in SVG.wrap(label, width: 120).reversed().enumerated() {
            drawing.text(
              line, x + length / 2, middle - 9 - Double(l) * 16, "q", anchor: .middle)
          }
          drawing.arrow((x, middle), (x + length, middle), "qs", "q")
          x += length + Self.gap
        }
      }
      part.draw(into: &drawing, x, top + (height - part.height) / 2)
      x += part.width
    }
    return top + height + 22
  }

  private mutating func drawLegend(
    _ legend: [Diagram.LegendEntry], at start: Double, _ room: Double
  ) -> Double {
    guard !legend.isEmpty else { return start - 22 + Self.margin }
    var lines:
      [(entries: [(entry: Diagram.LegendEntry, words: [String], x: Double)], width: Double)] = []
    for entry in legend {
      let words = SVG.wrap(entry.words, width: room - 28)
      let width = 28 + (words.map { SVG.width(of: $0) }.max() ?? 0)
      if let last = lines.last, last.width + 20 + width <= room {
        lines[lines.count - 1].entries.append((entry, words, last.width + 20))
        lines[lines.count - 1].width += 20 + width
      } else {
        lines.append(([(entry, words, 0)], width))
      }
    }
    var y = start
    for line in lines {
      let left = (drawing.width - line.width) / 2
      for (entry, words, x) in line.entries {
        drawing.cell(left + x, y, 20, 15, entry.role)
        for (i, text) in words.enumerated() {
          drawing.text(text, left + x + 28, y + 12 + Double(i) * 16, "q")
        }
      }
      y += 22 + 16 * Double((line.entries.map { $0.words.count }.max() ?? 1) - 1)
    }
    return y + 8
  }
}

/// A part of a diagram whose size is known before it is drawn.
protocol SVGPart: AnyObject {
  var width: Double { get }
  var height: Double { get }
  func draw(into svg: inout SVG, _ x: Double, _ y: Double)
}

/// A sentence in place of what cannot be drawn.
final class SVGSentence: SVGPart {
  private let lines: [(text: String, style: String)]
  let width: Double
  var height: Double { Double(lines.count) * 18 + 6 }

  init(_ reason: String, title: String, _ room: Double) {
    let sentence = reason.beginningSentence + "."
    lines =
      SVG.wrap(title, width: room).map { ($0, "t b") }
      + SVG.wrap(sentence, width: min(room, 420)).map { ($0, "q") }
    width = min(room, lines.map { SVG.width(of: $0.text) }.max() ?? 0)
  }

  func draw(into svg: inout SVG, _ x: Double, _ y: Double) {
    for (i, line) in lines.enumerated() {
      svg.text(line.text, x, y + 15 + Double(i) * 18, line.style)
    }
  }
}

/// A title above a part, in as many lines as it needs.
struct SVGTitle {
  let lines: [String]
  var height: Double { lines.isEmpty ? 0 : Double(lines.count) * 17 + 7 }
  var width: Double { lines.map { SVG.width(of: $0) * 1.06 }.max() ?? 0 }

  /// Lines no wider than the part, but for a part that is narrower than words.
  init(_ title: String, over width: Double, _ room: Double) {
    lines = SVG.wrap(title, width: min(room, max(width, 130)) / 1.06)
  }

  func draw(into svg: inout SVG, middle x: Double, _ y: Double) {
    for (i, line) in lines.enumerated() {
      svg.text(line, x, y + 13 + Double(i) * 17, "t b", anchor: .middle)
    }
  }
}

extension SVG {
  /// A line with an arrowhead at its end.
  mutating func arrow(
    _ a: (x: Double, y: Double), _ b: (x: Double, y: Double), _ stroke: String, _ fill: String
  ) {
    let (dx, dy) = (b.x - a.x, b.y - a.y)
    let length = (dx * dx + dy * dy).squareRoot()
    guard length > 0 else { return }
    let (ux, uy) = (dx / length, dy / length)
    // The line ends within the head, so that it does not blunt its tip.
    path(
      "M\(a.x.svg) \(a.y.svg)L\((b.x - 5 * ux).svg) \((b.y - 5 * uy).svg)", "ln " + stroke)
    path(Self.head(at: b, (ux, uy)), fill)
  }

  /// The outline of an arrowhead whose tip is at a place.
  static func head(at tip: (x: Double, y: Double), _ u: (x: Double, y: Double)) -> String {
    let (back, side) = (9.0, 4.0)
    let foot = (x: tip.x - back * u.x, y: tip.y - back * u.y)
    return "M\(tip.x.svg) \(tip.y.svg)L\((foot.x - side * u.y).svg) \((foot.y + side * u.x).svg)"
      + "L\((foot.x + side * u.y).svg) \((foot.y - side * u.x).svg)Z"
  }
}
