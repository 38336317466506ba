import Foundation

/// An exercise tried in a process of its own: whatever the reader's function does to it, the others are
/// tried all the same.
enum ExerciseProcess {
  /// Longer than this no tiny case takes, in seconds.
  private static let patience = 10.0

  /// Tries an exercise of the running program.
  static func state(of exercise: Exercise) -> Exercise.State {
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
      .merging(["SWIFT_BACKTRACE": "enable=no"]) { $1 }
    let (output, errors) = (Pipe(), Pipe())
    (process.standardOutput, process.standardError) = (output, errors)
    process.standardInput = FileHandle.nullDevice
    do { try process.run() } catch { return .broken("It could not be tried: \(program.path).") }
    let isEnded = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in isEnded.signal() }
    let waiting = DispatchQueue.global()
    let told = Told()
    let group = DispatchGroup()
    waiting.async(group: group) { told.output = output.fileHandleForReading.readDataToEndOfFile() }
    waiting.async(group: group) { told.errors = errors.fileHandleForReading.readDataToEndOfFile() }
    if process.isRunning, isEnded.wait(timeout: .now() + patience) == .timedOut {
      process.terminate()
      // Whoever ignores that is ended for good.
      if isEnded.wait(timeout: .now() + 1) == .timedOut { kill(process.processIdentifier, SIGKILL) }
      group.wait()
      return .broken("It did not end within \(Int(patience)) seconds.")
    }
    process.waitUntilExit()
    group.wait()
    let records = try? JSONDecoder().decode(ExerciseReport.Records.self, from: told.output)
    let record = records?.exercises.first { $0.name == name }
    if process.terminationReason == .exit, let state = record.flatMap(Exercise.State.init) {
      return state
    }
    let sentence = String(decoding: told.errors, as: UTF8.self)
      .split(separator: "\n").first { !$0.allSatisfy(\.isWhitespace) }
    return .broken("It broke down" + (sentence.map { ": \($0)" } ?? "."))
  }

  /// What the process wrote, read on two threads.
  private final class Told: @unchecked Sendable {
    var output = Data()
    var errors = Data()
  }
}
