/// A piece of prose with one mark.
package enum Span: Equatable {
  case plain(String)
  case code(String)
  case emphasis(String)
  case link(String, address: String)

  /// Reads the marks of a paragraph: `` `code` ``, `*emphasis*`, `[words](address)`. A mark that is
  /// not closed is an ordinary character, and so is a star within a word, as in 2*3.
  ///
  /// It goes through scalars, not characters: a browser's module then needs no tables of all scripts.
  package static func parse(_ text: String) -> [Span] {
    let all = Array(text.unicodeScalars)
    var (spans, plain, place) = ([Span](), [Unicode.Scalar](), 0)
    func flush() {
      if !plain.isEmpty { spans.append(.plain(String(plain[...]))) }
      plain = []
    }
    func end(_ scalar: Unicode.Scalar, from start: Int) -> Int? {
      all[start...].firstIndex { $0 == scalar }
    }
    while place < all.count {
      let (scalar, after) = (all[place], place + 1)
      if scalar == "`", let end = end("`", from: after) {
        flush()
        spans.append(.code(String(all[after..<end])))
        place = end + 1
      } else if scalar == "*", plain.last?.isPartOfWord != true,
        let end = (after..<all.count).first(where: { closesEmphasis(all, from: after, $0) })
      {
        flush()
        spans.append(.emphasis(String(all[after..<end])))
        place = end + 1
      } else if scalar == "[",
        let middle = (after..<all.count).first(where: {
          all[$0] == "]" && $0 + 1 < all.count && all[$0 + 1] == "("
        }), let end = end(")", from: middle + 2)
      {
        flush()
        spans.append(
          .link(String(all[after..<middle]), address: String(all[middle + 2..<end])))
        place = end + 1
      } else {
        plain.append(scalar)
        place = after
      }
    }
    flush()
    return spans
  }

  /// Whether the star at `index` ends an emphasis that began right before `start`.
  private static func closesEmphasis(
    _ all: [Unicode.Scalar], from start: Int, _ index: Int
  ) -> Bool {
    guard all[index] == "*", index > start, !all[start].isSpace, !all[index - 1].isSpace else {
      return false
    }
    return index + 1 == all.count || !all[index + 1].isPartOfWord
  }

  /// The words alone.
  package var words: String {
    switch self {
    case .plain(let text), .code(let text), .emphasis(let text), .link(let text, _): text
    }
  }
}

extension Unicode.Scalar {
  /// A digit, or a letter of any script: what lies beyond Latin punctuation and is no sign.
  fileprivate var isPartOfWord: Bool {
    switch self {
    case "0"..."9", "A"..."Z", "a"..."z": true
    case "×", "÷": false
    default: value >= 0xC0 && !(0x2000...0x2BFF ~= value || 0x3000...0x303F ~= value)
    }
  }

  fileprivate var isSpace: Bool { self == " " || self == "\n" || self == "\t" || self == "\u{A0}" }
}

extension String {
  fileprivate init(_ scalars: ArraySlice<Unicode.Scalar>) {
    self.init()
    unicodeScalars.append(contentsOf: scalars)
  }

  /// Whether both are the same bytes.
  func isSame(as other: String) -> Bool { utf8.elementsEqual(other.utf8) }

  /// The same with a capital, where it begins with a Latin letter.
  var beginningSentence: String {
    var letters = Array(utf8)
    if let first = letters.first, 97...122 ~= first { letters[0] = first - 32 }
    return String(decoding: letters, as: UTF8.self)
  }
}
