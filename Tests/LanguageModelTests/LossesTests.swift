import Mini
import Testing

@testable import LanguageModel

/// A text that is already there, read in parts.
@Suite struct LossesTests {
  private let model: Transformer

  init() throws {
    var sizes = TransformerConfiguration()
    (sizes.layers, sizes.width, sizes.queryHeads, sizes.kvHeads) = (1, 8, 2, 1)
    (sizes.feedForwardWidth, sizes.vocabulary, sizes.contextLength) = (16, 50, 40)
    model = try Transformer(sizes, seed: 2)
  }

  private func text(_ count: Int) -> [Int] { (0..<count).map { $0 * 7 % 50 } }

  /// Found out in its last part, a wrong text would have cost all the others.
  @Test func aTextThatDoesNotFitIsRefusedBeforeTheWork() throws {
    var stranger = text(30)
    stranger[25] = 99
    for (before, tokens, words) in [
      (0, text(45), "a text of 45 tokens is longer than the context of 40"),
      (20, text(21), "a text of 41 tokens is longer than the context of 40"),
      (0, stranger, "token 99 is not one of the 50"), (3, [], "the text is empty"),
    ] {
      var cache = try model.makeCache(capacity: 100)
      if before > 0 { _ = try model(text(before), cache: &cache) }
      var calls = 0
      let error = #expect(throws: ModelError.self) {
        try model.read(tokens, cache: &cache, chunk: 10) { _, _ in calls += 1 }
      }
      #expect(error?.description.contains(words) == true)
      #expect(calls == 0 && cache.offset == before)
      #expect(throws: ModelError.self) { try model.losses(tokens, cache: &cache, chunk: 10) }
      #expect(cache.offset == before)
    }
  }

  @Test func aTextOfTheWholeContextIsRead() throws {
    var cache = try model.makeCache(capacity: 40)
    #expect(try model.losses(text(40), cache: &cache, chunk: 7) == model.losses(text(40)))
    #expect(cache.offset == 40)
  }

  /// As if all were sorted: equal logits by token, NaN nowhere, infinities like numbers.
  @Test func theLikeliestAreTheFirstOfAllSorted() {
    var generator = SeededGenerator(seed: 5)
    // Few values, so many are equal.
    var scalars = (0..<600).map { _ in Float(generator.next() % 25) - 12 }
    (scalars[307], scalars[309], scalars[330]) = (.nan, .infinity, -.infinity)
    let logits = Tensor(shape: [2, 300], scalars: scalars)
    let row = (0..<300).map { (token: $0, logit: scalars[300 + $0]) }.filter { !$0.logit.isNaN }
    let sorted = row.sorted { ($0.logit, $1.token) > ($1.logit, $0.token) }
    for count in [0, 1, 2, 3, 17, 149, 150, 151, 298, 299, 300, 1000, .max] {
      let found = logits.likeliest(count, row: 1)
      #expect(found.map { $0.token } == sorted.prefix(count).map { $0.token }, "\(count)")
      #expect(found.map { $0.logit } == sorted.prefix(count).map { $0.logit }, "\(count)")
    }
  }
}
