/// Boxes from top to bottom as SVG; lines past some of them run on the left, brackets on the right.
final class SVGFlow: SVGPart {
  private let flow: Diagram.Flow
  private let title: SVGTitle
  private let lanes: [Int]
  private let bracketLanes: [Int]
  private let left: Double
  private let box: Double
  private let bracketStep: Double
  private let isBeside: Bool
  private let right: Double
  let width: Double
  let height: Double

  private static let boxHeight = 30.0
  private static let joinHeight = 24.0
  private static let wordsHeight = 20.0
  private static let gap = 24.0
  private static let lane = 18.0

  static func part(_ flow: Diagram.Flow, _ room: Double) -> any SVGPart {
    guard !flow.steps.isEmpty else {
      return SVGSentence("there is nothing to draw", title: flow.title, room)
    }
    let part = SVGFlow(flow, room)
    guard part.width <= room else {
      return SVGSentence(
        "the words in these boxes are wider than the picture", title: flow.title, room)
    }
    return part
  }

  private init(_ flow: Diagram.Flow, _ room: Double) {
    self.flow = flow
    lanes = Diagram.lanes(flow.bypasses.map { ($0.from, $0.to) })
    bracketLanes = Diagram.lanes(flow.brackets.map { ($0.from, $0.to + 1) })
    left = lanes.isEmpty ? 0 : Double(lanes.max()! + 1) * Self.lane + 8
    let labels = flow.steps.map { SVG.width(of: $0.label) + ($0.form == .box ? 28 : 8) }
    box = max(90, labels.max() ?? 0)
    let aside = flow.steps.map { $0.aside.isEmpty ? 0 : SVG.width(of: $0.aside) + 26 }.max() ?? 0
    bracketStep = flow.brackets.map { SVG.width(of: $0.label) + 30 }.max() ?? 0
    let brackets = bracketStep * Double((bracketLanes.max() ?? -1) + 1)
    let isBeside = left + box + aside + brackets <= room
    self.isBeside = isBeside
    right = left + (isBeside ? box + aside : max(box, box / 2 + aside))
    let total = right + brackets
    title = SVGTitle(flow.title, over: total, room)
    width = max(total, title.width)
    let gaps = flow.steps.indices.map { i in Self.gap(after: i, flow, isBeside: isBeside) }
    height = title.height + flow.steps.map(Self.height).reduce(0, +) + gaps.reduce(0, +)
  }

  private static func height(_ step: Diagram.Flow.Step) -> Double {
    switch step.form {
    case .box: boxHeight
    case .join: joinHeight
    case .words: wordsHeight
    }
  }

  private static func gap(after i: Int, _ flow: Diagram.Flow, isBeside: Bool) -> Double {
    let isLast = i == flow.steps.count - 1
    let leaves = flow.bypasses.contains { $0.from == i }
    let words = !isBeside && !flow.steps[i].aside.isEmpty
    return isLast ? (words ? 20 : 0) : gap + (leaves || words ? 8 : 0)
  }

  func draw(into svg: inout SVG, _ x: Double, _ y: Double) {
    title.draw(into: &svg, middle: x + width / 2, y)
    let x = x + (width - right - bracketStep * Double((bracketLanes.max() ?? -1) + 1)) / 2
    let centre = x + left + box / 2
    var tops: [Double] = []
    var bottoms: [Double] = []
    var top = y + title.height
    for (i, step) in flow.steps.enumerated() {
      tops.append(top)
      let bottom = top + Self.height(step)
      bottoms.append(bottom)
      let gap = Self.gap(after: i, flow, isBeside: isBeside)
      if i < flow.steps.count - 1 {
        svg.arrow((centre, bottom), (centre, bottom + gap), "qs", "q")
      }
      draw(step, centre, top, into: &svg)
      drawAside(step, centre, top, bottom, into: &svg)
      top = bottom + gap
    }
    for (bypass, lane) in zip(flow.bypasses, lanes) {
      let column = x + left - 14 - Double(lane) * Self.lane
      let (from, to) = (bottoms[bypass.from] + 8, (tops[bypass.to] + bottoms[bypass.to]) / 2)
      let edge = centre - halfWidth(flow.steps[bypass.to])
      svg.path(
        "M\(centre.svg) \(from.svg)H\((column + 6).svg)q-6 0 -6 6V\((to - 6).svg)q0 6 6 6"
          + "H\((edge - 5).svg)", "ln qs")
      svg.path(SVG.head(at: (edge, to), (1, 0)), "q")
    }
    for (bracket, lane) in zip(flow.brackets, bracketLanes) {
      let column = x + right + 12 + Double(lane) * bracketStep
      let (from, to) = (tops[bracket.from], bottoms[bracket.to])
      svg.path(
        "M\(column.svg) \(from.svg)q6 0 6 6V\((to - 6).svg)q0 6 -6 6", "ln qs")
      svg.text(bracket.label, column + 14, (from + to) / 2 + 4.5, "t")
    }
  }

  private func halfWidth(_ step: Diagram.Flow.Step) -> Double {
    switch step.form {
    case .box: box / 2
    case .join: Self.joinHeight / 2
    case .words: SVG.width(of: step.label) / 2 + 4
    }
  }

  private func draw(
    _ step: Diagram.Flow.Step, _ centre: Double, _ y: Double, into svg: inout SVG
  ) {
    switch step.form {
    case .box:
      svg.cell(centre - box / 2, y, box, Self.boxHeight, step.role, step.label, radius: 6)
    case .join:
      let radius = Self.joinHeight / 2
      svg.rectangle(
        centre - radius, y, Self.joinHeight, Self.joinHeight, radius: radius, "e qs")
      svg.text(step.label, centre, y + radius + 4.5, "t b", anchor: .middle)
    case .words:
      svg.text(step.label, centre, y + Self.wordsHeight / 2 + 4.5, "t", anchor: .middle)
    }
  }

  private func drawAside(
    _ step: Diagram.Flow.Step, _ centre: Double, _ top: Double, _ bottom: Double,
    into svg: inout SVG
  ) {
    guard !step.aside.isEmpty else { return }
    guard isBeside else {
      svg.text(step.aside, centre + 12, bottom + 15, "q")
      return
    }
    let (start, middle) = (centre + halfWidth(step), (top + bottom) / 2)
    let end = centre + box / 2 + 18
    svg.path("M\((start + 3).svg) \(middle.svg)H\(end.svg)", "ln qs da")
    svg.text(step.aside, end + 6, middle + 4.5, "q")
  }
}
