import Base
import KVCacheExperiments
import Mini
import Notebook
import Workbench

extension KVCacheChapter {
  /// K6: the cache itself, and generation with it, which agrees with generation without to the last
  /// bit.
  var cachedGeneration: Section {
    Section("The cache, and writing with it", "K6") { page in
      page.result(
        "With a cache the model writes the same text, from the same logits to the last bit.")
      page.claim("K6")
      page.text(
        """
        The loop of section 1 with three lines changed: only what is new goes in.
        """)
      try page.source(of: "func writeKeeping", in: "Chapters/KVCache/Experiments/Loops.swift")
      try bothLoops(page)
      page.text(
        """
        Inside of a layer, for each head:
        """)
      try page.source(of: "struct PlainCache", in: "Chapters/KVCache/Experiments/PlainCache.swift")
      page.keptRoundByRound(["Time", "flies", "fast", "like"])
      let decoder = try page.decoder(configuration)
      try page.deeper(
        "The dozen lines, and the cache of a layer in `Mini`, agree with attention to all"
      ) {
        page in
        page.text(
          """
          12 tokens one by one through this cache, and the same 12 at once through `Mini`'s
          `attention`:
          """)
        var plainRandom = page.generator(40)
        let (q, k, v) = (
          Tensor.normal(12, 16, using: &plainRandom), Tensor.normal(12, 16, using: &plainRandom),
          Tensor.normal(12, 16, using: &plainRandom)
        )
        let plain = page.code {
          var cache = PlainCache()
          let rows = (0..<12).map { t in
            cache.attend(
              Array(q[row: t].scalars), Array(k[row: t].scalars),
              Array(v[row: t].scalars))
          }
          let whole = attention(
            queries: q.splitHeads(1), keys: k.splitHeads(1),
            values: v.splitHeads(1), mask: .causal)
          return Tensor(rows).largestDifference(from: whole.mergeHeads())
        }
        page.check(
          "K6", "a cache of a dozen lines and attention to the whole text agree", plain,
          isAtMost: 1e-5, measuring: "largest difference")
        page.text(
          """
          `Mini` sets memory for the keys and values of a layer aside once, and keeps a number that
          says how much of it is filled, which is also the position of the next token.
          """)
        try page.source(of: "mutating func update", in: "Sources/Mini/Caches/KVCache.swift")
        page.text(
          """
          A layer that uses it projects the new tokens only, appends their keys and values, and lets
          their queries attend to all that is there. The first layer, fed with 12 random tokens one by
          one, and with all of them at once:
          """)
        var random = page.generator(4)
        let x = Tensor.normal(12, modelWidth, using: &random)
        let layer = decoder.blocks[0].attention
        let apart = try page.code {
          var cache = try KVCache(
            kvHeads: kvHeads, headDimension: layer.headDimension, capacity: 12)
          func step(_ token: Tensor) throws -> Tensor {  // [1, width]
            let new = layer.project(token, position: cache.offset)
            try cache.update(keys: new.keys, values: new.values)
            let heads = attention(
              queries: new.queries, view: cache.view, mask: .causal)
            return layer.output(heads.mergeHeads())  // [1, width]
          }
          let rows = try (0..<12).map { t in try step(x[rows: t..<t + 1]) }
          return Tensor.concatenate(rows).differingElements(from: layer(x))
        }
        page.check(
          "K6", "twelve steps of a layer give what all at once give", exceptions: apart,
          of: x.count, "numbers")
      }
      let written = written
      let writer = try writer(page)
      page.text(
        """
        Now \(writer.isTrained ? "the trained model" : "a model with random weights") writes
        \(counted(writer.fitting(written), "token")), without a cache and with
        one.\(whyFewer(written, newTokens))
        """)
      try compare(page, writer, written, decides: true)
      if writer.isTrained {
        try page.deeper("A larger model with random weights writes the same gibberish twice") {
          page in
          page.text(
            """
            And the model that the knobs describe, with more blocks, wider, and with random weights: its
            tokens are the bytes of the prompt, and what it writes is gibberish. It has to be the same
            gibberish.
            """)
          let random = PromptWriter(
            model: decoder, prompt: promptTokens, isTrained: false, introduction: "")
          try compare(page, random, written, decides: false)
        }
      }

      try page.deeper("Prompts in chunks of any size leave the same cache") { page in
        page.text(
          """
          Long prompts go in by chunks, and each token of a chunk has to see what is in the cache and
          what stands before it in the chunk. So everything against everything: 28 tokens in chunks of
          1, 2, 3, 7 and all at once, with 1 and 2 threads, with rotary, sinusoidal and learned
          positions, and with 1, 2, 4 and 8 kv heads. Logits, keys and values have to be those of the
          whole text:
          """)
        var (total, compared) = (0, 0)
        for positions in [TransformerConfiguration.Positions.rotary(), .sinusoidal, .learned] {
          for kvHeads in [1, 2, 4, 8] {
            var c = Self.small
            (c.width, c.feedForwardWidth, c.queryHeads, c.kvHeads) = (128, 352, 8, kvHeads)
            c.positions = positions
            let differences = try page.decoder(c).differencesOfChunks(threads: page.options.threads)
            total += differences.differing
            compared += differences.count
          }
        }
        page.check("K6", "all of these agree", exceptions: total, of: compared, "numbers")
      }
      page.deeper("Why one may ask for the same bits here, and not everywhere") { page in
        page.text(
          """
          Such zeros are not to be expected everywhere: sums of floating-point numbers depend on their
          order, and many libraries choose another for one row than for many. Cached and uncached
          results then differ in the last digits, harmless in 32 bits and visible in 16
          ([Transformers, issue 25420](https://github.com/huggingface/transformers/issues/25420)).
          `Mini` computes every element as one chain of additions in a fixed order, so that we can ask
          for `==`.
          """)
      }
    }
  }
}

