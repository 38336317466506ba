/// Formulas in TeX as MathML, which browsers set without a script.
///
/// It knows the part of TeX that formulas of notes need. A command that it does not know makes it say
/// so, instead of showing half a formula.
struct MathML {
  private var rest: Substring
  private struct Unknown: Error {}

  /// The formula as an element; `nil` if it holds what this reader does not know. The alternative is
  /// read where formulas are not set.
  static func element(_ tex: String, alternative: String) -> String? {
    element(tex, "aria-label=\"\(alternative.oneLine.xml)\"")
  }

  /// The same in the pieces that the author set apart with `\qquad`, which a narrow page can show
  /// under each other; in one piece if they cannot be parted.
  static func elements(_ tex: String, alternative: String) -> [String] {
    let pieces = tex.components(separatedBy: "\\qquad")
    // The first piece carries the words for the whole formula.
    let elements = pieces.enumerated().compactMap { i, piece -> String? in
      if piece.allSatisfy(\.isWhitespace) { return nil }
      return i == 0
        ? element(piece, alternative: alternative) : element(piece, "aria-hidden=\"true\"")
    }
    if elements.count == pieces.count { return elements }
    return element(tex, alternative: alternative).map { [$0] } ?? []
  }

  private static func element(_ tex: String, _ attribute: String) -> String? {
    var reader = MathML(rest: tex[...])
    guard let rows = try? reader.table(until: nil), reader.rest.isEmpty else { return nil }
    let content =
      rows.count == 1 && rows[0].count == 1
      ? rows[0][0] : matrix(rows, lines)
    return "<math display=\"block\" \(attribute)>\(content)</math>"
  }

  /// How equations stand under each other: their signs in one line. Some browsers obey the attribute,
  /// others the style sheet.
  private static let lines =
    "class=\"lines\" displaystyle=\"true\" columnalign=\"right left\""

  // MARK: Rows

  /// Cells between `&`, rows between `\\`, up to the end of an environment or of the text.
  private mutating func table(until end: String?) throws -> [[String]] {
    var rows: [[String]] = [[]]
    while true {
      rows[rows.count - 1].append(Self.row(try atoms()))
      if rest.hasPrefix("&") {
        rest = rest.dropFirst()
      } else if rest.hasPrefix("\\\\") {
        rest = rest.dropFirst(2)
        rows.append([])
      } else {
        if let end {
          guard rest.hasPrefix("\\end{\(end)}") else { throw Unknown() }
          rest = rest.dropFirst(6 + end.count)
        }
        if rows.count > 1, rows.last == ["<mrow></mrow>"] { rows.removeLast() }
        return rows
      }
    }
  }

  private static func row(_ atoms: [String]) -> String {
    atoms.count == 1 ? atoms[0] : "<mrow>" + atoms.joined() + "</mrow>"
  }

  private static func matrix(_ rows: [[String]], _ attributes: String) -> String {
    let rows = rows.map { row in
      "<mtr>" + row.map { "<mtd>\($0)</mtd>" }.joined() + "</mtr>"
    }
    return "<mtable\(attributes.isEmpty ? "" : " ")\(attributes)>" + rows.joined() + "</mtable>"
  }

  /// Atoms with their indices, up to something that ends a row.
  private mutating func atoms() throws -> [String] {
    var result: [String] = []
    while true {
      skipSpace()
      guard let first = rest.first, first != "}", first != "&", !rest.hasPrefix("\\\\"),
        !rest.hasPrefix("\\end"), !rest.hasPrefix("\\right")
      else { return result }
      let base = try atom()
      result.append(try scripts(on: base))
      // cos mθ, but cos(mθ).
      skipSpace()
      let isFunction = MathSymbols.functions.contains { base.element == "<mi>\($0)</mi>" }
      if isFunction, let next = rest.first, !"(}&\\^_".contains(next) || isCommandOfLetter {
        result.append("<mspace width=\"0.17em\"/>")
      }
    }
  }

