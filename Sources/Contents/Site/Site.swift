import Foundation
import Notebook

/// All pages for a browser: files that need no server and no network.
package struct Site {
  private let book: Book
  private let package: String?

  /// - Parameters:
  ///   - book: the pages.
  ///   - package: the way from the folder of the site to the package's: `../`; `nil` if there is none.
  package init(_ book: Book, package: String?) { (self.book, self.package) = (book, package) }

  /// The files by their names.
  package func files() throws -> [(name: String, text: String)] {
    let search = try SearchIndex(book).script()
    let module = HTMLScriptFile.liveModule
    let names = Set(book.pages.map(\.name))
    func site(_ i: Int?, source: String) -> HTMLSite {
      let (before, after) = i.map(book.neighbours) ?? (nil, nil)
      func neighbour(_ page: NotesPage?) -> HTMLSite.Neighbour? {
        page.map { .init(file: $0.name + ".html", title: $0.title) }
      }
      return HTMLSite(
        pages: names, before: neighbour(before), after: neighbour(after), source: source,
        package: package, search: search, module: module)
    }
    let pages = try book.pages.enumerated().map { i, page in
      (page.name + ".html", try page.recording.html(in: site(i, source: page.source)))
    }
    return [("index.html", index.text(in: site(nil, source: "Chapters")))] + pages
      + [search, module].compactMap { $0 }.map { ($0.name, $0.content) }
  }

  private var index: HTMLIndex {
    let chapters = book.chapters.map { entry($0, about: $0.recording.chapter?.introduction.first) }
    let chapterNames = Set(book.chapters.map(\.name))
    let others = book.pages.filter { !chapterNames.contains($0.name) && $0.name != "notes" }
    let notes = book.pages.first { $0.name == "notes" }
    return HTMLIndex(
      title: "Language models, executed",
      introduction: [
        """
        Notes on how language models are built, as programs: whatever a page says, a program has just computed or
        checked. Each chapter begins with its short way, which is the idea in a few minutes; the sections below it
        prove it, and what goes deeper is folded.
        """
      ],
      picture: cover, start: notes.map { entry($0, about: nil) } ?? chapters.first,
      chapters: chapters,
      others: others.map { entry($0, about: Self.about[$0.name]) })
  }

  private static let about = [
    "build-your-own":
      "the exercises of all chapters in the order in which a model is built, and the model that comes of them.",
    "real-weights": "what the chapters find in a published model.",
    "claims": "every statement of the notes, the verdict on it, and the number that decides it.",
    "glossary": "the terms in alphabetical order, in a sentence each.",
    "map": "from a term of the notes to the code, and back.",
    "speed": "`Mini` beside NumPy, PyTorch, JAX and llama.cpp.",
  ]

  private func entry(_ page: NotesPage, about: String?) -> HTMLIndex.Entry {
    let counts = PageCounts(page.recording.blocks)
    let program = page.recording.chapter?.program ?? ""
    return HTMLIndex.Entry(
      file: page.name + ".html", title: page.title, about: about ?? "",
      command: program.isEmpty ? "" : "swift run \(program)",
      minutes: (
        counts.shortWayWords > 0 ? Self.minutes(counts.shortWayWords, things: 6) : nil,
        counts.shortWayWords + counts.words > 0
          ? Self.minutes(
            counts.shortWayWords + counts.words,
            things: counts.code + counts.tables + counts.pictures) : nil
      ),
      sections: page.sections.compactMap { part in
        part.heading.number.map { ($0, part.heading.title) }
      })
  }

  /// Two hundred words a minute, and a quarter of a minute for each picture, table or piece of code.
  private static func minutes(_ words: Int, things: Int) -> Int {
    max(1, Int((Double(words) / 200 + Double(things) / 4).rounded()))
  }

  /// The picture that shows how a cache saves work, or else the first that there is.
  private var cover: Block? {
    let pictures = book.chapters.flatMap(\.recording.sections).flatMap(\.blocks).filter {
      if case .diagram = $0 { true } else { false }
    }
    return pictures.first { block in
      if case .diagram(let diagram) = block { diagram.caption.contains("cache") } else { false }
    } ?? pictures.first
  }
}
