import Base
import KVCacheExperiments
import LanguageModel
import Mini
import Notebook
import Workbench

extension KVCacheChapter {
  /// K4 and K6 in a published model, and what its attention needs of a cache.
  var realWeights: Section {
    model.isThere ? measuredRealWeights : keptRealWeights
  }

  private static let realTitle = "The same in a real model"
  private static let realShows = """
    a language model continue your prompt with and without a cache, the same text and the same logits,
    where its attention looks, and what a window without the first tokens and 8-bit keys and values
    do to it
    """

  private var measuredRealWeights: Section {
    model.section(Self.realTitle, "K4", "K6", "K7", shows: Self.realShows) { page, real in
      let model = try real.transformer()
      try generation(page, real, model)
      try sinks(page, real, model)
      try smallerCaches(page, real, model)
    }
  }

  /// Without a file: what was measured with one.
  private var keptRealWeights: Section {
    Section(Self.realTitle) { page in
      page.result(
        "A published model leaves much of its attention on the first token, and breaks where a window forgets it."
      )
      if let sinks = KeptOfPublished.sinks, let caches = KeptOfPublished.caches {
        page.text(
          """
          Measured by this program with \(KeptOfPublished.model) on the beginning of *The Time Machine*, and
          kept in `Chapters/Kept/published`: from the
          17th token on, \(sinks[0]) of all attention goes to the first token, \(sinks[1]) in layer
          \(sinks[2]); if all tokens that a query sees got the same, it would be \(sinks[3]). Xiao et al.,
          2023, call it an *attention sink*: a head that has nothing to look for gives its weight to a token that
          all others can see.

          So a window must not forget it. 512 tokens, and the loss behind the first 128 of them:
          """)
        page.table(
          "\(KeptOfPublished.model), mean loss in nats:",
          columns: ["the cache holds", "memory", "loss", "more than with all"], rows: caches)
        page.text(
          """
          Four tokens of 128 make the difference, and 8 bits cost less than the digits of this table. The small
          model of section 13 shows nothing of this: it has no sinks.
          """)
      }
      page.text(
        """
        Give a published model of your own with `--model FILE` (GGUF; llama, qwen2 or qwen3), and this section
        measures it on your prompt. Docs/real-weights.md shows what comes of it and where files are to be had.
        """)
    }
  }

  // MARK: The reader's prompt

  private func generation(_ page: Page, _ real: RealModel, _ model: Transformer) throws {
    let tokens = real.tokenizer.encode(prompt.text)
    let room = real.description.contextLength - tokens.count
    let new = min(newTokens, page.options.quick ? 8 : 64, max(1, room))
    page.text(
      """
      Your prompt, `--prompt`, is \(counted(tokens.count, "token")) in the vocabulary of this model. It writes \(new)
      more, each time the likeliest token: once with the whole text going through the model for every new
      token, once with a cache.
      """)
    var cache = try model.makeCache(capacity: tokens.count + new)
    let clock = ContinuousClock()
    let start = clock.now
    let without = try model.generate(from: tokens, newTokens: new, keepsLogits: true)
    let middle = clock.now
    let with = try model.generate(
      from: tokens, newTokens: new, cache: &cache, keepsLogits: true)
    let times = [middle - start, clock.now - middle]
    page.list(
      "the prompt: " + quoted(real.tokenizer.decode(tokens)),
      "what the model writes: " + quoted(real.tokenizer.decode(with.tokens)))
    page.check(
      "K6", "both texts are the same",
      exceptions: zip(without.tokens, with.tokens).count { $0 != $1 }, of: with.tokens.count,
      "tokens")
    page.check(
      "K4", "logits with and without the cache have the same bits",
      exceptions: zip(without.logits, with.logits).reduce(0) {
        $0 + $1.0.differingElements(from: $1.1)
      }, of: with.logits.count * model.configuration.vocabulary, "logits")
    page.measured {
      let speeds = times.map { Double(new) / ($0 / .seconds(1)) }
      page.text(
        """
        Without the cache it writes \(speeds[0].significant(3)) tokens/s, with it \(speeds[1].significant(3)), the
        reading of the prompt included. The cache holds \(memory(cache.byteCount)),
        \(memory(model.configuration.cacheBytesPerToken())) for each token; the weights are
        \(memory(model.byteCount)).
        """)
    }
  }

  // MARK: Where attention looks

