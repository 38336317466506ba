/// Reads a text of one head token by token, each once, and gives the output of causal attention for
/// each of them: `next(t)` hands over query, key and value of token t, and may be asked once only.
///
/// So what later tokens need has to be kept. chapter-kv-cache, section 4, has a cache in a dozen
/// lines.
public func cachedAttention(
  tokens: Int, next: (_ t: Int) -> (q: [Double], k: [Double], v: [Double])
) -> [[Double]]? {
  nil  // your code here
}

/// What one layer keeps of the tokens so far. Add the properties that you need.
///
/// Told in chapter-kv-cache, section 4.
public struct Cache {
  /// A cache of no tokens.
  public init() {}

  /// Attention of the next token to itself and all before it, which this cache has kept. `query`,
  /// `key` and `value` are rows as the products give them: nothing is cut into heads yet, nothing is
  /// turned.
  ///
  /// Cut and turn as in `sharedAttention`: the position is the number of tokens before this one. Keep
  /// the key turned and the value as it is, for each kv head. `groupedAttention` does the rest. The
  /// result has the heads side by side.
  ///
  /// By hand: the first token sees itself only and gets its own value, once for each query head.
  public mutating func attend(
    query: [Double], key: [Double], value: [Double], queryHeads: Int, kvHeads: Int, base: Double
  ) -> [Double]? {
    nil  // your code here
  }
}

/// Which of `count` tokens, numbered from 0 in their order, stay in a cache with a window: the first
/// `sinks` ones and the last `window`, each once and in order.
///
/// By hand: of 6 tokens, with a window of 2 and 1 sink, tokens 0, 4 and 5 stay.
///
/// Told in chapter-kv-cache, section 9.
public func keptTokens(of count: Int, window: Int, sinks: Int) -> [Int]? {
  nil  // your code here
}

/// The bytes of a cache with `tokens` tokens: `layers` layers with `kvHeads` heads of
/// `headDimension` features each, and four bytes for a number.
///
/// chapter-kv-cache, section 7, counts what a token leaves behind.
public func cacheBytes(layers: Int, kvHeads: Int, headDimension: Int, tokens: Int) -> Int? {
  nil  // your code here
}

/// How many keys a token sees under a causal mask if it is token `i`, counted from 0, of a chunk
/// that comes after `cached` tokens in the cache.
///
/// A token sees itself.
public func keysSeen(byToken i: Int, cached: Int) -> Int? {
  nil  // your code here
}

/// How many tokens go through each layer while a model writes `newTokens` tokens after a prompt
/// of `prompt` tokens: if it reads the whole text in every round, and if it has a cache.
///
/// The last token that it writes is never read.
public func tokenPasses(prompt: Int, newTokens: Int) -> (without: Int, with: Int)? {
  nil  // your code here
}
