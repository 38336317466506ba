import Base
import Experiments
import Mini
import Notebook
import Workbench

extension KVCacheChapter {
  /// K7: what the cache costs, in our model and in real ones.
  var memorySection: Section {
    Section("What it costs: memory", "K7") { page in
      page.result(
        """
        A cache grows by the same number of bytes with every token; kv heads, layers and numbers decide how
        many, and the number of weights does not.
        """)
      page.text(
        """
        Every token leaves a key and a value, in every layer and for every kv head:
        """)
      page.formula(
        "bytes = 2 · L · G · dh · T · b",
        tex: #"\text{bytes} = 2 \cdot L \cdot G \cdot d_h \cdot T \cdot b"#)
      page.text(
        """
        2 for keys and values, L layers, G kv heads of dh features, T tokens, b bytes for a number. Query heads do
        not appear: they are never kept.
        """)
      try page.deeper(
        "The cache of this run has the bytes of the formula, and outgrows its weights"
      ) { page in
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
          "K7", "`byteCount` is what the formula says",
          exceptions: zip(lengths, sizes).count { $1.filled != perToken * $0 }, of: lengths.count,
          "lengths")
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
          around.count { $0 > decoder.byteCount }, equals: 1)
      }
      page.text(
        """
        Published shapes with two bytes a number. “If MHA” is with as many kv heads as query heads. From the
        last column on the cache outgrows the weights.
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
            (2 * model.parameters / Int64(bytes)).grouped,
          ]
        })
      func bytes(_ name: String) -> Int {
        PublishedModel.named(name).cacheBytesPerToken()
      }
      page.check(
        "K7", "OPT 13B: bytes for each token, which PagedAttention (sec. 3) gives as 800 KB",
        bytes("OPT 13B"), equals: 800 * 1024)
      page.check(
        "K7", "Llama 2 7B, 4096 tokens: GiB, where its report's sizes give 2",
        Double(bytes("Llama 2 7B") * 4096) / 0x1p30, equals: 2.0)
      page.deeper("Drawn: the model with ten times the weights has the smaller cache") { page in
        let drawn = ["SmolLM2 135M", "Falcon 7B", "Llama 3 8B", "Llama 2 7B", "Llama 2 70B"]
        func bars(_ name: String, _ kvHeads: (PublishedModel) -> Int) -> Plot.Series {
          .bars(
            name,
            drawn.map(PublishedModel.named).map { model in
              let bytes = model.cacheBytesPerToken() / model.kvHeads * kvHeads(model) * tokens
              return (model.name, Double(bytes) / 0x1p30)
            })
        }
        page.plot(
          """
          Cache of a text of 4096 tokens, for five of them. Look at the two models of Llama 2: the one with ten
          times the weights has the smaller cache.
          """,
          x: .linear(""), y: .linear("GiB"), bars("its own kv heads", \.kvHeads),
          bars("as many as query heads", \.queryHeads))
      }
      page.deeper("The estimates that others publish are those of the formula") { page in
        page.text(
          """
          Raschka, 2025, estimates a model of 32 layers and 32 heads of 128 features at 32 768 tokens,
          with 32 kv heads and with 8:
          """)
        let estimates = [32, 8].map { kvHeads in
          2 * 32 * kvHeads * 128 * 2 * 32_768
        }
        page.check(
          "K7", "32 kv heads, GB of 10⁹ bytes", Double(estimates[0]) / 1e9, is: 17.18, within: 0.005
        )
        page.check(
          "K7", "8 kv heads, GB of 10⁹ bytes", Double(estimates[1]) / 1e9, is: 4.29, within: 0.006)
      }
      page.text(
        """
        What a machine can serve with such a model, and how fast, the planner of `chapter-gqa` says.
        """)
    }
  }

  /// Small and large, with few kv heads and with many.
  private static var realModels: [PublishedModel] {
    [
      "GPT-2 124M", "SmolLM2 135M", "Qwen2.5 0.5B", "Falcon 7B", "Mistral 7B", "Llama 2 7B",
      "Llama 3 8B", "OPT 13B", "Llama 2 70B", "Llama 3.1 405B",
    ].map(PublishedModel.named)
  }
}
