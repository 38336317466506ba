/// Forms of words that are looked for in a text: terms of a glossary with their plurals.
struct TermForms {
  /// A word of a text.
  private struct Word {
    var text: Substring
    var lowercase: String
  }

  /// The forms by their first word, the longest first: their words and the term.
  private var forms: [String: [(words: [String], isExact: Bool, term: Int)]] = [:]

  /// - Parameter forms: what is looked for, with the number of the term that it belongs to. Capitals within
  ///   a word count, as in RoPE; a capital at its beginning does not. A plural is found too.
  init(_ forms: [(words: String, term: Int)]) {
    for (text, term) in forms {
      let words = Self.words(of: text).map { String($0.text) }
      guard let last = words.last else { continue }
      let isExact = words.contains { $0.dropFirst().contains(where: \.isUppercase) }
      var all = [words]
      if last.last?.isLetter == true, last.last != "s" {
        all.append(words.dropLast() + [last + "s"])
      }
      for words in all {
        let words = isExact ? words : words.map { $0.lowercased() }
        self.forms[words[0].lowercased(), default: []].append((words, isExact, term))
      }
    }
    for key in self.forms.keys { self.forms[key]!.sort { $0.words.count > $1.words.count } }
  }

  /// Whether the text has one of the forms.
  func isIn(_ text: String) -> Bool { !text.isEmpty && next(in: text[...]) != nil }

  /// The first form in the text that is one of the wanted terms. A longer form that begins at the same word
  /// wins, wanted or not.
  func next(in text: Substring, where isWanted: (Int) -> Bool = { _ in true })
    -> (range: Range<Substring.Index>, term: Int)?
  {
    let words = Self.words(of: text)
    var i = 0
    while i < words.count {
      guard
        let form = forms[words[i].lowercase]?.first(where: { matches($0, words, at: i, in: text) })
      else {
        i += 1
        continue
      }
      let last = i + form.words.count - 1
      if isWanted(form.term) {
        return (words[i].text.startIndex..<words[last].text.endIndex, form.term)
      }
      i = last + 1
    }
    return nil
  }

  private func matches(
    _ form: (words: [String], isExact: Bool, term: Int), _ words: [Word], at i: Int,
    in text: Substring
  ) -> Bool {
    guard i + form.words.count <= words.count else { return false }
    for (k, expected) in form.words.enumerated() {
      let word = words[i + k]
      guard expected == (form.isExact ? String(word.text) : word.lowercase) else { return false }
      // Between the words of a form stands one space or one hyphen.
      if k > 0 {
        let between = text[words[i + k - 1].text.endIndex..<word.text.startIndex]
        guard [" ", "-", "\u{00A0}", "_", "–"].contains(String(between)) else { return false }
      }
    }
    return true
  }

  /// Letters and digits that stand together.
  private static func words(of text: some StringProtocol) -> [Word] {
    var words: [Word] = []
    var rest = Substring(text)
    while let start = rest.firstIndex(where: { $0.isLetter || $0.isNumber }) {
      let end = rest[start...].firstIndex { !$0.isLetter && !$0.isNumber } ?? rest.endIndex
      words.append(Word(text: rest[start..<end], lowercase: rest[start..<end].lowercased()))
      rest = rest[end...]
    }
    return words
  }
}
