import Dispatch
import Foundation
import Notebook

/// A program of the package at work.
package struct ChapterRun {
  private let name: String
  private let process = Process()
  private let folder: URL
  private var output: URL { folder.appendingPathComponent("output") }

  /// Starts the program.
  package init(_ program: URL, _ arguments: [String]) throws {
    name = program.lastPathComponent
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("write-docs-\(UUID().uuidString)")
    guard FileManager.default.isExecutableFile(atPath: program.path) else {
      throw InputError("\(name) is not built: there is no '\(program.path)'.")
    }
    process.executableURL = program
    // A file instead of a pipe: nobody has to read while the program works.
    process.arguments = arguments + ["--output", output.path]
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

  /// What the program wrote, when it has ended.
  ///
  /// - Parameter mayFail: whether a page on which a check fails is a page all the same.
  /// - Throws: ``InputError`` if it did not end well.
  package func text(mayFail: Bool = false) throws -> String {
    process.waitUntilExit()
    defer { try? FileManager.default.removeItem(at: folder) }
    guard process.terminationReason == .exit else {
      throw InputError("\(name) was ended by signal \(process.terminationStatus).")
    }
    let data = try? Data(contentsOf: output)
    switch process.terminationStatus {
    case 0: break
    case 1 where mayFail && data != nil: break
    case 1: throw InputError("\(name) ended with status 1: a check fails, or it met an error.")
    case let status: throw InputError("\(name) ended with status \(status).")
    }
    guard let data else { throw InputError("\(name) wrote nothing.") }
    return String(decoding: data, as: UTF8.self)
  }

  /// The run of a program, from which its pages can be made in all formats.
  package static func recording(
    of program: URL, _ arguments: [String], mayFail: Bool = false
  ) throws -> Recording {
    let run = try ChapterRun(program, arguments + ["--format", "json"])
    let text = try run.text(mayFail: mayFail)
    guard let recording = try? Recording(json: Data(text.utf8)) else {
      throw InputError(
        "\(program.lastPathComponent) --format json writes what is not understood as a run.")
    }
    return recording
  }

  /// The runs of several programs.
  ///
  /// - Parameter sideBySide: whether as many run at a time as there are processors; otherwise one after
  ///   another, so that none disturbs the times that another measures.
  package static func recordings(
    of programs: [(url: URL, arguments: [String])], sideBySide: Bool, mayFail: Bool = false
  ) throws -> [Recording] {
    let results = Results(programs.count)
    @Sendable func run(_ i: Int) {
      guard results.goesOn else { return }
      results[i] = Result {
        try recording(of: programs[i].url, programs[i].arguments, mayFail: mayFail)
      }
    }
    if sideBySide {
      DispatchQueue.concurrentPerform(iterations: programs.count, execute: run)
    } else {
      programs.indices.forEach(run)
    }
    return try results.all()
  }
}

/// What became of several runs, filled in from several threads.
private final class Results: @unchecked Sendable {
  private let lock = NSLock()
  private var values: [Result<Recording, any Error>?]

  init(_ count: Int) { values = Array(repeating: nil, count: count) }

  subscript(_ i: Int) -> Result<Recording, any Error>? {
    get { lock.withLock { values[i] } }
    set { lock.withLock { values[i] = newValue } }
  }

  /// Whether none has failed so far.
  var goesOn: Bool {
    lock.withLock { !values.contains { if case .failure = $0 { true } else { false } } }
  }

  func all() throws -> [Recording] {
    // Of several that failed, the first is told.
    try values.compactMap { try $0?.get() }
  }
}
