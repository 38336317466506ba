import Notebook

@testable import chapter_machine

extension TriedChapter {
  static var machine: TriedChapter {
    TriedChapter(
      MachineChapter(), folder: "Machine",
      [
        Tried(
          empty: ExerciseCases.productWork { _, _, _ in nil },
          wrong: ExerciseCases.productWork(WrongMachineAnswers.productWork),
          right: ExerciseCases.productWork(MachineAnswers.productWork)),
        Tried(
          empty: ExerciseCases.roof { _, _, _ in nil },
          wrong: ExerciseCases.roof(WrongMachineAnswers.roof),
          right: ExerciseCases.roof(MachineAnswers.roof)),
        Tried(
          empty: ExerciseCases.median { _ in nil },
          wrong: ExerciseCases.median(WrongMachineAnswers.median),
          right: ExerciseCases.median(MachineAnswers.median)),
      ])
  }
}
