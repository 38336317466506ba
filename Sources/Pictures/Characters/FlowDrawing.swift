/// Boxes from top to bottom with characters; lines past some of them run on the left, brackets on the
/// right.
struct FlowDrawing {
  private(set) var sheet = TextSheet()
  private let isUnicode: Bool

  init(_ flow: Diagram.Flow, _ width: Int, _ isUnicode: Bool) {
    self.isUnicode = isUnicode
    guard !flow.steps.isEmpty else {
      sheet = .sentence("there is nothing to draw", title: flow.title, width: width)
      return
    }
    let texts = flow.steps.map { Self.text($0, isUnicode) }
    let lanes = Diagram.lanes(flow.bypasses.map { ($0.from, $0.to) })
    let bracketLanes = Diagram.lanes(flow.brackets.map { ($0.from, $0.to + 1) })
    let left = lanes.isEmpty ? 0 : (lanes.max()! + 1) * 3 + 2
    let boxes = texts.map { $0.columns }.max() ?? 0
    let asides = flow.steps.map { $0.aside.isEmpty ? 0 : $0.aside.columns + 4 }.max() ?? 0
    let label = flow.brackets.map { $0.label.columns + 4 }.max() ?? 0
    let brackets = label * ((bracketLanes.max() ?? -1) + 1)
    // What stands beside a step goes below it where a line is too short for both.
    let isBeside = left + boxes + asides + brackets <= width
    let right = left + (isBeside ? boxes + asides : max(boxes, boxes / 2 + asides - 1))
    guard right + brackets <= width else {
      sheet = .sentence(
        "these boxes need \(right + brackets) columns of text, and here are \(width)",
        title: flow.title, width: width)
      return
    }
    let centre = left + boxes / 2
    var y = sheet.putTitle(flow.title, width: max(right + brackets, width / 3))
    var rows: [Int] = []
    var ends: [Int] = []
    for (i, step) in flow.steps.enumerated() {
      rows.append(y)
      let start = centre - texts[i].columns / 2
      put(texts[i], step, start, y)
      if isBeside, !step.aside.isEmpty {
        sheet.put((isUnicode ? "── " : "-- ") + step.aside, start + texts[i].columns + 1, y)
      }
      y += 1
      ends.append(y)
      let isLast = i == flow.steps.count - 1
      let leaves = flow.bypasses.contains { $0.from == i }
      if leaves || (!isBeside && !step.aside.isEmpty) {
        if !isLast || leaves { sheet.put(isUnicode ? "│" : "|", centre, y) }
        if !isBeside { sheet.put(step.aside, centre + 3, y) }
        y += 1
      }
      if !isLast {
        sheet.put(isUnicode ? "▼" : "v", centre, y)
        y += 1
      }
    }
    for (bypass, lane) in zip(flow.bypasses, lanes) {
      let x = left - 5 - lane * 3
      put(
        bypassAt: x, from: ends[bypass.from], to: rows[bypass.to], centre,
        edge: centre - texts[bypass.to].columns / 2)
    }
    for (bracket, lane) in zip(flow.brackets, bracketLanes) {
      put(bracket, at: right + 1 + lane * label, rows[bracket.from], rows[bracket.to])
    }
  }

  private static func text(_ step: Diagram.Flow.Step, _ isUnicode: Bool) -> String {
    let signs = step.role.signs(isUnicode: isUnicode)
    return switch step.form {
    case .box: "\(signs.left) \(step.label) \(signs.right)"
    case .join: "(\(step.label))"
    case .words: step.label
    }
  }

  private mutating func put(_ text: String, _ step: Diagram.Flow.Step, _ x: Int, _ y: Int) {
    sheet.put(text, x, y, step.form == .words ? .bold : step.role.face)
  }

  /// A line that leaves to the left, runs down and comes back with an arrowhead.
  private mutating func put(bypassAt x: Int, from y: Int, to end: Int, _ centre: Int, edge: Int) {
    func put(_ sign: Character, _ plain: Character, over crossing: Character, _ x: Int, _ y: Int) {
      let isFree = sheet.sign(x, y).map { $0 == "│" || $0 == "|" || $0 == "─" } ?? true
      let sign = sheet.sign(x, y) == nil ? sign : isFree ? crossing : sign
      sheet.put(isUnicode ? sign : plain, x, y)
    }
    put("┌", "+", over: "┬", x, y)
    for column in x + 1..<centre { put("─", "-", over: "┼", column, y) }
    sheet.put(isUnicode ? "┤" : "+", centre, y)
    for row in y + 1..<end { put("│", "|", over: "┼", x, row) }
    put("└", "+", over: "┴", x, end)
    for column in x + 1..<edge - 1 { put("─", "-", over: "┼", column, end) }
    sheet.put(isUnicode ? "▶" : ">", edge - 1, end)
  }

  private mutating func put(_ bracket: Diagram.Flow.Bracket, at x: Int, _ from: Int, _ to: Int) {
    let signs = isUnicode ? ["┐", "│", "┘"] : ["+", "|", "+"]
    for y in from...to {
      sheet.put(from == to ? "]" : y == from ? signs[0] : y == to ? signs[2] : signs[1], x, y)
    }
    sheet.put(bracket.label, x + 2, (from + to) / 2)
  }
}

extension Diagram {
  /// A lane for each of several spans, so that spans in one lane do not overlap: the shorter a span, the
  /// nearer its lane.
  static func lanes(_ spans: [(from: Int, to: Int)]) -> [Int] {
    var lanes = [Int](repeating: 0, count: spans.count)
    var taken: [[(from: Int, to: Int)]] = []
    for i in spans.indices.sorted(by: {
      (spans[$0].to - spans[$0].from, $0) < (spans[$1].to - spans[$1].from, $1)
    }) {
      let span = spans[i]
      let lane =
        taken.firstIndex { $0.allSatisfy { $0.to <= span.from || span.to <= $0.from } }
        ?? taken.count
      if lane == taken.count { taken.append([]) }
      taken[lane].append(span)
      lanes[i] = lane
    }
    return lanes
  }
}
