import Testing

@testable import Mini

@Suite struct GenerationTests {
  let prompt = [3, 1, 4, 1, 5, 9, 2, 6]

  @Test(arguments: [1, 3, 8, nil]) func aCacheWritesTheSameText(chunk: Int?) throws {
    let decoder = try Transformer(TransformerTests.configuration(), seed: 31)
    var announced: [Int] = []
    let without = try decoder.generate(from: prompt, newTokens: 20, keepsLogits: true) {
      announced.append($0)
      return true
    }
    #expect(without.tokens.count == 20 && announced == without.tokens)
    #expect(without.inputLengths == Array(8..<28))
    var cache = try decoder.makeCache(capacity: 27)
    let with = try decoder.generate(
      from: prompt, newTokens: 20, cache: &cache, chunk: chunk, keepsLogits: true)
    #expect(with.logits.count == 20)
    #expect(with.tokens == without.tokens && with.logits == without.logits)
    #expect(with.inputLengths.suffix(19).allSatisfy { $0 == 1 })
    // The last token is chosen and never read.
    #expect(cache.offset == 27)
    // Tokens are those of the loop written out.
    var text = prompt
    for token in without.tokens {
      let logits = try decoder(text)
      #expect(logits[row: text.count - 1].indexOfMaximum == token)
      text.append(token)
    }
  }

  @Test func aSecondPromptContinuesTheFirst() throws {
    let decoder = try Transformer(TransformerTests.configuration(), seed: 32)
    var cache = try decoder.makeCache(capacity: 20)
    _ = try decoder.generate(from: [1, 2, 3], newTokens: 0, cache: &cache)
    let continued = try decoder.generate(from: [4, 5], newTokens: 4, cache: &cache)
    #expect(continued.tokens == (try decoder.generate(from: [1, 2, 3, 4, 5], newTokens: 4).tokens))
    cache.reset()
    let afresh = try decoder.generate(from: [4, 5], newTokens: 4, cache: &cache)
    #expect(afresh.tokens == (try decoder.generate(from: [4, 5], newTokens: 4).tokens))
  }

  @Test func aTextEndsWhereItIsTold() throws {
    let decoder = try Transformer(TransformerTests.configuration(), seed: 31)
    let whole = try decoder.generate(from: prompt, newTokens: 20).tokens
    let (token, first) = (whole[6], whole.firstIndex(of: whole[6])!)
    var cache = try decoder.makeCache(capacity: 27)
    let ended = try decoder.generate(
      from: prompt, newTokens: 20, cache: &cache, endTokens: [token])
    #expect(ended.tokens == Array(whole[...first]) && ended.logits.isEmpty)
    #expect(cache.offset == prompt.count + first)
    // The first new token may be the end already; none of it goes into the cache.
    cache.reset()
    let one = try decoder.generate(
      from: prompt, newTokens: 20, cache: &cache, endTokens: [whole[0]])
    #expect(one.tokens == [whole[0]] && cache.offset == prompt.count)
    #expect(
      try decoder.generate(from: prompt, newTokens: 20, endTokens: [whole[0]]).tokens == [whole[0]])
    var seen = 0
    let stopped = try decoder.generate(from: prompt, newTokens: 20) { _ in
      seen += 1
      return seen < 3
    }
    #expect(stopped.tokens == Array(whole.prefix(3)))
  }

  @Test func amongEqualsTheLowestTokenIsChosen() {
    #expect(Tensor([1, 3, 3, 2]).indexOfMaximum == 1)
    #expect(Tensor([.nan, -1, .nan, -1]).indexOfMaximum == 1)
    #expect(Tensor([-.infinity, -.infinity]).indexOfMaximum == 0)
    #expect(Tensor([.nan, .nan]).indexOfMaximum == 0)
  }

  @Test func whatCannotBeWrittenIsRefusedBeforeItBegins() throws {
    let decoder = try Transformer(TransformerTests.configuration(), seed: 33)
    var cache = try decoder.makeCache(capacity: 10)
    _ = try decoder([1, 2], cache: &cache)
    let keys = cache.layers.map(\.keys)
    let wrong: [(prompt: [Int], newTokens: Int, sentence: String)] = [
      ([], 3, "the text is empty"),
      (
        prompt + [5], 0,
        "the cache has to take 9 tokens of the prompt and 0 new, all but the last, but"
      ),
      (prompt, 2, "the cache has to take 8 tokens of the prompt and 1 new, all but the last, but"),
      ([1], 100, "a text of 102 tokens is longer than the context of 64"),
      ([1], -1, "the number of new tokens must be at least 0, not -1"),
      ([1, 2], .max, "a text of \(Int.max) tokens is longer than the context of 64"),
    ]
    for (prompt, newTokens, sentence) in wrong {
      let error = #expect(throws: ModelError.self) {
        _ = try decoder.generate(from: prompt, newTokens: newTokens, cache: &cache)
      }
      #expect(error?.description.hasPrefix(sentence) == true, "\(error?.description ?? "")")
      #expect(cache.offset == 2 && cache.layers.map(\.keys) == keys)
    }
    #expect(throws: ModelError.self) { _ = try decoder.generate(from: [], newTokens: 1) }
    #expect(throws: ModelError.self) {
      _ = try decoder.generate(from: [1], newTokens: 1, cache: &cache, chunk: 0)
    }
    // The first chunk would do; the text as a whole does not.
    let error = #expect(throws: ModelError.self) {
      _ = try decoder.generate(from: [1, 2, 100], newTokens: 1, cache: &cache, chunk: 2)
    }
    #expect(error?.description == "token 100 is not one of the 100 of the vocabulary")
    #expect(cache.offset == 2)
    // Exactly as many as fit.
    _ = try decoder.generate(from: prompt, newTokens: 1, cache: &cache)
    #expect(cache.offset == 10)
  }
}
