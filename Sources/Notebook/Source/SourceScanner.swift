/// Walks over Swift source and hands out only what is code: no comments, no literals.
///
/// An interpolation inside a literal is skipped with it, whatever braces and quotes it holds.
struct SourceScanner {
  private let text: String
  private var rest: Substring

  /// A walk that begins at `start`, which must not lie within a comment or a literal.
  init(_ text: String, from start: String.Index) {
    (self.text, self.rest) = (text, text[start...])
  }

  /// The next character of code and its place.
  mutating func next() -> (character: Character, index: String.Index)? {
    while let first = rest.first {
      if first == "/", rest.hasPrefix("//") {
        rest = rest.drop { $0 != "\n" }
      } else if first == "/", rest.hasPrefix("/*") {
        skipBlockComment()
      } else if first == "\"" || first == "#", let delimiter = literalDelimiter() {
        skipLiteral(delimiter)
      } else {
        let index = rest.startIndex
        rest.removeFirst()
        return (first, index)
      }
    }
    return nil
  }

  /// The code of the next line that has any, without the space before it; the walk stays where it is.
  func upcomingLine() -> String {
    var ahead = self
    var line = ""
    while let (character, _) = ahead.next(), !(character == "\n" && !line.isEmpty) {
      if !line.isEmpty || !character.isWhitespace { line.append(character) }
    }
    return line
  }

  /// The brace, bracket or parenthesis that closes the one at which the walk stands.
  mutating func closing() -> String.Index? {
    var depth = 0
    while let (character, index) = next() {
      if "{([".contains(character) { depth += 1 }
      if "})]".contains(character) {
        depth -= 1
        if depth == 0 { return index }
      }
    }
    return nil
  }

  // Block comments of Swift nest.
  private mutating func skipBlockComment() {
    var depth = 0
    repeat {
      if rest.hasPrefix("/*") {
        depth += 1
        rest = rest.dropFirst(2)
      } else if rest.hasPrefix("*/") {
        depth -= 1
        rest = rest.dropFirst(2)
      } else {
        rest = rest.dropFirst()
      }
    } while depth > 0 && !rest.isEmpty
  }

  /// The number signs and quotes that a literal begins with, if one begins here.
  private func literalDelimiter() -> (signs: Substring, quotes: String)? {
    let signs = rest.prefix { $0 == "#" }
    let after = rest.dropFirst(signs.count)
    guard after.first == "\"" else { return nil }
    // Three quotes open a literal of many lines only where the line ends after them: `#"""#` is a
    // quote between quotes.
    let opensLines =
      after.hasPrefix("\"\"\"")
      && after.dropFirst(3).prefix { $0 != "\n" }.allSatisfy(\.isWhitespace)
    return (signs, opensLines ? "\"\"\"" : "\"")
  }

  private mutating func skipLiteral(_ delimiter: (signs: Substring, quotes: String)) {
    rest = rest.dropFirst(delimiter.signs.count + delimiter.quotes.count)
    let end = delimiter.quotes + delimiter.signs
    let escape = "\\" + delimiter.signs
    while !rest.isEmpty {
      if rest.hasPrefix(end) {
        rest = rest.dropFirst(end.count)
        return
      } else if rest.hasPrefix(escape + "(") {
        rest = rest.dropFirst(escape.count)
        var inside = self
        let parenthesis = inside.closing()
        rest = parenthesis.map { text[text.index(after: $0)...] } ?? ""
      } else if rest.hasPrefix(escape) {
        rest = rest.dropFirst(escape.count + 1)
      } else {
        rest = rest.dropFirst()
      }
    }
  }
}
