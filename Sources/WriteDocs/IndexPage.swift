import Contents
import Notebook

/// `README.md`: the chapters and their sections.
enum IndexPage {
  /// - Parameters:
  ///   - notes: the walk through the notes, which comes before the chapters.
  ///   - entries: the chapters.
  static func text(_ notes: Docs.Entry?, _ entries: [Docs.Entry]) -> String {
    let chapters = ((notes.map { [$0] } ?? []) + entries).map { chapter($0.page, $0.record) }
    return ([head] + chapters + [others]).joined(separator: "\n\n") + "\n"
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
    - [glossary.md](glossary.md): the terms, in a sentence each.
    - [map.md](map.md): from a term of the notes to the code, and back.
    - [real-weights.md](real-weights.md): the last sections of four chapters, with a published model.
    - [speed.md](speed.md): `Mini` beside NumPy, PyTorch, JAX and llama.cpp, written by
      `Tests/Peers/compare.py`.
    - [writing-a-chapter.md](writing-a-chapter.md): all that an author of a chapter needs to know.

    This page, the list of claims, the path and the chapters' pages are written by `swift run write-docs`.
    """

  private static func chapter(_ page: String, _ record: ChapterRecord) -> String {
    let mistakes = record.checks.filter(\.isMistake).count
    let checks = record.checks.count - mistakes
    let sections = record.sections.compactMap { part -> String? in
      guard let number = part.heading.number else { return nil }
      let ids = part.heading.ids.isEmpty ? "" : " (\(part.heading.ids.joined(separator: ", ")))"
      let title = MarkdownText.prose(part.heading.title)
      return "\(number). [\(title)](\(page)#\(MarkdownText.anchor(section: number)))\(ids)"
    }
    return """
      ## [\(MarkdownText.prose(record.chapter.title))](\(page))

      \(record.chapter.introduction.first.map { MarkdownText.prose($0) } ?? "")

      `swift run \(record.chapter.program)`: \(count(checks, "check")), \
      \(count(mistakes, "mistake")) made on purpose.

      \(sections.joined(separator: "\n"))
      """
  }

  private static func count(_ number: Int, _ noun: String) -> String {
    "\(number) \(noun)\(number == 1 ? "" : "s")"
  }
}
