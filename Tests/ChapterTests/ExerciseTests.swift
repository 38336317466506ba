import Notebook
import Testing

/// An exercise with an empty, a wrong and a right answer.
struct Tried {
  var empty: Exercise
  var wrong: Exercise
  var right: Exercise
}

/// A chapter with all its exercises. Each has a file in `Exercises`, for it can import one chapter
/// only: all of them call their cases `ExerciseCases`.
struct TriedChapter {
  var exercises: [Exercise]
  var file: String
  var tried: [Tried]

  init(_ chapter: some Chapter, folder: String, _ tried: [Tried]) {
    (exercises, self.tried) = (chapter.exercises, tried)
    file = "Chapters/\(folder)/Exercises.swift"
  }
}

private var chapters: [TriedChapter] { [.machine, .rmsNorm, .rope, .kvCache, .gqa, .training] }
private var all: [Tried] { chapters.flatMap(\.tried) }

@Suite struct ChapterExerciseTests {
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

  @Test(arguments: chapters.indices) func everyExerciseIsTried(i: Int) {
    let chapter = chapters[i]
    #expect(chapter.exercises.map(\.name) == chapter.tried.map(\.empty.name))
    #expect(chapter.exercises.allSatisfy { $0.file == chapter.file })
  }
}
