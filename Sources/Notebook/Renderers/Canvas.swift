/// A grid of characters, each of which can also be eight braille dots.
struct Canvas {
  enum Pen {
    case dots
    case sign(Character)
  }

  let columns: Int
  let rows: Int
  private var dots: [UInt32]
  private var signs: [Character?]

  init(columns: Int, rows: Int) {
    (self.columns, self.rows) = (columns, rows)
    dots = [UInt32](repeating: 0, count: columns * rows)
    signs = [Character?](repeating: nil, count: columns * rows)
  }

  /// Marks places between (0, 0), top left, and (1, 1), bottom right; a missing place breaks the line.
  mutating func draw(_ places: [(Double, Double)?], joined: Bool, _ pen: Pen) {
    var previous: (Double, Double)?
    for place in places {
      if let place {
        if joined, let previous {
          // Enough steps that no dot of the line is left out.
          let length = max(
            abs(place.0 - previous.0) * Double(columns * 2),
            abs(place.1 - previous.1) * Double(rows * 4))
          for step in 0...max(1, Int(length.rounded(.up))) {
            let t = Double(step) / max(1, length.rounded(.up))
            mark(
              previous.0 + t * (place.0 - previous.0), previous.1 + t * (place.1 - previous.1), pen)
          }
        } else {
          mark(place.0, place.1, pen)
        }
      }
      previous = place
    }
  }

  private mutating func mark(_ x: Double, _ y: Double, _ pen: Pen) {
    let dotX = min(columns * 2 - 1, max(0, Int(x * Double(columns * 2 - 1) + 0.5)))
    let dotY = min(rows * 4 - 1, max(0, Int(y * Double(rows * 4 - 1) + 0.5)))
    let cell = dotY / 4 * columns + dotX / 2
    switch pen {
    case .dots:
      // Unicode numbers the dots of a braille cell down the left column, then the right; the
      // bottom row came later.
      let bits: [[UInt32]] = [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]]
      dots[cell] |= bits[dotX % 2][dotY % 4]
    case .sign(let sign): signs[cell] = sign
    }
  }

  var lines: [String] {
    (0..<rows).map { row in
      var line = String(
        (0..<columns).map { column -> Character in
          let cell = row * columns + column
          if let sign = signs[cell] { return sign }
          return dots[cell] == 0 ? " " : Character(Unicode.Scalar(0x2800 + dots[cell])!)
        })
      while line.last == " " { line.removeLast() }
      return line
    }
  }
}
