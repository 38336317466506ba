import Base
import KVCacheExperiments
import Mini
import Notebook
import Workbench

extension KVCacheChapter {
  /// K7: less memory without forgetting: pages instead of reservations, 8 bits instead of 32.
  var pagesAndEightBits: Section {
    Section("Pages, and 8 bits", "K7") { page in
      page.result(
        "Pages waste no more than their ends, and 8 bits make each number smaller: both forget no token."
      )
      var random = page.generator(10)
      page.text(
        """
        *Pages.* Memory set aside for the longest text is half empty with an average one. PagedAttention (Kwon et al., 2023) cuts it
        into pages; a text takes one more when its last is full. Two texts grow in turn, with pages of
        \(counted(pageLength, "token")):
        """)
      let decoder = try page.decoder(configuration)
      let (length, pageLength) = (3 * pageLength, pageLength)
      let texts = (0..<2).map { _ in
        (0..<length).map { _ in Int.random(in: 0..<256, using: &random) }
      }
      let (paged, logits) = try page.code {
        let pool = try PagePool(
          pageCount: 8 * decoder.blocks.count, pageLength: pageLength,
          kvHeads: kvHeads, headDimension: configuration.headDimension)
        var caches = try texts.map { _ in
          try decoder.makeCache { _, _ in PagedKVCache(pool: pool) }
        }
        var logits: [[Tensor]] = [[], []]
        for first in stride(from: 0, to: length, by: pageLength) {
          for i in 0..<2 {  // a page of the one, a page of the other
            let piece = Array(texts[i][first..<first + pageLength])
            logits[i].append(try decoder(piece, cache: &caches[i]))
          }
        }
        return (caches, logits.map { Tensor.concatenate($0) })
      }
      var owners = [(text: Int, layer: Int)?](repeating: nil, count: 8 * decoder.blocks.count)
      for (text, cache) in paged.enumerated() {
        for (layer, kept) in cache.layers.enumerated() {
          for page in (kept as? PagedKVCache)?.pageTable ?? [] { owners[page] = (text, layer) }
        }
      }
      page.pages(owners)
      page.check(
        "K7", "both texts have the logits that they have without a cache",
        exceptions: try zip(texts, logits).reduce(0) { sum, pair in
          sum + (try decoder(pair.0).differingElements(from: pair.1))
        }, of: logits.reduce(0) { $0 + $1.count }, "logits", folds: false)
      try page.deeper("Pages of B waste (B−1)/2 tokens of a text on average") { page in
        page.text(
          """
          Attention reads the pages where they are. What is wasted is the empty end of each last page, (B−1)/2
          tokens on average if all fillings are equally likely. 500 texts of 1 to 1024 tokens:
          """)
        let ends = (0..<500).map { _ in Int.random(in: 1...1024, using: &random) }
        let sizes = Array(Set([1, 16, 64, 256, pageLength])).sorted()
        let wasted = try page.code {
          try sizes.map { size in
            try ends.map { tokens in
              let pool = try PagePool(
                pageCount: (tokens + size - 1) / size, pageLength: size,
                kvHeads: 1, headDimension: 2)
              let cache = PagedKVCache(pool: pool)
              let rows = Tensor(zeros: [1, tokens, 2])
              try cache.update(keys: rows, values: rows)
              return cache.wastedTokens
            }.reduce(0, +)
          }
        }
        let used = ends.reduce(0, +)
        page.table(
          columns: ["memory", "wasted per text", "(B−1)/2", "memory in use"],
          rows: [
            [
              "1024 for each", (1024 - Double(used) / 500).fixed(1), "–",
              (Double(used) / (500 * 1024)).percent(),
            ]
          ]
            + zip(sizes, wasted).map { size, waste in
              [
                "pages of \(size)", (Double(waste) / 500).fixed(1), (Double(size - 1) / 2).fixed(1),
                (Double(used) / Double(used + waste)).percent(),
              ]
            })
        page.text(
          """
          The paper found 20.4 to 38.2 % of the memory in use in earlier systems, and 96.3 % with pages of 16.
          """)
        // Seven standard deviations of the mean of 500 numbers that are evenly spread over a page.
        page.check(
          "K7", "largest distance of the waste from (B−1)/2, in pages",
          zip(sizes, wasted).map { size, waste in
            abs(Double(waste) / 500 - Double(size - 1) / 2) / Double(size)
          }.max()!, isAtMost: 0.09)
      }
      page.text(
        """
        *8 bits.* A number becomes a code from −127 to 127 times a shared scale, of a channel for keys, of a token
        for values (KIVI, Liu et al., 2024).
        """)
      page.deeper("A scale per channel spares the ordinary channels; values do not care") { page in
        page.text(
          """
          In trained models a few channels of the *keys* are much larger than the others, for all tokens; in
          values none are. We make 256 keys of 64 channels, two of them 20 times as large, and values without
          such channels. A scale per *token* has to fit its largest number; a scale per *channel* leaves the
          ordinary channels alone.
          """)
        page.sharedScales(tokens: 4, channels: 6, outlier: 2)
        let outliers = [5, 40]
        var keys = Tensor.normal(1, 256, 64, using: &random)  // [heads, tokens, headDimension]
        for t in 0..<256 { for channel in outliers { keys[0, t, channel] *= 20 } }
        let values = Tensor.normal(1, 256, 64, using: &random)
        let queries = Tensor.normal(1, 256, 64, using: &random)
        let errors = page.code {
          [keys, values].map { x in
            Int8Scales.allCases.map { scales in  // per token, per channel
              let rounded = Int8Quantization(x, scales: scales)
              return rounded.dequantized - x  // [1, 256, 64]
            }
          }
        }
        func rms(_ x: Tensor, where isMeant: (Int) -> Bool) -> Double {
          let chosen = x.scalars.enumerated().filter { isMeant($0.offset % 64) }
          return
            (chosen.reduce(0.0) { $0 + Double($1.element) * Double($1.element) }
            / Double(chosen.count)).squareRoot()
        }
        let ordinary = { (channel: Int) in !outliers.contains(channel) }
        let scores = errors[0].map { error in  // of all queries with all keys
          matmul(queries[row: 0], transposed: error[row: 0]).rootMeanSquare / 8
        }
        let quantities: [(String, [Double])] = [
          ("keys, the 62 ordinary channels", errors[0].map { rms($0, where: ordinary) }),
          ("keys, all channels", errors[0].map { rms($0) { _ in true } }),
          ("scores with these keys", scores.map(Double.init)),
          ("values", errors[1].map { rms($0) { _ in true } }),
        ]
        page.table(
          "Error of rounding (root mean square):",
          columns: ["", "per token", "per channel", "ratio"],
          rows: quantities.map {
            [$0, $1[0].significant(2), $1[1].significant(2), ($1[0] / $1[1]).fixed(1)]
          })
        let ratios = quantities.map { $0.1[0] / $0.1[1] }
        page.check(
          "K7", "ordinary channels of the keys: error per token over error per channel", ratios[0],
          is: 8.5,
          within: 2.5)
        page.check(
          "K7", "values: the same ratio, where no channel is special", ratios[3], is: 0.85,
          within: 0.15)
        page.text(
          """
          The ratio is smaller than the 20 of the outliers, because a scale fits the *largest* of its
          numbers, and the largest of 256 ordinary ones is several times their typical size. For
          values the choice hardly matters, and per token is convenient: a token can be rounded as
          soon as it is there.
          """)
      }
      try page.deeper("A cache of 8 bits hardly moves the logits of a random model") { page in
        page.text(
          """
          The quantized cache of this chapter keeps keys per channel, in blocks of 32 tokens,
          values per token, and the last tokens as they are until their block is full. The first 100
          tokens of the prompt and what the model writes after it:
          """)
        let text = try decoder.text(of: 100, beginningWith: promptTokens)
        let (exact, rounded, bytes) = try page.code {
          var exact = try decoder.makeCache(capacity: text.count)
          var rounded = try decoder.makeCache {
            kvHeads, headDimension throws(ModelError) in
            try QuantizedKVCache(
              kvHeads: kvHeads, headDimension: headDimension)
          }
          return (
            try decoder(text, cache: &exact), try decoder(text, cache: &rounded),
            (exact.byteCount, rounded.byteCount)
          )
        }
        let same = (0..<text.count).filter {
          exact[row: $0].indexOfMaximum == rounded[row: $0].indexOfMaximum
        }.count
        page.text(
          """
          The cache of 32 bits has \(memory(bytes.0)), that of 8 bits \(memory(bytes.1)); after \(same) of
          \(text.count) tokens the likeliest next one is the same.
          """)
        page.check(
          "K7", "8 bits hardly move the logits",
          rounded.largestDifference(from: exact) / exact.rootMeanSquare, isAtMost: 0.25,
          measuring: "largest change over their root mean square")
        page.check(
          "K7", "bytes of the 8-bit cache over those of the 32-bit cache",
          Double(bytes.1) / Double(bytes.0), isAtMost: 0.75)
        page.text(
          """
          Weights here are random, so this shows the mechanism; section 13 asks what 8 bits do to a
          trained model. KIVI goes down to 2 bits: 2.6 times less peak memory, weights included, and
          2.35 to 3.47 times the throughput (Liu et al., 2024, abstract).
          """)
      }
      try attentionInPieces(page)
    }
  }
}
