import Mini
import Notebook

extension GQAChapter {
  /// G5, G7, E14: the time of a decoded token against the number of kv heads.
  var decodingTime: Section {
    Section("How fast: decoding, prefill, and the roofline", "G5", "G7", "E14") { page in
      page.claim("G7")
      page.correction("E14")
      paperTimes(page)
      try attentionTime(page)
      try prefillTime(page)
      try modelTime(page)
      quality(page)
    }
  }

  // MARK: The paper

  private func paperTimes(_ page: Page) {
    page.text(
      """
      The paper timed T5-XXL, 64 heads, with 2048 tokens to read and 512 to write, on its accelerators:
      """)
    page.table(
      "Seconds per sample (Ainslie et al., 2023, Fig. 6, read from the figure's vector data):",
      columns: ["kv heads"] + PaperTimes.values.map { "\($0.kvHeads)" },
      rows: [
        ["seconds"] + PaperTimes.values.map { $0.seconds.fixed(3) },
        ["of multi-head"] + PaperTimes.relative.map { $0.time.percent(0) },
      ])
    let (eight, one) = (PaperTimes.relative(8), PaperTimes.relative(1))
    page.text(
      """
      The curve is anything but straight. From 64 kv heads to 8 the time falls to \(eight.percent(0));
      from 8 to 1 it only falls to \(one.percent(0)), and 4 are as quick as 1. So “more groups are slower” is true at the right end and hardly
      matters at the left.
      """)
  }

  // MARK: Attention alone

  private func attentionTime(_ page: Page) throws {
    page.text(
      """
      Now here. One token looks back at a cache of t tokens; we time the attention of one layer for
      several numbers of kv heads. So that all of them have to give the same answer, every kv head
      holds the same keys and values. They still lie at different places in memory, and have to be
      read one by one. The contexts are chosen by what the multi-head cache weighs: a small one, which
      stays in the caches of the processor, up to one that does not fit into them.
      """)
    var random = page.generator(4)
    let setups = try contexts(page).map { tokens in
      try Decoding(
        queryHeads: queryHeads, kvHeads: timedKVHeads, headDimension: headDimension,
        tokens: tokens, using: &random)
    }
    page.check(
      "G7", "numbers in which the answers of different numbers of kv heads differ",
      setups.reduce(0) { $0 + $1.differing }, equals: 0)
    page.check(
      "G7",
      "different counts of multiply–adds over all numbers of kv heads, beyond one per context",
      setups.reduce(0) { $0 + Set($1.caches.map { $0.multiplyAdds }).count - 1 }, equals: 0)
    page.text(
      """
      Each race also has one contestant that does nothing but read: it adds up as many numbers as the
      multi-head cache holds. GB/s is the cache over the time, so that column says what share of this
      reading speed attention reaches; GFLOP/s is its work.
      """)
    page.timing(
      "Attention of one layer for one new token, \(queryHeads) query heads of \(headDimension):",
      setups.map { setup in
        (
          "\(setup.tokens.grouped) tokens, \(memory(setup.bytes))",
          setup.caches.map { cache in
            Contestant(
              cache.kvHeads == 1 ? "1 kv head" : "\(cache.kvHeads) kv heads",
              operations: 2 * Double(cache.multiplyAdds), bytes: Double(cache.bytes)
            ) { keep(cache.attend(setup.queries)) }
          } + [
            Contestant("only reading", bytes: Double(setup.bytes)) { keep(setup.read()) }
          ]
        )
      } + [("peak", [matrixProduct])]
    ) { races in
      attentionFindings(page, setups, races)
    }
  }

  /// The fastest arithmetic that `Mini` has: the roof above all of its kernels.
  private var matrixProduct: Contestant {
    let n = 512
    let a = Tensor(repeating: 0.5, shape: [n, n])
    return Contestant("matrix product 512", operations: 2 * Double(n * n * n)) {
      keep(matmul(a, a))
    }
  }

