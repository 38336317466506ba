import Mini

/// The multiply–adds of writing with and without a cache, by formula.
package struct Work {
  package let linearWithout: Int
  package let linearWith: Int
  package let attentionWithout: Int
  package let attentionWith: Int

  package init(_ c: TransformerConfiguration, prompt: Int, new: Int) {
    let linear = c.layers * c.linearWeightsPerLayer
    let pair = 2 * c.layers * c.queryHeads * c.headDimension
    let (lengths, read) = (prompt..<prompt + new, prompt + new - 1)
    linearWithout = linear * lengths.reduce(0, +)
    linearWith = linear * read
    attentionWithout = pair * lengths.reduce(0) { $0 + $1 * ($1 + 1) / 2 }
    attentionWith = pair * read * (read + 1) / 2
  }

  /// The largest number of tokens up to `wanted`, at least 1, whose writing without a cache stays
  /// within so much work.
  package static func affordable(
    _ wanted: Int, after prompt: Int, _ c: TransformerConfiguration, multiplyAdds limit: Double
  ) -> Int {
    (1...wanted).last { Double(Work(c, prompt: prompt, new: $0).without) <= limit } ?? 1
  }

  package var without: Int { linearWithout + attentionWithout }
  package var with: Int { linearWith + attentionWith }
  package var linearRatio: Double { Double(linearWithout) / Double(linearWith) }
  package var attentionRatio: Double { Double(attentionWithout) / Double(attentionWith) }
  package var ratio: Double { Double(without) / Double(with) }
}

/// By which factors counted work grows when a text becomes twice as long.
package struct Growth {
  /// For a step's linear layers, a step's attention, and both for a whole text: without a cache,
  /// with.
  package let factors: [Double]

  package init(of decoder: Transformer, from length: Int) throws {
    func counts(_ length: Int) throws -> [Int] {
      let text = [Int](repeating: 0, count: length)
      let (step, cachedStep) = (OperationCounter(), OperationCounter())
      let (whole, cachedWhole) = (OperationCounter(), OperationCounter())
      _ = try step.counting { try decoder(text) }
      var cache = try decoder.makeCache(capacity: length)
      _ = try decoder(Array(text.dropLast()), cache: &cache)
      _ = try cachedStep.counting { try decoder([0], cache: &cache) }
      cache.reset()
      _ = try whole.counting { try decoder.generate(from: [0], newTokens: length) }
      _ = try cachedWhole.counting {
        try decoder.generate(from: [0], newTokens: length, cache: &cache)
      }
      return [(step, cachedStep), (whole, cachedWhole)].flatMap { without, with in
        [
          without.linearMultiplyAdds, with.linearMultiplyAdds, without.attentionMultiplyAdds,
          with.attentionMultiplyAdds,
        ]
      }
    }
    factors = zip(try counts(2 * length), try counts(length)).map { Double($0) / Double($1) }
  }
}
