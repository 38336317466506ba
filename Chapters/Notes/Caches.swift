import Base
import Experiments
import KVCacheExperiments
import Mini
import Notebook
import Workbench

extension Notes {
  /// K1 to K7.
  var caches: Section {
    Section("KV caching") { page in
      page.text(
        """
        For each token of a text a model returns a row of *logits*: a score for every token that might come
        next. The small model here was trained for this repository and knows 64 words.
        """)
      let model = try SmallLanguage.trainedModel()
      try loop(page, model)
      try sameKeys(page, model)
      try cache(page, model)
      try moreAndMore(page)
    }
  }

  /// A model of two blocks for counting and comparing, where its weights do not matter.
  private static var untrained: TransformerConfiguration {
    var result = TransformerConfiguration()
    (result.layers, result.width, result.queryHeads, result.kvHeads) = (2, 64, 4, 4)
    (result.feedForwardWidth, result.contextLength) = (176, 256)
    return result
  }

  // MARK: K1, K2, K3

  private func loop(_ page: Page, _ model: Transformer) throws {
    var text = try SmallLanguage.prompt("time flies")
    var rounds: [(length: Int, logits: Tensor)] = []
    for _ in 0..<4 {
      let logits = try model(text)  // [tokens, vocabulary]
      rounds.append((text.count, logits))
      text.append(logits[row: text.count - 1].indexOfMaximum)
    }
    let old = zip(rounds, rounds.dropFirst()).map { before, after in
      (
        differing: after.logits[rows: 0..<before.length].differingElements(from: before.logits),
        count: before.logits.count
      )
    }
    let (differing, count) = (old.map(\.differing).reduce(0, +), old.map(\.count).reduce(0, +))
    try page.statement(
      "K1",
      """
      The last row names the next token. The others stood there in the round before:
      \(differing == 0 ? "all" : "not all") \(count.grouped) of their logits have the same bits.
      """)
    let (counter, cached) = (OperationCounter(), OperationCounter())
    let random = try Transformer(Self.untrained, seed: page.options.seed)
    let new = 100
    _ = try counter.counting { try random.generate(from: [1, 2, 3, 4], newTokens: new) }
    var memory = try random.makeCache(capacity: new + 4)
    _ = try cached.counting {
      try random.generate(from: [1, 2, 3, 4], newTokens: new, cache: &memory)
    }
    let passes = Double(counter.tokens(.keys)) / Double(cached.tokens(.keys))
    func saved(_ parts: [OperationCounter.Part]) -> Double {
      Double(parts.reduce(0) { $0 + counter.multiplyAdds($1) - cached.multiplyAdds($1) })
    }
    let all = saved(OperationCounter.Part.allCases)
    try page.statement(
      "K2",
      """
      To write \(new) tokens after 4, each passes every layer \(passes.fixed(0)) times on average.
      Of the multiply–adds that a cache saves, \((saved([.keys, .values]) / all).percent(0)) make
      keys and values; \((saved([.feedForward]) / all).percent(0)) are in feed-forward layers, which
      attention does not show.
      """)
    let lengths = rounds.map(\.length)
    try page.statement(
      "K3",
      """
      Four rounds after “time flies” read
      \(lengths.dropLast().map { "\($0)" }.joined(separator: ", ")) and \(lengths.last!) tokens, one
      of them for the beginning.
      """)
    page.check(
      "K1", "old rows are those of the round before", exceptions: differing, of: count, "logits")
    page.check(
      "K2", "share of keys and values in what is computed again", saved([.keys, .values]) / all,
      isAtMost: 0.5)
    page.check(
      "K2", "times that a token goes through a layer", passes,
      is: Double((4..<104).reduce(0, +)) / 103, within: 1e-9)
    page.check(
      "K3", "each text is one token longer",
      exceptions: zip(lengths, lengths.dropFirst()).count { $1 != $0 + 1 },
      of: 3, "rounds")
  }

  // MARK: K4