  private func attentionFindings(_ page: Page, _ setups: [Decoding], _ races: [Race]) {
    let decoding = races.dropLast()  // the last race is the roof
    let (short, long) = (decoding.first!, decoding.last!)
    let last = timedKVHeads.count - 1
    let most = Double(timedKVHeads[0])
    let reading = last + 1  // the contestant that only reads
    page.plot(
      "Time against kv heads, as a share of the time with \(timedKVHeads[0]):",
      x: .logarithmic("share of kv heads, G/H"), y: .linear("time, of multi-head", 0...1.2),
      .line("in proportion", timedKVHeads.map { (Double($0) / most, Double($0) / most) }),
      .points(
        "\(setups.first!.tokens.grouped) tokens",
        timedKVHeads.indices.map { (Double(timedKVHeads[$0]) / most, short.ratio(of: $0, to: 0)) }),
      .points(
        "\(setups.last!.tokens.grouped) tokens",
        timedKVHeads.indices.map { (Double(timedKVHeads[$0]) / most, long.ratio(of: $0, to: 0)) }),
      .points("paper, 64 heads", PaperTimes.relative.map { ($0.share, $0.time) }))
    page.finding(
      "G7", "with the longest context, \(timedKVHeads[0]) kv heads take longer than 1",
      ratio: long.ratio(of: 0, to: last), expected: 1.2...(.infinity))
    page.finding(
      "G7",
      "and as many times longer as the cache is larger (ratio of times over ratio of bytes)",
      ratio: long.ratio(of: 0, to: last) / most, expected: 0.8...1.25)
    page.finding(
      "G7", "with the shortest context, sharing matters less than with the longest",
      ratio: long.ratio(of: 0, to: last) / short.ratio(of: 0, to: last),
      expected: 1...(.infinity))
    page.finding(
      "E14", "the first halving of the kv heads gains more than the last (longest context)",
      ratio: long.ratio(of: 0, to: 1) / long.ratio(of: last - 1, to: last),
      expected: 1...(.infinity))
    page.finding(
      "E14",
      "multi-head attention reads its longest cache as fast as memory can be read (share of it)",
      ratio: bandwidth(long.measurements[0]) / bandwidth(long.measurements[reading]),
      expected: 0.7...1.3)
    roofline(page, long, races.last!)
  }

  private func bandwidth(_ m: Measurement) -> Double { m.bytes / m.median }
  private func speed(_ m: Measurement) -> Double { m.operations / m.median }

  private func roofline(_ page: Page, _ long: Race, _ roof: Race) {
    let reading = bandwidth(long.measurements[timedKVHeads.count])
    let peak = speed(roof.measurements[0])
    let ridge = peak / reading
    func intensity(_ kvHeads: Int) -> Double { Double(queryHeads) / Double(2 * kvHeads) }
    let breakEven = Double(queryHeads) / (2 * ridge)
    page.text(
      """
      *The roofline.* Attention cannot be faster than the bytes arrive nor faster than the processor
      computes. Drawn over operations per byte, these are a slope and a roof. Here the slope is
      \((reading / 1e9).significant(2)) GB/s and the roof, the speed of `Mini`'s matrix product,
      \((peak / 1e9).significant(3)) GFLOP/s; they meet at \(ridge.significant(2)) operations per
      byte. Left of it memory decides and sharing heads helps; right of it there is nothing more to
      gain.
      """)
    let ends = (low: min(0.25, intensity(queryHeads)), high: max(2 * ridge, intensity(1)))
    page.plot(
      "Speed of attention with the longest cache, under its roof:",
      x: .logarithmic("operations per byte of the cache"), y: .logarithmic("GFLOP/s"),
      .line(
        "roof",
        [ends.low, ridge, ends.high].map { ($0, min(peak, reading * $0) / 1e9) }),
      .points(
        "kv heads " + timedKVHeads.map { "\($0)" }.joined(separator: ", "),
        timedKVHeads.indices.map {
          (intensity(timedKVHeads[$0]), speed(long.measurements[$0]) / 1e9)
        }))
    page.text(
      """
      The break-even, 2H/(G·4) = \(ridge.significant(2)), is at G = \(breakEven.significant(2)) for
      \(queryHeads) query heads\(
        breakEven < 1
          ? ": below 1, so by this arithmetic even a single kv head would wait for memory."
          : ": with fewer kv heads than that, by this arithmetic the processor is the limit.")
      """)
  }

  // MARK: Prefill

