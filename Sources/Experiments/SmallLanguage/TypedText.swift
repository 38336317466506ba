/// What a reader has typed, as far as a model of the small language can read it.
package struct TypedText: Sendable {
  /// The beginning, and the words that the language has; at most ``most`` of them.
  package let tokens: [Int]

  /// The words that the last piece may become; empty where it is one, or where nothing is begun.
  package let endings: [Int]

  /// What is typed before the word that is not finished.
  package let finished: String

  /// A sentence about what was left out, or about an empty page; `nil` where all of it was read.
  package let remark: String?

  /// How many words are read.
  package static let most = 64

  /// Reads it. A word at the end that is not finished, and is the beginning of others, is left out.
  package init(_ text: String) {
    var pieces = SmallLanguage.pieces(of: text)
    let isOpen = text.unicodeScalars.last.map { !$0.isSpace } ?? false
    var (open, endings) = ("", [Int]())
    if isOpen, let last = pieces.last, SmallLanguage.known([last]).tokens.isEmpty {
      endings = Word.allCases.dropFirst().map { $0.rawValue }.filter {
        last.isBeginning(of: SmallLanguage.word($0))
      }
      if !endings.isEmpty { open = pieces.removeLast() }
    }
    let (tokens, unknown) = SmallLanguage.known(pieces)
    self.endings = endings
    self.tokens = [SmallLanguage.beginning] + tokens.prefix(Self.most)
    finished = String(decoding: text.utf8.dropLast(open.utf8.count), as: UTF8.self)
    remark =
      if !unknown.isEmpty {
        "The small language has no word "
          + unknown.prefix(3).map { "“\(String($0.unicodeScalars.prefix(20)))”" }
          .joined(separator: ", ")
          + (unknown.count > 3 ? " and \(unknown.count - 3) more" : "") + "; they are left out."
      } else if tokens.count > Self.most {
        "Of the \(tokens.count) words the first \(Self.most) are read."
      } else if tokens.isEmpty && endings.isEmpty {
        "Nothing is written yet: the model begins a text."
      } else {
        nil
      }
  }

  /// The text with another word instead of the one that is not finished.
  package func adding(_ words: [Int]) -> String {
    var text = finished
    for word in words {
      let isSign = word == Word.stop.rawValue || word == Word.question.rawValue
      let begins = Self.begins(text)
      if isSign {
        while text.unicodeScalars.last?.isSpace == true { text.unicodeScalars.removeLast() }
      } else if text.unicodeScalars.last.map({ !$0.isSpace }) ?? false {
        text += " "
      }
      text += begins ? Word.allCases[word].capitalized : SmallLanguage.word(word)
    }
    return text + " "
  }

  /// A text without its last word or sign.
  package static func withoutLast(_ text: String) -> String {
    var scalars = Array(text.unicodeScalars)
    while scalars.last?.isSpace == true { scalars.removeLast() }
    let isSign = scalars.last == "." || scalars.last == "?"
    if isSign { scalars.removeLast() }
    while !isSign, let last = scalars.last, !last.isSpace, last != ".", last != "?" {
      scalars.removeLast()
    }
    var left = ""
    left.unicodeScalars.append(contentsOf: scalars)
    return left
  }

  /// Whether the next word begins a sentence.
  private static func begins(_ text: String) -> Bool {
    let last = text.unicodeScalars.last { !$0.isSpace }
    return last == nil || last == "." || last == "?"
  }
}
