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
      page.claim("K6")
      page.text(
        """
        The idea fits in a dozen lines: a list of keys and a list of values for each head, which every
        new token makes longer by one.
        """)
      try page.source(of: "struct PlainCache", in: "Chapters/KVCache/Experiments/PlainCache.swift")
      page.keptRoundByRound(["Time", "flies", "fast", "like"])
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
        "K6", "a cache of a dozen lines and attention to the whole text: largest difference", plain,
        isAtMost: 1e-5)
      page.text(
        """
        `Mini` sets memory for the keys and values of a layer aside once, and keeps a number that
        says how much of it is filled, which is also the position of the next token.
        """)
      try page.source(of: "public struct KVCache", in: "Sources/Mini/Caches/KVCache.swift")
      page.text(
        """
        A layer that uses it projects the new tokens only, appends their keys and values, and lets
        their queries attend to all that is there. The first layer, fed with 12 random tokens one by
        one, and with all of them at once:
        """)
      let decoder = try page.decoder(configuration)
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
        "K6", "numbers that differ between twelve steps of a layer and all at once", apart,
        equals: 0)
      let written = written
      let writer = try writer(page)
      page.text(
        """
        Now the whole model. It writes \(counted(writer.fitting(written), "token")) twice, reading the
        whole text for every token, and with a cache.\(whyFewer(written, newTokens))
        \(writer.introduction)
        """)
      try page.source(
        of: "func writeTwice", in: "Chapters/KVCache/Experiments/Writing.swift")
      page.text(
        """
        At the end the cache must hold the numbers that we get when the whole text goes through the
        model at once.
        """)
      try compare(page, writer, written)
      if writer.isTrained {
        page.text(
          """
          And the model that the knobs describe, with more blocks, wider, and with random weights: its
          tokens are the bytes of the prompt, and what it writes is gibberish. It has to be the same
          gibberish.
          """)
        let random = PromptWriter(
          model: decoder, prompt: promptTokens, isTrained: false, introduction: "")
        try compare(page, random, written)
      }

      page.text(
        """
        Long prompts go in by chunks, and each token of a chunk has to see what is in the cache and
        what stands before it in the chunk. So everything against everything: 28 tokens in chunks of
        1, 2, 3, 7 and all at once, with 1 and 2 threads, with rotary, sinusoidal and learned
        positions, and with 1, 2, 4 and 8 kv heads. Logits, keys and values have to be those of the
        whole text:
        """)
      var total = 0
      for positions in [TransformerConfiguration.Positions.rotary(), .sinusoidal, .learned] {
        for kvHeads in [1, 2, 4, 8] {
          var c = Self.small
          (c.width, c.feedForwardWidth, c.queryHeads, c.kvHeads) = (128, 352, 8, kvHeads)
          c.positions = positions
          total += try page.decoder(c).differencesOfChunks(threads: page.options.threads)
        }
      }
      page.check("K6", "numbers that differ, over all of these", total, equals: 0)
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

// MARK: With and without

extension KVCacheChapter {
  /// The same text without a cache and with one, and what the cache holds at its end.
  private func compare(_ page: Page, _ writer: PromptWriter, _ newTokens: Int) throws {
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
    page.table(
      columns: ["", "text"],
      rows: rows("prompt", prompt) + rows("without cache", shown[0]) + rows("with cache", shown[1]))
    page.text(
      """
      Tokens that went in, round by round: \(lengths(without)) without a cache, and \(lengths(with)) with
      one.
      """)
    page.check(
      "K6", "\(who): tokens that differ",
      zip(without.tokens, with.tokens).filter { $0 != $1 }.count, equals: 0)
    let vocabulary = model.configuration.vocabulary
    page.check(
      "K6",
      "\(who): logits that are the same, bit for bit, of \(counted(count, "row")) of \(vocabulary)",
      vocabulary * count
        - zip(without.logits, with.logits).map { $0.differingElements(from: $1) }.reduce(0, +),
      equals: vocabulary * count, decides: !writer.isTrained)
    // The last token was chosen and has not been read.
    let compared = try model.differences(of: cache, after: prompt + with.tokens.dropLast())
    page.check(
      "K6",
      """
      \(who): keys and values of \(counted(compared.count, "layer")) that differ, of
      \(compared[0].count.grouped) each
      """,
      compared.map { $0.keys + $0.values }.reduce(0, +), equals: 0)
  }
}
