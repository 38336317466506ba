import Foundation
import Notebook

/// A chapter's program at work.
struct ChapterRun {
  private let name: String
  private let process = Process()
  private let output: URL

  /// Starts the program.
  init(_ program: URL, _ arguments: [String]) throws {
    name = program.lastPathComponent
    output = FileManager.default.temporaryDirectory
      .appendingPathComponent("write-docs-\(UUID().uuidString)")
    guard FileManager.default.isExecutableFile(atPath: program.path) else {
      throw InputError("\(name) is not built: there is no '\(program.path)'.")
    }
    process.executableURL = program
    // A file instead of a pipe: nobody has to read while the program works.
    process.arguments = arguments + ["--output", output.path]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    do {
      try process.run()
    } catch {
      throw InputError("\(name) cannot be started.")
    }
  }

  /// What the program printed, when it has ended.
  ///
  /// - Throws: ``InputError`` if it did not end well; a check that fails is no page either.
  func text() throws -> String {
    process.waitUntilExit()
    defer { try? FileManager.default.removeItem(at: output) }
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
    return String(decoding: data, as: UTF8.self)
  }
}
