/// Steps as SVG: bars below each other, each wider than the one above.
final class SVGStairs: SVGPart {
  private let stairs: Diagram.Stairs
  private let title: SVGTitle
  private let widths: [Double]
  private let bars: Double
  private let isBeside: Bool
  let width: Double
  let height: Double

  private var step: Double { isBeside ? 32 : 50 }

  static func part(_ stairs: Diagram.Stairs, _ room: Double) -> any SVGPart {
    guard !stairs.steps.isEmpty else {
      return SVGSentence("there is nothing to draw", title: stairs.title, room)
    }
    let part = SVGStairs(stairs, room)
    guard part.width <= room else {
      return SVGSentence(
        "the words on these steps are wider than the picture", title: stairs.title, room)
    }
    return part
  }

  private init(_ stairs: Diagram.Stairs, _ room: Double) {
    self.stairs = stairs
    let details = stairs.steps.map { SVG.width(of: $0.detail) }.max() ?? 0
    let labels = stairs.steps.map { SVG.width(of: $0.label) * 1.08 + 24 }
    // Details stand beside the steps where they find room, and below their names otherwise.
    let isBeside = (labels.max() ?? 0) + 60 + details + 14 <= room
    self.isBeside = isBeside
    bars = isBeside ? min(420, room - details - 14) : room
    let needs = zip(labels, stairs.steps).map {
      isBeside ? $0 : max($0, SVG.width(of: $1.detail) + 24)
    }
    let even = (bars - needs[0]) / Double(max(1, needs.count - 1))
    var widths: [Double] = []
    for (i, need) in needs.enumerated() {
      widths.append(max(need, needs[0] + Double(i) * even, widths.last ?? 0))
    }
    self.widths = widths
    let total = isBeside ? bars + 14 + details : widths.last ?? bars
    title = SVGTitle(stairs.title, over: total, room)
    width = max(total, title.width)
    height = title.height + Double(stairs.steps.count) * (isBeside ? 32 : 50)
  }

  func draw(into svg: inout SVG, _ x: Double, _ y: Double) {
    title.draw(into: &svg, middle: x + width / 2, y)
    for (i, entry) in stairs.steps.enumerated() {
      let top = y + title.height + Double(i) * step
      svg.cell(x, top, widths[i], step - 3, entry.role, radius: 3)
      let style = entry.role.look.fill == .solid ? "on b" : "t b"
      svg.text(entry.label, x + 12, top + 19, style)
      if isBeside {
        svg.text(entry.detail, x + bars + 14, top + 19, "q")
      } else {
        svg.text(entry.detail, x + 12, top + 38, entry.role.look.fill == .solid ? "on" : "q")
      }
    }
  }
}
