import Base
import KVCacheExperiments
import Mini
import Notebook
import Workbench

extension KVCacheChapter {
  /// K6: a cache that grows by concatenation copies all of itself for every token.
  var growing: Section {
    Section("Growing, or memory set aside", "K6") { page in
      page.result("A cache that grows by concatenation copies bytes with the square of the length.")
      page.text(
        """
        The shortest way to write a cache is to concatenate the old keys and the new one. Then each token
        copies all before it; memory that was set aside copies nothing.
        """)
      page.copiedByGrowing()
      var random = page.generator(8)
      let (heads, features) = (kvHeads, configuration.headDimension)
      let lengths = page.options.quick ? [16, 64, 256] : [32, 128, 512]
      let rows = (0..<lengths.last!).map { _ in
        Tensor.normal(heads, 1, features, using: &random)  // a key, and the next one as its value
      }
      let results = try lengths.map { n in
        var grown = try GrowingKVCache(
          kvHeads: heads, headDimension: features)
        var ready = try KVCache(
          kvHeads: heads, headDimension: features, capacity: n)
        for t in 0..<n {
          let (key, value) = (rows[t], rows[(t + 1) % rows.count])
          grown.update(keys: key, values: value)
          try ready.update(keys: key, values: value)
        }
        return (grown, ready)
      }
      let tokenBytes = 2 * heads * features * MemoryLayout<Float>.size
      let (longest, grown) = (lengths.last!, results.last!.0)
      page.text(
        """
        In one layer, growing to \(longest) tokens, \(memory(longest * tokenBytes)), copied
        \(memory(grown.copiedByteCount)).
        """)
      page.check(
        "K6", "growing copies n(n−1)/2 tokens, to the byte",
        exceptions: zip(lengths, results).count { n, pair in
          pair.0.copiedByteCount != n * (n - 1) / 2 * tokenBytes
        }, of: lengths.count, "lengths", folds: false)
      page.check(
        "K6", "both caches hold the same keys and values",
        exceptions: results.reduce(0) { sum, pair in
          sum + pair.1.keys.differingElements(from: pair.0.keys)
            + pair.1.values.differingElements(from: pair.0.values)
        }, of: results.reduce(0) { $0 + 2 * $1.0.keys.count }, "numbers")
      try page.deeper("What it costs in time: the caches alone, then a model that writes") { page in
        page.measured {
          page.text(
            """
            First the caches alone, then a whole model that writes with either.
            """)
        }
        let appending = Appending(rows)
        page.timing(
          "Appending tokens one by one to a cache of one layer:",
          lengths.map { n in
            (
              "\(n) tokens",
              [
                Contestant("set aside", bytes: Double(2 * n * tokenBytes), moving: .copying) {
                  keep(try? appending.setAside(n))
                },
                // n copies of half of the text each, on average.
                Contestant(
                  "growing", bytes: Double(n * n * tokenBytes), moving: .copying, passes: n
                ) { keep(try? appending.growing(n)) },
              ]
            )
          }
        ) { races in
          page.finding(
            "K6", "at \(lengths.last!) tokens growing is slower",
            ratio: races.last!.ratio(of: 1, to: 0),
            expected: .atLeast(1, work: Double(lengths.last!) / 2),
            ifLess: "The copies fit a cache, where they cost next to nothing.",
            ifMore: """
              The copies cost more than their bytes: each is new memory, which the system has to hand out.
              """)
          page.finding(
            "K6", "and its disadvantage grows with the text (last ratio over first)",
            ratio: races.last!.ratio(of: 1, to: 0) / races[0].ratio(of: 1, to: 0),
            expected: .atLeast(1, work: Double(lengths.last!) / Double(lengths[0])),
            ifLess: "The text is too short for the copies to leave the cache.",
            ifMore: "The longest copies leave a cache in which the short ones stay.")
        }

        // A model as wide and as deep as the knobs allow would keep a reader waiting.
        let wanted = page.options.quick ? 128 : 256
        let new = min(wanted, 2_500_000_000 / (layers * configuration.linearWeightsPerLayer))
        let decoder = try page.decoder(configuration)
        let writer = Writer(decoder: decoder, new: new)
        let (ready, grown) = (try writer.withMemorySetAside(), try writer.growing())
        page.check(
          "K6", "a whole model writes \(new) tokens alike with either",
          exceptions: zip(ready.tokens, grown.tokens).count { $0 != $1 }
            + zip(ready.logits, grown.logits).reduce(0) {
              $0 + $1.0.differingElements(from: $1.1)
            }, of: new * (1 + configuration.vocabulary), "tokens and logits")
        page.timing(
          new < wanted
            ? "A whole model, so large that \(new) tokens have to do in place of \(wanted):"
            : "A whole model:",
          [
            (
              "\(new) tokens",
              [
                Contestant("set aside") { keep(try? writer.withMemorySetAside()) },
                Contestant("growing") { keep(try? writer.growing()) },
              ]
            )
          ]
        ) { races in
          page.finding(
            "K6", "a model with a growing cache takes longer", ratio: races[0].ratio(of: 1, to: 0),
            // What a step reads: the weights, and half of the text on average, which is written as well.
            expected: .atLeast(
              1,
              work: 1 + Double(new * tokenBytes) / Double(4 * configuration.linearWeightsPerLayer)),
            ifLess: "The copies are a small part of a step of this model.",
            ifMore: """
              The copies cost more than their bytes: each is new memory, which the system has to hand out.
              """)
        }
        page.text(
          """
          On a Mac mini, setting memory aside brought 166 tokens per second in place of 144, for a
          text of 204 tokens (Raschka, 2025). Copying grows with the text and the rest of a step
          hardly does, so long texts suffer more.
          """)
      }
    }
  }
}
