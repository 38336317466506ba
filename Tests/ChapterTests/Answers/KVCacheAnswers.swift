import Foundation

/// Right answers to the exercises of the chapter on the KV cache.
enum KVCacheAnswers {
  static func cachedAttention(
    tokens: Int, next: (_ t: Int) -> (q: [Double], k: [Double], v: [Double])
  ) -> [[Double]]? {
    var (keys, values): ([[Double]], [[Double]]) = ([], [])
    return (0..<tokens).map { t in
      let (q, k, v) = next(t)
      keys.append(k)
      values.append(v)
      return attend(q, keys, values)
    }
  }

  static func attend(_ q: [Double], _ keys: [[Double]], _ values: [[Double]]) -> [Double] {
    let scores = keys.map { k in
      zip(q, k).reduce(0) { $0 + $1.0 * $1.1 } / Double(q.count).squareRoot()
    }
    let powers = scores.map { exp($0 - scores.max()!) }
    return q.indices.map { i in
      zip(powers, values).reduce(0) { $0 + $1.0 * $1.1[i] } / powers.reduce(0, +)
    }
  }

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
  /// Projects the whole text again for every token.
  static func cachedAttention(
    tokens: Int, next: (_ t: Int) -> (q: [Double], k: [Double], v: [Double])
  ) -> [[Double]]? {
    (0..<tokens).map { t in
      let text = (0...t).map(next)
      return KVCacheAnswers.attend(text[t].q, text.map(\.k), text.map(\.v))
    }
  }

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
