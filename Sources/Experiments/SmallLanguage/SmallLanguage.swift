import Base
import Mini

/// A language whose best possible loss is known: seeded texts of plausible English sentences, as a
/// primer has them, whose next word has a probability that can be computed.
///
///     Mia has the red ball. Tom takes the ball. Time flies fast. Who has the ball? Tom.
///
/// Who has what, what it is called, and whether “is” or “are” follows was said before, often far back;
/// everything else is drawn.
package enum SmallLanguage {
  /// The number of different tokens.
  package static let vocabulary = Word.allCases.count

  /// The token that every text begins with.
  package static let beginning = Word.beginning.rawValue

  /// Texts that models learn from, or others that they have never seen.
  package enum Shelf: Sendable {
    case training, heldOut
  }

  /// Text number `number` of a seed: the beginning and `words` words after it; the last sentence may be
  /// cut. The same for the same seed, whatever else was asked for.
  package static func text(
    _ number: Int, words: Int, from shelf: Shelf = .training, seed: UInt64
  ) -> [Int] {
    require(words >= 0, "a text has at least 0 words, not \(words)")
    var story = Story()
    var generator = Self.generator(number, shelf, seed)
    var tokens = [beginning]
    tokens.reserveCapacity(words + 1)
    for _ in 0..<words { tokens.append(story.tellNext(using: &generator).rawValue) }
    return tokens
  }

  /// Texts of one length, one after the other.
  package static func texts(
    _ numbers: Range<Int>, words: Int, from shelf: Shelf = .training, seed: UInt64
  ) -> [[Int]] {
    numbers.map { text($0, words: words, from: shelf, seed: seed) }
  }

  /// Each text draws from a generator of its own.
  private static func generator(_ number: Int, _ shelf: Shelf, _ seed: UInt64) -> SeededGenerator {
    var shelves = SeededGenerator(seed: seed)
    let (training, heldOut) = (shelves.next(), shelves.next())
    let start = shelf == .training ? training : heldOut
    return SeededGenerator(seed: start &+ UInt64(bitPattern: Int64(number)))
  }
}

// MARK: Writing and reading

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
        let first = String(word.text.prefix(1))
        text += (beginsSentence ? first.uppercased() : first) + word.text.dropFirst()
        beginsSentence = false
      }
    }
    return text
  }

  /// The tokens of a text, without a beginning, or a sentence that names the words which the language
  /// does not have. Capitals do not matter.
  package static func read(_ text: String) throws(UnknownWords) -> [Int] {
    var (tokens, unknown) = ([Int](), [String]())
    for piece in pieces(of: text) {
      if let token = tokensByText[piece.lowercased()] {
        tokens.append(token)
      } else if !unknown.contains(where: { $0.lowercased() == piece.lowercased() }) {
        unknown.append(piece)
      }
    }
    if !unknown.isEmpty { throw UnknownWords(words: unknown) }
    return tokens
  }

  /// Words between spaces; the two signs of the language stand by themselves.
  private static func pieces(of text: String) -> [String] {
    var (pieces, word) = ([String](), "")
    func endWord() {
      if !word.isEmpty { pieces.append(word) }
      word = ""
    }
    for character in text {
      if character.isWhitespace {
        endWord()
      } else if character == "." || character == "?" {
        endWord()
        pieces.append(String(character))
      } else {
        word.append(character)
      }
    }
    endWord()
    return pieces
  }

  private static let tokensByText = Dictionary(
    uniqueKeysWithValues: Word.allCases.dropFirst().map { ($0.text.lowercased(), $0.rawValue) })

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
package struct UnknownWords: Error, Equatable, CustomStringConvertible {
  /// Each once, in the order of the text.
  package let words: [String]

  /// A sentence that names them, without anything that a terminal might obey.
  package var description: String {
    let shown = words.prefix(5).map { word in
      let harmless = word.unicodeScalars.filter {
        ![.control, .format].contains($0.properties.generalCategory)
      }
      return "“" + String(String.UnicodeScalarView(harmless).prefix(20)) + "”"
    }
    let rest = words.count > 5 ? " and \(words.count - 5) more" : ""
    return "the small language has no word \(shown.joined(separator: ", "))\(rest)"
  }
}
