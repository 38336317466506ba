import Notebook

@testable import chapter_gqa

extension TriedChapter {
  static var gqa: TriedChapter {
    TriedChapter(
      GQAChapter(), folder: "GQA",
      [
        Tried(
          empty: ExerciseCases.groupedAttention { _, _, _ in nil },
          wrong: ExerciseCases.groupedAttention(WrongGQAAnswers.groupedAttention),
          right: ExerciseCases.groupedAttention(GQAAnswers.groupedAttention)),
        Tried(
          empty: ExerciseCases.kvHead { _, _, _ in nil },
          wrong: ExerciseCases.kvHead(WrongGQAAnswers.kvHead),
          right: ExerciseCases.kvHead(GQAAnswers.kvHead)),
        Tried(
          empty: ExerciseCases.bytesPerToken { _, _, _, _ in nil },
          wrong: ExerciseCases.bytesPerToken(WrongGQAAnswers.bytesPerToken),
          right: ExerciseCases.bytesPerToken(GQAAnswers.bytesPerToken)),
        Tried(
          empty: ExerciseCases.pooledHeads { _, _, _ in nil },
          wrong: ExerciseCases.pooledHeads(WrongGQAAnswers.pooledHeads),
          right: ExerciseCases.pooledHeads(GQAAnswers.pooledHeads)),
      ])
  }
}
