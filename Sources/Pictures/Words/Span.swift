/// A piece of prose with one mark.
package enum Span: Equatable {
  case plain(String)
  case code(String)
  case emphasis(String)
  case link(String, address: String)

  /// Reads the marks of a paragraph: `` `code` ``, `*emphasis*`, `[words](address)`. A mark that is
  /// not closed is an ordinary character, and so is a star within a word, as in 2*3.
  package static func parse(_ text: String) -> [Span] {
    var spans: [Span] = []
    var plain = ""
    var rest = text[...]
    func flush() {
      if !plain.isEmpty { spans.append(.plain(plain)) }
      plain = ""
    }
    while let character = rest.first {
      let after = rest.dropFirst()
      if character == "`", let end = after.firstIndex(of: "`") {
        flush()
        spans.append(.code(String(after[..<end])))
        rest = after[after.index(after: end)...]
      } else if character == "*", plain.last?.isPartOfWord != true,
        let end = after.indices.first(where: { closesEmphasis(after, $0) })
      {
        flush()
        spans.append(.emphasis(String(after[..<end])))
        rest = after[after.index(after: end)...]
      } else if character == "[",
        let middle = after.indices.first(where: { after[$0...].hasPrefix("](") }),
        case let address = after[middle...].dropFirst(2), let end = address.firstIndex(of: ")")
      {
        flush()
        spans.append(.link(String(after[..<middle]), address: String(address[..<end])))
        rest = after[after.index(after: end)...]
      } else {
        plain.append(character)
        rest = after
      }
    }
    flush()
    return spans
  }

  /// Whether the star at `index` ends an emphasis that began right before `text`.
  private static func closesEmphasis(_ text: Substring, _ index: String.Index) -> Bool {
    guard text[index] == "*", index > text.startIndex, text.first?.isWhitespace == false else {
      return false
    }
    let after = text[text.index(after: index)...].first
    return !text[text.index(before: index)].isWhitespace && after?.isPartOfWord != true
  }

  /// The words alone.
  package var words: String {
    switch self {
    case .plain(let text), .code(let text), .emphasis(let text), .link(let text, _): text
    }
  }
}

extension Character {
  fileprivate var isPartOfWord: Bool { isLetter || isNumber }
}
