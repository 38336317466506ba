import Base
import KVCacheExperiments
import LanguageModel
import Mini
import Notebook
import Workbench

extension KVCacheChapter {
  /// K4 and K6 in a published model, and what its attention needs of a cache.
  var realWeights: Section {
    model.section(
      "The same in a real model", "K7", withFile: ["K4", "K6"],
      result: """
        A published model leaves much of its attention on the first token, and breaks where that is forgotten.
        """
    ) { page, numbers in
      if let own = numbers.own { try generation(page, own.real, own.model) }
      if let table = try numbers.table(page, .sinks) { sinks(page, table) }
      if let table = try numbers.table(page, .smallerCaches) { smallerCaches(page, table) }
    }
  }

  var published: [PublishedStudy] { [.sinks, .smallerCaches] }

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

  private func sinks(_ page: Page, _ table: PublishedTable) {
    page.text(
      """
      The weight that the first token of *The Time Machine* gets, an article like many, averaged over all tokens
      from the 17th on.
      """)
    let shares = table.layers
    page.heatMap(
      "Share of the first token, by layer (down) and head (across). Look for the rows that stand out.",
      rows: shares.indices.map { "layer \($0)" }, columns: shares[0].indices.map { "\($0)" },
      values: shares, scale: .linear("share of attention", 0...1))
    let sinks = table.sinks
    page.text(
      """
      On average \(sinks.mean.percent(1)) of all attention goes to the first token,
      \(sinks.largest.percent(1)) in layer \(sinks.layer); if all tokens that a query sees got the same, it
      would be \(sinks.even.percent(1)). Xiao et al., 2023, call it an *attention sink*: a head that has
      nothing to look for looks at a token that all others see.
      """)
    page.check(
      "K7", "share of the first token over that of equal weights", sinks.mean / sinks.even,
      isAtLeast: 3)
  }

  // MARK: Smaller caches

  private func smallerCaches(_ page: Page, _ table: PublishedTable) {
    let (tokens, window) = (Int(table["tokens"][0]), Int(table["window"][0]))
    page.text(
      """
      What if a cache forgets them, or rounds to 8 bits? \(tokens) tokens of the book:
      """)
    let after = table["loss"]
    page.table(
      "Mean loss of the tokens behind the first \(window), nats:",
      columns: ["the cache holds", "bytes", "loss", "more than with all"],
      rows: zip(table.rows, zip(table["bytes"], after)).map { row, numbers in
        [
          row.name, memory(Int(numbers.0)), numbers.1.fixed(3), (numbers.1 - after[0]).fixed(3),
        ]
      })
    page.deeper("Summed up over the text: a window without the first tokens goes on losing") {
      page in
      let curves = table.rows.indices.dropFirst().map { row in
        PublishedStudy.places.map { place in
          (
            (Double(tokens - 1) * Double(place) / 32).rounded(.down),
            table[PublishedStudy.sum(at: place)][row]
          )
        }
      }
      let sums = curves.joined().map(\.1)
      func round(_ x: Double, _ rule: FloatingPointRoundingRule) -> Double {
        (x / 50).rounded(rule) * 50
      }
      page.plot(
        "Loss of each token less its loss with all tokens, summed up. Look for slopes: a slope is a loss that goes on.",
        x: .linear("position, tokens"),
        y: .linear("nats, summed up", round(sums.min()!, .down)...max(50, round(sums.max()!, .up))),
        .line(table.rows[1].name, curves[0]), .line(table.rows[2].name, curves[1]),
        .line(table.rows[3].name, curves[2]))
    }
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
}

/// A text in quotes on one line, for a page.
private func quoted(_ text: String) -> String {
  "“" + text.split(whereSeparator: \.isNewline).joined(separator: " ⏎ ") + "”"
}
