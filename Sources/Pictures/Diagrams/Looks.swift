// How a role looks: on a terminal a sign and a face, in SVG a colour and a texture. The sign and the
// texture tell the roles apart without any colour.

extension Diagram.Role {
  /// What it is called where the author gives it no other name.
  var words: String {
    switch self {
    case .plain: "the others"
    case .marked: "marked"
    case .new: "new"
    case .kept: "kept"
    case .repeated: "computed again"
    case .masked: "masked"
    case .dropped: "dropped"
    case .sink: "sink"
    case .query: "query"
    case .key: "key"
    case .value: "value"
    case .faint: "before"
    }
  }

  /// The signs on both sides of a text; a cell without a text is filled with the first.
  func signs(isUnicode: Bool) -> (left: Character, right: Character) {
    func same(_ unicode: Character, _ plain: Character) -> (Character, Character) {
      isUnicode ? (unicode, unicode) : (plain, plain)
    }
    return switch self {
    case .plain: ("[", "]")
    case .marked: same("▓", "%")
    case .new: same("█", "#")
    case .kept: same("▒", "=")
    case .repeated: same("░", ":")
    case .masked: same("·", ".")
    case .dropped: same("╳", "x")
    case .sink: same("◆", "@")
    case .query: same("»", ">")
    case .key: same("■", "+")
    case .value: same("□", "o")
    case .faint: same("╌", "-")
    }
  }

  /// The face on terminals with colours.
  var face: Face? {
    switch self {
    case .plain: nil
    case .marked, .query: .yellow
    case .new: .blue
    case .kept, .value: .green
    case .repeated, .masked, .faint: .dim
    case .dropped: .red
    case .sink: .magenta
    case .key: .cyan
    }
  }

  /// How a shape of a role is filled and bordered in SVG.
  struct Look {
    enum Texture { case none, hatch, backHatch, rows, cross }

    /// The colour of a series, from 0 on; `nil` for quiet grey.
    var series: Int?
    /// Nothing, a tint of the colour, or the colour itself.
    var fill = Fill.none
    var texture = Texture.none
    var isDashed = false
    var isThick = false
    var isDouble = false

    enum Fill { case none, tint, solid }
  }

  var look: Look {
    switch self {
    case .plain: Look()
    case .marked: Look(series: 4, fill: .tint, isThick: true)
    case .new: Look(series: 0, fill: .solid)
    case .kept: Look(series: 2, fill: .tint)
    case .repeated: Look(series: 5, fill: .tint, texture: .hatch)
    case .masked: Look(isDashed: true)
    case .dropped: Look(series: 1, texture: .cross, isDashed: true)
    case .sink: Look(series: 3, fill: .tint, isDouble: true)
    case .query: Look(series: 1, fill: .tint)
    case .key: Look(series: 0, fill: .tint, texture: .backHatch)
    case .value: Look(series: 2, fill: .tint, texture: .rows)
    case .faint: Look(isDashed: true)
    }
  }
}

extension Diagram.Role.Look {
  /// The class of a line in this colour.
  var stroke: String { (series.map { "s\($0)" } ?? "qs") + (isDashed ? " da" : "") }
  /// The class of a shape that is filled with this colour.
  var solid: String { series.map { "f\($0)" } ?? "q" }
  /// The class of words in this colour.
  var words: String { series.map { "b f\($0)" } ?? "q" }
}

extension SVG {
  /// A rectangle in the look of a role, with a text in its middle.
  mutating func cell(
    _ x: Double, _ y: Double, _ width: Double, _ height: Double, _ role: Diagram.Role,
    _ text: String = "", radius: Double = 2
  ) {
    let look = role.look
    switch look.fill {
    case .none: break
    case .tint: rectangle(x, y, width, height, radius: radius, look.solid + " tint")
    case .solid: rectangle(x, y, width, height, radius: radius, look.solid)
    }
    let lines = Self.texture(look.texture, x, y, width, height)
    path(lines, "ha " + (look.series.map { "s\($0)" } ?? "qs"))
    if look.fill == .none, look.isDashed, width < 10 {
      // Dashes around a cell so small would be noise.
      rectangle(x + width / 2 - 1, y + height / 2 - 1, 2, 2, look.solid)
    } else if look.fill != .solid {
      let edge = "e " + look.stroke + (look.isThick ? " th" : "")
      rectangle(x, y, width, height, radius: radius, edge)
      if look.isDouble, width > 8, height > 8 {
        rectangle(x + 2.5, y + 2.5, width - 5, height - 5, radius: 1, edge)
      }
    }
    // Words over lines get an edge of the background.
    let edge = [.none, .cross].contains(look.texture) ? "" : " ho"
    let style =
      look.fill == .solid ? "on b" : (role == .masked || role == .faint ? "q" : "t") + edge
    self.text(text, x + width / 2, y + height / 2 + 4.5, style, anchor: .middle)
  }

  private static func texture(
    _ texture: Diagram.Role.Look.Texture, _ x: Double, _ y: Double, _ width: Double,
    _ height: Double
  ) -> String {
    let step = 6.0
    switch texture {
    case .none: return ""
    case .rows:
      return stride(from: step, to: height, by: step).map {
        "M\(x.svg) \((y + $0).svg)h\(width.svg)"
      }
      .joined()
    case .cross:
      return "M\(x.svg) \(y.svg)L\((x + width).svg) \((y + height).svg)M\(x.svg) "
        + "\((y + height).svg)L\((x + width).svg) \(y.svg)"
    case .hatch, .backHatch:
      // Lines under 45 degrees that begin on the left and upper edges and end at the others.
      return stride(from: step, to: width + height, by: step).map { distance in
        let first = (x: min(distance, width), y: max(0, distance - width))
        let last = (x: max(0, distance - height), y: min(distance, height))
        func place(_ point: (x: Double, y: Double)) -> String {
          "\((texture == .hatch ? x + point.x : x + width - point.x).svg) \((y + point.y).svg)"
        }
        return "M\(place(first))L\(place(last))"
      }.joined()
    }
  }
}