  private func sameKeys(_ page: Page, _ model: Transformer) throws {
    let words = try SmallLanguage.read("time flies fast")
    func change(_ model: Transformer) throws -> KeyValueChange {
      let (before, after) = (
        try model.projections(Array(words.prefix(2))), try model.projections(words)
      )
      return KeyValueChange(from: before.last!, to: after.last!, tokens: 2)
    }
    let causal = try change(model)
    var open = Self.untrained
    open.mask = .none
    let bidirectional = try change(Transformer(open, seed: page.options.seed))
    try page.statement(
      "K4",
      """
      When “fast” follows, \(causal.differing == 0 ? "none" : "\(causal.differing)") of
      \(causal.count) numbers in the last layer changes, since no word sees a later one. In an
      untrained model without this causal mask, \(bidirectional.differing) of \(bidirectional.count)
      do.
      """)
    let looks = try [2, 3].map { count in
      let p = try model.projections(Array(words.prefix(count)))[0]  // of the first layer
      return attentionWeights(queries: p.queries, keys: p.keys, mask: .causal)[row: 0]
    }
    page.twoRounds(["Time", "flies", "fast"], looks[0], looks[1], of: "the small model")
    page.check(
      "K4", "causal: keys and values stay the same", exceptions: causal.differing,
      of: causal.count, "numbers")
    page.check(
      "K4", "without a causal mask: numbers that change", Double(bidirectional.differing),
      isAtLeast: 1)
  }

  // MARK: K6, K5

  private func cache(_ page: Page, _ model: Transformer) throws {
    let prompt = try SmallLanguage.prompt("time flies")
    let new = 12
    let (without, with, _) = try model.writeTwice(from: prompt, new, places: prompt.count + new)
    let differing = zip(without.logits, with.logits).reduce(0) {
      $0 + $1.0.differingElements(from: $1.1)
    }
    let logits = new * model.configuration.vocabulary
    try page.statement(
      "K6",
      """
      Then only the new token goes in. “\(SmallLanguage.write(prompt + with.tokens))” comes out both
      ways, with \(differing == 0 ? "all" : "not all") \(logits.grouped) logits the same, bit for
      bit.
      """)
    let layers = model.configuration.layers
    let counter = OperationCounter()
    _ = try counter.counting {
      _ = try model(Array(prompt.dropFirst()))
      _ = try model(try SmallLanguage.read("time flies fast"))
    }
    let computed = counter.tokens(.keys) / layers
    try page.statement(
      "K5",
      """
      Two rounds compute \(computed) keys in a layer for 3 different tokens:
      \((1 - 3 / Double(computed)).percent(0)) of them again.
      """)
    page.check(
      "K6", "logits with and without a cache are the same", exceptions: differing, of: logits,
      "logits")
    page.check("K5", "tokens through the keys of a layer in two rounds", computed, equals: 5)
  }

  // MARK: K7

  private func moreAndMore(_ page: Page) throws {
    let works = [50, 200].map { Work(.gpt2Small, prompt: 4, new: $0) }
    let llama = PublishedModel.named("Llama 2 7B").cacheBytesPerToken()
    try page.statement(
      "K7",
      """
      Linear layers of GPT-2's shape do \(works[0].linearRatio.fixed(0)) times less for 50 tokens
      after 4, \(works[1].linearRatio.fixed(0)) times less for 200. Llama 2 7B pays with
      \(memory(llama)) for a token, \(memory(4096 * llama)) for 4096. The notes announce a list here
      and end. With a cache, attention in a step grows in proportion to the text; without, to its
      square.
      """)
    page.workByRound(rounds: 6)
    page.check(
      "K7", "linear layers: work without over with a cache, 200 tokens after 4",
      works[1].linearRatio, is: Double((4..<204).reduce(0, +)) / 203, within: 1e-9)
    page.check(
      "K7", "a token's cache in Llama 2 7B, in bytes", llama, equals: 2 * 32 * 32 * 128 * 2)
  }
}
