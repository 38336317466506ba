import Foundation

/// An exercise tried in a process of its own: whatever the reader's function does to it, the others are
/// tried all the same.
enum ExerciseProcess {
  /// Longer than this no tiny case takes, in seconds.
  private static let patience = 10.0

  /// Set where the process is one that tries an exercise.
  private static let mark = "NOTES_TRIES_AN_EXERCISE"

  /// What stands before the call that is made next, on standard error.
  private static let announcement = "case: "

  /// Whether this process is one that tries an exercise for another.
  static var isThis: Bool { ProcessInfo.processInfo.environment[mark] != nil }

  /// Tries an exercise, in another process if this one is not made for that.
  static func state(of exercise: Exercise) -> Exercise.State {
    if isThis { return exercise.state { writeToStandardError(announcement + $0) } }
    guard let program = Bundle.main.executableURL else { return exercise.state() }
    return state(
      of: exercise.name, program, ["--exercise", exercise.name, "--format", "json"])
  }

  /// Tries the exercise that a program tells of in JSON.
  static func state(
    of name: String, _ program: URL, _ arguments: [String], patience: Double = patience
  ) -> Exercise.State {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    // The story of a crash is told in one sentence here, not in a hundred lines of registers.
    process.environment = ProcessInfo.processInfo.environment
      .merging(["SWIFT_BACKTRACE": "enable=no", mark: "1", "LC_ALL": "C.UTF-8"]) { $1 }
    let (output, errors) = (Pipe(), Pipe())
    (process.standardOutput, process.standardError) = (output, errors)
    process.standardInput = FileHandle.nullDevice
    let isEnded = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in isEnded.signal() }
    do { try process.run() } catch { return .broken("It could not be tried: \(program.path).") }
    let waiting = DispatchQueue.global()
    let told = Told()
    let group = DispatchGroup()
    waiting.async(group: group) { told.output = output.fileHandleForReading.readDataToEndOfFile() }
    waiting.async(group: group) { told.errors = errors.fileHandleForReading.readDataToEndOfFile() }
    if isEnded.wait(timeout: .now() + patience) == .timedOut {
      process.terminate()
      // Whoever ignores that is ended for good.
      if isEnded.wait(timeout: .now() + 1) == .timedOut { kill(process.processIdentifier, SIGKILL) }
      group.wait()
      return .broken("It did not end within \(Int(patience)) seconds" + told.place + ".")
    }
    group.wait()
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    let records = try? decoder.decode(ExerciseReport.Records.self, from: told.output)
    let record = records?.exercises.first { $0.name == name }
    if process.terminationReason == .exit, let state = record.flatMap(Exercise.State.init) {
      return state
    }
    return .broken("It broke down" + told.place + (told.reason.map { ": \($0)" } ?? "."))
  }

  /// What the process wrote, read on two threads.
  private final class Told: @unchecked Sendable {
    var output = Data()
    var errors = Data()

    private var lines: [Substring] {
      String(decoding: errors, as: UTF8.self).split(separator: "\n")
        .filter { !$0.allSatisfy(\.isWhitespace) }
    }

    /// " in rotate(…)", for the case that was tried last.
    var place: String {
      lines.last { $0.hasPrefix(announcement) }.map { " in " + $0.dropFirst(announcement.count) }
        ?? ""
    }

    /// The sentence of the one that stopped it.
    var reason: String? {
      lines.first { !$0.hasPrefix(announcement) }.map { CrashSentence.words(of: String($0)) }
    }
  }
}

/// The line that Swift writes when it stops a program, for somebody who wrote a function of ten lines.
package enum CrashSentence {
  /// `Swift/ContiguousArrayBuffer.swift:692: Fatal error: Index out of range` and its like.
  package static func words(of line: String) -> String {
    let parts = line.components(separatedBy: "Fatal error: ")
    guard parts.count == 2 else { return line }
    let place = parts[0].hasPrefix("Swift/") ? "" : parts[0].filter { $0 != " " }
    let location = place.isEmpty ? "" : " (\(place.dropLast()))"
    return parts[1].hasPrefix("Unexpectedly found nil")
      ? "it met nil\(location), as a function gives it that is not written yet."
      : "\(parts[1])\(location)."
  }
}
