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

  /// A page: its name in the folder and its text.
  struct Page: Equatable {
    var name: String
    var text: String
  }

  /// Runs all chapters and writes all pages; writes none if anything goes wrong before that.
  ///
  /// - Returns: the names of the pages.
  func write() throws -> [String] {
    // One program after another, so that none disturbs the times that another measures.
    let all = try pages { program in
      let page = try ChapterRun(program, ["--format", "markdown"]).text()
      return (page, try ChapterRun(program, ["--format", "json", "--no-timing"]).text())
    }
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      for page in all {
        try Data(page.text.utf8).write(
          to: folder.appendingPathComponent(page.name), options: .atomic)
      }
    } catch {
      throw InputError("The pages in '\(folder.path)' cannot be written.")
    }
    return all.map(\.name)
  }

  /// Runs all chapters and describes the first difference of each page from what they print, apart
  /// from measured times.
  func differences() throws -> [String] {
    try pages { program in
      let page = try ChapterRun(program, ["--format", "markdown", "--no-timing"])
      let record = try ChapterRun(program, ["--format", "json", "--no-timing"])
      return (try page.text(), try record.text())
    }.compactMap(difference)
  }

  private func pages(
    _ run: (URL) throws -> (page: String, record: String)
  ) throws -> [Page] {
    var pages: [Page] = []
    var entries: [(page: String, record: ChapterRecord)] = []
    for name in chapters {
      let (page, json) = try run(programs.appendingPathComponent(name))
      let pageName = Chapters.page(of: name)
      guard let record = try? JSONDecoder().decode(ChapterRecord.self, from: Data(json.utf8)) else {
        throw InputError("\(name) --format json prints what write-docs does not understand.")
      }
      pages.append(Page(name: pageName, text: page))
      entries.append((pageName, record))
    }
    return [
      Page(name: "README.md", text: IndexPage.text(entries)),
      Page(name: "claims.md", text: ClaimsPage.text(entries)),
    ] + pages
  }

  /// The first line in which a page of the folder differs from what it should be; `nil` if none does.
  func difference(of expected: Page) -> String? {
    guard let data = try? Data(contentsOf: folder.appendingPathComponent(expected.name)) else {
      return "Docs/\(expected.name) does not exist."
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
        Docs/\(expected.name):\(number) differs:
          on the page:       \(oldLine ?? "(the page has ended)")
          from the program:  \(newLine ?? "(the program has ended)")
        """
    }
    return nil
  }
}
