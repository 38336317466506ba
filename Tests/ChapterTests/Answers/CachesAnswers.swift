import Exercises

extension Answers {
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

  struct Cache {
    var keys: [[[Double]]] = []
    var values: [[[Double]]] = []

    mutating func attend(
      query: [Double], key: [Double], value: [Double], queryHeads: Int, kvHeads: Int, base: Double
    ) -> [Double]? {
      if keys.isEmpty {
        keys = Array(repeating: [], count: kvHeads)
        values = keys
      }
      let position = keys[0].count
      for (g, head) in heads(of: key, kvHeads).enumerated() {
        keys[g].append(rotate(head, position: position, base: base)!)
      }
      for (g, head) in heads(of: value, kvHeads).enumerated() { values[g].append(head) }
      let queries = heads(of: query, queryHeads).map {
        rotate($0, position: position, base: base)!
      }
      return groupedAttention(queries: queries, keys: keys, values: values)!.flatMap { $0 }
    }
  }

  static func keptTokens(of count: Int, window: Int, sinks: Int) -> [Int]? {
    (0..<count).filter { $0 < sinks || $0 >= count - window }
  }

  static func cacheBytes(layers: Int, kvHeads: Int, headDimension: Int, tokens: Int) -> Int? {
    2 * layers * kvHeads * headDimension * tokens * 4
  }

  static func keysSeen(byToken i: Int, cached: Int) -> Int? { cached + i + 1 }

  static func tokenPasses(prompt: Int, newTokens: Int) -> (without: Int, with: Int)? {
    ((0..<newTokens).reduce(0) { $0 + prompt + $1 }, prompt + newTokens - 1)
  }
}
