import Foundation
import Testing

@testable import Notebook

private func exercise(_ found: [[Double]?]) -> Exercise {
  Exercise(
    "name", "Do it.", hint: "Think.", tolerance: 0.01, file: "Chapters/Exercises/A.swift",
    answers: "Tests/Answers/AAnswers.swift",
    trials: found.enumerated().map { i, found in
      .init(
        "name(\(i))", expected: ExerciseValue([1.0, 2]),
        mistakes: { [("Both are 3.", ExerciseValue([3.0, 3]))] },
        found: { found.map { ExerciseValue($0) } })
    })
}

private func report(_ found: [[Double]?], isUnicode: Bool = true) -> ExerciseReport {
  ExerciseReport(
    [exercise(found)], program: "chapter-a",
    .init(width: 80, isUnicode: isUnicode, isColored: false))
}

@Suite struct ExerciseTests {
  @Test func nothingWrittenIsNotAttempted() {
    let text = report([nil, nil]).text
    #expect(text.contains("○ name: not attempted\n    Do it.\n"))
    #expect(text.contains("    first     name(0) must be [1, 2]\n    hint      Think.\n"))
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
            for       name(1)
            expected  [1, 2]
            found     [1, 3]
            hint      Think.

        """))
  }

  @Test func aKnownMistakeIsNamed() {
    #expect(report([[3, 3], [3, 3]]).text.contains("    why       Both are 3.\n"))
    // One case alone is chance.
    #expect(!report([[3, 3], [1, 2]]).text.contains("why"))
  }

  @Test func whatIsNoNumberIsSaid() {
    #expect(report([[.nan, 2]]).text.contains("found     [NaN, 2]\n    why       NaN comes of"))
    #expect(report([[.infinity, 2]]).text.contains("found     [∞, 2]\n    why       ∞ comes of"))
  }

  @Test(
    arguments: [[[1, 2], nil], [[1], [1, 2]], [[1, 2, 3], [1, 2]], [[.nan, 2], [1, 2]]]
      as [[[Double]?]])
  func halfAnAnswerIsWrong(found: [[Double]?]) {
    #expect(!report(found).isRight)
  }

  @Test func theAnswersAreToldWhereAskedFor() {
    var report = report([[1, 3]])
    #expect(!report.text.contains("AAnswers.swift"))
    report.tellsAnswers = true
    #expect(report.text.contains("    answer    Tests/Answers/AAnswers.swift\n"))
  }

  @Test func programsReadTheSame() throws {
    let json = try report([[1, 3]]).json()
    let records = try JSONDecoder().decode(ExerciseReport.Records.self, from: Data(json.utf8))
    #expect(records.program == "chapter-a" && records.exercises.map(\.state) == ["wrong"])
    guard case .wrong(let first)? = records.exercises.first.flatMap(Exercise.State.init) else {
      Issue.record("\(json)")
      return
    }
    #expect(first.call == "name(0)" && first.expected.numbers == [1, 2])
    #expect(first.found?.numbers == [1, 3])
  }

  /// Tries a function that is a line of shell.
  private func tried(_ line: String) -> Exercise.State {
    ExerciseProcess.state(
      of: "name", URL(fileURLWithPath: "/bin/sh"), ["-c", line], patience: 1)
  }

  /// A process says what is no number in words, and they are read as numbers again.
  @Test(arguments: [Double.nan, .infinity, -.infinity]) func noNumberIsWrong(x: Double) throws {
    let json = try report([[x, 2]]).json().replacing("'", with: "")
    guard case .wrong(let tried) = tried("echo '\(json)'"), let found = tried.found else {
      Issue.record("\(tried("echo '\(json)'"))")
      return
    }
    #expect(found.numbers[0] == x || found.numbers[0].isNaN && x.isNaN)
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
        "It broke down: Index out of range."
      ),
      (
        "echo 'case: name(7)' >&2; echo 'A/B.swift:7: Fatal error: Unexpectedly found nil' >&2; kill -TRAP $$",
        "It broke down in name(7): it met nil (A/B.swift:7), as a function gives it that is not written "
          + "yet."
      ),
      ("exec sleep 30", "It did not end within 1 seconds."),
      ("echo 'case: name(2)' >&2; exec sleep 30", "It did not end within 1 seconds in name(2)."),
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
    #expect(report([[1, 2]]).text.hasPrefix("chapter-a: name is right."))
    #expect(!report([[1, 2]]).text.contains("Chapters/Exercises/A.swift"))
    #expect(report([[1, 3]]).text.hasPrefix("chapter-a: name is not right. Write your code into "))
    #expect(report([[1, 3]]).text.contains("Chapters/Exercises/A.swift"))
  }

  @Test func isPlainWhereTheTerminalIs() {
    for found in [[nil], [[1, 3]], [[1, 2]]] as [[[Double]?]] {
      #expect(report(found, isUnicode: false).text.utf8.allSatisfy { $0 < 128 })
    }
  }
}
