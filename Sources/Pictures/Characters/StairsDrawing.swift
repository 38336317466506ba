/// Steps with characters: boxes below each other, each wider than the one above.
struct StairsDrawing {
  private(set) var sheet = TextSheet()

  init(_ stairs: Diagram.Stairs, _ width: Int, _ isUnicode: Bool) {
    guard !stairs.steps.isEmpty else {
      sheet = .sentence("there is nothing to draw", title: stairs.title, width: width)
      return
    }
    let count = stairs.steps.count
    let details = stairs.steps.map { $0.detail.columns }.max() ?? 0
    // Details stand beside the steps where they find room, and below their names otherwise.
    let widest = stairs.steps.map { $0.label.columns }.max() ?? 0
    let isBeside = widest + 4 + count + details + 2 <= width
    let needs = stairs.steps.map {
      4 + ($0.role == .plain ? 0 : 2) + max($0.label.columns, isBeside ? 0 : $0.detail.columns)
    }
    let room = min(isBeside ? width - details - 2 : width, 56)
    guard let longest = needs.max(), longest <= room else {
      sheet = .sentence(
        "these steps need \(needs.max() ?? 0) columns of text, and here are \(width)",
        title: stairs.title, width: width)
      return
    }
    let widths = Self.widths(needs, room)
    var y = sheet.putTitle(stairs.title, width: width)
    for (i, step) in stairs.steps.enumerated() {
      sheet.put(Self.rule(i == 0 ? 0 : widths[i - 1], widths[i], isUnicode), 0, y)
      let signs = step.role.signs(isUnicode: isUnicode)
      let mark = step.role == .plain ? "" : "\(signs.left) "
      let lines = isBeside || step.detail.isEmpty ? [step.label] : [step.label, step.detail]
      let edge = isUnicode ? "│" : "|"
      for line in lines {
        y += 1
        sheet.put(edge, 0, y)
        sheet.put(mark + line, 2, y, step.role.face)
        sheet.put(edge, widths[i] - 1, y)
      }
      if isBeside { sheet.put(step.detail, room + 2, y) }
      y += 1
    }
    let (start, rule, end) = isUnicode ? ("└", "─", "┘") : ("+", "-", "+")
    sheet.put(start + String(repeating: rule, count: widths[count - 1] - 2) + end, 0, y)
  }

  /// Even steps up to the whole room, each with what it needs.
  private static func widths(_ needs: [Int], _ room: Int) -> [Int] {
    let step = Double(room - needs[0]) / Double(max(1, needs.count - 1))
    var widths: [Int] = []
    for (i, need) in needs.enumerated() {
      widths.append(max(need, needs[0] + Int(Double(i) * step), widths.last ?? 0))
    }
    return widths
  }

  /// The line between a step and the one above it.
  private static func rule(_ above: Int, _ width: Int, _ isUnicode: Bool) -> String {
    var line = [Character](repeating: isUnicode ? "─" : "-", count: width)
    line[0] = isUnicode ? (above == 0 ? "┌" : "├") : "+"
    line[width - 1] = isUnicode ? (above == width ? "┤" : "┐") : "+"
    if above > 0, above < width { line[above - 1] = isUnicode ? "┴" : "+" }
    return String(line)
  }
}
