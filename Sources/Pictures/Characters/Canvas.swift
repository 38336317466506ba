/// A grid of characters, each of which can also be eight braille dots.
struct Canvas {
  let columns: Int
  let rows: Int
  private var dots: [UInt32]
  /// Which signs want each cell, in the order in which they were drawn.
  private var claims: [[Character]]

  init(columns: Int, rows: Int) {
    (self.columns, self.rows) = (columns, rows)
    dots = [UInt32](repeating: 0, count: columns * rows)
    claims = [[Character]](repeating: [], count: columns * rows)
  }

  /// Joins places by a line of braille dots.
  mutating func dot(_ stroke: [PlotFrame.Place]) {
    // Unicode numbers the dots of a braille cell down the left column, then the right; the bottom
    // row came later.
    let bits: [[UInt32]] = [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]]
    for (x, y) in steps(stroke) { dots[y / 4 * columns + x / 2] |= bits[x % 2][y % 4] }
  }

  /// Writes a sign into the cells of a line: into all of them, or into one of the columns for which
  /// `isWanted` says so.
  mutating func sign(
    _ stroke: [PlotFrame.Place], _ sign: Character, where isWanted: ((Int) -> Bool)? = nil
  ) {
    var last: Int?
    for (x, y) in steps(stroke) {
      if let isWanted {
        guard x / 2 != last, isWanted(x / 2) else { continue }
        last = x / 2
      }
      claim(y / 4 * columns + x / 2, sign)
    }
  }

  /// Writes a sign at a place.
  mutating func sign(_ place: PlotFrame.Place, _ sign: Character) {
    let (x, y) = dot(at: place)
    claim(y / 4 * columns + x / 2, sign)
  }

  private mutating func claim(_ cell: Int, _ sign: Character) {
    if !claims[cell].contains(sign) { claims[cell].append(sign) }
  }

  private func dot(at place: PlotFrame.Place) -> (x: Int, y: Int) {
    (
      min(columns * 2 - 1, max(0, Int(place.x * Double(columns * 2 - 1) + 0.5))),
      min(rows * 4 - 1, max(0, Int(place.y * Double(rows * 4 - 1) + 0.5)))
    )
  }

  /// The dots of a line, enough of them that none is left out.
  private func steps(_ stroke: [PlotFrame.Place]) -> [(x: Int, y: Int)] {
    guard let first = stroke.first else { return [] }
    var result = [dot(at: first)]
    for (a, b) in zip(stroke, stroke.dropFirst()) {
      let length = max(abs(b.x - a.x) * Double(columns * 2), abs(b.y - a.y) * Double(rows * 4))
      let count = max(1, length.rounded(.up))
      for step in 1...Int(count) {
        let t = Double(step) / count
        result.append(dot(at: (a.x + t * (b.x - a.x), a.y + t * (b.y - a.y))))
      }
    }
    return result
  }

  var lines: [String] {
    (0..<rows).map { row in
      let line = String(
        (0..<columns).map { column -> Character in
          let cell = row * columns + column
          let claims = claims[cell]
          // Where curves run into each other their signs take turns, so that none is hidden.
          if !claims.isEmpty { return claims[column % claims.count] }
          return dots[cell] == 0 ? " " : Character(Unicode.Scalar(0x2800 + dots[cell])!)
        })
      return line.trimmingEnd
    }
  }
}
