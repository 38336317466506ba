import Contents
import Foundation
import Notebook

/// The folder with the pages, and the programs that they come from.
struct Docs {
  /// The names of the chapters' programs, in order.
  let chapters: [String]
  /// The folder with the programs.
  let programs: URL
  /// The folder with the pages.
  let folder: URL
  /// The program that writes the path to a model of one's own; no such page if nil.
  var path: String?
  /// The program that walks through the notes; no such page if nil.
  var notes: String?
  /// The file of the published model; ``RealWeightsPage`` stays as it is if nil.
  var model: String?

  /// A page: its name in the folder and its text.
  struct Page: Equatable {
    var name: String
    var text: String

    var isFigure: Bool { name.hasPrefix(Docs.figures + "/") }
    /// From the package's folder on.
    var path: String { name.hasPrefix("../") ? String(name.dropFirst(3)) : "Docs/" + name }
  }

  /// The folder of the figures, within that of the pages.
  static let figures = "figures"

  /// Runs all chapters and writes all pages and figures; writes none if anything goes wrong before
  /// that. Figures that no page shows any more are removed.
  ///
  /// - Parameter keepingTimes: whether the times on the pages, and the figures of times, stay those
  ///   that were measured before.
  /// - Returns: the files, from the package's folder on.
  func write(keepingTimes: Bool = false) throws -> [String] {
    let timing = keepingTimes ? ["--no-timing"] : []
    // One program after another, so that none disturbs the times that another measures.
    var all = try pages(timing, keepingLedger: true)
    if keepingTimes {
      for i in all.indices where !all[i].isFigure {
        guard let old = try? String(contentsOf: url(of: all[i]), encoding: .utf8) else { continue }
        guard let filled = TimingMask.filled(all[i].text, withTimesOf: old) else {
          throw InputError(
            "The times of \(all[i].path) have no place on the new page: measure them anew.")
        }
        all[i].text = filled
      }
    }
    let shown = Set(
      (all.filter { !$0.isFigure } + keptPages).flatMap { Self.references(in: $0.text[...]) })
    let readme = try readme()
    do {
      let files = FileManager.default
      try files.createDirectory(at: folder, withIntermediateDirectories: true)
      if all.contains(where: \.isFigure) {
        try files.createDirectory(
          at: folder.appendingPathComponent(Self.figures), withIntermediateDirectories: true)
      }
      for page in all {
        try Data(page.text.utf8).write(
          to: folder.appendingPathComponent(page.name), options: .atomic)
      }
      for name in figuresOnDisk
      where !all.contains(where: { $0.name == name }) && !shown.contains(name) {
        try files.removeItem(at: folder.appendingPathComponent(name))
      }
      if let readme { try Data(readme.text.utf8).write(to: url(of: readme), options: .atomic) }
    } catch {
      throw InputError("The pages in '\(folder.path)' cannot be written.")
    }
    return all.map(\.path) + (readme.map { [$0.path] } ?? [])
  }

  /// Runs all chapters and describes the first difference of each page and figure from what they
  /// print, apart from measured times; figures of times only have to exist.
  func differences() throws -> [String] {
    let all = try pages(["--no-timing"])
    return (all + (try readme().map { [$0] } ?? [])).compactMap(difference)
      + figureDifferences(all + keptPages)
  }

  /// Pages that are there and are not written in this run.
  private var keptPages: [Page] {
    var page = Page(name: RealWeightsPage.name, text: "")
    guard model == nil, let text = try? String(contentsOf: url(of: page), encoding: .utf8) else {
      return []
    }
    page.text = text
    return [page]
  }

  /// The README beside the folder with fresh excerpts; `nil` if there is none.
  private func readme() throws -> Page? {
    let page = Page(name: "../README.md", text: "")
    guard let text = try? String(contentsOf: url(of: page), encoding: .utf8) else { return nil }
    let fresh = try Readme.refreshed(text) { program, arguments in
      try ChapterRun(programs.appendingPathComponent(program), arguments).result().text
    }
    return Page(name: page.name, text: fresh)
  }

