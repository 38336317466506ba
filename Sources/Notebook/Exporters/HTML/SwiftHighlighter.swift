/// Swift source in pieces, with what readers look for told apart: words of the language, types, numbers,
/// texts and comments.
enum SwiftHighlighter {
  /// What a piece of source is; the raw value is its class in HTML.
  enum Kind: String {
    case keyword = "k"
    case type = "t"
    case number = "n"
    case literal = "s"
    case comment = "c"

    /// Its face on a terminal.
    var face: Face {
      switch self {
      case .keyword: .magenta
      case .type: .cyan
      case .number: .yellow
      case .literal: .green
      case .comment: .dim
      }
    }
  }

  private static let keywords: Set<String> = [
    "as", "associatedtype", "async", "await", "borrowing", "break", "case", "catch", "class",
    "consuming", "continue", "default", "defer", "do", "else", "enum", "extension", "fallthrough",
    "false", "fileprivate", "final", "for", "func", "guard", "if", "import", "in", "indirect",
    "init", "inout", "internal", "is", "isolated", "lazy", "let", "mutating", "nil", "nonisolated",
    "open", "operator", "override", "package", "private", "protocol", "public", "repeat",
    "rethrows", "return", "self", "Self", "some", "any", "static", "struct", "subscript", "super",
    "switch", "throw", "throws", "true", "try", "typealias", "unowned", "var", "weak", "where",
    "while",
  ]

  /// The source as HTML, without an element around the whole.
  static func html(_ source: String) -> String {
    pieces(source).map { text, kind in
      kind.map { "<span class=\"\($0.rawValue)\">\(text.xml)</span>" } ?? text.xml
    }.joined()
  }

  /// The source as lines for a terminal; `paint` gives a piece its face.
  static func lines(_ source: String, _ paint: (String, Face) -> String) -> [String] {
    var lines = [""]
    for (text, kind) in pieces(source) {
      for (i, part) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
        if i > 0 { lines.append("") }
        guard !part.isEmpty else { continue }
        lines[lines.count - 1] += kind.map { paint(String(part), $0.face) } ?? String(part)
      }
    }
    return lines
  }

  /// The pieces in their order; together they are the source.
  private static func pieces(_ source: String) -> [(text: Substring, kind: Kind?)] {
    var pieces: [(text: Substring, kind: Kind?)] = []
    var rest = source[...]
    func add(_ text: Substring, _ kind: Kind? = nil) {
      if kind == nil, let last = pieces.last, last.kind == nil {
        pieces[pieces.count - 1].text = source[last.text.startIndex..<text.endIndex]
      } else {
        pieces.append((text, kind))
      }
      rest = rest[text.endIndex...]
    }
    while let first = rest.first {
      if rest.hasPrefix("//") {
        add(rest.prefix { $0 != "\n" }, .comment)
      } else if rest.hasPrefix("/*") {
        add(rest.range(of: "*/").map { rest[..<$0.upperBound] } ?? rest, .comment)
      } else if first == "\"" || (first == "#" && literal(rest) != nil) {
        add(literal(rest) ?? rest.prefix(1), .literal)
      } else if first.isLetter || first == "_" {
        let word = rest.prefix(while: \.isPartOfName)
        let afterPoint = pieces.last?.text.last == "."
        if keywords.contains(String(word)), !afterPoint || word == "self" || word == "init" {
          add(word, .keyword)
        } else {
          add(word, first.isUppercase ? .type : nil)
        }
      } else if first == "@" || first == "#" {
        let name = rest.dropFirst().prefix(while: \.isPartOfName)
        add(rest[..<name.endIndex], name.isEmpty ? nil : .keyword)
      } else if first.isNumber, first.isASCII {
        add(number(rest), .number)
      } else {
        add(rest.prefix(1))
      }
    }
    return pieces
  }

  /// A literal number: digits, separators, and a point or an exponent that more digits follow.
  private static func number(_ text: Substring) -> Substring {
    var end = text.startIndex
    while end < text.endIndex {
      let next = text.index(after: end)
      let isDigit = text[end].isHexDigit || "_xop".contains(text[end])
      let isPoint = text[end] == "." && next < text.endIndex && text[next].isNumber
      let isSign =
        "+-".contains(text[end]) && end > text.startIndex
        && "eE".contains(text[text.index(before: end)]) && !text.hasPrefix("0x")
      guard isDigit || isPoint || isSign else { break }
      end = next
    }
    return text[..<end]
  }

  /// A literal text, its delimiters included.
  private static func literal(_ text: Substring) -> Substring? {
    let signs = text.prefix { $0 == "#" }
    let after = text.dropFirst(signs.count)
    guard after.hasPrefix("\"") else { return nil }
    let quotes = after.hasPrefix("\"\"\"") ? "\"\"\"" : "\""
    var rest = after.dropFirst(quotes.count)
    while !rest.isEmpty {
      if rest.hasPrefix(quotes + signs) {
        return text[..<rest.index(rest.startIndex, offsetBy: quotes.count + signs.count)]
      }
      // A literal of one line ends with it, closed or not.
      if rest.first == "\n", quotes.count == 1 { return text[..<rest.startIndex] }
      rest = rest.dropFirst(rest.hasPrefix("\\" + signs) ? min(rest.count, 2 + signs.count) : 1)
    }
    return text
  }
}