  private func prefillTime(_ page: Page) throws {
    let tokens = page.options.quick ? 128 : 512
    page.text(
      """
      *Prefill.* When a prompt is read, \(tokens) tokens look at the keys together: each key that has
      arrived serves \(tokens) queries or more, whatever G is. There should be nothing to gain, but
      for the smaller projections to keys and values.
      """)
    var random = page.generator(40)
    let head = (0..<2).map { _ in Tensor.uniform(1, tokens, headDimension, using: &random) }
    let queries = Tensor.uniform(queryHeads, tokens, headDimension, using: &random)
    let shared = timedKVHeads.map { kvHeads in
      head.map { repeatingHeads($0, times: kvHeads) }
    }
    func attend(_ kv: [Tensor]) -> Tensor {
      attention(queries: queries, keys: kv[0], values: kv[1], mask: .causal)
    }
    let first = attend(shared[0])
    page.check(
      "G7", "numbers in which the prefills differ",
      shared.reduce(0) { $0 + attend($1).differingElements(from: first) }, equals: 0)
    page.timing(
      "Attention of a prompt of \(tokens) tokens:",
      [
        (
          "\(tokens) tokens",
          zip(timedKVHeads, shared).map { kvHeads, kv in
            Contestant(
              kvHeads == 1 ? "1 kv head" : "\(kvHeads) kv heads",
              operations: 2 * Double(queryHeads * headDimension * tokens * (tokens + 1))
            ) { keep(attend(kv)) }
          }
        )
      ]
    ) { races in
      page.finding(
        "E14", "prefill takes as long with \(timedKVHeads[0]) kv heads as with 1",
        ratio: races[0].ratio(of: 0, to: timedKVHeads.count - 1), expected: 0.8...1.25)
    }
  }

  // MARK: A whole model

  private func modelTime(_ page: Page) throws {
    page.claim("G5")
    page.text(
      """
      *A whole model* has weights to read as well, for every token, and they hardly depend on G. Two
      layers, 512 wide, with 8 query heads of 64 features, decode one token after a short and after a
      long text. Look at how much of the gain is left.
      """)
    let contexts = page.options.quick ? [64, 2048] : [64, 2048, 16_384]
    let kvHeads = [8, 2, 1]
    let models = try kvHeads.map { kvHeads in
      var sizes = DecoderConfiguration()
      (sizes.layers, sizes.width, sizes.feedForwardWidth) = (2, 512, 1376)
      (sizes.queryHeads, sizes.kvHeads) = (8, kvHeads)
      sizes.contextLength = contexts.last! + 1
      return try DecodingModel(sizes, lengths: contexts, seed: page.options.seed)
    }
    let counts = try contexts.map { tokens in
      try models.map { model in try model.step(after: tokens) }
    }
    page.table(
      "One decoded token: what it reads, and its multiply–adds in scores and mixing:",
      columns: ["tokens before"] + kvHeads.map { "G = \($0): weights + cache" }
        + ["scores, mixing"],
      rows: zip(contexts, counts).map { tokens, steps in
        [tokens.grouped]
          + zip(models, steps).map { "\(memory($0.readWeights)) + \(memory($1.bytes))" }
          + [steps[0].attention.grouped]
      })
    page.check(
      "G5", "contexts at which the multiply–adds of scores and mixing depend on G",
      counts.count { Set($0.map(\.attention)).count != 1 }, equals: 0)
    page.check(
      "G5", "contexts at which 2 kv heads do not read less than 8 and more than 1",
      counts.count { $0[1].bytes >= $0[0].bytes || $0[1].bytes <= $0[2].bytes }, equals: 0)
    page.timing(
      "One token through the whole model:",
      zip(contexts, counts).map { tokens, steps in
        (
          "after \(tokens.grouped)",
          zip(models, steps).map { model, step in
            Contestant(
              model.kvHeads == 1 ? "1 kv head" : "\(model.kvHeads) kv heads",
              bytes: Double(model.readWeights + step.bytes)
            ) { keep(try? model.step(after: tokens)) }
          }
        )
      }
    ) { races in
      page.plot(
        "Time per token against the text before it:",
        x: .logarithmic("tokens before"), y: .logarithmic("ms per token"),
        .line("8 kv heads", zip(contexts, races).map { (Double($0), $1.milliseconds(0)) }),
        .line("2 kv heads", zip(contexts, races).map { (Double($0), $1.milliseconds(1)) }),
        .line("1 kv head", zip(contexts, races).map { (Double($0), $1.milliseconds(2)) }))
      page.finding(
        "G5", "after a short text the number of kv heads hardly matters (8 against 1)",
        ratio: races.first!.ratio(of: 0, to: 2), expected: 0.8...1.25)
      page.finding(
        "G5", "after a long text 8 kv heads are slower than 1",
        ratio: races.last!.ratio(of: 0, to: 2), expected: 1.1...(.infinity))
      page.finding(
        "G5", "and 2 have most of the gain (share of the time that is saved)",
        ratio: races.last!.savedShare, expected: 0.5...1.1)
    }
  }

