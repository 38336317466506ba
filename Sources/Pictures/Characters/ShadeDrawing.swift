extension PlotDrawing {
  /// A heat map as shades, with its numbers beside them where there is room.
  struct Shades {
    private(set) var lines: [String] = []

    private static let signs: [Character] = ["·", "░", "▒", "▓", "█"]
    private static let plainSigns: [Character] = [".", ":", "=", "%", "#"]

    init(_ map: HeatMap, _ width: Int, _ letters: Lettering) {
      guard let range = map.range, !map.columns.isEmpty else {
        lines = ["(there is nothing to draw)"]
        return
      }
      let ellipsis = letters.isUnicode ? "…" : "..."
      let signs = letters.isUnicode ? Self.signs : Self.plainSigns
      let rows = map.rows.map { TextLayout.cut($0, width: max(8, width / 3), ellipsis: ellipsis) }
      let margin = (rows.map { $0.columns }.max() ?? 0) + 1
      let room = max(1, width - margin)

      func sign(_ value: Double) -> String {
        let level = map.level(of: value, in: range)
        return String(level.map { signs[$0 * signs.count / HeatMap.levels] } ?? " ")
      }
      let texts = map.rows.indices.map { row in
        map.columns.indices.map { letters.spell(map.text(row: row, column: $0)) }
      }
      func cells(_ widths: [Int]) -> [String] {
        rows.indices.map { row in
          let cells = map.columns.indices.map { column in
            let shade = String(repeating: sign(map.values[row][column]), count: 2)
            return TextLayout.pad(shade + " " + texts[row][column], widths[column])
          }
          return (TextLayout.pad(rows[row], margin) + cells.joined(separator: " ")).trimmingEnd
        }
      }
      let widths = map.columns.indices.map { column in
        max(map.columns[column].longestWord, 3 + (texts.map { $0[column].columns }.max() ?? 0))
      }
      // Names that are too long become numbers, which are explained below.
      let textWidths = map.columns.indices.map { column in
        3 + (texts.map { $0[column].columns }.max() ?? 0)
      }
      var explained: [String] = []
      if Self.total(widths) <= room {
        lines = Self.head(map.columns, widths, margin) + cells(widths)
      } else if map.columns.count <= 20, Self.total(textWidths) <= room {
        lines = Self.head(map.columns.indices.map { "\($0 + 1)" }, textWidths, margin)
        lines += cells(textWidths)
        explained = map.columns.enumerated().map { "\($0 + 1) = \($1)" }
      } else {
        lines = Self.merged(map, rows, margin: margin, room: room, sign)
      }
      let (low, high) = (range.lowerBound.brief(), range.upperBound.brief())
      let scale = low + " " + signs.map { "\($0)\($0)" }.joined() + " " + high
      let legend = map.scale.label.isEmpty ? scale : scale + "  " + map.scale.label
      lines += PlotDrawing.label(
        letters.spell(legend), margin: min(margin, width / 4), width: width)
      for name in explained {
        lines += PlotDrawing.label(name, margin: min(margin, width / 4), width: width)
      }
    }

    private static func total(_ widths: [Int]) -> Int { widths.reduce(0, +) + widths.count }

    /// Shades without words, as wide as fits. Where that is too narrow, or a page too short, a
    /// character stands for the mean of several cells.
    private static func merged(
      _ map: HeatMap, _ names: [String], margin: Int, room: Int, _ sign: (Double) -> String
    ) -> [String] {
      let each = max(1, min(4, room / map.columns.count))
      let (down, across) = ((names.count + 31) / 32, (map.columns.count + room - 1) / room)
      let first = stride(from: 0, to: names.count, by: down)
      return ends(map.columns, each, across, margin, room)
        + first.map { row in
          let values = map.values[row..<min(row + down, names.count)]
          let cells = stride(from: 0, to: map.columns.count, by: across).map { column in
            let known = values.flatMap { $0[column..<min(column + across, $0.count)] }
              .filter { !$0.isNaN }
            let mean = known.isEmpty ? .nan : known.reduce(0, +) / Double(known.count)
            return String(repeating: sign(mean), count: each)
          }
          return (TextLayout.pad(names[row], margin) + cells.joined()).trimmingEnd
        }
    }

    /// Names of columns above them, on several lines if need be.
    private static func head(_ columns: [String], _ widths: [Int], _ margin: Int) -> [String] {
      let names = zip(columns, widths).map { name, width in
        TextLayout.wrap(name, width: width).split(separator: "\n", omittingEmptySubsequences: false)
      }
      let height = names.map { $0.count }.max() ?? 0
      return (0..<height).map { line in
        let cells = zip(names, widths).map { name, width in
          // Short names stand at the bottom.
          let missing = height - name.count
          return TextLayout.pad(line < missing ? "" : name[line - missing], width)
        }
        return (String(repeating: " ", count: margin) + cells.joined(separator: " ")).trimmingEnd
      }
    }

    /// The names of the first and the last column, for there is no room for others.
    private static func ends(
      _ columns: [String], _ each: Int, _ shared: Int, _ margin: Int, _ room: Int
    ) -> [String] {
      let total = (columns.count + shared - 1) / shared * each
      let (first, last) = (columns[0], columns[columns.count - 1])
      let gap = total - first.columns - last.columns
      guard gap > 0, first != last else { return [] }
      return [
        String(repeating: " ", count: margin) + first + String(repeating: " ", count: gap) + last
      ]
    }
  }
}
