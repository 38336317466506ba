import Mini

/// How well a model foresees a text that is already there.
extension Transformer {
  /// Reads a text chunk by chunk and hands out the logits after each of its tokens: a whole text at once
  /// would take as many numbers as it has tokens, times the vocabulary.
  ///
  /// An empty text, one that is longer than the context, and one with a token that is none are refused
  /// before anything is computed, and the cache is left as it was.
  ///
  /// - Parameters:
  ///   - tokens: at least one
  ///   - cache: what comes before the text; in the end it holds the text too
  ///   - chunk: how many tokens go in together; the bits are the same for any number
  ///   - body: called with the places of some tokens in the text and the logits after them,
  ///     `[places, vocabulary]`, in order
  public func read(
    _ tokens: [Int], cache: inout TransformerCache, chunk: Int = 256,
    _ body: (_ places: Range<Int>, _ logits: Tensor) throws -> Void
  ) throws {
    var activations = Activations()
    // Chunk by chunk it would be found out late, and with the length of a part.
    try validateCausal()
    try validate(tokens, position: cache.offset)
    try cache.reserve(tokens.count)
    for first in stride(from: 0, to: tokens.count, by: chunk) {
      let end = min(tokens.count, first + chunk)
      let hidden = try hiddenStates(Array(tokens[first..<end]), cache: &cache, &activations)
      // The vocabulary is a hundred times as wide as a hidden state: fewer rows of it at a time.
      for row in stride(from: 0, to: end - first, by: 32) {
        let rows = row..<min(end - first, row + 32)
        try body(first + row..<first + rows.upperBound, logits(hidden[rows: rows]))
      }
    }
  }

  /// −ln p of each token after the first, given all before it, in nats: one number less than tokens.
  public func losses(
    _ tokens: [Int], cache: inout TransformerCache, chunk: Int = 256
  ) throws -> [Double] {
    var losses: [Double] = []
    try read(tokens, cache: &cache, chunk: chunk) { places, logits in
      losses += logits.losses(of: tokens, at: places)
    }
    return losses
  }

  /// The same with a cache of its own that is made for the text.
  public func losses(_ tokens: [Int]) throws -> [Double] {
    var cache = try makeCache(capacity: max(1, tokens.count))
    return try losses(tokens, cache: &cache)
  }
}

extension Tensor {
  /// The losses of the tokens that follow `places` of a text, in nats, from the logits after them,
  /// `[places, vocabulary]`; the last place of the text is followed by none.
  public func losses(of tokens: [Int], at places: Range<Int>) -> [Double] {
    let rows = min(places.count, tokens.count - 1 - places.lowerBound)
    guard rows > 0 else { return [] }
    let targets = Array(tokens[places.lowerBound + 1..<places.lowerBound + 1 + rows])
    return crossEntropy(self[rows: 0..<rows], targets: targets).scalars.map(Double.init)
  }

  /// The `count` largest logits of a row with their tokens, the largest first, of equal ones the lower
  /// token; NaN is none of them.
  public func likeliest(_ count: Int, row: Int) -> [(token: Int, logit: Float)] {
    guard count > 0 else { return [] }
    // As many again as are wanted are collected before the worse half of them is dropped.
    var best: [(token: Int, logit: Float)] = []
    var least = -Float.infinity
    func keepBest() {
      best.sort { ($0.logit, $1.token) > ($1.logit, $0.token) }
      best.removeLast(max(0, best.count - count))
    }
    for (token, logit) in self[rows: row..<row + 1].scalars.enumerated()
    where best.count < count || logit > least {
      if logit.isNaN { continue }
      best.append((token, logit))
      if best.count - count == count {
        keepBest()
        least = best[count - 1].logit
      }
    }
    keepBest()
    return best
  }
}
