import Notebook

@testable import chapter_rope

extension TriedChapter {
  static var rope: TriedChapter {
    TriedChapter(
      RoPEChapter(), folder: "RoPE",
      [
        Tried(
          empty: ExerciseCases.attention { _, _, _ in nil },
          wrong: ExerciseCases.attention(WrongRoPEAnswers.attention),
          right: ExerciseCases.attention(RoPEAnswers.attention)),
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
      ])
  }
}
