/// A table as lines of text within a given width.
///
/// Columns of words become narrower, and their cells several lines high, where the table would be too
/// wide. Where that is not enough the table is shown in parts, each of which begins with the columns that
/// name the rows; only a column that is wider than a line by itself has its words broken.
struct TableLayout {
  /// Columns that stand side by side.
  struct Part: Equatable {
    var head: [String]
    var rule: String
    var body: [String]
  }

  /// The parts from left to right.
  let parts: [Part]

  private static let gap = "  "

  init(_ table: Table, width: Int, rule: Character) {
    let cells = table.columns.indices.map { c in [table.columns[c]] + table.rows.map { $0[c] } }
    let natural = cells.map { $0.map(\.columns).max() ?? 0 }
    let narrowest = cells.map { min(width, max(1, $0.map(\.longestWord).max() ?? 1)) }
    let isNumeric = table.columns.indices.map(table.isNumeric)
    let groups = Self.groups(narrowest, names: Self.names(table, narrowest, width), width)
    parts = groups.map { columns in
      let widths = Self.widths(columns.map { (natural[$0], narrowest[$0]) }, width)
      let isFlushRight = columns.map { isNumeric[$0] }
      func lines(_ row: [String]) -> [String] {
        Self.lines(columns.map { row[$0] }, widths, isFlushRight)
      }
      return Part(
        head: lines(table.columns),
        rule: widths.map { String(repeating: rule, count: $0) }.joined(separator: Self.gap),
        body: table.rows.flatMap(lines))
    }
  }

  private static func total(_ widths: some Collection<Int>) -> Int {
    widths.reduce(0, +) + gap.count * max(0, widths.count - 1)
  }

  /// How many columns, from the first on, it takes to tell every row from the others, if that many
  /// leave room for more.
  private static func names(_ table: Table, _ narrowest: [Int], _ width: Int) -> Int {
    let most = min(3, table.columns.count - 1)
    guard most > 1 else { return 1 }
    let wanted = (1...most).first { count in
      let names = table.rows.map { $0.prefix(count).joined(separator: "\n") }
      return Set(names).count == names.count && !names.contains { $0.allSatisfy(\.isNewline) }
    }
    let widest = narrowest.dropFirst(wanted ?? 1).max() ?? 0
    let fits = (1...(wanted ?? 1)).last {
      total(narrowest.prefix($0)) + gap.count + widest <= width
    }
    return fits ?? 1
  }

  /// As many columns side by side as fit when they are as narrow as can be.
  private static func groups(_ narrowest: [Int], names: Int, _ width: Int) -> [[Int]] {
    guard total(narrowest) > width else { return [Array(narrowest.indices)] }
    var groups: [[Int]] = []
    for column in narrowest.indices.dropFirst(names) {
      if let last = groups.last, total((last + [column]).map { narrowest[$0] }) <= width {
        groups[groups.count - 1].append(column)
      } else {
        groups.append(Array(0..<names) + [column])
      }
    }
    return groups.isEmpty ? [Array(narrowest.indices)] : groups
  }

  /// Widths that fit, taken from the widest columns first.
  private static func widths(_ columns: [(natural: Int, narrowest: Int)], _ width: Int) -> [Int] {
    var widths = columns.map { max($0.natural, 1) }
    var limits = columns.map(\.narrowest)
    while total(widths) > width {
      var shrinkable = widths.indices.filter { widths[$0] > limits[$0] }
      if shrinkable.isEmpty {
        // Two columns of words that are too long: break the words.
        limits = limits.map { _ in 4 }
        shrinkable = widths.indices.filter { widths[$0] > 4 }
      }
      guard let widest = shrinkable.max(by: { widths[$0] < widths[$1] }) else { break }
      widths[widest] -= 1
    }
    return widths
  }

  private static func lines(_ row: [String], _ widths: [Int], _ isFlushRight: [Bool]) -> [String] {
    let cells: [[Substring]] = zip(row, widths).map { cell, width in
      TextLayout.wrap(cell, width: width, breaksWords: true)
        .split(separator: "\n", omittingEmptySubsequences: false)
    }
    let height = cells.map(\.count).max() ?? 0
    return (0..<height).map { i -> String in
      let line = cells.indices.map { c -> String in
        let part = i < cells[c].count ? cells[c][i] : ""
        return TextLayout.pad(part, widths[c], right: isFlushRight[c])
      }
      return line.joined(separator: gap).trimmingEnd
    }
  }
}
