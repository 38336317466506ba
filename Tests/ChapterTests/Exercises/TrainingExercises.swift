import Notebook

@testable import chapter_training

extension TriedChapter {
  static var training: TriedChapter {
    TriedChapter(
      TrainingChapter(), folder: "Training",
      [
        Tried(
          empty: ExerciseCases.rmsNormGradient { _, _, _, _ in nil },
          wrong: ExerciseCases.rmsNormGradient(WrongTrainingAnswers.rmsNormGradient),
          right: ExerciseCases.rmsNormGradient(TrainingAnswers.rmsNormGradient)),
        Tried(
          empty: ExerciseCases.crossEntropyGradient { _, _ in nil },
          wrong: ExerciseCases.crossEntropyGradient(WrongTrainingAnswers.crossEntropyGradient),
          right: ExerciseCases.crossEntropyGradient(TrainingAnswers.crossEntropyGradient)),
        Tried(
          empty: ExerciseCases.adamWStep { _, _, _, _, _, _ in nil },
          wrong: ExerciseCases.adamWStep(WrongTrainingAnswers.adamWStep),
          right: ExerciseCases.adamWStep(TrainingAnswers.adamWStep)),
      ])
  }
}