  /// Whether a command follows that stands for a letter: `\theta`.
  private var isCommandOfLetter: Bool {
    guard rest.first == "\\" else { return false }
    return MathSymbols.letters[String(rest.dropFirst().prefix(while: \.isLetter))] != nil
  }

  private mutating func scripts(on base: (element: String, isLarge: Bool)) throws -> String {
    var (below, above): (String?, String?) = (nil, nil)
    var primes = ""
    while true {
      skipSpace()
      if rest.hasPrefix("_"), below == nil {
        rest = rest.dropFirst()
        below = try argument()
      } else if rest.hasPrefix("^"), above == nil {
        rest = rest.dropFirst()
        above = try argument()
      } else if rest.hasPrefix("'") {
        rest = rest.dropFirst()
        primes += "<mo>′</mo>"
      } else {
        break
      }
    }
    if !primes.isEmpty { above = "<mrow>\(primes)\(above ?? "")</mrow>" }
    let (under, over, both) =
      base.isLarge ? ("munder", "mover", "munderover") : ("msub", "msup", "msubsup")
    switch (below, above) {
    case (nil, nil): return base.element
    case (let below?, nil): return "<\(under)>\(base.element)\(below)</\(under)>"
    case (nil, let above?): return "<\(over)>\(base.element)\(above)</\(over)>"
    case (let below?, let above?): return "<\(both)>\(base.element)\(below)\(above)</\(both)>"
    }
  }

  // MARK: Atoms

  /// What stands in braces, or the next atom alone.
  private mutating func argument() throws -> String {
    skipSpace()
    guard rest.hasPrefix("{") else { return try atom().element }
    rest = rest.dropFirst()
    let content = try atoms()
    guard rest.hasPrefix("}") else { throw Unknown() }
    rest = rest.dropFirst()
    return Self.row(content)
  }

  private mutating func atom() throws -> (element: String, isLarge: Bool) {
    guard let first = rest.first else { throw Unknown() }
    if first == "{" { return (try argument(), false) }
    if first == "\\" { return try command() }
    if first.isNumber {
      let digits = rest.prefix { $0.isNumber || $0 == "." }
      rest = rest.dropFirst(digits.count)
      return ("<mn>\(digits)</mn>", false)
    }
    guard first != "_", first != "^", first != "$", first != "#" else { throw Unknown() }
    rest = rest.dropFirst()
    if first == "~" { return ("<mspace width=\"0.33em\"/>", false) }
    return (first.isLetter ? "<mi>\(first)</mi>" : Self.sign(first == "-" ? "−" : first), false)
  }

  private static func sign(_ sign: Character) -> String {
    // Fences and bars keep the size of their line unless \left or \big says otherwise.
    var attributes = "()[]|‖⟨⟩".contains(sign) ? " stretchy=\"false\"" : ""
    // A quotient on the line is as tight as in TeX: d/2.
    if sign == "/" { attributes = " lspace=\"0\" rspace=\"0\"" }
    return "<mo\(attributes)>\(String(sign).xml)</mo>"
  }

