/// Shapes and words of a picture as SVG. Numbers are written with one digit after the point, so that
/// the same picture is the same bytes everywhere.
struct SVG {
  enum Anchor: String { case start, middle, end }

  private(set) var width: Double
  var height: Double
  /// What the picture shows, for readers who do not see it.
  var description = ""
  /// Whether it needs the rules of diagrams in its style sheet.
  var isDiagram = false
  /// What a page with a script lets the reader read off the picture; a file of its own has none.
  var readings: SVGReadings?
  private var body: [Part] = []

  private enum Part {
    case element(String)
    /// Markers with the words that a page shows when a reader points at one.
    case markers([(outline: String, words: String)], style: String)

    func text(isStandalone: Bool) -> String {
      guard case .markers(let markers, let style) = self else {
        if case .element(let text) = self { return text }
        return ""
      }
      if isStandalone {
        return "<path class=\"\(style)\" d=\"\(markers.map { $0.outline }.joined())\"/>"
      }
      return markers.map {
        "<path class=\"\(style)\" d=\"\($0.outline)\"><title>\($0.words.xml)</title></path>"
      }.joined(separator: "\n")
    }
  }

  private mutating func add(_ element: String) { body.append(.element(element)) }

  /// The size of text in the units of the picture.
  static let fontSize = 13.0

  init(width: Double, height: Double) { (self.width, self.height) = (width, height) }

  // MARK: Shapes

  mutating func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ style: String) {
    add(
      "<line class=\"\(style)\" x1=\"\(x1.svg)\" y1=\"\(y1.svg)\" x2=\"\(x2.svg)\" y2=\"\(y2.svg)\"/>"
    )
  }

  mutating func rectangle(
    _ x: Double, _ y: Double, _ width: Double, _ height: Double, radius: Double = 0, _ style: String
  ) {
    let round = radius > 0 ? " rx=\"\(radius.svg)\"" : ""
    add(
      "<rect class=\"\(style)\" x=\"\(x.svg)\" y=\"\(y.svg)\" width=\"\(width.svg)\" "
        + "height=\"\(height.svg)\"\(round)/>")
  }

  mutating func path(_ data: String, _ style: String) {
    if !data.isEmpty { add("<path class=\"\(style)\" d=\"\(data)\"/>") }
  }

  /// Markers, each with its words.
  mutating func markers(_ markers: [(outline: String, words: String)], _ style: String) {
    if !markers.isEmpty { body.append(.markers(markers, style: style)) }
  }

  /// A line of words; `y` is where the letters stand.
  mutating func text(
    _ text: String, _ x: Double, _ y: Double, _ style: String, anchor: Anchor = .start,
    turned: Double = 0
  ) {
    guard !text.isEmpty else { return }
    let anchor = anchor == .start ? "" : " text-anchor=\"\(anchor.rawValue)\""
    let turn = turned == 0 ? "" : " transform=\"rotate(\(turned.svg) \(x.svg) \(y.svg))\""
    add(
      "<text class=\"\(style)\" x=\"\(x.svg)\" y=\"\(y.svg)\"\(anchor)\(turn)>\(text.xml)</text>")
  }

  // MARK: The whole

  /// The picture as text.
  func text(id: String, title: String, isStandalone: Bool) -> String {
    let size = "viewBox=\"0 0 \(width.svg) \(height.svg)\""
    let place = isStandalone ? " width=\"\(width.svg)\" height=\"\(height.svg)\"" : ""
    var lines = [
      "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"figure\" \(size)\(place) role=\"img\" "
        + "aria-labelledby=\"\(id)-title \(id)-desc\">",
      "<title id=\"\(id)-title\">\(title.xml)</title>",
      "<desc id=\"\(id)-desc\">\(description.xml)</desc>",
    ]
    if isStandalone {
      // The background belongs to the picture: whoever embeds it may show light and dark pages
      // whatever the reader's system prefers.
      lines.append("<style>\(SVGStyle.standalone(isDiagram: isDiagram))</style>")
      lines.append(
        "<rect class=\"bg\" width=\"\(width.svg)\" height=\"\(height.svg)\" rx=\"6\"/>")
    }
    lines += body.map { $0.text(isStandalone: isStandalone) }
    if !isStandalone, let readings { lines.append(readings.text) }
    return (lines + ["</svg>"]).joined(separator: "\n") + "\n"
  }

  // MARK: Words

  /// About how wide a text is in the fonts that browsers use for interfaces. Nobody can know exactly;
  /// what matters is that neighbours do not touch.
  static func width(of text: String, size: Double = fontSize) -> Double {
    text.unicodeScalars.reduce(0) { total, scalar in
      let share: Double =
        switch scalar {
        case "i", "j", "l", "I", ".", ",", ":", ";", "'", "|", "!", "(", ")", "·", "ⱼ", "ᵢ": 0.31
        case " ", "\u{00A0}", "t", "f", "r", "-", "/": 0.37
        case "m", "w", "M", "W", "@", "—", "…", "→": 0.9
        case "0"..."9", "a"..."z", "=", "+", "−", "×", "≤", "≥", "≈": 0.58
        case "⁰", "¹", "²", "³", "⁴"..."⁹", "⁻", "₀"..."₉": 0.4
        // Marks and joiners stand in no place of their own.
        case "\u{0300}"..."\u{036F}", "\u{200B}"..."\u{200D}", "\u{FE0F}": 0
        default: scalar.isWide ? 1.05 : 0.7
        }
      return total + share * size
    }
  }

  /// Lines of at most `width`, broken at spaces.
  static func wrap(_ text: String, width: Double, size: Double = fontSize) -> [String] {
    var lines: [String] = []
    for word in text.unicodeScalars.split(separator: " ").map({ String($0) }) {
      if let last = lines.last, Self.width(of: last + " " + word, size: size) <= width {
        lines[lines.count - 1] = last + " " + word
      } else {
        lines.append(word)
      }
    }
    return lines
  }
}

extension Double {
  /// One digit after the point, and none where it is zero: `12.5`, `12`.
  var svg: String {
    // Tenths are rounded as integers: no printing routine has a say in it.
    let tenths = Int((self * 10).rounded())
    let sign = tenths < 0 ? "-" : ""
    let (whole, rest) = tenths.magnitude.quotientAndRemainder(dividingBy: 10)
    return rest == 0 ? "\(sign)\(whole)" : "\(sign)\(whole).\(rest)"
  }
}

extension StringProtocol {
  /// The text with what XML and HTML give a meaning written as entities.
  package var xml: String {
    unicodeScalars.reduce(into: "") { result, scalar in
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      default: result.unicodeScalars.append(scalar)
      }
    }
  }
}
