import Mini

extension Transformer {
  /// How much of its attention each head of each layer gives to the first token: means over the tokens
  /// from `first` on, over texts of one length. `[layer][head]`
  package func sharesOfTheBeginning(in texts: [[Int]], from first: Int) throws -> [[Double]] {
    var sums = [[Double]](
      repeating: .init(repeating: 0, count: configuration.queryHeads), count: blocks.count)
    for text in texts {
      for (layer, p) in try projections(text).enumerated() {
        let weights = attentionWeights(queries: p.queries, keys: p.keys, mask: .causal)
        for head in sums[layer].indices {
          for word in first..<text.count { sums[layer][head] += Double(weights[head, word, 0]) }
        }
      }
    }
    let count = Double(texts.reduce(0) { $0 + $1.count - first })
    return sums.map { $0.map { $0 / count } }
  }
}
