import Foundation
import Testing

@testable import Notebook

private func exercise(_ found: [[Double]?]) -> Exercise {
  Exercise("name", "Do it.", tolerance: 0.01, file: "/x/Chapters/A/Exercises.swift") {
    found.enumerated().map { i, found in .init("case \(i)", expected: [1, 2], found: found) }
  }
}

private func report(_ found: [[Double]?], isUnicode: Bool = true) -> ExerciseReport {
  ExerciseReport(
    [exercise(found)], program: "chapter-a",
    .init(width: 80, isUnicode: isUnicode, isColored: false))
}

@Suite struct ExerciseTests {
  @Test func nothingWrittenIsNotAttempted() {
    #expect(report([nil, nil]).text.contains("○ name: not attempted\n    Do it.\n"))
    #expect(report([nil, nil]).isRight)
  }

  @Test func theFirstWrongCaseIsShown() {
    let report = report([[1, 2.001], [1, 3], [7, 7]])
    #expect(!report.isRight)
    #expect(
      report.text.hasSuffix(
        """
          ✗ name: wrong
            Do it.
            for       case 1
            expected  1  2
            found     1  3

        """))
  }

  @Test(
    arguments: [[[1, 2], nil], [[1], [1, 2]], [[1, 2, 3], [1, 2]], [[.nan, 2], [1, 2]]]
      as [[[Double]?]])
  func halfAnAnswerIsWrong(found: [[Double]?]) {
    #expect(!report(found).isRight)
  }

  @Test func aHintAndTheAnswersAreNamed() {
    let exercise = Exercise(
      "name", "Do it.", hint: "Think.", file: "/x/Chapters/RoPE/Exercises.swift"
    ) { [.init("one", expected: [1], found: [2])] }
    let report = ExerciseReport(
      [exercise], program: "p", .init(width: 80, isUnicode: true, isColored: false))
    #expect(report.text.contains("    hint      Think.\n"))
    #expect(report.text.contains("Tests/ChapterTests/Answers/RoPEAnswers.swift"))
  }

  @Test func programsReadTheSame() throws {
    let json = try report([[1, 3]]).json()
    let records = try JSONDecoder().decode(ExerciseReport.Records.self, from: Data(json.utf8))
    #expect(records.program == "chapter-a" && records.exercises.map(\.state) == ["wrong"])
    guard case .wrong(let first)? = records.exercises.first.flatMap(Exercise.State.init) else {
      Issue.record("\(json)")
      return
    }
    #expect(first.input == "case 0" && first.expected == [1, 2] && first.found == [1, 3])
  }

  /// Tries a function that is a line of shell.
  private func tried(_ line: String) -> Exercise.State {
    ExerciseProcess.state(
      of: "name", URL(fileURLWithPath: "/bin/sh"), ["-c", line], patience: 1)
  }

  @Test func whatBreaksDownIsToldAlone() throws {
    let json = try report([[1, 2]]).json().replacing("'", with: "")
    guard case .right = tried("echo '\(json)'") else {
      Issue.record("\(tried("echo '\(json)'"))")
      return
    }
    let endings = [
      ("kill -ILL $$", "It broke down."),
      (
        "echo 'Fatal error: Index out of range' >&2; kill -TRAP $$",
        "It broke down: Fatal error: Index out of range"
      ),
      ("exec sleep 30", "It did not end within 1 seconds."),
      ("trap '' TERM; while :; do :; done", "It did not end within 1 seconds."),
    ]
    for (line, expected) in endings {
      guard case .broken(let reason) = tried(line) else {
        Issue.record("\(line): \(tried(line))")
        continue
      }
      #expect(reason == expected)
    }
    let report = ExerciseReport(
      [exercise([nil])], program: "p", .init(width: 80, isUnicode: true, isColored: false)
    ) { _ in .broken("It broke down.") }
    #expect(
      !report.isRight && report.text.contains("✗ name: broken\n    Do it.\n    It broke down."))
  }

  @Test func rightIsRight() {
    #expect(report([[1, 2], [1.005, 2]]).isRight)
    #expect(report([[1, 2]]).text.hasPrefix("chapter-a: 1 of 1 exercises are right."))
    #expect(report([[1, 2]]).text.contains("Chapters/A/Exercises.swift"))
  }

  @Test func isPlainWhereTheTerminalIs() {
    for found in [[nil], [[1, 3]], [[1, 2]]] as [[[Double]?]] {
      #expect(report(found, isUnicode: false).text.utf8.allSatisfy { $0 < 128 })
    }
  }
}
