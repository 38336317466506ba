/// Words on lines, cells in columns: layout for text of fixed-width characters.
enum TextLayout {
  /// Fills lines of at most `width` columns. Breaks only at ordinary spaces; the first line begins with
  /// `first`, the others with `rest`.
  static func wrap(_ text: String, width: Int, first: String = "", rest: String? = nil) -> String {
    let rest = rest ?? String(repeating: " ", count: first.columns)
    var lines: [String] = []
    var line = first
    var isEmpty = true
    for word in text.split(separator: " ") {
      if !isEmpty, line.columns + 1 + word.columns > width {
        lines.append(line)
        (line, isEmpty) = (rest, true)
      }
      line += isEmpty ? String(word) : " " + word
      isEmpty = false
    }
    return (lines + [line]).joined(separator: "\n")
  }

  /// A text cut to `width` columns, with an ellipsis where something is missing.
  static func cut(_ text: String, width: Int, ellipsis: String) -> String {
    guard text.columns > width else { return text }
    var result = ""
    for character in text where (result + String(character)).columns + ellipsis.columns <= width {
      result.append(character)
    }
    return result + ellipsis
  }

  /// A text with spaces on its right, or on its left, up to `width` columns.
  static func pad(_ text: some StringProtocol, _ width: Int, right: Bool = false) -> String {
    let spaces = String(repeating: " ", count: max(0, width - text.columns))
    return right ? spaces + text : text + spaces
  }

  /// Rows and columns within `width`. Columns of words become narrower, and their cells several lines
  /// high, where the table would be too wide.
  static func lines(of table: Table, width: Int, rule: Character) -> [String] {
    let numeric = table.columns.indices.map(table.isNumeric)
    var widths = table.columns.indices.map { c in
      (table.rows.map { $0[c].columns } + [table.columns[c].columns]).max() ?? 0
    }
    let gap = "  "
    func total() -> Int { widths.reduce(0, +) + gap.count * (widths.count - 1) }
    while total() > width {
      let shrinkable = widths.indices.filter { c in
        widths[c] > (([table.columns[c]] + table.rows.map { $0[c] }).map(\.longestWord).max() ?? 0)
      }
      guard let widest = shrinkable.max(by: { widths[$0] < widths[$1] }) else { break }
      widths[widest] -= 1
    }
    func row(_ cells: [String]) -> [String] {
      let wrapped = cells.indices.map { c in
        wrap(cells[c], width: max(1, widths[c])).split(
          separator: "\n", omittingEmptySubsequences: false)
      }
      return (0..<(wrapped.map(\.count).max() ?? 0)).map { i in
        wrapped.indices.map { c in
          pad(i < wrapped[c].count ? wrapped[c][i] : "", widths[c], right: numeric[c])
        }.joined(separator: gap).trimmingEnd
      }
    }
    return row(table.columns)
      + [widths.map { String(repeating: rule, count: $0) }.joined(separator: gap)]
      + table.rows.flatMap(row)
  }
}

extension StringProtocol {
  /// How many columns of a terminal the text fills. Escape sequences fill none, combining marks none,
  /// wide East Asian characters and emoji two.
  var columns: Int {
    var count = 0
    var inEscape = false
    for scalar in unicodeScalars {
      if inEscape {
        inEscape = !(scalar.properties.isAlphabetic)
      } else if scalar == "\u{1B}" {
        inEscape = true
      } else if scalar.properties.generalCategory == .nonspacingMark {
        continue
      } else {
        count += scalar.isWide ? 2 : 1
      }
    }
    return count
  }

  fileprivate var longestWord: Int { split(separator: " ").map(\.columns).max() ?? 0 }

  fileprivate var trimmingEnd: String {
    var text = String(self)
    while text.last == " " { text.removeLast() }
    return text
  }
}

extension Unicode.Scalar {
  fileprivate var isWide: Bool {
    switch value {
    case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
      0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
      true
    default: false
    }
  }
}