  // MARK: Quality

  private func quality(_ page: Page) {
    page.text(
      """
      *And the quality?* That needs trained models, which this section does not have. The paper's own
      figures, for T5 models uptrained from multi-head attention:
      """)
    page.table(
      "Ainslie et al., 2023, Table 1 (seconds per sample per chip; average of seven tasks):",
      columns: ["model", "seconds", "average", "CNN", "WMT BLEU", "TriviaQA"],
      rows: [
        ["multi-head, Large", "0.37", "46.0", "42.9", "27.7", "78.2"],
        ["multi-head, XXL", "1.51", "47.2", "43.8", "28.4", "81.9"],
        ["multi-query, XXL", "0.24", "46.6", "43.0", "28.5", "81.3"],
        ["8 kv heads, XXL", "0.28", "47.1", "43.5", "28.4", "81.6"],
      ])
    let time = (1.51 - 0.28) / (1.51 - 0.24)
    let quality = (47.1 - 46.6) / (47.2 - 46.6)
    page.text(
      """
      Eight kv heads keep \(time.percent(0)) of the time that one would save and \(quality.percent(0))
      of the quality that one would lose: a good bargain, and the point of the paper. The scale of it
      is small, though. All the averages of XXL lie within 0.6 points.
      """)
  }
}

// MARK: What is timed

extension GQAChapter {
  /// The numbers of kv heads that are timed, at most four: all, the knob's own, some between, and 1.
  private var timedKVHeads: [Int] {
    let all = Self.divisors(of: queryHeads)
    if all.count == 1 { return [1, 1] }
    if all.count <= 4 { return all }
    let between = [all[all.count / 3], all[all.count * 2 / 3]]
    return Array(Set([queryHeads, 1] + between)).sorted(by: >)
  }

  /// Numbers of tokens whose multi-head cache has a certain size.
  private func contexts(_ page: Page) -> [Int] {
    let bytesPerToken = 2 * queryHeads * headDimension * 4
    let sizes = page.options.quick ? [512 << 10, 32 << 20] : [512 << 10, 4 << 20, 128 << 20]
    return sizes.map { min(65_536, $0 / bytesPerToken) }
  }
}

/// One new token and the same text in caches with different numbers of kv heads.
private struct Decoding {
  let tokens: Int
  let queries: Tensor  // [queryHeads, 1, headDimension]
  let caches: [SharedCache]
  private let numbers: Tensor  // as many as the largest cache holds

  init(
    queryHeads: Int, kvHeads: [Int], headDimension: Int, tokens: Int,
    using random: inout SeededGenerator
  ) throws {
    self.tokens = tokens
    queries = .uniform(queryHeads, 1, headDimension, using: &random)
    let keys = Tensor.uniform(1, tokens, headDimension, using: &random)
    let values = Tensor.uniform(1, tokens, headDimension, using: &random)
    caches = try kvHeads.map { kvHeads in
      try SharedCache(keys, values, queryHeads: queryHeads, kvHeads: kvHeads)
    }
    numbers = Tensor(repeating: 1, shape: [64, caches[0].bytes / 4 / 64])
  }

  /// Bytes of the multi-head cache.
  var bytes: Int { caches[0].bytes }

  /// Reads as many numbers as the multi-head cache holds.
  func read() -> Tensor { numbers.rowSums }

  /// Numbers in which the answers differ from that of multi-head attention.
  var differing: Int {
    let first = caches[0].attend(queries)
    return caches.reduce(0) { $0 + $1.attend(queries).differingElements(from: first) }
  }
}

/// A cache all of whose heads hold the same keys and values.
private struct SharedCache {
  let kvHeads: Int
  let bytes: Int
  /// Multiply–adds of one new token, counted.
  let multiplyAdds: Int
  private let rows: KeyValueRows

