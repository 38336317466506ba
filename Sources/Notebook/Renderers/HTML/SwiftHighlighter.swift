/// Swift source with elements around what readers look for: words of the language, types, numbers,
/// texts and comments.
enum SwiftHighlighter {
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
    var result = ""
    var rest = source[...]
    func add(_ text: Substring, _ style: String? = nil) {
      result += style.map { "<span class=\"\($0)\">\(text.xml)</span>" } ?? text.xml
      rest = rest[text.endIndex...]
    }
    while let first = rest.first {
      if rest.hasPrefix("//") {
        add(rest.prefix { $0 != "\n" }, "c")
      } else if rest.hasPrefix("/*") {
        add(rest.range(of: "*/").map { rest[..<$0.upperBound] } ?? rest, "c")
      } else if first == "\"" || (first == "#" && literal(rest) != nil) {
        add(literal(rest) ?? rest.prefix(1), "s")
      } else if first.isLetter || first == "_" {
        let word = rest.prefix(while: \.isPartOfName)
        let afterPoint = result.last == "."
        if keywords.contains(String(word)), !afterPoint || word == "self" || word == "init" {
          add(word, "k")
        } else {
          add(word, first.isUppercase ? "t" : nil)
        }
      } else if first == "@" || first == "#" {
        let name = rest.dropFirst().prefix(while: \.isPartOfName)
        add(rest[..<name.endIndex], name.isEmpty ? nil : "k")
      } else if first.isNumber, first.isASCII {
        add(number(rest), "n")
      } else {
        add(rest.prefix(1))
      }
    }
    return result
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
