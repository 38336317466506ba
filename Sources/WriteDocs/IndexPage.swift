import Contents
import Notebook

/// `README.md`: the chapters and their sections.
enum IndexPage {
  /// - Parameter pages: the walk through the notes, and the chapters.
  static func text(_ pages: [NotesPage]) -> String {
    ([head] + pages.map(chapter) + [others]).joined(separator: "\n\n") + "\n"
  }

  private static let head = """
    # The chapters as pages

    Each page is what a chapter's program prints: the same text, the same code, the same numbers.
    Nobody types them in. Times differ from machine to machine; everything else is compared with
    the program by a test.
    """

  private static let others = """
    ## Other pages

    - [build-your-own.md](build-your-own.md): the exercises of all chapters in the order in which a model
      is built, and the model that comes of them.
    - [claims.md](claims.md): every statement of the notes, what its checks say, and the number that
      decides it.
    - [glossary.md](glossary.md): the terms in alphabetical order, in a sentence each.
    - [map.md](map.md): from a term of the notes to the code, and back.
    - [real-weights.md](real-weights.md): the last sections of four chapters, with a published model.
    - [speed.md](speed.md): `Mini` beside NumPy, PyTorch, JAX and llama.cpp, written by
      `Tests/Peers/compare.py`.
    - [writing-a-chapter.md](writing-a-chapter.md): all that an author of a chapter needs to know.

    All but the last are written by `swift run write-docs`. The same pages for a browser, with a search over all of
    them: `swift run chapters --html pages`.
    """

  private static func chapter(_ page: NotesPage) -> String {
    let mistakes = page.recording.checks.filter(\.isMistake).count
    let checks = page.recording.checks.count - mistakes
    let sections = page.sections.compactMap { part -> String? in
      guard let number = part.heading.number else { return nil }
      let ids = part.heading.ids.isEmpty ? "" : " (\(part.heading.ids.joined(separator: ", ")))"
      let title = MarkdownText.prose(part.heading.title)
      return "\(number). [\(title)](\(page.file)#\(MarkdownText.anchor(section: number)))\(ids)"
    }
    let introduction = page.recording.chapter?.introduction.first ?? ""
    return """
      ## [\(MarkdownText.prose(page.title))](\(page.file))

      \(MarkdownText.prose(introduction))

      `swift run \(page.recording.chapter?.program ?? "")`: \(count(checks, "check")), \
      \(count(mistakes, "mistake")) made on purpose.

      \(sections.joined(separator: "\n"))
      """
  }

  private static func count(_ number: Int, _ noun: String) -> String {
    "\(number) \(noun)\(number == 1 ? "" : "s")"
  }
}
