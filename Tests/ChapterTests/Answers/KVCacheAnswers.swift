/// Right answers to the exercises of the chapter on the KV cache.
enum KVCacheAnswers {
  static func cacheBytes(layers: Int, kvHeads: Int, headDimension: Int, tokens: Int) -> Int? {
    2 * layers * kvHeads * headDimension * tokens * 4
  }

  static func keysSeen(byToken i: Int, cached: Int) -> Int? { cached + i + 1 }

  static func tokenPasses(prompt: Int, newTokens: Int) -> (without: Int, with: Int)? {
    ((0..<newTokens).reduce(0) { $0 + prompt + $1 }, prompt + newTokens - 1)
  }
}

/// Answers that somebody might give in good faith.
enum WrongKVCacheAnswers {
  /// Forgets that there are keys and values.
  static func cacheBytes(layers: Int, kvHeads: Int, headDimension: Int, tokens: Int) -> Int? {
    layers * kvHeads * headDimension * tokens * 4
  }

  /// Takes the mask of a text that begins with the chunk.
  static func keysSeen(byToken i: Int, cached: Int) -> Int? { i + 1 }

  /// Reads the last token as well.
  static func tokenPasses(prompt: Int, newTokens: Int) -> (without: Int, with: Int)? {
    ((0...newTokens).reduce(0) { $0 + prompt + $1 }, prompt + newTokens)
  }
}
