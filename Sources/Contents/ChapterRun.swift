import Foundation
import Notebook

/// A chapter's program at work.
public struct ChapterRun {
  private let name: String
  private let process = Process()
  private let folder: URL
  private var output: URL { folder.appendingPathComponent("page") }
  private var figures: URL { folder.appendingPathComponent("figures") }
  private var record: URL { folder.appendingPathComponent("record") }

  /// What a program wrote: a page, what it says of itself, and the pictures that the page refers to.
  public struct Result {
    /// The page.
    public var text: String
    /// What the program says of itself, as JSON.
    public var record: Data
    /// The pictures by the names of their files.
    public var figures: [(name: String, text: String)]
  }

  /// Starts the program. For a page, pictures are written beside it, into a folder `figures`, and so is
  /// what the program says of itself.
  public init(_ program: URL, _ arguments: [String], isPage: Bool = false) throws {
    name = program.lastPathComponent
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("write-docs-\(UUID().uuidString)")
    guard FileManager.default.isExecutableFile(atPath: program.path) else {
      throw InputError("\(name) is not built: there is no '\(program.path)'.")
    }
    process.executableURL = program
    // A file instead of a pipe: nobody has to read while the program works.
    process.arguments =
      arguments
      + (isPage
        ? ["--format", "markdown", "--figures", figures.path, "--record", record.path] : [])
      + ["--output", output.path]
    // Text is for README.md, whatever the terminal of whoever runs this can show.
    process.environment = ProcessInfo.processInfo.environment.merging(["LC_ALL": "C.UTF-8"]) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try process.run()
    } catch {
      throw InputError("\(name) cannot be started.")
    }
  }

  /// What the program printed, when it has ended.
  ///
  /// - Throws: ``InputError`` if it did not end well; a check that fails is no page either.
  public func result() throws -> Result {
    process.waitUntilExit()
    defer { try? FileManager.default.removeItem(at: folder) }
    guard process.terminationReason == .exit else {
      throw InputError("\(name) was ended by signal \(process.terminationStatus).")
    }
    switch process.terminationStatus {
    case 0: break
    case 1: throw InputError("\(name) ended with status 1: a check fails, or it met an error.")
    case let status: throw InputError("\(name) ended with status \(status).")
    }
    guard let data = try? Data(contentsOf: output) else {
      throw InputError("\(name) wrote nothing.")
    }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: figures.path)) ?? []
    return Result(
      text: String(decoding: data, as: UTF8.self),
      record: (try? Data(contentsOf: record)) ?? Data(),
      figures: try names.sorted().map { name in
        let data = try Data(contentsOf: figures.appendingPathComponent(name))
        return (name, String(decoding: data, as: UTF8.self))
      })
  }
}
