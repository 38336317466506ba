/// A diagram drawn with characters: its parts side by side where they fit, below each other where not.
struct DiagramDrawing {
  private var sheet = TextSheet()

  private static let gap = 3

  init(_ diagram: Diagram, width: Int, _ letters: Lettering) {
    let isUnicode = letters.isUnicode
    // Symbols are spelled out before the layout, for that makes them longer.
    let diagram = isUnicode ? diagram : diagram.mapWords(letters.spell)
    for row in Self.rows(diagram.parts, width, isUnicode) { place(row, isUnicode) }
    if sheet.height == 0 { sheet.put("(there is nothing to draw)", 0, 0) }
    placeLegend(diagram.legend, width, isUnicode)
  }

  /// The lines; `paint` colours what has a role.
  func lines(_ paint: (String, Face) -> String) -> [String] { sheet.lines(paint) }

  // MARK: Layout

  private struct Row {
    var sheets: [TextSheet] = []
    /// The label of the arrow before each sheet; `nil` where there is none.
    var arrows: [String?] = []
    var width = 0
  }

  /// An arrow stays with the part that it leads to.
  private static func rows(_ parts: [Diagram.Part], _ width: Int, _ isUnicode: Bool) -> [Row] {
    var rows = [Row()]
    var arrow: String?
    for part in parts {
      let sheet: TextSheet
      switch part {
      case .arrow(let label):
        arrow = label
        continue
      case .lineBreak:
        rows.append(Row())
        continue
      case .grid(let grid): sheet = GridDrawing(grid, width, isUnicode).sheet
      case .links(let links): sheet = LinksDrawing(links, width, isUnicode).sheet
      case .flow(let flow): sheet = FlowDrawing(flow, width, isUnicode).sheet
      case .plane(let plane): sheet = PlaneDrawing(plane, width, isUnicode).sheet
      case .stairs(let stairs): sheet = StairsDrawing(stairs, width, isUnicode).sheet
      }
      let joint = rows[rows.count - 1].sheets.isEmpty ? 0 : gap + (arrow.map(room) ?? 0)
      if rows[rows.count - 1].width + joint + sheet.width > width { rows.append(Row()) }
      let last = rows.count - 1
      rows[last].width += (rows[last].sheets.isEmpty ? 0 : joint) + sheet.width
      rows[last].sheets.append(sheet)
      rows[last].arrows.append(arrow)
      arrow = nil
    }
    return rows.filter { !$0.sheets.isEmpty }
  }

  /// The columns of an arrow from left to right, with the distance that it keeps.
  private static func room(_ label: String) -> Int { max(4, label.columns) + gap }

  private mutating func place(_ row: Row, _ isUnicode: Bool) {
    var top = sheet.height + (sheet.height == 0 ? 0 : 1)
    if let label = row.arrows[0] {
      // It comes from the row above.
      let arrow = isUnicode ? "▼" : "v"
      sheet.put(label.isEmpty ? arrow : arrow + " " + label, 2, top)
      top += 2
    }
    let height = row.sheets.map { $0.height }.max() ?? 0
    var x = 0
    for (i, part) in row.sheets.enumerated() {
      if i > 0 {
        x += Self.gap
        if let label = row.arrows[i] {
          let length = Self.room(label) - Self.gap
          let middle = top + height / 2
          sheet.put(label, x + (length - label.columns) / 2, max(top, middle - 1))
          let line = String(repeating: isUnicode ? "─" : "-", count: length - 1)
          sheet.put(line + (isUnicode ? "▶" : ">"), x, max(top, middle - 1) + 1)
          x += length + Self.gap
        }
      }
      sheet.put(part, x, top)
      x += part.width
    }
  }

  private mutating func placeLegend(
    _ legend: [Diagram.LegendEntry], _ width: Int, _ isUnicode: Bool
  ) {
    guard !legend.isEmpty else { return }
    var (x, y) = (0, sheet.height + 1)
    for entry in legend {
      let signs = entry.role.signs(isUnicode: isUnicode)
      let lines = TextLayout.wrap(entry.words, width: max(8, width - 3), breaksWords: true)
        .split(separator: "\n").map(String.init)
      let length = 3 + (lines.map { $0.columns }.max() ?? 0)
      if x > 0, x + length > width { (x, y) = (0, sheet.height) }
      sheet.put(String([signs.left, signs.right]), x, y, entry.role.face)
      for (i, line) in lines.enumerated() { sheet.put(line, x + 3, y + i) }
      x += length + 3
    }
  }
}

extension TextSheet {
  /// A title above what follows, on as many lines as it needs.
  ///
  /// - Returns: the line below it.
  mutating func putTitle(_ title: String, width: Int) -> Int {
    guard !title.isEmpty else { return 0 }
    let lines = TextLayout.wrap(title, width: width, breaksWords: true).split(separator: "\n")
    for (i, line) in lines.enumerated() { put(String(line), 0, i, .bold) }
    return lines.count
  }

  /// A sentence in place of what cannot be drawn.
  static func sentence(_ text: String, title: String, width: Int) -> TextSheet {
    var sheet = TextSheet()
    let top = sheet.putTitle(title, width: width)
    let lines = TextLayout.wrap("(" + text + ")", width: width, breaksWords: true)
    for (i, line) in lines.split(separator: "\n").enumerated() {
      sheet.put(String(line), 0, top + i)
    }
    return sheet
  }
}