  private func url(of page: Page) -> URL {
    folder.appendingPathComponent(page.name).standardizedFileURL
  }

  /// A program that was run, with its page and what it says of itself.
  typealias Entry = (page: String, record: ChapterRecord)

  /// All pages and figures, from one run of each chapter.
  ///
  /// - Parameter keepingLedger: whether the verdicts are written as soon as they are known, so that the
  ///   program which walks through the notes finds them.
  private func pages(_ arguments: [String], keepingLedger: Bool = false) throws -> [Page] {
    var pages: [Page] = []
    var figures: [Page] = []
    func run(_ name: String) throws -> Entry {
      let program = programs.appendingPathComponent(name)
      let page = try ChapterRun(program, arguments, isPage: true).result()
      let pageName = Chapters.page(of: name)
      guard let record = try? JSONDecoder().decode(ChapterRecord.self, from: page.record) else {
        throw InputError("\(name) --record writes what write-docs does not understand.")
      }
      pages.append(Page(name: pageName, text: page.text))
      figures += page.figures.map { Page(name: "\(Self.figures)/\($0.name)", text: $0.text) }
      return (pageName, record)
    }
    let entries = try chapters.map(run)
    var ledger: [Page] = []
    if notes != nil {
      let page = Page(name: "../" + KeptLedger.path, text: KeptLedger(entries.map(\.record)).text)
      if keepingLedger { try Data(page.text.utf8).write(to: url(of: page), options: .atomic) }
      ledger = [page]
    }
    let first = try notes.map(run)
    if first != nil { pages.insert(pages.removeLast(), at: 0) }
    var real: [Page] = []
    if let model {
      let sections = zip(chapters, entries).compactMap { name, entry in
        Chapters.withPublishedModel.contains(name)
          ? (program: name, section: entry.record.sections.compactMap(\.heading.number).max() ?? 1)
          : nil
      }
      real = try RealWeightsPage.pages(
        sections, programs: programs, model: model, arguments)
    }
    let all = (first.map { [$0] } ?? []) + entries
    for i in pages.indices { pages[i].text += Self.way(from: i, all) }
    if let path {
      let run = try ChapterRun(programs.appendingPathComponent(path), ["--page"])
      pages.append(Page(name: "build-your-own.md", text: try run.result().text))
    }
    return [
      Page(name: "README.md", text: IndexPage.text(first, entries)),
      Page(name: "claims.md", text: ClaimsPage.text(entries)),
    ] + ledger + pages + figures + real
  }

  /// The line at the end of a page that leads to its neighbours.
  private static func way(from i: Int, _ entries: [Entry]) -> String {
    func link(_ i: Int, _ before: String, _ after: String) -> [String] {
      guard entries.indices.contains(i) else { return [] }
      let title = MarkdownText.prose(entries[i].record.chapter.title)
      return ["[\(before)\(title)\(after)](\(entries[i].page))"]
    }
    let links = link(i - 1, "← ", "") + ["[All chapters](README.md)"] + link(i + 1, "", " →")
    return "\n---\n\n" + links.joined(separator: " · ") + "\n"
  }

  /// The first line in which a page of the folder differs from what it should be; `nil` if none does.
  func difference(of expected: Page) -> String? {
    guard let data = try? Data(contentsOf: url(of: expected)) else {
      return "\(expected.path) does not exist."
    }
    let old = TimingMask.lines(String(decoding: data, as: UTF8.self))
    let new = TimingMask.lines(expected.text)
    for i in 0..<max(old.count, new.count) {
      let (oldLine, newLine) = (
        i < old.count ? old[i].text : nil, i < new.count ? new[i].text : nil
      )
      // Strings are equal when they look the same; pages are equal when their bytes are.
      if oldLine.map({ Array($0.utf8) }) == newLine.map({ Array($0.utf8) }) { continue }
      let number = i < old.count ? old[i].number : (old.last?.number ?? 0) + 1
      return """
        \(expected.path):\(number) differs:
          on the page:       \(oldLine ?? "(the page has ended)")
          from the program:  \(newLine ?? "(the program has ended)")
        """
    }
    return nil
  }
}