// MARK: With and without

extension KVCacheChapter {
  /// Both loops as they are shown write the same.
  private func bothLoops(_ page: Page) throws {
    let writer = try writer(page)
    let count = writer.fitting(min(written, 8))
    let anew = try writeAnew(count, after: writer.prompt, by: writer.model)
    var cache = try writer.model.makeCache(capacity: writer.prompt.count + count)
    let kept = try writeKeeping(&cache, count, after: writer.prompt, by: writer.model)
    page.check(
      "K6", "both loops, as they stand here, write the same",
      exceptions: zip(anew, kept).count { $0 != $1 }, of: anew.count, "tokens")
  }

  /// The same text without a cache and with one, and what the cache holds at its end.
  private func compare(
    _ page: Page, _ writer: PromptWriter, _ newTokens: Int, decides: Bool
  ) throws {
    let count = writer.fitting(newTokens)
    let (model, prompt) = (writer.model, writer.prompt)
    page.working(on: "writing without a cache", 0)
    let (without, with, cache) = try model.writeTwice(
      from: prompt, count, places: writer.isTrained ? prompt.count + count : capacity)
    func rows(_ name: String, _ tokens: [Int]) -> [[String]] {
      writer.lines(tokens).enumerated().map { [$0 == 0 ? name : "", $1] }
    }
    func lengths(_ generation: Generation) -> String {
      let all = generation.inputLengths.map(String.init)
      return all.count <= 6
        ? all.joined(separator: ", ")
        : all.prefix(4).joined(separator: ", ") + ", …, " + all.last!
    }
    let who = writer.isTrained ? "trained" : "random weights"
    // Words are written as one text, which begins its sentences with capitals.
    let shown = [without, with].map { writer.isTrained ? prompt + $0.tokens : $0.tokens }
    if writer.isTrained {
      page.text("With the cache it writes: \(writer.lines(shown[1])[0])")
    } else {
      page.table(
        columns: ["", "text"],
        rows: rows("prompt", prompt) + rows("without cache", shown[0])
          + rows("with cache", shown[1]))
    }
    if !decides {
      page.text(
        """
        Tokens in, round by round: \(lengths(without)) without a cache, \(lengths(with)) with one.
        """)
    }
    page.check(
      "K6", "\(who): both texts are the same",
      exceptions: zip(without.tokens, with.tokens).count { $0 != $1 }, of: count, "tokens")
    let vocabulary = model.configuration.vocabulary
    page.check(
      "K6", "\(who): logits with and without the cache have the same bits",
      exceptions: zip(without.logits, with.logits).reduce(0) {
        $0 + $1.0.differingElements(from: $1.1)
      }, of: vocabulary * count, "logits", decides: decides)
    // The last token was chosen and has not been read.
    let compared = try model.differences(of: cache, after: prompt + with.tokens.dropLast())
    page.check(
      "K6", "\(who): the cache holds the keys and values of the whole text",
      exceptions: compared.reduce(0) { $0 + $1.keys + $1.values },
      of: compared.reduce(0) { $0 + 2 * $1.count }, "numbers")
  }
}
