import Notebook

extension Part {
  /// What is kept of a text, and what it takes.
  var examplesOfCaches: [Example] {
    switch self {
    case .cache: return caches
    case .cachedAttention: return attentionWithACache
    case .keptTokens:
      return [(6, 2, 1), (5, 3, 2), (4, 3, 2), (2, 4, 1), (9, 4, 0)].enumerated().map { i, sizes in
        let (count, window, sinks) = sizes
        return Example(
          call(["of": .init(count), "window": .init(window), "sinks": .init(sinks)]),
          byHand: i == 0 ? .init([0, 4, 5]) : nil
        ) { $0.keptTokens(count, window, sinks).map { .init($0) } }
      }

    case .cacheBytes:
      return [(1, 1, 4, 2), (3, 2, 4, 2), (2, 1, 4, 5)].enumerated().map { i, sizes in
        let (layers, kvHeads, features, tokens) = sizes
        return Example(
          call([
            "layers": .init(layers), "kvHeads": .init(kvHeads), "headDimension": .init(features),
            "tokens": .init(tokens),
          ]), byHand: i == 0 ? .init(64) : nil
        ) { $0.cacheBytes(layers, kvHeads, features, tokens).map { .init($0) } }
      }

    case .keysSeen:
      return [(0, 0), (1, 0), (0, 3), (1, 3)].enumerated().map { n, place in
        let (i, cached) = place
        return Example(
          call(["byToken": .init(i), "cached": .init(cached)]), byHand: n == 0 ? .init(1) : nil
        ) { $0.keysSeen(i, cached).map { .init($0) } }
      }

    default:
      return [(2, 1), (2, 3), (4, 5)].enumerated().map { i, sizes in
        let (prompt, newTokens) = sizes
        return Example(
          call(["prompt": .init(prompt), "newTokens": .init(newTokens)]),
          byHand: i == 0 ? .init([2, 2]) : nil
        ) { $0.tokenPasses(prompt, newTokens).map { .init([$0.without, $0.with]) } }
      }
    }
  }

  /// A cache that takes one token after the other.
  private var caches: [Example] {
    let q: [[Double]] = [
      [1, 0, 2, 1, 0, 1, 1, -1], [0, 2, -1, 1, 2, 0, 1, 1], [1, 1, 0, 3, -1, 2, 0, 1],
    ]  // 4 query heads of 2 features
    let k: [[Double]] = [[1, 1, 0, 2], [0, 1, 1, -1], [2, 0, 1, 1]]  // 2 kv heads
    let v: [[Double]] = [[1, 2, 3, 4], [0, 1, -2, 4], [4, 2, 1, 1]]
    return [1, 2, 3].map { tokens in
      let last = spelledCall(
        "attend",
        [
          "query": .init(q[tokens - 1]), "key": .init(k[tokens - 1]),
          "value": .init(v[tokens - 1]), "queryHeads": .init(4), "kvHeads": .init(2),
          "base": .init(100),
        ])
      let before = ["first", "second", "third"][tokens - 1]
      return Example(
        "\(last), the \(before) token of a cache",
        byHand: tokens == 1 ? .init([1.0, 2, 1, 2, 3, 4, 3, 4]) : nil
      ) { parts in
        let attend = parts.makeCache()
        var result: [Double]?
        for t in 0..<tokens { result = attend(q[t], k[t], v[t], 4, 2, 100) }
        return result.map { .init($0) }
      }
    }
  }

  private var attentionWithACache: [Example] {
    let q: [[Double]] = [[1, 0], [0, 2], [1, 1]]
    let k: [[Double]] = [[1, 1], [0, 1], [2, 0]]
    let v: [[Double]] = [[1, 0], [0, 1], [4, 2]]
    func value(_ rows: [[Double]], busiest: Int) -> ExerciseValue {
      var value = ExerciseValue(rows)
      value.numbers.append(Double(busiest))
      value.text += ", and the token asked for most often was asked for \(busiest)×"
      return value
    }
    return [1, 3].map { tokens in
      Example(
        "cachedAttention(tokens: \(tokens), next:), q \(ExerciseValue(q).text), "
          + "k \(ExerciseValue(k).text), v \(ExerciseValue(v).text)",
        byHand: tokens == 1 ? value([[1, 0]], busiest: 1) : nil
      ) { parts in
        var asked = [Int](repeating: 0, count: tokens)
        return parts.cachedAttention(tokens) { t in
          asked[t] += 1
          return (q[t], k[t], v[t])
        }.map { value($0, busiest: asked.max()!) }
      }
    }
  }
}
