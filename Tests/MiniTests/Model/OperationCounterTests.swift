import Testing

@testable import Mini

@Suite struct OperationCounterTests {
  /// Multiply–adds that were counted are those of the formulas, to the last one.
  @Test(arguments: [1, 2, 8], [(1, 16), (1, 1), (4, 20), (1, 64)]) func countersEqualTheFormulas(
    kvHeads: Int, lengths: (Int, Int)
  ) throws {
    let (p, n) = lengths
    let decoder = try Transformer(TransformerTests.configuration(kvHeads: kvHeads), seed: 21)
    let c = decoder.configuration
    let prompt = Array(TransformerTests.text.prefix(p))
    let (without, with) = (OperationCounter(), OperationCounter())
    _ = try without.counting { try decoder.generate(from: prompt, newTokens: n) }
    var cache = try decoder.makeCache(capacity: p + n)
    _ = try with.counting { try decoder.generate(from: prompt, newTokens: n, cache: &cache) }

    let perToken = c.layers * (48 * 16 * (2 * 8 + 2 * kvHeads) + 3 * 48 * 130)
    #expect(perToken == c.layers * c.linearWeightsPerLayer)
    let lengths = p..<p + n
    #expect(without.linearMultiplyAdds == perToken * lengths.reduce(0, +))
    #expect(with.linearMultiplyAdds == perToken * (p + n - 1))
    // Not divided by the number of kv heads: fewer of them save memory, not products.
    let perPair = 2 * c.layers * 8 * 16
    let triangles = lengths.reduce(0) { $0 + $1 * ($1 + 1) / 2 }
    #expect(without.attentionMultiplyAdds == perPair * triangles)
    #expect(with.attentionMultiplyAdds == perPair * (p + n - 1) * (p + n) / 2)
    #expect(with.multiplyAdds(.scores) == with.multiplyAdds(.mixing))

    // Projections of a token to a key: all lengths, or each token once.
    #expect(without.tokens(.keys) == c.layers * lengths.reduce(0, +))
    #expect(with.tokens(.values) == c.layers * (p + n - 1))
    #expect(with.multiplyAdds(.head) == n * 48 * 100 && with.tokens(.head) == n)
    if p == 1 {
      #expect(2 * without.linearMultiplyAdds == (n + 1) * with.linearMultiplyAdds)
      #expect(3 * without.attentionMultiplyAdds == (n + 2) * with.attentionMultiplyAdds)
    }
  }

  /// "Time flies" and then "Time flies fast": five projections, of three different tokens.
  @Test func twoRoundsComputeFiveProjectionsOfThreeTokens() throws {
    let decoder = try Transformer(TransformerTests.configuration(), seed: 22)
    let counter = OperationCounter()
    _ = try counter.counting { try decoder([1, 2]) }
    _ = try counter.counting { try decoder([1, 2, 3]) }
    #expect(counter.tokens(.keys) == 3 * 5)
    let cached = OperationCounter()
    var cache = try decoder.makeCache(capacity: 3)
    _ = try cached.counting { try decoder([1, 2], cache: &cache) }
    _ = try cached.counting { try decoder([3], cache: &cache) }
    #expect(cached.tokens(.keys) == 3 * 3)
  }

  @Test func withoutAMaskEveryPairCounts() throws {
    var configuration = TransformerTests.configuration()
    configuration.mask = .none
    let counter = OperationCounter()
    let model = try Transformer(configuration, seed: 24)
    _ = try counter.counting { try model([1, 2, 3, 4, 5]) }
    #expect(counter.multiplyAdds(.mixing) == 3 * 8 * 16 * 25)
  }
}
