import Notebook

@testable import chapter_rmsnorm

extension TriedChapter {
  static var rmsNorm: TriedChapter {
    TriedChapter(
      RMSNormChapter(), folder: "RMSNorm",
      [
        Tried(
          empty: ExerciseCases.rmsNorm { _, _, _ in nil },
          wrong: ExerciseCases.rmsNorm(WrongRMSNormAnswers.rmsNorm),
          right: ExerciseCases.rmsNorm(RMSNormAnswers.rmsNorm)),
        Tried(
          empty: ExerciseCases.layerNorm { _, _ in nil },
          wrong: ExerciseCases.layerNorm(WrongRMSNormAnswers.layerNorm),
          right: ExerciseCases.layerNorm(RMSNormAnswers.layerNorm)),
        Tried(
          empty: ExerciseCases.spreadLeft { _ in nil },
          wrong: ExerciseCases.spreadLeft(WrongRMSNormAnswers.spreadLeft),
          right: ExerciseCases.spreadLeft(RMSNormAnswers.spreadLeft)),
        Tried(
          empty: ExerciseCases.rmsNormGradient { _, _ in nil },
          wrong: ExerciseCases.rmsNormGradient(WrongRMSNormAnswers.rmsNormGradient),
          right: ExerciseCases.rmsNormGradient(RMSNormAnswers.rmsNormGradient)),
      ])
  }
}
