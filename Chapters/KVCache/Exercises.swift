/// The exercises of this chapter. Each function has an empty body: replace `nil` by your code and
/// ask `swift run chapter-kv-cache --exercises` how far you are.
enum Exercises {
  static let file = #filePath

  /// Reads a text of one head token by token, each once, and gives the output of causal attention for
  /// each of them: `next(t)` hands over query, key and value of token t, and may be asked once only.
  ///
  /// So what later tokens need has to be kept. Section 4 has a cache in a dozen lines.
  static func cachedAttention(
    tokens: Int, next: (_ t: Int) -> (q: [Double], k: [Double], v: [Double])
  ) -> [[Double]]? {
    nil  // your code here
  }

  /// The bytes of a cache with `tokens` tokens: `layers` layers with `kvHeads` heads of
  /// `headDimension` features each, and four bytes for a number.
  ///
  /// Section 7 counts what a token leaves behind.
  static func cacheBytes(layers: Int, kvHeads: Int, headDimension: Int, tokens: Int) -> Int? {
    nil  // your code here
  }

  /// How many keys a token sees under a causal mask if it is token `i`, counted from 0, of a chunk
  /// that comes after `cached` tokens in the cache.
  ///
  /// A token sees itself.
  static func keysSeen(byToken i: Int, cached: Int) -> Int? {
    nil  // your code here
  }

  /// How many tokens go through each layer while a model writes `newTokens` tokens after a prompt
  /// of `prompt` tokens: if it reads the whole text in every round, and if it has a cache.
  ///
  /// The last token that it writes is never read.
  static func tokenPasses(prompt: Int, newTokens: Int) -> (without: Int, with: Int)? {
    nil  // your code here
  }
}
