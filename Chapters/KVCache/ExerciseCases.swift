import Mini
import Notebook
import Workbench

extension KVCacheChapter {
  var exercises: [Exercise] {
    [
      ExerciseCases.cachedAttention(Exercises.cachedAttention),
      ExerciseCases.cacheBytes(Exercises.cacheBytes),
      ExerciseCases.keysSeen(Exercises.keysSeen),
      ExerciseCases.tokenPasses(Exercises.tokenPasses),
    ]
  }
}

/// What each exercise must give on tiny inputs. The right numbers come from `Mini`; the reader's
/// function is a parameter, so that tests can try answers without changing the chapter.
enum ExerciseCases {
  static func cachedAttention(
    _ attempt:
      @escaping (
        _ tokens: Int, _ next: (Int) -> (q: [Double], k: [Double], v: [Double])
      ) -> [[Double]]?
  ) -> Exercise {
    Exercise(
      "cachedAttention", "Write attention with a cache: every token is projected once.",
      hint: "Keep a list of keys and a list of values; each query looks at all that is in them.",
      file: Exercises.file
    ) {
      let q: [[Double]] = [[1, 0], [0, 2], [1, 1]]  // D = 2
      let k: [[Double]] = [[1, 1], [0, 1], [2, 0]]
      let v: [[Double]] = [[1, 0], [0, 1], [4, 2]]
      return [1, 3].map { tokens in
        var asked = [Int](repeating: 0, count: tokens)
        let found = attempt(tokens) { t in
          asked[t] += 1
          return (q[t], k[t], v[t])
        }
        let heads = [q, k, v].map {
          Tensor($0.prefix(tokens).map { $0.map(Float.init) }).splitHeads(1)
        }
        let right = attention(
          queries: heads[0], keys: heads[1], values: heads[2], mask: .causal)
        // The last number says how often the busiest token was asked for.
        return .init(
          "N = \(tokens) tokens of D = 2 features; the last number counts how often a token was asked for",
          expected: right.scalars.map(Double.init) + [1],
          found: found.map { $0.flatMap { $0 } + [Double(asked.max()!)] })
      }
    }
  }

  static func cacheBytes(
    _ attempt:
      @escaping (
        _ layers: Int, _ kvHeads: Int, _ headDimension: Int, _ tokens: Int
      ) -> Int?
  ) -> Exercise {
    Exercise(
      "cacheBytes", "Predict the bytes of a cache from the shape of the model.",
      file: Exercises.file
    ) {
      [(1, 1, 4, 2), (3, 2, 4, 2), (2, 1, 4, 5)].map { layers, kvHeads, headDimension, tokens in
        let new = Tensor(zeros: [kvHeads, tokens, headDimension])
        var layer = try! KVCache(kvHeads: kvHeads, headDimension: headDimension, capacity: 8)
        try! layer.update(keys: new, values: new)  // there is room for 8
        return .init(
          """
          layers: \(layers), kv heads: \(kvHeads) of D = \(headDimension) features,
          tokens: N = \(tokens)
          """,
          expected: [Double(layers * layer.byteCount)],
          found: attempt(layers, kvHeads, headDimension, tokens).map { [Double($0)] })
      }
    }
  }

  static func keysSeen(_ attempt: @escaping (_ token: Int, _ cached: Int) -> Int?) -> Exercise {
    Exercise(
      "keysSeen", "Count the keys that a token of a chunk sees after a cache.",
      file: Exercises.file
    ) {
      [(0, 0), (1, 0), (0, 3), (1, 3)].map { token, cached in
        // All scores are equal and only the first value is 1: what comes out is 1/keys.
        let tokens = 2
        var values = Tensor(zeros: [1, cached + tokens, 4])
        values[0, 0, 0] = 1
        let seen = attention(
          queries: Tensor(zeros: [1, tokens, 4]), keys: Tensor(zeros: values.shape),
          values: values, mask: .causal)
        return .init(
          "token \(token) of a chunk of N = \(tokens) after \(cached) in the cache",
          expected: [(1 / Double(seen[0, token, 0])).rounded()],
          found: attempt(token, cached).map { [Double($0)] })
      }
    }
  }

  static func tokenPasses(
    _ attempt: @escaping (_ prompt: Int, _ newTokens: Int) -> (without: Int, with: Int)?
  ) -> Exercise {
    Exercise(
      "tokenPasses", "Count the tokens that a layer sees, without and with a cache.",
      file: Exercises.file
    ) {
      var configuration = TransformerConfiguration()
      (configuration.layers, configuration.width) = (1, 4)
      (configuration.queryHeads, configuration.kvHeads) = (1, 1)
      (configuration.feedForwardWidth, configuration.vocabulary) = (4, 8)
      let model = try! Transformer(configuration, seed: 1)
      return [(2, 1), (2, 3), (4, 5)].map { prompt, newTokens in
        let (without, with) = (OperationCounter(), OperationCounter())
        let text = Array(0..<prompt)
        var cache = try! model.makeCache(capacity: 16)
        _ = try! without.counting { try model.generate(from: text, newTokens: newTokens) }
        _ = try! with.counting {
          try model.generate(from: text, newTokens: newTokens, cache: &cache)
        }
        return .init(
          "a prompt of P = \(prompt) and \(newTokens) new tokens",
          expected: [without, with].map { Double($0.tokens(.keys)) },
          found: attempt(prompt, newTokens).map { [Double($0.without), Double($0.with)] })
      }
    }
  }
}