  private func sinks(_ page: Page, _ real: RealModel, _ model: Transformer) throws {
    page.text(
      """
      Where does a trained model look? For each layer and head, the weight that the very first token of a
      text gets, averaged over all tokens from the 17th on. The text is the beginning of *The Time Machine*;
      its first token is an article like many.
      """)
    let tokens = real.prose(page.options.quick ? 64 : 256)
    let from = min(16, tokens.count / 2)
    let shares = try page.code {
      try model.projections(tokens).map { p in
        // [queryHeads, tokens, positions]
        let weights = attentionWeights(queries: p.queries, keys: p.keys, mask: .causal)
        return (0..<p.queries.shape[0]).map { head in
          (from..<tokens.count).map { Double(weights[head, $0, 0]) }.reduce(0, +)
            / Double(tokens.count - from)
        }
      }
    }
    page.heatMap(
      "Share of the first token, by layer (down) and head (across). Look for the rows that stand out from the page.",
      rows: shares.indices.map { "layer \($0)" }, columns: shares[0].indices.map { "\($0)" },
      values: shares, scale: .linear("share of attention", 0...1))
    let layers = shares.map { $0.reduce(0, +) / Double($0.count) }
    let even =
      (from..<tokens.count).map { 1 / Double($0 + 1) }.reduce(0, +) / Double(tokens.count - from)
    let all = layers.reduce(0, +) / Double(layers.count)
    page.text(
      """
      On average \(all.percent(1)) of all attention goes to the first token,
      \(layers.max()!.percent(1)) in layer \(layers.indices.max { layers[$0] < layers[$1] }!); if
      all tokens that a query sees got the same, it would be \(even.percent(1)). Softmax must give
      its weights to some token. Xiao et al., 2023, explain what they call an *attention sink* so: a
      head that has nothing to look for gives them to a token that all others can see.
      """)
    page.check(
      "K7", "share of the first token over that of equal weights", all / even, isAtLeast: 3)
  }

  // MARK: Smaller caches

  private func smallerCaches(_ page: Page, _ real: RealModel, _ model: Transformer) throws {
    let tokens = real.prose(page.options.quick ? 96 : 512)
    let window = max(8, tokens.count / 4)
    page.text(
      """
      So what does a cache do that forgets the first tokens (section 9)? And one that rounds keys and values
      to 8 bits (section 10)? \(tokens.count) tokens of the book, and caches of \(window) places, or of
      8 bits:
      """)
    typealias Make = (_ kvHeads: Int, _ d: Int) throws(ModelError) -> any KeyValueCache
    let kinds: [(String, Make)] = [
      (
        "all tokens",
        { kvHeads, d throws(ModelError) in
          try KVCache(kvHeads: kvHeads, headDimension: d, capacity: tokens.count)
        }
      ),
      (
        "the last \(window)",
        { kvHeads, d throws(ModelError) in
          try WindowedKVCache(kvHeads: kvHeads, headDimension: d, window: window)
        }
      ),
      (
        "the first 4 and the last \(window - 4)",
        { kvHeads, d throws(ModelError) in
          try WindowedKVCache(kvHeads: kvHeads, headDimension: d, window: window, sinks: 4)
        }
      ),
      (
        "all tokens in 8 bits",
        { kvHeads, d throws(ModelError) in
          try QuantizedKVCache(kvHeads: kvHeads, headDimension: d)
        }
      ),
    ]
    var (losses, bytes): ([[Double]], [Int]) = ([], [])
    for (i, kind) in kinds.enumerated() {
      page.working(on: "reading, \(kind.0)", Double(i) / Double(kinds.count))
      var cache = try model.makeCache(kind.1)
      losses.append(try model.losses(tokens, cache: &cache))
      bytes.append(cache.byteCount)
    }
    // Until the window is full nothing is forgotten.
    let after = losses.map { losses in
      let part = losses[window...]
      return part.reduce(0, +) / Double(part.count)
    }
    page.table(
      "Mean loss of the tokens behind the first \(window), nats:",
      columns: ["the cache holds", "bytes", "loss", "more than with all"],
      rows: zip(kinds, zip(bytes, after)).map { kind, row in
        [kind.0, memory(row.0), row.1.fixed(3), (row.1 - after[0]).fixed(3)]
      })
    let sums = losses.dropFirst().flatMap { summed($0, losses[0]).map(\.1) }
    func round(_ x: Double, _ rule: FloatingPointRoundingRule) -> Double {
      (x / 50).rounded(rule) * 50
    }
    page.plot(
      "Loss of each token less its loss with all tokens, summed up. Look for slopes: a slope is a loss that goes on.",
      x: .linear("position, tokens"),
      y: .linear("nats, summed up", round(sums.min()!, .down)...max(50, round(sums.max()!, .up))),
      .line(kinds[1].0, summed(losses[1], losses[0])),
      .line(kinds[2].0, summed(losses[2], losses[0])),
      .line(kinds[3].0, summed(losses[3], losses[0])))
    page.text(
      """
      Four tokens out of \(window) make the difference: without the sink, heads that have nothing to say
      must say something. Eight bits cost less than the digits of this table.
      """)
    page.check(
      "K7", "a window without the first tokens: the loss rises by, nats", after[1] - after[0],
      isAtLeast: 0.3)
    page.check(
      "K7", "a window with them: the loss rises at most by, nats", after[2] - after[0],
      isAtMost: 0.3)
    page.check(
      "K7", "8-bit keys and values: the loss changes at most by, nats", abs(after[3] - after[0]),
      isAtMost: 0.03)
  }

  private func summed(_ losses: [Double], _ full: [Double]) -> [(Double, Double)] {
    var sum = 0.0
    return zip(losses, full).enumerated().map { place, pair in
      sum += pair.0 - pair.1
      return (Double(place + 1), sum)
    }
  }
}

/// A text in quotes on one line, for a page.
private func quoted(_ text: String) -> String {
  "“" + text.split(whereSeparator: \.isNewline).joined(separator: " ⏎ ") + "”"
}
