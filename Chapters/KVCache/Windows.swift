import KVCacheExperiments
import Mini
import Notebook

extension KVCacheChapter {
  /// Which positions a window of 8 with 2 sinks holds as a text grows.
  func smallWindow(_ page: Page) throws {
    let kept = try [6, 8, 10, 13].map { length in
      var cache = try WindowedKVCache(kvHeads: 1, headDimension: 1, window: 8, sinks: 2)
      let nothing = Tensor(zeros: [1, length, 1])
      cache.update(keys: nothing, values: nothing)
      return (length: length, positions: cache.positions)
    }
    page.windowStrips(kept, sinks: 2)
  }

  /// Both ways to count, on one head: the same while nothing is forgotten, and not after.
  func countedInside(_ page: Page) throws {
    var random = page.generator(91)
    let (window, sinks, tokens, width) = (8, 2, 24, 16)
    let x = (0..<3).map { _ in Tensor.normal(tokens, width, using: &random) }  // q, k, v
    let rope = RotaryEmbedding(headDimension: width)
    let (inside, absolute) = try page.code {
      var inside = CountedInside(window: window, sinks: sinks, rope: rope)
      var absolute = try WindowedKVCache(
        kvHeads: 1, headDimension: width, window: window, sinks: sinks)
      let rows = (0..<tokens).map { t in
        let (q, k, v) = (
          x[0][rows: t..<t + 1], x[1][rows: t..<t + 1], x[2][rows: t..<t + 1]
        )
        absolute.update(
          keys: rope(k, offset: t).splitHeads(1), values: v.splitHeads(1))
        let output = attention(
          queries: rope(q, offset: t).splitHeads(1),
          view: absolute.view, mask: .causal)
        return (inside.attend(q, k, v), output.mergeHeads())
      }
      return (rows.map(\.0), rows.map(\.1))
    }
    let differences = zip(inside, absolute).map { $0.largestDifference(from: $1) }
    page.positionsInside(window: window, sinks: sinks, tokens: 13)
    page.check(
      "K7", "both ways to count agree while nothing is forgotten",
      exceptions: zip(inside, absolute).prefix(window).reduce(0) {
        $0 + $1.0.differingElements(from: $1.1)
      }, of: window * width, "numbers")
    page.check(
      "K7", "and their smallest difference after that", differences.dropFirst(window).min()!,
      isAtLeast: 1e-3)
  }
}
