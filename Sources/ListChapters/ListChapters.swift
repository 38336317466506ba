import Contents
import Foundation
import Notebook

/// Lists the chapters, and writes them as pages for a browser.
@main
struct ListChapters {
  static func main() {
    exit(run(Array(CommandLine.arguments.dropFirst())))
  }

  private static let help = """
    chapters: the chapters of these notes

      swift run chapters                the chapters in reading order, and how to read one
      swift run chapters --sections     with their sections
      swift run chapters --html DIR     writes all chapters for a browser, linked with each other;
                                        --quick and --no-timing are handed on to each

    Exit status: 0 done; 1 a chapter fails or a file cannot be written; 64 wrong usage.

    """

  private static func run(_ arguments: [String]) -> Int32 {
    do {
      var rest = arguments[...]
      switch rest.popFirst() {
      case nil: try list(withSections: false)
      case "--sections" where rest.isEmpty: try list(withSections: true)
      case "--help" where rest.isEmpty, "-h" where rest.isEmpty: print(help, terminator: "")
      case "--html":
        guard let folder = rest.popFirst(), !folder.hasPrefix("--"),
          rest.allSatisfy(["--quick", "--no-timing"].contains)
        else {
          throw Usage("--html needs a folder after it, and takes --quick and --no-timing besides.")
        }
        return try write(to: folder, Array(rest))
      default:
        throw Usage("It takes --sections, --html DIR, --help or nothing; see --help.")
      }
      return 0
    } catch {
      writeToStandardError("chapters: \(error)")
      return error is Usage ? 64 : 1
    }
  }

  private struct Usage: Error, CustomStringConvertible {
    var description: String
    init(_ description: String) { self.description = description }
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

  private static func chapters() throws -> [Chapter] {
    let folder = try Chapters.folder()
    return try Chapters.programs.map { name in
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

  private static func list(withSections: Bool) throws {
    let chapters = try chapters()
    let width = chapters.map(\.program.count).max() ?? 0
    for (i, chapter) in chapters.enumerated() {
      let name = chapter.program.padding(toLength: width, withPad: " ", startingAt: 0)
      let numbered = chapter.contents.filter { $0.number != nil }
      print("\(i + 1)  \(name)  \(chapter.title) (\(numbered.count) sections)")
      guard withSections else { continue }
      for section in numbered { print("     \(section.number!)  \(section.title)") }
      print()
    }
    guard !withSections, let first = chapters.first else { return }
    print(
      """

      Begin with: swift run \(first.program)
      Its sections: --list. One of them: --section 3. What else it can do: --help.
      All of them in a browser: swift run chapters --html pages
      """)
  }

  // MARK: Pages for a browser

  private static func write(to folder: String, _ arguments: [String]) throws -> Int32 {
    let target = URL(fileURLWithPath: folder)
    do {
      try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
    } catch {
      throw InputError("The folder '\(folder)' cannot be made.")
    }
    let programs = try Chapters.folder()
    let chapters = try chapters()
    var status: Int32 = 0
    // One after another, so that none disturbs the times that another measures.
    for chapter in chapters {
      let page = target.appendingPathComponent(HTMLIndex.page(of: chapter.program))
      let process = Process()
      process.executableURL = programs.appendingPathComponent(chapter.program)
      process.arguments = ["--format", "html", "--linked", "--output", page.path] + arguments
      do { try process.run() } catch { throw InputError("\(chapter.program) cannot be started.") }
      process.waitUntilExit()
      // A page with a check that fails is a page all the same, and says so.
      if process.terminationStatus != 0 { status = 1 }
    }
    let index = HTMLIndex.text(
      "The notes, made executable",
      chapters.map { chapter in
        HTMLIndex.Entry(
          program: chapter.program, title: chapter.title,
          about: chapter.introduction.first ?? "",
          sections: chapter.contents.compactMap { heading in
            heading.number.map { ($0, heading.title) }
          })
      })
    do {
      try Data(index.utf8).write(to: target.appendingPathComponent("index.html"))
    } catch {
      throw InputError("The folder '\(folder)' cannot be written.")
    }
    print("Open \(target.appendingPathComponent("index.html").path) in a browser.")
    return status
  }
}
