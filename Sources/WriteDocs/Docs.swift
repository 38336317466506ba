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
  /// The package, in which there is more to make pages of: kept runs, the program that writes the path to a
  /// model of one's own. `nil` for the chapters alone.
  var package: URL?
  /// The file of the published model, whose run is then kept anew.
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
    let (book, fresh, ledger) = try book(timing, keepingLedger: true)
    var all = try pages(of: book) + ledger
    if keepingTimes {
      for i in all.indices where !all[i].isFigure {
        guard let old = try? String(contentsOf: url(of: all[i]), encoding: .utf8) else { continue }
        // A page that is made of a kept run may have its times already.
        guard TimingMask.masked(all[i].text) == all[i].text else { continue }
        guard let filled = TimingMask.filled(all[i].text, withTimesOf: old) else {
          throw InputError(
            "The times of \(all[i].path) have no place on the new page: measure them anew.")
        }
        all[i].text = filled
      }
    }
    let shown = Set(all.filter { !$0.isFigure }.flatMap { Self.references(in: $0.text[...]) })
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
      if let package, let fresh {
        try Data(fresh.json().utf8).write(
          to: package.appendingPathComponent(RealWeightsPage.kept), options: .atomic)
      }
    } catch {
      throw InputError("The pages in '\(folder.path)' cannot be written.")
    }
    return all.map(\.path) + (readme.map { [$0.path] } ?? [])
  }

  /// Runs all chapters and describes the first difference of each page and figure from what they
  /// print, apart from measured times; figures of times only have to exist.
  func differences() throws -> [String] {
    let (book, fresh, ledger) = try book(["--no-timing"])
    let all = try pages(of: book) + ledger
    let kept =
      fresh == nil
      ? [] : ["\(RealWeightsPage.kept) is not what the chapters find in the published model."]
    return kept + (all + (try readme().map { [$0] } ?? [])).compactMap(difference)
      + figureDifferences(all)
  }

  /// The README beside the folder with fresh excerpts; `nil` if there is none.
  private func readme() throws -> Page? {
    let page = Page(name: "../README.md", text: "")
    guard let text = try? String(contentsOf: url(of: page), encoding: .utf8) else { return nil }
    let fresh = try Readme.refreshed(text) { program, arguments in
      try ChapterRun(programs.appendingPathComponent(program), arguments).text()
    }
    return Page(name: page.name, text: fresh)
  }

  private func url(of page: Page) -> URL {
    folder.appendingPathComponent(page.name).standardizedFileURL
  }

  /// All pages, from one run of each program; the run of the chapters with the published model, if it is
  /// another than the one that is kept, times apart; and what the chapters say of the notes.
  ///
  /// - Parameter keepingLedger: whether the verdicts are written as soon as they are known, so that the
  ///   program which walks through the notes finds them.
  private func book(
    _ arguments: [String], keepingLedger: Bool = false
  ) throws -> (book: Book, fresh: Recording?, ledger: [Page]) {
    // Where no times are measured, programs do not disturb each other.
    let sideBySide = arguments.contains("--no-timing")
    let runs = try ChapterRun.recordings(
      of: chapters.map { (programs.appendingPathComponent($0), arguments) }, sideBySide: sideBySide)
    let pages = zip(chapters, runs).map { NotesPage(chapter: $0, $1) }
    guard let package else { return (Book(chapters: pages), nil, []) }
    let ledger = Page(name: "../" + KeptLedger.path, text: KeptLedger(runs).text)
    if keepingLedger { try Data(ledger.text.utf8).write(to: url(of: ledger), options: .atomic) }
    let kept = RealWeightsPage.keptRecording(in: package)
    var fresh: Recording?
    if let model {
      let sections = zip(chapters, pages).compactMap { name, page in
        Chapters.withPublishedModel.contains(name)
          ? (program: name, section: page.sections.last?.heading.number ?? 1) : nil
      }
      let run = try RealWeightsPage.recording(
        sections, programs: programs, model: model, arguments)
      let isSame = try kept?.withoutTimes().json() == run.withoutTimes().json()
      fresh = isSame && sideBySide ? nil : run
    }
    let book = try Book.whole(
      pages, arguments: arguments, programs: programs, package: package, realWeights: fresh)
    return (book, fresh, [ledger])
  }

  /// The pages and their figures.
  private func pages(of book: Book) throws -> [Page] {
    let written = try book.pages.indices.map { i in
      try book.markdown(of: i, figuresIn: Self.figures)
    }
    return [Page(name: "README.md", text: IndexPage.text(book.before + book.chapters))]
      + zip(book.pages, written).map { Page(name: $0.file, text: $1.text) }
      + written.flatMap(\.figures).map { Page(name: "\(Self.figures)/\($0.name)", text: $0.text) }
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
