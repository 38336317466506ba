import Notebook

/// A term of the field as the pages use it.
struct Term: Sendable {
  /// How the entry shows it: `KV cache`.
  let name: String
  /// In a sentence or two.
  let meaning: String
  /// Where it is explained.
  let place: Place
  /// What counts as its use on a page. An everyday word counts only beside another.
  let forms: [String]

  /// - Parameters:
  ///   - chapter: the name of the page that explains it: `rope`.
  ///   - forms: what counts as its use; the name itself if empty.
  ///   - words: what the title or the text of the section has that explains it; the forms if empty.
  init(
    _ name: String, _ meaning: String, _ chapter: String, forms: [String] = [],
    told words: String...
  ) {
    (self.name, self.meaning) = (name, meaning)
    self.forms = forms.isEmpty ? [name] : forms
    place = Place(chapter, words: words.isEmpty ? self.forms : words)
  }

  /// Where links lead.
  var anchor: String {
    let signs = ["ε": "epsilon", "α": "alpha", "∂": "d"]
    let plain = name.lowercased().map { signs[String($0)] ?? String($0) }.joined()
    return "term-" + plain.split { !($0.isLetter || $0.isNumber) }.joined(separator: "-")
  }

  /// The order of entries: letters count, and nothing else does.
  var key: String { name.lowercased().filter { $0.isLetter || $0.isNumber || $0 == " " } }
}

/// The terms of the pages, an entry for each.
package enum Glossary {
  /// The name of its page.
  static let page = "glossary.md"

  /// All terms in alphabetical order.
  static let terms: [Term] = (norms + positions + attention + caches + numbers + learning)
    .sorted { ($0.key, $0.name) < ($1.key, $1.name) }

  /// The page.
  ///
  /// - Parameter chapters: the pages of the chapters, in which the places are looked for.
  package static func page(_ chapters: [NotesPage]) -> NotesPage {
    let blocks = Page.blocks { page in
      page.title(
        "Glossary", program: "",
        introduction: """
          The terms of the field as these pages use them, and where each is explained. Where a page first uses
          a term, it leads here.
          """)
      for (letter, terms) in letters {
        page.heading(letter)
        page.definitions(
          terms.map { term in
            Definition(
              term.name, anchor: term.anchor, meaning: term.meaning,
              places: term.place.link(in: chapters))
          })
      }
    }
    return NotesPage("glossary", Recording(blocks), source: "Sources/Contents/Glossary")
  }

  /// The terms by their first letters; Greek ones stand at the end.
  private static var letters: [(letter: String, terms: [Term])] {
    var letters: [(letter: String, terms: [Term])] = []
    for term in terms {
      let first = term.key.first.map { String($0).uppercased() } ?? ""
      if letters.last?.letter == first {
        letters[letters.count - 1].terms.append(term)
      } else {
        letters.append((first, [term]))
      }
    }
    return letters
  }
}
