import ExerciseCases
import Foundation
import Notebook

/// Runs the model in a process of its own and watches it: a function that breaks down, or never ends,
/// takes only that process with it, and is named.
struct Guardian {
  /// After so many seconds without a sign of life nobody waits any longer.
  var patience = 20.0

  /// How the process ended: its exit status, and a sentence where it did not end by itself.
  struct Ending: Equatable {
    var status: Int32
    var sentence: String?
  }

  /// - Parameters:
  ///   - program: what is run; its output goes where that of this process goes
  ///   - environment: what it is told besides
  func run(
    _ program: URL, _ arguments: [String], environment: [String: String] = [:]
  ) throws -> Ending {
    let path = NSTemporaryDirectory() + "my-model-\(UUID().uuidString)"
    let sign = try LifeSign(path: path)
    defer { unlink(path) }
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment
      .merging([LifeSign.key: path, "SWIFT_BACKTRACE": "enable=no"]) { $1 }
      .merging(environment) { $1 }
    let errors = Pipe()
    process.standardError = errors
    let isEnded = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in isEnded.signal() }
    try process.run()
    let told = Told()
    let group = DispatchGroup()
    DispatchQueue.global().async(group: group) {
      told.errors = errors.fileHandleForReading.readDataToEndOfFile()
    }

    var (beats, last) = (sign.beats, ContinuousClock.now)
    while isEnded.wait(timeout: .now() + 0.1) == .timedOut {
      if sign.beats != beats { (beats, last) = (sign.beats, .now) }
      guard (.now - last) / .seconds(1) > patience else { continue }
      let part = sign.part
      kill(process.processIdentifier, SIGKILL)
      isEnded.wait()
      let seconds = "\(Int(patience)) seconds"
      return Ending(
        status: 1,
        sentence: part.map { "`\($0.rawValue)` did not come to an end within \(seconds)." }
          ?? "The model gave no sign of life for \(seconds).")
    }
    group.wait()
    let lines = String(decoding: told.errors, as: UTF8.self).split(separator: "\n").map(String.init)
    if process.terminationReason == .exit {
      return Ending(
        status: process.terminationStatus,
        sentence: lines.isEmpty ? nil : lines.joined(separator: "\n"))
    }
    let reason = lines.first { !$0.allSatisfy(\.isWhitespace) }
      .map { ": " + CrashSentence.words(of: $0) }
    let place = sign.part.map { "`\($0.rawValue)`" } ?? "The program"
    return Ending(status: 1, sentence: "\(place) broke down in the model\(reason ?? ".")")
  }

  /// What the process complained of, read on another thread.
  private final class Told: @unchecked Sendable { var errors = Data() }
}
