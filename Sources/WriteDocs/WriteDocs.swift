import Contents
import Foundation
import Notebook

/// Writes the pages of `Docs` with what the chapters print, or compares them with it.
@main
struct WriteDocs {
  static func main() {
    exit(run(Array(CommandLine.arguments.dropFirst())))
  }

  private static let help = """
    write-docs: writes the pages of Docs with what the chapters print

      swift run write-docs            runs all chapters and writes their pages anew
      swift run write-docs --keep-times
                                      the same, but times and their figures stay
      swift run write-docs --check    only compares the pages with what the chapters print,
                                      apart from measured times
      swift run write-docs --thorough measures the tables of five seeds in Chapters/Kept anew,
                                      which takes a quarter of an hour
      swift run write-docs --thorough --check
                                      measures them too, and compares all rows, bit by bit
      swift run write-docs --published
                                      measures the tables of a published model in
                                      Chapters/Kept/published anew; --check as well

    Where FIELD_NOTES_MODEL names the file of a published model, what the chapters find in it
    is found and kept anew, or compared; otherwise real-weights.md shows what is kept.
    --published needs the file.

    Exit status: 0 done, or nothing differs; 1 a page differs, a chapter fails or a file
    cannot be written; 64 wrong usage.
    """

  private static func run(_ arguments: [String]) -> Int32 {
    do {
      switch arguments {
      case []:
        for page in try docs().write() { print("\(page) is written.") }
        return 0
      case ["--keep-times"]:
        for page in try docs().write(keepingTimes: true) { print("\(page) is written.") }
        return 0
      case ["--check"]:
        let differences = try docs().differences()
        for difference in differences { print(difference) }
        if model == nil {
          print("The published model is not run: FIELD_NOTES_MODEL names no file.")
        }
        print(
          differences.isEmpty
            ? "The pages say what the chapters print."
            : "Write the pages anew with: swift run write-docs")
        return differences.isEmpty ? 0 : 1
      case ["--thorough"]: return try write(thoroughRuns())
      case ["--published"]: return try write(publishedModel())
      case ["--thorough", "--check"], ["--check", "--thorough"]: return try compare(thoroughRuns())
      case ["--published", "--check"], ["--check", "--published"]:
        return try compare(publishedModel())
      case ["--help"], ["-h"]:
        print(help)
        return 0
      default:
        complain(
          "It takes --check, --keep-times, --thorough, --published, --help or nothing, not "
            + "'\(arguments.joined(separator: " "))'."
        )
        return 64
      }
    } catch {
      complain("\(error)")
      return 1
    }
  }

  private static func write(_ tables: KeptTables) throws -> Int32 {
    for table in try tables.write() { print("\(table) is written.") }
    print("Write the pages anew with: swift run write-docs --keep-times")
    return 0
  }

  private static func compare(_ tables: KeptTables) throws -> Int32 {
    let differences = try tables.differences()
    for difference in differences { print(difference) }
    print(
      differences.isEmpty
        ? "All rows of the tables in \(tables.path) are those that are kept."
        : "Write the tables anew with: swift run write-docs \(tables.option)")
    return differences.isEmpty ? 0 : 1
  }

  private static func thoroughRuns() throws -> KeptTables {
    KeptTables(
      arguments: ["--thorough"], chapters: Chapters.withThoroughRuns,
      programs: try Chapters.folder(), package: try package(), path: "Chapters/Kept",
      option: "--thorough")
  }

  private static func publishedModel() throws -> KeptTables {
    guard let model else {
      throw InputError(
        "--published needs FIELD_NOTES_MODEL, the file of SmolLM2-135M-Instruct.Q4_1.gguf.")
    }
    return KeptTables(
      arguments: ["--model", model],
      chapters: Chapters.programs.filter(Chapters.withPublishedModel.contains),
      programs: try Chapters.folder(), package: try package(), path: "Chapters/Kept/published",
      option: "--published")
  }

  private static func docs() throws -> Docs {
    Docs(
      chapters: Chapters.programs, programs: try Chapters.folder(),
      folder: try package().appendingPathComponent("Docs"), package: try package(), model: model)
  }

  private static func package() throws -> URL {
    guard let package = PackageFolder.url() else {
      throw InputError(
        "The package is no longer where write-docs was built: '\(#filePath)' is gone.")
    }
    return package
  }

  /// The file of the published model; nil if there is none.
  private static var model: String? {
    ProcessInfo.processInfo.environment["FIELD_NOTES_MODEL"].flatMap { $0.isEmpty ? nil : $0 }
  }

  private static func complain(_ sentence: String) {
    try? FileHandle.standardError.write(contentsOf: Data("write-docs: \(sentence)\n".utf8))
  }
}
