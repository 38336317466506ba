import Notebook

@testable import chapter_kv_cache

extension TriedChapter {
  static var kvCache: TriedChapter {
    TriedChapter(
      KVCacheChapter(), folder: "KVCache",
      [
        Tried(
          empty: ExerciseCases.cachedAttention { _, _ in nil },
          wrong: ExerciseCases.cachedAttention(WrongKVCacheAnswers.cachedAttention),
          right: ExerciseCases.cachedAttention(KVCacheAnswers.cachedAttention)),
        Tried(
          empty: ExerciseCases.cacheBytes { _, _, _, _ in nil },
          wrong: ExerciseCases.cacheBytes(WrongKVCacheAnswers.cacheBytes),
          right: ExerciseCases.cacheBytes(KVCacheAnswers.cacheBytes)),
        Tried(
          empty: ExerciseCases.keysSeen { _, _ in nil },
          wrong: ExerciseCases.keysSeen(WrongKVCacheAnswers.keysSeen),
          right: ExerciseCases.keysSeen(KVCacheAnswers.keysSeen)),
        Tried(
          empty: ExerciseCases.tokenPasses { _, _ in nil },
          wrong: ExerciseCases.tokenPasses(WrongKVCacheAnswers.tokenPasses),
          right: ExerciseCases.tokenPasses(KVCacheAnswers.tokenPasses)),
      ])
  }
}
