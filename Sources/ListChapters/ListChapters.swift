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
      about: "writes all chapters for a browser, linked with each other"
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
      let text = try run.result().text
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
    let target = URL(fileURLWithPath: folder)
    try Output.makeFolder(folder)
    let index = try Output(path: target.appendingPathComponent("index.html").path)
    let programs = try Chapters.folder()
    let chapters = try all()
    var failed: [String] = []
    // One after another, so that none disturbs the times that another measures.
    for chapter in chapters {
      let page = target.appendingPathComponent(HTMLIndex.page(of: chapter.program))
      let process = Process()
      process.executableURL = programs.appendingPathComponent(chapter.program)
      process.arguments = ["--format", "html", "--linked", "--output", page.path] + arguments
      do { try process.run() } catch { throw InputError("\(chapter.program) cannot be started.") }
      process.waitUntilExit()
      // A page with a check that fails is a page all the same, and says so.
      if process.terminationStatus != 0 { failed.append(chapter.program) }
    }
    try index.write(
      HTMLIndex.text(
        "The notes, made executable",
        chapters.map { chapter in
          HTMLIndex.Entry(
            program: chapter.program, title: chapter.title,
            about: chapter.introduction.first ?? "",
            sections: chapter.contents.compactMap { heading in
              heading.number.map { ($0, heading.title) }
            })
        }))
    try index.close()
    try output.write(
      "Open \(target.appendingPathComponent("index.html").path) in a browser.\n")
    if !failed.isEmpty {
      throw InputError(
        "\(failed.joined(separator: ", ")) ended with an error, or with a check that fails.")
    }
  }
}
