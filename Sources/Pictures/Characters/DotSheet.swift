/// Lines in any direction on a sheet of characters: braille dots, or the sign of ASCII that comes closest
/// to the direction. Places are in characters, from the upper left corner.
struct DotSheet {
  typealias Place = (x: Double, y: Double)

  let columns: Int
  let rows: Int
  private var dots: [UInt32]
  private var slopes: [Character?]
  private var faces: [Face?]

  init(columns: Int, rows: Int) {
    (self.columns, self.rows) = (columns, rows)
    dots = [UInt32](repeating: 0, count: columns * rows)
    slopes = [Character?](repeating: nil, count: columns * rows)
    faces = [Face?](repeating: nil, count: columns * rows)
  }

  /// A straight line; a dashed one leaves out every other pair of dots.
  mutating func line(
    _ a: Place, _ b: Place, _ face: Face?, isDashed: Bool = false
  ) {
    let length = max(abs(b.x - a.x) * 2, abs(b.y - a.y) * 4).rounded(.up)
    let slope = Self.sign(b.x - a.x, b.y - a.y)
    for step in 0...max(1, Int(length)) {
      if isDashed, step / 2 % 2 == 1 { continue }
      let t = Double(step) / max(1, length)
      dot((a.x + t * (b.x - a.x), a.y + t * (b.y - a.y)), slope, face)
    }
  }

  private mutating func dot(_ place: Place, _ slope: Character, _ face: Face?) {
    // Unicode numbers the dots of a braille cell down the left column, then the right; the bottom row
    // came later.
    let bits: [[UInt32]] = [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]]
    let x = min(columns * 2 - 1, max(0, Int((place.x * 2).rounded(.down))))
    let y = min(rows * 4 - 1, max(0, Int((place.y * 4).rounded(.down))))
    let cell = y / 4 * columns + x / 2
    dots[cell] |= bits[x % 2][y % 4]
    slopes[cell] = slope
    faces[cell] = face
  }

  /// The sign of ASCII for a direction; characters are twice as high as wide.
  private static func sign(_ dx: Double, _ dy: Double) -> Character {
    let (across, down) = (abs(dx), abs(dy) * 2)
    if across > 2.4 * down { return "-" }
    if down > 2.4 * across { return "|" }
    return (dx > 0) == (dy > 0) ? "\\" : "/"
  }

  func sheet(_ isUnicode: Bool) -> TextSheet {
    var sheet = TextSheet()
    for y in 0..<rows {
      sheet.grow(0, y + 1)
      for x in 0..<columns where dots[y * columns + x] != 0 {
        let cell = y * columns + x
        let braille = Character(Unicode.Scalar(0x2800 + dots[cell])!)
        sheet.put(isUnicode ? braille : slopes[cell] ?? "*", x, y, faces[cell])
      }
    }
    return sheet
  }
}
