import Experiments
import Mini

extension Transformer {
  /// What follows a text, drawn with the probabilities of the model.
  package func write(from prompt: [Int], count: Int, seed: UInt64) throws -> [Int] {
    var cache = try makeCache(capacity: prompt.count + count)
    return try generate(
      from: prompt, newTokens: count, cache: &cache, sampler: Sampler(seed: seed)
    ).tokens
  }

  /// Of so many texts of 64 words that the model of the small language writes, the words until the first
  /// that the grammar does not allow.
  package func faultlessLengths(of count: Int, seed: UInt64) throws -> [Int] {
    try (0..<count).map { number in
      let text = try write(
        from: [SmallLanguage.beginning], count: 64, seed: seed &* 1000 &+ UInt64(number))
      return SmallLanguage.allowedLength(of: [SmallLanguage.beginning] + text) - 1
    }
  }
}
