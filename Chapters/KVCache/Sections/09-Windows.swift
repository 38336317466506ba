import Base
import KVCacheExperiments
import Mini
import Notebook
import Workbench

extension KVCacheChapter {
  /// K7: memory that stops growing, what it forgets, and what must not be forgotten.
  var windows: Section {
    Section("A sliding window, and its sinks", "K7") { page in
      page.result(
        """
        A window keeps memory and time flat and forgets the rest; large models need the first tokens to stay.
        """)
      page.text(
        """
        A windowed cache keeps the first tokens, its *sinks*, and the most recent ones; a new token takes the
        place of the oldest that is not a sink.
        """)
      try smallWindow(page)
      try page.deeper("The window of this run has the bytes of its tokens, and no more") { page in
        let decoder = try page.decoder(configuration)
        let (window, sinks) = (window, sinks)
        page.text("Here \(window) tokens, of which \(sinks) are sinks.")
        let lengths = Set([1, window / 2, window, window + 1, 2 * window + 5, 3 * window + 8])
          .filter { $0 > 0 }.sorted()
        let states = try page.code {
          try lengths.map { length in
            var cache = try decoder.makeCache {
              kvHeads, headDimension throws(ModelError) in
              try WindowedKVCache(
                kvHeads: kvHeads, headDimension: headDimension,
                window: window, sinks: sinks)
            }
            let text = [Int](repeating: 0, count: length)
            _ = try decoder.hiddenStates(text, cache: &cache)
            return cache
          }
        }
        page.table(
          "The same with the window of this run:",
          columns: ["tokens so far", "positions kept", "bytes kept", "bytes without a window"],
          rows: zip(lengths, states).map { length, cache in
            let kept = (cache.layers[0] as? WindowedKVCache)?.positions ?? []
            return [
              "\(length)", ranges(kept), cache.byteCount.grouped,
              (length * configuration.cacheBytesPerToken()).grouped,
            ]
          })
        page.check(
          "K7", "a windowed cache has the bytes of min(tokens, window) tokens",
          exceptions: zip(lengths, states).count { length, cache in
            cache.byteCount != min(length, window) * configuration.cacheBytesPerToken()
          }, of: lengths.count, "lengths")
      }
      page.expect(
        """
        In section 14's model more than a third of all attention lies on the first token. What becomes of the
        other weights when a window forgets it?
        """,
        answer: """
          They grow until they add up to 1: tokens that hardly counted now make up the output.
          """)
      var random = page.generator(9)
      page.deeper("By hand: without a large score the other weights swell") { page in
        page.text(
          """
          Why sinks? The weights of attention add up to 1, even where a head has nothing to look for. Large
          trained models leave the surplus at the first tokens, which every later token can see.

          Here are 64 keys: the first has a score of 8, chosen so that it dominates; the others are random, with scores
          around 0. Then we keep the last 16 tokens only, or 4 sinks and the last 12.
          """)
        let query = Tensor.normal(1, 1, 64, using: &random)  // [heads, tokens, headDimension]
        let others = Tensor.normal(1, 63, 64, using: &random)
        // query · key / √64 = 8
        let first = query * (8 * 8 / dot(query.reshaped(64), query.reshaped(64)))
        let keys = Tensor.concatenate([first.reshaped(1, 64), others.reshaped(63, 64)])  // [64, 64]
        let (all, alone, withSinks) = page.code {
          func weights(_ kept: [Int]) -> Scalars {  // of the tokens that are kept
            let rows = Tensor.concatenate(kept.map { keys[rows: $0..<$0 + 1] })
            return attentionWeights(
              queries: query, keys: rows.reshaped(1, kept.count, 64),
              mask: .causal
            ).scalars
          }
          return (
            weights(Array(0..<64)), weights(Array(48..<64)),
            weights(Array(0..<4) + Array(52..<64))
          )
        }
        func recent(_ weights: Scalars) -> Float { weights.suffix(12).reduce(0, +) }
        let inflation = [recent(all), recent(alone), recent(withSinks)].map { $0 / recent(all) }
        page.table(
          "Weights of attention:",
          columns: ["kept", "weight of token 0", "of the last 12", "relative to all"],
          rows: [
            ["all 64", all[0].fixed(4), recent(all).fixed(4), inflation[0].fixed(1) + "×"],
            ["last 16", "–", recent(alone).fixed(4), inflation[1].fixed(1) + "×"],
            [
              "4 sinks + last 12", withSinks[0].fixed(4), recent(withSinks).fixed(4),
              inflation[2].fixed(1) + "×",
            ],
          ])
        page.check(
          "K7", "most of the weight is on token 0 while it is there", all[0], isAtLeast: 0.5,
          measuring: "weight")
        page.check(
          "K7", "without it, the weights of the last 12 tokens are multiplied by", inflation[1],
          isAtLeast: 3)
        page.check(
          "K7", "with sinks they are multiplied by", inflation[2], is: 1, within: 0.3)
      }
      try page.deeper("Counted inside the cache, no distance exceeds the window") { page in
        page.text(
          """
          The window above leaves every token where it stood, so a sink is further away with every new token,
          in the end further than any distance of the training. StreamingLLM counts inside the cache: the kept
          tokens 0, 1, 2, 3, 6, 7, 8 stand at 0 to 6. Its authors call this crucial (sec. 3.2). It takes keys
          that are kept *before* they are turned:
          """)
        try page.source(
          of: "struct CountedInside", in: "Chapters/KVCache/Experiments/CountedInside.swift")
        try countedInside(page)
        page.text(
          """
          To write beyond the trained length takes this form, which turns all kept keys again for
          every token.
          """)
      }
      try page.deeper("A window is another function than reading the last tokens again") { page in
        page.text(
          """
          With one layer it is the same; with more, the kept keys of upper layers were computed when the
          forgotten tokens could still be seen. We write a
          longer text with a window, read the last tokens afresh at the same positions, and compare
          the last logits.
          """)
        let kept = 8
        let depths = [1, 2, 3, 4]
        let text = (0..<5 * kept).map { _ in Int.random(in: 0..<256, using: &random) }
        let models = try depths.map { layers in
          var c = Self.small
          c.layers = layers
          return try page.decoder(c)
        }
        let (differing, distance) = try page.code {
          let pairs = try models.map { model in
            let cached = try model.lastLogits(of: text, window: kept)  // [256]
            let start = text.count - kept
            let afresh = try model(Array(text[start...]), position: start)
            return (cached, afresh[row: kept - 1])
          }
          return (
            pairs.map { $0.differingElements(from: $1) },
            pairs.map { $0.largestDifference(from: $1) }
          )
        }
        let reach = try models.map { model in
          // Does the last token notice when another stood `distance` before it?
          func notices(_ distance: Int) throws -> Bool {
            var other = text
            other[text.count - 1 - distance] = (other[text.count - 1 - distance] + 1) % 256
            let (a, b) = (
              try model.lastLogits(of: text, window: kept),
              try model.lastLogits(of: other, window: kept)
            )
            return a.differingElements(from: b) > 0
          }
          return try (1..<text.count).filter(notices).max() ?? 0
        }
        page.table(
          "A window of \(kept), \(text.count) tokens. The last column was found by changing tokens:",
          columns: ["layers", "logits that differ", "largest difference", "reach, tokens back"],
          rows: depths.indices.map { i in
            ["\(depths[i])", "\(differing[i])", distance[i].significant(2), "\(reach[i])"]
          })
        page.check(
          "K7", "one layer: window and reading afresh agree", exceptions: differing[0],
          of: models[0].configuration.vocabulary, "logits")
        page.check(
          "K7", "two layers and more: they differ", distance.dropFirst().min()!,
          isAtLeast: 1e-3, measuring: "smallest difference")
        page.check(
          "K7", "the reach is layers · (window − 1)",
          exceptions: zip(depths, reach).count { $1 != $0 * (kept - 1) }, of: depths.count,
          "numbers of layers")
      }
      page.deeper("What papers report of windows and sinks") { page in
        page.text(
          "Perplexity (Xiao et al., 2023, Tables 1 and 2; lower is better):")
        page.list(
          "Llama-2 13B, 1024 tokens kept: 5158.07 with the recent ones only, 5.40 with the first 4 and the"
            + " recent ones.",
          "Llama-2 7B, 4096 kept: 3359.95 and 9.59.")
        page.text(
          """
          What the tokens say does not matter: with four line breaks in front the 13B model reaches
          5.60. One sink is not quite enough for the 7B model (11.88), and eight are little better
          than four (9.54).
          """)
        page.text(
          """
          Information climbs one window per layer: Mistral 7B, with a window of 4096 and 32 layers,
          can in theory look back 131 thousand tokens, and its rolling buffer takes an eighth of the
          memory at 32 thousand (Jiang et al., 2023, sec. 2). A cache with sinks was up to 22.2 times
          as fast as reading the window again for every token (Xiao et al., 2023).
          """)
      }
    }
  }
}

/// Positions as ranges: `0–3, 24–35`.
private func ranges(_ positions: [Int]) -> String {
  var runs: [ClosedRange<Int>] = []
  for position in positions {
    if let last = runs.last, last.upperBound == position - 1 {
      runs[runs.count - 1] = last.lowerBound...position
    } else {
      runs.append(position...position)
    }
  }
  return runs.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)–\($0.upperBound)" }
    .joined(separator: ", ")
}
