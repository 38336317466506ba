import Notebook
import Testing

@testable import chapter_rope

/// An exercise with an empty, a wrong and a right answer.
private struct Tried {
  var empty: Exercise
  var wrong: Exercise
  var right: Exercise
}

private var all: [Tried] {
  [
    Tried(
      empty: ExerciseCases.rotatePair { _, _, _ in nil },
      wrong: ExerciseCases.rotatePair(WrongRoPEAnswers.rotatePair),
      right: ExerciseCases.rotatePair(RoPEAnswers.rotatePair)),
    Tried(
      empty: ExerciseCases.angle { _, _, _, _ in nil },
      wrong: ExerciseCases.angle(WrongRoPEAnswers.angle),
      right: ExerciseCases.angle(RoPEAnswers.angle)),
    Tried(
      empty: ExerciseCases.rotate { _, _ in nil },
      wrong: ExerciseCases.rotate(WrongRoPEAnswers.rotate),
      right: ExerciseCases.rotate(RoPEAnswers.rotate)),
    Tried(
      empty: ExerciseCases.slowPairs { _, _, _ in nil },
      wrong: ExerciseCases.slowPairs(WrongRoPEAnswers.slowPairs),
      right: ExerciseCases.slowPairs(RoPEAnswers.slowPairs)),
    Tried(
      empty: ExerciseCases.lastPosition { _, _ in nil },
      wrong: ExerciseCases.lastPosition(WrongRoPEAnswers.lastPosition),
      right: ExerciseCases.lastPosition(RoPEAnswers.lastPosition)),
  ]
}

@Suite struct RoPEExerciseTests {
  @Test(arguments: all.indices) func anEmptyBodyIsNoAttempt(i: Int) {
    guard case .notAttempted = all[i].empty.state() else {
      Issue.record("\(all[i].empty.name): \(all[i].empty.state())")
      return
    }
  }

  @Test(arguments: all.indices) func aPlausibleMistakeIsFound(i: Int) {
    guard case .wrong = all[i].wrong.state() else {
      Issue.record("\(all[i].wrong.name): \(all[i].wrong.state())")
      return
    }
  }

  @Test(arguments: all.indices) func theRightAnswerIsRight(i: Int) {
    guard case .right = all[i].right.state() else {
      Issue.record("\(all[i].right.name): \(all[i].right.state())")
      return
    }
  }

  @Test func everyExerciseIsTried() {
    #expect(RoPEChapter().exercises.map(\.name) == all.map(\.empty.name))
    #expect(RoPEChapter().exercises.allSatisfy { $0.file == "Chapters/RoPE/Exercises.swift" })
  }
}
