import Contents
import Foundation
import Notebook

/// Lists the chapters, and writes them as pages for a browser.
@main
struct ListChapters: Tool {
  let program = "chapters"
  let title = "the chapters of these notes"
  let mostWords = 0

  let usage = [
    (call: "swift run chapters", about: "the chapters in reading order, and how to read one"),
    (call: "swift run chapters --sections", about: "with their sections"),
    (
      call: "swift run chapters --html DIR",
      about: "writes all pages for a browser, with a search over all of them"
    ),
  ]

  let remarks = [
    "Exit status: 0 done; 1 a chapter fails or a file cannot be written; 64 wrong usage."
  ]

  @Knob("list their sections, too") var sections = false
  @Knob("the folder for pages that a browser shows", .notEmpty) var html = ""
  @Knob("with --html: smaller sizes and fewer repetitions") var quick = false
  @Knob("with --html: measure no times") var noTiming = false

  func work(_ words: [String]) throws -> (Output) throws -> Void {
    let handedOn = (quick ? ["--quick"] : []) + (noTiming ? ["--no-timing"] : [])
    if html.isEmpty {
      if let idle = handedOn.first { throw InputError("\(idle) goes with --html: leave it out.") }
      return { try list($0) }
    }
    if sections { throw InputError("--sections and --html are two things: ask for one of them.") }
    return { try write(to: html, handedOn, $0) }
  }

  // MARK: What a chapter says of itself

  private struct Chapter: Decodable {
    var program: String
    var title: String
    var introduction: [String]
    var contents: [Heading]

    struct Heading: Decodable {
      var number: Int?
      var title: String
    }
  }

  /// The walk through the notes, and the chapters.
  private func all() throws -> [Chapter] {
    let folder = try Chapters.folder()
    return try ([Chapters.notes] + Chapters.programs).map { name in
      let run = try ChapterRun(
        folder.appendingPathComponent(name), ["--list", "--format", "json"])
      let text = try run.text()
      guard let chapter = try? JSONDecoder().decode(Chapter.self, from: Data(text.utf8)) else {
        throw InputError("\(name) --list prints what this program does not understand.")
      }
      return chapter
    }
  }

  // MARK: The list

  private func list(_ output: Output) throws {
    let all = try all()
    let width = all.map(\.program.count).max() ?? 0
    // The notes come before the first chapter.
    for (i, chapter) in all.enumerated() {
      let name = chapter.program.padding(toLength: width, withPad: " ", startingAt: 0)
      let numbered = chapter.contents.filter { $0.number != nil }
      try output.write("\(i)  \(name)  \(chapter.title) (\(numbered.count) sections)\n")
      guard sections else { continue }
      for section in numbered { try output.write("     \(section.number!)  \(section.title)\n") }
      try output.write("\n")
    }
    guard !sections, let first = all.first else { return }
    try output.write(
      """

      Begin with: swift run \(first.program)
      Then a chapter in ten minutes: swift run chapter-rope --brief
      Its sections: --list. One of them: --section 3. What else it can do: --help.
      All of them in a browser: swift run chapters --html pages

      """)
  }

  // MARK: Pages for a browser

  private func write(
    to folder: String, _ arguments: [String], _ output: Output
  ) throws {
    let target = URL(fileURLWithPath: folder).standardizedFileURL
    try Output.makeFolder(folder)
    guard let package = PackageFolder.url() else {
      throw InputError("The package is no longer where this program was built.")
    }
    let programs = try Chapters.folder()
    // Where no times are measured, programs do not disturb each other. A page with a check that fails is a
    // page all the same, and says so.
    let runs = try ChapterRun.recordings(
      of: Chapters.programs.map { (programs.appendingPathComponent($0), arguments) },
      sideBySide: noTiming, mayFail: true)
    let pages = zip(Chapters.programs, runs).map { NotesPage(chapter: $0, $1) }
    let book = try Book.whole(
      pages, arguments: arguments, programs: programs, package: package)
    let way = PackageFolder.way(from: target, to: package)
    for file in try Site(book, package: way + "/").files() {
      let output = try Output(path: target.appendingPathComponent(file.name).path)
      try output.write(file.text)
      try output.close()
    }
    try output.write(
      "Open \(target.appendingPathComponent("index.html").path) in a browser.\n")
    let failed = zip(Chapters.programs, runs).filter { !$1.holds }.map(\.0)
    if !failed.isEmpty {
      throw InputError("\(failed.joined(separator: ", ")) ended with a check that fails.")
    }
  }
}