  init(_ keys: Tensor, _ values: Tensor, queryHeads: Int, kvHeads: Int) throws {
    self.kvHeads = kvHeads
    let (tokens, headDimension) = (keys.shape[1], keys.shape[2])
    var cache = try KVCache(kvHeads: kvHeads, headDimension: headDimension, capacity: tokens)
    let counter = OperationCounter()
    // In pieces, so that no second copy of the whole cache is ever in memory. The last token attends
    // and is counted.
    let piece = 1024
    for first in stride(from: 0, to: tokens - 1, by: piece) {
      let range = first..<min(first + piece, tokens - 1)
      try cache.update(
        keys: repeatingHeads(keys[row: 0][rows: range].splitHeads(1), times: kvHeads),
        values: repeatingHeads(values[row: 0][rows: range].splitHeads(1), times: kvHeads))
    }
    let last = tokens - 1..<tokens
    _ = try cache.attend(
      queries: Tensor(zeros: [queryHeads, 1, headDimension]),
      keys: repeatingHeads(keys[row: 0][rows: last].splitHeads(1), times: kvHeads),
      values: repeatingHeads(values[row: 0][rows: last].splitHeads(1), times: kvHeads),
      counter: counter)
    bytes = cache.byteCount
    multiplyAdds = counter.attentionMultiplyAdds
    rows = cache.rows
  }

  func attend(_ queries: Tensor) -> Tensor {
    attention(queries: queries, rows: rows, mask: .causal)
  }
}

/// A decoder with random weights that has texts of several lengths in its caches.
private final class DecodingModel {
  private let decoder: Decoder
  private var caches: [Int: DecoderCache] = [:]

  init(_ sizes: DecoderConfiguration, lengths: [Int], seed: UInt64) throws {
    decoder = try Decoder(sizes, seed: seed)
    // What is in a cache does not change the time; numbers of the size of keys do well.
    var random = SeededGenerator(seed: seed)
    let heads = Tensor.uniform(sizes.kvHeads, 64, sizes.headDimension, using: &random)
    for length in lengths {
      var cache = try decoder.makeCache(capacity: length + 1)
      for layer in cache.layers.indices {
        for _ in 0..<length / 64 { try cache.layers[layer].update(keys: heads, values: heads) }
      }
      caches[length] = cache
    }
  }

  var kvHeads: Int { decoder.configuration.kvHeads }

  /// Bytes of the weights that a token reads: all but the other tokens' rows of the embedding.
  var readWeights: Int {
    decoder.byteCount - (decoder.embedding.count - decoder.configuration.width) * 4
  }

  /// Decodes a token that `length` others stand before, and forgets it again. Says what it read and
  /// did.
  func step(after length: Int) throws -> (bytes: Int, attention: Int, logits: Tensor) {
    let counter = OperationCounter()
    let logits = try decoder([65], cache: &caches[length]!, counter: counter)
    let bytes = caches[length]!.byteCount
    try caches[length]!.trim(to: length)
    return (bytes, counter.attentionMultiplyAdds, logits)
  }
}

extension Race {
  /// Milliseconds of the contestant at `index`.
  fileprivate func milliseconds(_ index: Int) -> Double { measurements[index].median * 1e3 }

  /// Of the time that the last contestant saves against the first, what the second saves.
  fileprivate var savedShare: Double {
    let times = measurements.map(\.median)
    return (times[0] - times[1]) / (times[0] - times[2])
  }
}

/// Fig. 6 of Ainslie et al., 2023: T5-XXL, 64 heads, 2048 tokens in and 512 out.
private enum PaperTimes {
  static let values: [(kvHeads: Int, seconds: Double)] = [
    (64, 2.531), (32, 0.800), (16, 0.594), (8, 0.514), (4, 0.476), (1, 0.489),
  ]

  /// Share of the kv heads and of the time of multi-head attention.
  static var relative: [(share: Double, time: Double)] {
    values.map { (Double($0.kvHeads) / 64, $0.seconds / values[0].seconds) }
  }

  /// The share of the time with so many kv heads.
  static func relative(_ kvHeads: Int) -> Double {
    values.first { $0.kvHeads == kvHeads }!.seconds / values[0].seconds
  }
}
