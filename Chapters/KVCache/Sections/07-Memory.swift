import Base
import Experiments
import Mini
import Notebook
import Workbench

extension KVCacheChapter {
  /// K7: what the cache costs, in our model and in real ones.
  var memorySection: Section {
    Section("What it costs: memory", "K7") { page in
      page.text(
        """
        Every token leaves a key and a value behind, in every layer and for every kv head:
        """)
      page.formula(
        "bytes = 2 · L · G · dh · T · b",
        tex: #"\text{bytes} = 2 \cdot L \cdot G \cdot d_h \cdot T \cdot b"#)
      page.text(
        """
        Twice, for keys and values; then L layers, G kv heads of dh features, T tokens, and b bytes
        for each number. If several texts are written at once, each has a cache of its own. Query
        heads do not appear: they are never kept. `Mini` works with 4 bytes per number;
        here \(layers) layers with \(counted(kvHeads, "kv head")) of \(counted(configuration.headDimension, "feature")):
        """)
      page.factorsOfMemory()
      let decoder = try page.decoder(configuration)
      let perToken = configuration.cacheBytesPerToken()
      let capacity = capacity
      let lengths = Set([0, 1, 2, 10, capacity]).filter { $0 <= capacity }.sorted()
      let sizes = try page.code {
        try lengths.map { length in
          var cache = try decoder.makeCache(capacity: capacity)
          if length > 0 {
            let text = [Int](repeating: 0, count: length)
            _ = try decoder.hiddenStates(text, cache: &cache)
          }
          return (filled: cache.byteCount, reserved: cache.allocatedByteCount)
        }
      }
      page.table(
        "Bytes of a cache with \(counted(capacity, "place")):",
        columns: ["tokens", "byteCount", "formula", "set aside"],
        rows: zip(lengths, sizes).map { length, size in
          [
            "\(length)", size.filled.grouped, (perToken * length).grouped, size.reserved.grouped,
          ]
        })
      page.check(
        "K7", "largest distance of byteCount from the formula, bytes",
        zip(lengths, sizes).map { abs($1.filled - perToken * $0) }.max()!, equals: 0)
      let last = decoder.byteCount / perToken  // the longest text whose cache is not larger
      let around = try [last, last + 1].map { places in
        try decoder.makeCache(capacity: places).allocatedByteCount
      }
      page.text(
        """
        So the cache grows by \(memory(perToken)) with every token, and the weights stay at
        \(decoder.byteCount.grouped) bytes. A cache of \(counted(last, "token")) has
        \(around[0].grouped) bytes, and with one more, \(around[1].grouped), it outgrows the weights.
        """)
      page.check(
        "K7",
        "of caches with \(last.grouped) and \((last + 1).grouped) places, those above the weights",
        around.filter { $0 > decoder.byteCount }.count, equals: 1)

      page.text(
        """
        Real models, with numbers of two bytes, from their published shapes. 4096 tokens are only a
        common yardstick; GPT-2 stops at 1024. “If MHA” is with as many kv heads as query heads
        (multi-head attention). Parameter counts are the rounded ones in the models' names. Look at
        the last column: how many tokens, in one text or in many, take as much memory as the model.
        """)
      let tokens = 4096
      page.table(
        "Caches of real models:",
        columns: [
          "model", "L × G × dh", "each token", "4096 tokens", "if MHA", "outgrows at",
        ],
        rows: Self.realModels.map { model in
          let bytes = model.cacheBytesPerToken()
          return [
            model.name,
            "\(model.layers)\u{00A0}×\u{00A0}\(model.kvHeads)\u{00A0}×\u{00A0}\(model.headDimension)",
            memory(bytes),
            memory(bytes * tokens), memory(bytes / model.kvHeads * model.queryHeads * tokens),
            Int(2 * model.weights / Double(bytes)).grouped,
          ]
        })
      page.text(
        """
        A token of Llama 2 7B costs more memory than one of Llama 2 70B, because the larger model
        has 8 kv heads and the smaller one 32. And no model outgrows itself within one text of 4096
        tokens; serving thirty readers at once is another matter.
        """)
      func line(_ name: String) -> Plot.Series {
        let lengths = (0...7).map { 1024 << $0 }
        return .line(name, lengths.map { (Double($0), Double(bytes(name) * $0) / 0x1p30) })
      }
      page.plot(
        """
        Cache against context, in numbers of 16 bits, for five of them. Look at how low each line
        lies: all are equally steep, and the largest model is not the highest.
        """,
        x: .logarithmic("tokens in the cache"), y: .logarithmic("cache in GiB"),
        line("Llama 2 7B"), line("Llama 2 70B"), line("Llama 3 8B"), line("SmolLM2 135M"),
        line("Falcon 7B"))
      func bytes(_ name: String) -> Int {
        PublishedModel.named(name).cacheBytesPerToken()
      }
      page.check(
        "K7", "OPT 13B: bytes for each token, which PagedAttention (sec. 3) gives as 800 KB",
        bytes("OPT 13B"), equals: 800 * 1024)
      page.check(
        "K7", "Llama 2 7B, 4096 tokens: GiB, where its report's sizes give 2",
        Double(bytes("Llama 2 7B") * 4096) / 0x1p30, equals: 2.0)
      page.text(
        """
        Raschka, 2025, estimates a model of 32 layers and 32 heads of 128 features at 32 768 tokens,
        with 32 kv heads and with 8:
        """)
      let estimates = [32, 8].map { kvHeads in
        2 * 32 * kvHeads * 128 * 2 * 32_768
      }
      page.check(
        "K7", "32 kv heads, GB of 10⁹ bytes", Double(estimates[0]) / 1e9, is: 17.18, within: 0.005)
      page.check(
        "K7", "8 kv heads, GB of 10⁹ bytes", Double(estimates[1]) / 1e9, is: 4.29, within: 0.006)
      try planner(page)
    }
  }

  private func planner(_ page: Page) throws {
    page.text(
      """
      *A planner.* What is left of the memory beside the weights is for caches, and a new token reads the
      weights and its whole text's cache. So the longest text, the largest number of texts and the most
      tokens per second that the bandwidth allows follow from sizes alone. Here for numbers in 16 bits, and
      for the same model with as many kv heads as query heads, and with one:
      """)
    page.plan(
      try PlannedModel(plan), context: planContext, batch: planTexts,
      bytesPerNumber: bytesPerNumber, memory: planMemory, bandwidth: planBandwidth)
    page.text(
      """
      Try `--plan "Llama 3 8B"`, or `--plan FILE.gguf` with a model of your own: only its header is read, so
      it may be larger than your memory. `chapter-gqa` decodes 1 to 32 texts together and shows how far the
      formula goes.
      """)
    let seven = try PlannedModel("Llama 2 7B").plan(
      bytesPerNumber: 2, memory: 24e9, bandwidth: 1e12)
    page.check(
      "K7", "Llama 2 7B in 24 GB: longest text, by hand (24 − 14) · 10⁹ / 524 288",
      seven.longestContext(), equals: 19_073)
  }

  /// Small and large, with few kv heads and with many.
  private static var realModels: [PublishedModel] {
    [
      "GPT-2 124M", "SmolLM2 135M", "Qwen2.5 0.5B", "Falcon 7B", "Mistral 7B", "Llama 2 7B",
      "Llama 3 8B", "OPT 13B", "Llama 2 70B", "Llama 3.1 405B",
    ].map(PublishedModel.named)
  }
}
