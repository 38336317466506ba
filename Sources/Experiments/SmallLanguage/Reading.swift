// How texts of the small language are written and read. Letters are compared as bytes: its words need no
// more, and a browser no tables of all scripts.

extension SmallLanguage {
  /// One token as it is written inside a sentence.
  package static func word(_ token: Int) -> String { Word.allCases[token].text }

  /// Tokens as somebody would write them: sentences begin with a capital, and signs follow their word.
  package static func write(_ tokens: [Int]) -> String {
    var (text, beginsSentence) = ("", true)
    for token in tokens {
      let word = Word.allCases[token]
      switch word {
      case .beginning: continue
      case .stop, .question:
        text += word.text
        beginsSentence = true
      default:
        if !text.isEmpty { text += " " }
        text += beginsSentence ? word.capitalized : word.text
        beginsSentence = false
      }
    }
    return text
  }

  /// The tokens of a text, without a beginning, or a sentence that names the words which the language
  /// does not have. Capitals do not matter.
  package static func read(_ text: String) throws(UnknownWords) -> [Int] {
    let (tokens, unknown) = known(pieces(of: text))
    if !unknown.isEmpty { throw UnknownWords(words: unknown) }
    return tokens
  }

  /// The tokens of those pieces that are words of the language, and the others, each once.
  static func known(_ pieces: [String]) -> (tokens: [Int], unknown: [String]) {
    var (tokens, unknown) = ([Int](), [String]())
    for piece in pieces {
      if let word = Word.allCases.dropFirst().first(where: { $0.text.isSameWord(as: piece) }) {
        tokens.append(word.rawValue)
      } else if !unknown.contains(where: { $0.isSameWord(as: piece) }) {
        unknown.append(piece)
      }
    }
    return (tokens, unknown)
  }

  /// Words between spaces; the two signs of the language stand by themselves.
  static func pieces(of text: String) -> [String] {
    var (pieces, word) = ([String](), "")
    func endWord() {
      if !word.isEmpty { pieces.append(word) }
      word = ""
    }
    for scalar in text.unicodeScalars {
      if scalar.isSpace {
        endWord()
      } else if scalar == "." || scalar == "?" {
        endWord()
        pieces.append(scalar == "." ? "." : "?")
      } else {
        word.unicodeScalars.append(scalar)
      }
    }
    endWord()
    return pieces
  }

  /// How many of `tokens`, the first of which begins a text, the grammar allows: all of them, or those
  /// before the first that cannot stand where it stands.
  package static func allowedLength(of tokens: [Int]) -> Int {
    var story = Story()
    for (index, token) in tokens.enumerated() where index > 0 || token != beginning {
      if !story.tell(Word.allCases[token]) { return index }
    }
    return tokens.count
  }
}

/// Words of a reader's text that the small language does not have.
package struct UnknownWords: Error, Equatable {
  /// Each once, in the order of the text.
  package let words: [String]
}

extension Word {
  /// As it is written where a sentence begins.
  var capitalized: String {
    var letters = Array(text.utf8)
    letters[0] = letters[0].isSmall ? letters[0] - 32 : letters[0]
    return String(decoding: letters, as: UTF8.self)
  }
}

extension String {
  /// Whether both are the same but for capitals.
  func isSameWord(as other: String) -> Bool {
    utf8.count == other.utf8.count && isBeginning(of: other)
  }

  /// Whether the other begins with this, but for capitals.
  func isBeginning(of other: String) -> Bool {
    utf8.count <= other.utf8.count && zip(utf8, other.utf8).allSatisfy { $0.small == $1.small }
  }
}

extension UInt8 {
  fileprivate var isSmall: Bool { 97...122 ~= self }
  fileprivate var small: UInt8 { 65...90 ~= self ? self + 32 : self }
}

extension Unicode.Scalar {
  /// Whether it is white space: Unicode lists them one by one.
  var isSpace: Bool {
    switch value {
    case 9...13, 32, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000:
      true
    default: false
    }
  }
}
