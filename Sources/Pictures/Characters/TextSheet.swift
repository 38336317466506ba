/// A sheet of characters that grows where something is written, each with a face of its own.
struct TextSheet {
  /// `nil` where nothing stands, and right of a character that is two columns wide.
  private var cells: [[(sign: Character?, face: Face?)]] = []

  var height: Int { cells.count }
  var width: Int { cells.map { $0.count }.max() ?? 0 }

  /// Writes a line of words; what stood there is gone.
  mutating func put(_ text: String, _ x: Int, _ y: Int, _ face: Face? = nil) {
    var column = x
    for character in text {
      put(character, column, y, face)
      column += max(1, character.columns)
    }
  }

  /// Writes a character, and leaves the place right of a wide one to it.
  mutating func put(
    _ character: Character, _ x: Int, _ y: Int, _ face: Face? = nil
  ) {
    let last = x + max(1, character.columns) - 1
    grow(last + 1, y + 1)
    cells[y][x] = (character, face)
    for column in x..<last { cells[y][column + 1] = (nil, face) }
  }

  /// Lays another sheet on this one; where it is empty, this one shows.
  mutating func put(_ sheet: TextSheet, _ x: Int, _ y: Int) {
    for (r, row) in sheet.cells.enumerated() {
      for (c, cell) in row.enumerated() {
        guard let sign = cell.sign, sign != " " else { continue }
        put(sign, x + c, y + r, cell.face)
      }
    }
  }

  /// Makes room for so many lines, empty or not.
  mutating func grow(_ width: Int, _ height: Int) {
    while cells.count < height { cells.append([]) }
    guard height > 0, cells[height - 1].count < width else { return }
    let missing = width - cells[height - 1].count
    cells[height - 1] += [(sign: Character?, face: Face?)](repeating: (" ", nil), count: missing)
  }

  /// What stands at a place, if anything.
  func sign(_ x: Int, _ y: Int) -> Character? {
    guard cells.indices.contains(y), cells[y].indices.contains(x), cells[y][x].sign != " " else {
      return nil
    }
    return cells[y][x].sign ?? "·"
  }

  /// A part of the sheet: these lines without so many columns on their left.
  func cut(left: Int, rows: ClosedRange<Int>) -> TextSheet {
    var part = TextSheet()
    part.cells = rows.map { Array(cells[$0].dropFirst(left)) }
    return part
  }

  /// The lines; `paint` gives a run of characters its face.
  func lines(_ paint: (String, Face) -> String) -> [String] {
    cells.map { row in
      let end = (row.lastIndex { $0.sign != " " } ?? -1) + 1
      var line = ""
      var run = ""
      var face: Face?
      func flush() {
        line += face.map { run.isEmpty ? "" : paint(run, $0) } ?? run
        run = ""
      }
      for cell in row[..<end] {
        if cell.face != face {
          flush()
          face = cell.face
        }
        if let sign = cell.sign { run.append(sign) }
      }
      flush()
      return line
    }
  }
}
