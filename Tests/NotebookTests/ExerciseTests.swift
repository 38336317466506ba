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
