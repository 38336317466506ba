import Foundation
import Notebook

/// All pages of the notes in reading order.
package struct Book: Sendable {
  /// What is read before the chapters.
  package let before: [NotesPage]
  /// The chapters.
  package let chapters: [NotesPage]
  /// The chapters among all other pages.
  package let pages: [NotesPage]

  /// - Parameters:
  ///   - chapters: the pages of the chapters.
  ///   - before: what is read before them.
  ///   - after: what is read after them, before the pages that are found from the chapters: the claims,
  ///     the glossary, the map.
  ///   - last: what stands behind those.
  package init(
    chapters: [NotesPage], before: [NotesPage] = [], after: [NotesPage] = [],
    last: [NotesPage] = []
  ) {
    var links = TermLinks()
    (self.before, self.chapters) = (before, chapters)
    let found = [
      ClaimsPage.page(chapters), Glossary.page(chapters), CodeMap.page(chapters),
    ]
    pages =
      (before + chapters + after).map { page in
        var page = page
        page.recording = links.link(page.recording)
        return page
      } + found + last
  }

  /// All pages, of chapters that have been run.
  ///
  /// - Parameters:
  ///   - arguments: how they were run.
  ///   - programs: the folder with the programs.
  ///   - package: the package, in which runs are kept.
  ///   - realWeights: a run with the published model; the one that is kept if nil.
  package static func whole(
    _ chapters: [NotesPage], arguments: [String], programs: URL, package: URL,
    realWeights: Recording? = nil
  ) throws -> Book {
    let path = try ChapterRun.recording(
      of: programs.appendingPathComponent("my-model"), ["--page"])
    let notes = try ChapterRun.recording(
      of: programs.appendingPathComponent(Chapters.notes), arguments, mayFail: true)
    let real = realWeights ?? RealWeightsPage.keptRecording(in: package)
    return Book(
      chapters: chapters,
      before: [NotesPage(Chapters.notes, notes, source: "Chapters/Notes")],
      after: [NotesPage("build-your-own", path, source: "Chapters/Exercises")]
        + (real.map { [RealWeightsPage.page($0)] } ?? []),
      last: [try SpeedPage.page(in: package)])
  }

  /// The pages before and after one.
  package func neighbours(of i: Int) -> (before: NotesPage?, after: NotesPage?) {
    (i > 0 ? pages[i - 1] : nil, i + 1 < pages.count ? pages[i + 1] : nil)
  }

  /// A page as Markdown, with its way to its neighbours and to its source.
  package func markdown(of i: Int, figuresIn folder: String) throws -> MarkdownPage {
    var page = try pages[i].recording.markdown(figuresIn: folder)
    let (before, after) = neighbours(of: i)
    let links =
      (before.map { ["[← \(MarkdownText.prose($0.title))](\($0.file))"] } ?? [])
      + ["[All pages](README.md)"]
      + (after.map { ["[\(MarkdownText.prose($0.title)) →](\($0.file))"] } ?? [])
      + ["[Source](../\(pages[i].source))"]
    page.text += "\n---\n\n" + links.joined(separator: " · ") + "\n"
    return page
  }
}
