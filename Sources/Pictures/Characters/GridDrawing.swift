/// A grid with characters: each cell is its text between two signs of its role.
struct GridDrawing {
  private(set) var sheet = TextSheet()

  /// More lines than this are no picture any more.
  private static let mostLines = 72

  init(_ grid: Diagram.Grid, _ width: Int, _ isUnicode: Bool) {
    if let reason = grid.reasonNotToDraw {
      sheet = .sentence(reason, title: grid.title, width: width)
      return
    }
    let margin = grid.rows.map { $0.columns }.max().map { $0 == 0 ? 0 : $0 + 1 } ?? 0
    let texts = grid.cells.joined().map { $0.text.columns }.max() ?? 0
    let names = grid.columns.map { $0.columns }.max() ?? 0
    let room = width - margin
    // Cells without words may stand closer and become as narrow as a character; then only every so many
    // columns is named.
    let layouts =
      [(max(texts == 0 ? 2 : texts + 2, names), 1)] + (texts == 0 ? [(2, 1), (2, 0), (1, 0)] : [])
    let (cell, gap) = layouts.first { Self.total(grid, $0.0, $0.1) <= room } ?? layouts[0]
    let each = grid.columnsPerBand { Self.total(grid, cell, gap, $0) <= room }
    let lines = each.map { grid.bands(of: $0).count * (grid.rows.count + (names > 0 ? 2 : 1)) }
    guard let each, let lines, lines <= Self.mostLines else {
      let reason =
        each == nil
        ? "a cell of this grid needs \(margin + cell) columns of text, and here are \(width)"
        : "a grid of \(grid.rows.count) rows and \(grid.width) columns is too large for "
          + "\(width) columns of text"
      sheet = .sentence(reason, title: grid.title, width: width)
      return
    }
    let namedEvery = [1, 2, 4, 5, 8, 10, 16, 20, 32, 50, 64].first {
      $0 * (cell + gap) > names || $0 == 1 && names <= cell
    }!
    var y = sheet.putTitle(grid.title, width: max(width / 2, margin + Self.total(grid, cell, gap)))
    for band in grid.bands(of: each) {
      if band.lowerBound > 0, grid.rows.count > 1 { y += 1 }
      let places = Self.places(grid, band, cell, gap, margin)
      if names > 0 {
        for (column, x) in zip(band, places) where (column - band.lowerBound) % namedEvery == 0 {
          let name = grid.columns[column]
          sheet.put(name, x + max(0, (cell - name.columns) / 2), y)
        }
        y += 1
      }
      for (r, row) in grid.cells.enumerated() {
        sheet.put(grid.rows[r], 0, y)
        for (column, x) in zip(band, places) { put(row[column], x, y, cell, isUnicode) }
        y += 1
      }
    }
  }

  private mutating func put(
    _ cell: Diagram.Cell, _ x: Int, _ y: Int, _ width: Int, _ isUnicode: Bool
  ) {
    guard let role = cell.role else { return }
    let (left, right) = role.signs(isUnicode: isUnicode)
    guard width > 1 else {
      sheet.put(role == .plain ? "o" : left, x, y, role.face)
      return
    }
    let inside = width - 2
    guard !cell.text.isEmpty else {
      // A plain cell is two brackets; others are filled.
      let filling = role == .plain ? " " : String(left)
      let text = String(left) + String(repeating: filling, count: inside) + String(right)
      sheet.put(text, x, y, role.face)
      return
    }
    let space = inside - cell.text.columns
    let text =
      String(repeating: " ", count: space / 2) + cell.text
      + String(repeating: " ", count: space - space / 2)
    sheet.put(left, x, y, role.face)
    sheet.put(text, x + 1, y, role == .new ? .bold : role == .repeated ? .dim : nil)
    sheet.put(right, x + width - 1, y, role.face)
  }

  /// The columns of a line with so many cells, gaps between groups included.
  private static func total(_ grid: Diagram.Grid, _ cell: Int, _ gap: Int, _ count: Int? = nil)
    -> Int
  {
    let count = count ?? grid.width
    let groups = grid.groupsOf.map { max(0, (count - 1) / $0) } ?? 0
    return count * cell + max(0, count - 1) * gap + groups
  }

  private static func places(
    _ grid: Diagram.Grid, _ band: Range<Int>, _ cell: Int, _ gap: Int, _ margin: Int
  ) -> [Int] {
    band.map { column in
      let i = column - band.lowerBound
      return margin + i * (cell + gap) + (grid.groupsOf.map { i / $0 } ?? 0)
    }
  }
}

extension Diagram.Grid {
  /// The number of columns.
  var width: Int { cells.map { $0.count }.max() ?? 0 }

  /// As much as can be overlooked as cells; more is a picture for a heat map.
  static let largest = (rows: 48, cells: 2048)

  /// Why this grid is not drawn anywhere, in words; `nil` if it is.
  var reasonNotToDraw: String? {
    if rows.isEmpty || width == 0 { return "there is nothing to draw" }
    if rows.count > Self.largest.rows || rows.count * width > Self.largest.cells {
      return "a grid of \(rows.count) rows and \(width) columns is too large for a diagram"
    }
    return nil
  }

  /// As many columns as fit side by side, whole groups where possible; `nil` if not even one does.
  func columnsPerBand(_ fits: (Int) -> Bool) -> Int? {
    guard fits(1) else { return nil }
    let most = (1...width).last(where: fits) ?? 1
    if let groupsOf, groupsOf > 0, most < width, most >= groupsOf { return most - most % groupsOf }
    return most
  }

  /// Ranges of columns that stand below each other.
  func bands(of count: Int) -> [Range<Int>] {
    stride(from: 0, to: width, by: count).map { $0..<min(width, $0 + count) }
  }
}
