import Base
import Experiments
import KVCacheExperiments
import Mini
import Notebook
import Workbench

extension KVCacheChapter {
  /// K2, K5: counters on the projections show what is computed more than once.
  var redundancy: Section {
    Section("What is computed again", "K2", "K5") { page in
      page.result(
        """
        Everything is: every layer computes every old token again, though a new one reads only their keys and
        values.
        """)
      page.claim("K5")
      page.text(
        """
        The model has read “Time flies” and written “fast”, so “Time flies fast” goes in next.
        """)
      try twoRounds(page)
      page.text(
        """
        Here, and in sections 3, 6 and 9 to 12, a model of the shape of your knobs has random weights. Counted
        are the tokens that go through Wk.
        """)
      let decoder = try page.decoder(configuration)
      let words = try page.code {
        let (time, flies, fast) = (0, 1, 2)  // three tokens of the vocabulary
        let counter = OperationCounter()
        _ = try counter.counting { try decoder([time, flies]) }
        let first = counter.tokens(.keys) / decoder.blocks.count
        _ = try counter.counting { try decoder([time, flies, fast]) }
        return [first, counter.tokens(.keys) / decoder.blocks.count - first]
      }
      page.text(
        """
        \(words[0]) tokens in the first round and \(words[1]) in the second, of which 3 are different.
        """)
      let wasted = Double(words[0] + words[1] - 3) / Double(words[0] + words[1])
      page.check(
        "K5", "share of the projections to keys that repeats an earlier one", wasted, is: 0.4,
        within: 1e-9, decides: true)
      try writing(page)

      page.claim("K2")
      page.text(
        """
        With every round the share grows.\(whyFewer(written, newTokens))
        """)
      page.working(on: "writing without a cache", 0)
      let small = try page.decoder(Self.small)
      var rows: [[String]] = []
      var (passes, distinct) = (0, 0)
      let (without, with) = (OperationCounter(), OperationCounter())
      for (model, tokens, new, counter) in [
        (decoder, promptTokens, written, without), (small, [1, 2, 3, 4], 200, OperationCounter()),
      ] {
        _ = try counter.counting { try model.generate(from: tokens, newTokens: new) }
        (passes, distinct) = (counter.tokens(.keys) / model.blocks.count, tokens.count + new - 1)
        rows.append([
          "\(tokens.count) + \(new)", passes.grouped, distinct.grouped,
          (1 - Double(distinct) / Double(passes)).percent(),
          (Double(passes) / Double(distinct)).fixed(2),
        ])
      }
      page.table(
        "Tokens through Wk, for your prompt in bytes and for a longer text:",
        columns: ["prompt + new", "computed", "different", "redundant", "ratio"], rows: rows)
      page.check(
        "K2", "4 + 200 tokens: passes for each of 203 different tokens",
        Double(passes) / Double(distinct), is: 101.97, within: 0.005, decides: true)

      var cache = try decoder.makeCache(capacity: capacity)
      _ = try with.counting {
        try decoder.generate(from: promptTokens, newTokens: written, cache: &cache)
      }
      whereItLies(page, without, with)
      try queriesOfOthers(page, decoder)
    }
  }

  /// Which parts of a layer repeat how much.
  private func whereItLies(
    _ page: Page, _ without: OperationCounter, _ with: OperationCounter
  ) {
    let parts = OperationCounter.Part.allCases
    func saved(_ parts: [OperationCounter.Part]) -> Double {
      Double(parts.reduce(0) { $0 + without.multiplyAdds($1) - with.multiplyAdds($1) })
    }
    let all = max(1, saved(parts))
    page.deeper("Attention shows a part only: most is saved in the feed-forward layers") { page in
      page.text(
        """
        A look inside *attention* shows a part of it only. Of the multiply–adds that a cache saves here,
        \((saved([.feedForward]) / all).percent()) lie in the feed-forward layers, and
        \((saved([.keys, .values]) / all).percent()) in the projections to keys and values.
        """)
      page.table(
        """
        Multiply–adds, in thousands; the part called head is the output head, which sees one row in both:
        """, columns: ["part", "whole text", "kept", "ratio"],
        rows: parts.map { part in
          let (a, b) = (without.multiplyAdds(part), with.multiplyAdds(part))
          return [
            part.rawValue, (a / 1000).grouped, (b / 1000).grouped,
            b == 0 ? "–" : (Double(a) / Double(b)).fixed(2),
          ]
        })
      let inLayer = parts.filter { $0 != .head }
      page.check(
        "K2",
        "each part of a layer costs less with keys and values kept, from the second new token on",
        exceptions: inLayer.count {
          written > 1 && without.multiplyAdds($0) <= with.multiplyAdds($0)
        },
        of: inLayer.count, "parts")
    }
  }

  /// What a later token does not read.
  private func queriesOfOthers(_ page: Page, _ decoder: Transformer) throws {
    var random = page.generator(2)
    let p = try decoder.projections(promptTokens)[0]  // of the first layer
    let (heads, tokens, features) = (p.queries.shape[0], p.queries.shape[1], p.queries.shape[2])
    let noise = Tensor.normal(heads, tokens, features, using: &random)
    let last = { (x: Tensor) in (0..<heads).map { x[row: $0][row: tokens - 1] } }
    page.deeper("Keys and values are enough: noise for all old queries changes nothing") { page in
      let differing = page.code {
        var queries = noise  // [queryHeads, tokens, headDimension]
        for h in 0..<heads {  // the last token keeps its own query
          for i in 0..<features {
            queries[h, tokens - 1, i] = p.queries[h, tokens - 1, i]
          }
        }
        func attend(_ q: Tensor) -> Tensor {
          attention(queries: q, keys: p.keys, values: p.values, mask: .causal)
        }
        return zip(last(attend(p.queries)), last(attend(queries)))
          .map { $0.differingElements(from: $1) }.reduce(0, +)
      }
      page.check(
        "K2", "the queries of the others do not change the output of the last token",
        exceptions: differing, of: heads * features, "numbers")
    }
  }

  /// The trained model writes under the reader's hand.
  private func writing(_ page: Page) throws {
    guard SmallLanguage.hasTrainedModel else { return }
    let model = try SmallLanguage.trainedModel()
    page.live(liveWriting(model), numbers: model.allNumbers)
  }

  /// Which token looks at which, in two rounds.
  func twoRounds(_ page: Page) throws {
    let looker = try headOf(try page.decoder(configuration))
    let looks = try [2, 3].map { count in
      let words = Array(looker.words.prefix(count))
      let p = try looker.model.projections(words)[0]  // of the first layer
      return attentionWeights(queries: p.queries, keys: p.keys, mask: .causal)[row: 0]
    }
    page.twoRounds(["Time", "flies", "fast"], looks[0], looks[1], of: looker.name)
  }

  /// The model whose head is looked at: the trained one, which knows the words of the example; or, where
  /// its file is not at hand, one with random weights.
  private func headOf(
    _ random: Transformer
  ) throws -> (model: Transformer, words: [Int], name: String) {
    guard SmallLanguage.hasTrainedModel else { return (random, [0, 1, 2], "a random model") }
    return (
      try SmallLanguage.trainedModel(), try SmallLanguage.read("time flies fast"),
      "the trained model of section 13"
    )
  }
}
