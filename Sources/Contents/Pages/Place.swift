import Notebook

/// A section of a chapter that has to do with some words. It is looked for, so that it stays right when
/// sections move.
package struct Place: Sendable {
  /// The name of the chapter's page: `rope`.
  let chapter: String
  /// What it is about: words of the text, or names of the code.
  let words: [String]

  init(_ chapter: String, _ words: String...) { (self.chapter, self.words) = (chapter, words) }

  init(_ chapter: String, words: [String]) { (self.chapter, self.words) = (chapter, words) }

  /// How the pages call a chapter in a word.
  private static let names = [
    "rmsnorm": "norms", "rope": "positions", "kv-cache": "cache", "gqa": "heads",
  ]

  /// `[positions, 4](rope.md#section-4)`: a section whose title has one of the words, or else the first
  /// whose text or code has; of another chapter, if this one has none; without such a section the chapter.
  func link(in pages: [NotesPage]) -> String {
    let own = pages.filter { $0.name == chapter }
    for page in own + pages {
      guard let number = section(of: page) else { continue }
      let name = Self.names[page.name] ?? page.name
      return "[\(name), \(number)](\(page.file)#\(MarkdownText.anchor(section: number)))"
    }
    return "[\(Self.names[chapter] ?? chapter)](\(chapter).md)"
  }

  /// The number of the section.
  func section(of page: NotesPage) -> Int? {
    let forms = TermForms(words.enumerated().map { (words: $1, term: $0) })
    let named = page.sections.first { part in
      words.contains { part.heading.ids.contains($0) } || forms.isIn(part.heading.title)
    }
    let told = named ?? page.sections.first { $0.blocks.contains { forms.isIn($0.readText) } }
    return (told ?? page.sections.first { $0.blocks.contains { forms.isIn($0.codeText) } })?
      .heading.number
  }
}

extension Block {
  /// The prose that a reader of the page meets, those of folded groups too.
  var readText: String {
    switch self {
    case .text(let text): text
    case .list(let items): items.joined(separator: "\n")
    case .result(let result): result.sentence
    case .question(let question): question.question + "\n" + question.answer
    case .claim(let claim): claim.statement
    case .statement(let statement): statement.words
    case .correction(let correction): correction.notes + "\n" + correction.right
    case .deeper(let group):
      group.title + "\n" + group.blocks.map(\.readText).joined(separator: "\n")
    case .measured(let block), .live(_, let block): block.readText
    default: ""
    }
  }

  /// The code on the page.
  var codeText: String {
    switch self {
    case .code(let code): (code.name ?? "") + "\n" + (code.source ?? "") + "\n" + code.file
    case .deeper(let group): group.blocks.map(\.codeText).joined(separator: "\n")
    case .measured(let block), .live(_, let block): block.codeText
    default: ""
    }
  }
}
