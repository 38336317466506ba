import Contents
import Foundation
import Notebook
import Testing

/// How a program ended and what it wrote.
struct Outcome: Sendable {
  var status: Int32
  /// Whether it ended by itself, and not by a signal.
  var exited: Bool
  var output: String
  var errors: String
}

/// A program of this package, built beside the tests.
struct Program: Sendable, CustomTestStringConvertible {
  let url: URL
  var testDescription: String { url.lastPathComponent }

  init(_ name: String) { url = Self.folder.appendingPathComponent(name) }

  /// The programs of all chapters.
  static let chapters = Chapters.programs.map(Program.init)

  /// All that is read like a chapter: the walk through the notes, and the chapters.
  static let pages = [Program(Chapters.notes)] + chapters

  /// The folder of the products: the tests' own bundle lies in it. Its path is an argument of the
  /// process or that of a loaded bundle, depending on the platform.
  private static let folder: URL = {
    let paths =
      CommandLine.arguments + Bundle.allBundles.map(\.bundlePath)
      + [Bundle.main.executablePath ?? ""]
    for path in paths {
      var url = URL(fileURLWithPath: path)
      while url.path != "/" {
        if url.pathExtension == "xctest" { return url.deletingLastPathComponent() }
        url.deleteLastPathComponent()
      }
    }
    fatalError("the tests' bundle is in none of \(paths)")
  }()

  /// The reader's environment, with a locale that has all characters and no wish about colours.
  static let environment: [String: String] = {
    var environment = ProcessInfo.processInfo.environment
    for name in ["LC_CTYPE", "LANG", "NO_COLOR"] { environment[name] = nil }
    environment["LC_ALL"] = "C.UTF-8"
    return environment
  }()

  /// Runs the program to its end.
  func run(
    _ arguments: [String], environment changes: [String: String] = [:], input: String = ""
  ) async throws -> Outcome {
    try await Self.run(url, arguments, changes, input)
  }

  /// Whether programs can be run by somebody from whom a file can be protected: not by the superuser.
  static let canBeUnprivileged = getuid() != 0 || setpriv != nil

  private static let setpriv = ["/usr/bin/setpriv", "/bin/setpriv"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  /// Runs a line of shell in which `$0` is the program, as somebody who is not the superuser.
  func unprivilegedShell(_ line: String) async throws -> Outcome {
    let shell = ["/bin/sh", "-c", line, url.path]
    guard getuid() == 0, let setpriv = Self.setpriv else { return try await self.shell(line) }
    let nobody = ["--reuid=65534", "--regid=65534", "--clear-groups"]
    return try await Self.run(URL(fileURLWithPath: setpriv), nobody + shell, [:], "")
  }

  /// Runs a line of shell in which `$0` is the program.
  func shell(_ line: String) async throws -> Outcome {
    try await Self.run(URL(fileURLWithPath: "/bin/sh"), ["-c", line, url.path], [:], "")
  }

  private static func run(
    _ url: URL, _ arguments: [String], _ changes: [String: String], _ input: String
  ) async throws -> Outcome {
    // Files instead of pipes: nobody has to read while the program works.
    let files = try TemporaryFolder()
    for name in ["output", "errors"] { try files.write("", to: name) }
    try files.write(input, to: "input")
    let process = Process()
    process.executableURL = url
    process.arguments = arguments
    process.environment = environment.merging(changes) { $1 }
    process.standardInput = try FileHandle(forReadingFrom: files.url("input"))
    process.standardOutput = try FileHandle(forWritingTo: files.url("output"))
    process.standardError = try FileHandle(forWritingTo: files.url("errors"))
    try await process.end()
    return Outcome(
      status: process.terminationStatus, exited: process.terminationReason == .exit,
      output: try files.read("output"), errors: try files.read("errors"))
  }
}

extension Process {
  /// Starts the process and waits for its end without blocking other tests.
  func end() async throws {
    try await withCheckedThrowingContinuation {
      (continuation: CheckedContinuation<Void, any Error>) in
      terminationHandler = { _ in continuation.resume() }
      do { try run() } catch { continuation.resume(throwing: error) }
    }
  }
}

/// Runs that several tests look at are made once.
actor Runs {
  static let shared = Runs()
  private var tasks: [[String]: Task<Outcome, any Error>] = [:]

  func outcome(
    of program: Program, _ arguments: [String], environment: [String: String] = [:]
  ) async throws -> Outcome {
    let key = [program.url.path] + arguments + environment.map { "\($0)=\($1)" }.sorted()
    let task = tasks[key] ?? Task { try await program.run(arguments, environment: environment) }
    tasks[key] = task
    return try await task.value
  }

  private var recordings: [[String]: Task<Recording, any Error>] = [:]

  /// What a run that ended well has recorded, read once.
  func recording(of program: Program, _ arguments: [String]) async throws -> Recording {
    let key = [program.url.path] + arguments
    let task =
      recordings[key]
      ?? Task {
        let outcome = try await self.outcome(of: program, arguments)
        #expect(outcome.status == 0 && outcome.errors == "", "\(key)")
        return try Recording(json: Data(outcome.output.utf8))
      }
    recordings[key] = task
    return try await task.value
  }

  private var untimed: [URL: Task<Untimed, any Error>] = [:]

  /// A quick run without times that writes its page into one file and what it records into another.
  struct Untimed: Sendable {
    var outcome: Outcome
    var page: String
    var recording: Recording
  }

  /// The only run of this kind, from two threads.
  func untimed(_ program: Program) async throws -> Untimed {
    let task =
      untimed[program.url]
      ?? Task {
        let folder = try TemporaryFolder()
        let outcome = try await program.run(
          [
            "--quick", "--no-timing", "--threads", "2", "--output", folder.url("page").path,
            "--record", folder.url("record").path,
          ])
        #expect(outcome.status == 0 && outcome.errors == "", "\(program)")
        return Untimed(
          outcome: outcome, page: try folder.read("page"),
          recording: try Recording(json: Data(folder.read("record").utf8)))
      }
    untimed[program.url] = task
    return try await task.value
  }
}

/// A folder that exists as long as the test that needs it.
final class TemporaryFolder {
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func url(_ name: String) -> URL { folder.appendingPathComponent(name) }

  func write(_ text: String, to name: String) throws { try Data(text.utf8).write(to: url(name)) }

  func read(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: url(name)), as: UTF8.self)
  }
}
