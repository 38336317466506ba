import Foundation
import Notebook
import Pictures

/// What the search looks through: for each section of each page its title, where it is, and its words.
struct SearchIndex: Encodable {
  /// A section, or an entry of the glossary.
  struct Entry: Encodable {
    /// The page, by its place among all.
    var page: Int
    /// The place on the page; empty for its beginning.
    var anchor: String
    var title: String
    var text: String

    /// In this order, without names: there are hundreds.
    func encode(to encoder: any Encoder) throws {
      var container = encoder.unkeyedContainer()
      try container.encode(page)
      for text in [anchor, title, text] { try container.encode(text) }
    }
  }

  /// Files and titles of the pages.
  let pages: [[String]]
  private(set) var entries: [Entry] = []

  init(_ book: Book) {
    pages = book.pages.map { [$0.name + ".html", Self.words($0.title)] }
    for (i, page) in book.pages.enumerated() {
      let introduction = page.recording.chapter?.introduction ?? []
      entries.append(
        Entry(
          page: i, anchor: "", title: Self.words(page.title),
          text: Self.words(introduction.joined(separator: " "))))
      for part in page.recording.sections { add(part, of: i) }
    }
  }

  private mutating func add(_ part: Recording.Part, of page: Int) {
    let anchor =
      part.heading.number.map { MarkdownText.anchor(section: $0) }
      ?? HTMLAnchor.of(title: part.heading.title)
    var texts: [String] = []
    for block in part.blocks {
      if case .definitions(let definitions) = block {
        entries += definitions.map {
          Entry(
            page: page, anchor: $0.anchor, title: Self.words($0.term),
            text: Self.words($0.meaning))
        }
      } else {
        texts.append(block.searchText)
      }
    }
    let text = Self.words(texts.filter { !$0.isEmpty }.joined(separator: " "))
    guard !text.isEmpty else { return }
    entries.append(
      Entry(page: page, anchor: anchor, title: Self.words(part.heading.title), text: text))
  }

  /// Prose without its marks, on one line.
  private static func words(_ text: String) -> String {
    Span.parse(text).map(\.words).joined().split(whereSeparator: \.isWhitespace)
      .joined(separator: " ")
  }

  /// The script with the index in it.
  func script() throws -> HTMLScriptFile {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let index = String(decoding: try encoder.encode(self), as: UTF8.self)
    return HTMLScriptFile("search.js", "(index => {\n\(SearchScript.text)\n})(\(index));\n")
  }
}

extension Block {
  /// What a search finds of a block: prose, captions and what was checked; neither code nor numbers.
  fileprivate var searchText: String {
    switch self {
    case .step(let step): step.question
    case .table(let table):
      ([table.caption ?? ""] + table.rows.joined().filter { $0.count > 20 }).joined(separator: " ")
    case .timing(let timing): timing.caption
    case .plot(let plot): plot.caption
    case .heatMap(let map): map.caption
    case .diagram(let diagram): diagram.caption + " " + diagram.lookFor
    case .drawing(let drawing): drawing.caption
    case .check(let check): check.statement
    case .furtherChecks(let further): further.checks.map(\.statement).joined(separator: " ")
    case .finding(let finding): finding.expectation
    case .deeper(let group): ([group.title] + group.blocks.map(\.searchText)).joined(separator: " ")
    case .measured(let block), .live(_, let block): block.searchText
    default: readText
    }
  }
}