  private mutating func command() throws -> (element: String, isLarge: Bool) {
    rest = rest.dropFirst()
    var name = String(rest.prefix { $0.isLetter && $0.isASCII })
    if name.isEmpty, let sign = rest.first { name = String(sign) }
    rest = rest.dropFirst(name.count)
    if let space = MathSymbols.spaces[name] {
      return ("<mspace width=\"\(space)em\"/>", false)
    }
    if let letter = MathSymbols.letters[name] { return ("<mi>\(letter)</mi>", false) }
    if let upright = MathSymbols.upright[name] {
      return ("<mi mathvariant=\"normal\">\(upright)</mi>", false)
    }
    if let large = MathSymbols.large[name] {
      return ("<mo movablelimits=\"false\">\(large)</mo>", name != "int")
    }
    if let sign = MathSymbols.operators[name] { return (Self.sign(sign), false) }
    if MathSymbols.functions.contains(name) {
      return ("<mi>\(name)</mi>", ["max", "min", "lim", "arg"].contains(name))
    }
    if let accent = MathSymbols.accents[name] {
      return ("<mover accent=\"true\">\(try argument())<mo>\(accent)</mo></mover>", false)
    }
    if MathSymbols.sizes.contains(name) {
      return (
        "<mo stretchy=\"true\" minsize=\"1.6em\" maxsize=\"1.6em\">\(try fence())</mo>", false
      )
    }
    switch name {
    case "frac", "tfrac", "dfrac":
      return ("<mfrac>\(try argument())\(try argument())</mfrac>", false)
    case "sqrt": return ("<msqrt>\(try argument())</msqrt>", false)
    case "text", "mathrm", "textrm", "operatorname", "mathsf", "mathtt", "texttt", "mathit":
      // Spaces at the ends of an element are not shown, but those of TeX are there to be seen.
      let words = try words().replacingOccurrences(of: " ", with: "\u{00A0}")
      return ("<mtext>\(words.xml)</mtext>", false)
    case "mathbf", "boldsymbol", "bm":
      return ("<mrow class=\"bold\" style=\"font-weight:bold\">\(try argument())</mrow>", false)
    case "mathbb", "mathcal":
      let letters = try words().map { MathSymbols.doubleStruck[$0] ?? $0 }
      return ("<mi>\(String(letters).xml)</mi>", false)
    case "underbrace", "overbrace":
      let (tag, brace) = name == "underbrace" ? ("munder", "⏟") : ("mover", "⏞")
      return ("<\(tag)>\(try argument())<mo>\(brace)</mo></\(tag)>", true)
    case "displaystyle", "limits", "nonumber": return ("", false)
    case "left": return (try stretched(), false)
    case "begin": return (try environment(), false)
    default: throw Unknown()
    }
  }

  /// `\left( … \right)`: fences as high as what they hold.
  private mutating func stretched() throws -> String {
    let open = try fence()
    let content = try atoms().joined()
    guard rest.hasPrefix("\\right") else { throw Unknown() }
    rest = rest.dropFirst(6)
    return "<mrow><mo>\(open)</mo>\(content)<mo>\(try fence())</mo></mrow>"
  }

  private mutating func fence() throws -> String {
    skipSpace()
    guard let first = rest.first else { throw Unknown() }
    rest = rest.dropFirst()
    if first == "." { return "" }
    guard first == "\\" else { return String(first).xml }
    var name = String(rest.prefix { $0.isLetter && $0.isASCII })
    if name.isEmpty, let sign = rest.first { name = String(sign) }
    rest = rest.dropFirst(name.count)
    guard let sign = MathSymbols.operators[name] else { throw Unknown() }
    return String(sign).xml
  }

  private mutating func environment() throws -> String {
    let name = try words()
    guard let (open, close) = MathSymbols.environments[name] else { throw Unknown() }
    if name == "array" { _ = try words() }
    let rows = try table(until: name)
    let style =
      switch name {
      case "aligned", "align", "split": Self.lines
      case "cases": "class=\"cases\" columnalign=\"left\""
      default: ""
      }
    // Few machines have a font with brackets of every height; borders have any.
    if name == "bmatrix" { return Self.matrix(rows, "class=\"brackets\"") }
    return "<mrow>\(open.isEmpty ? "" : "<mo>\(open)</mo>")"
      + Self.matrix(rows, style)
      + "\(close.isEmpty ? "" : "<mo>\(close)</mo>")</mrow>"
  }

  /// What stands in braces, letter by letter.
  private mutating func words() throws -> String {
    skipSpace()
    guard rest.hasPrefix("{"), let end = rest.firstIndex(of: "}") else { throw Unknown() }
    let inside = rest[rest.index(after: rest.startIndex)..<end]
    // Commands within words are more than this reader understands, but for an escaped sign.
    let text = inside.replacingOccurrences(of: "\\_", with: "_")
    guard !text.contains(where: { "\\{$".contains($0) }) else { throw Unknown() }
    rest = rest[rest.index(after: end)...]
    return text
  }

  private mutating func skipSpace() { rest = rest.drop(while: \.isWhitespace) }
}
