import Base
import Experiments
import GQAExperiments
import Mini
import Notebook
import Workbench

extension GQAChapter {
  /// G5, G7, E14: the time of a decoded token against the number of kv heads.
  var decodingTime: Section {
    Section("How fast: decoding, prefill, and the roofline", "G5", "G7", "E14") { page in
      page.result(
        """
        Fewer kv heads make decoding faster as long as bytes decide: with long caches, and for the first halvings of G.
        """)
      page.claim("G7")
      page.correction("E14")
      page.keyAndItsQueries()
      paperTimes(page)
      try attentionTime(page)
      try page.deeper("Prefill gains nothing: each key serves many queries anyway") { page in
        try prefillTime(page)
      }
      page.claim("G5")
      try page.deeper("In a whole model the gain shows once the cache outweighs the weights") {
        page in
        try modelTime(page)
      }
      quality(page)
    }
  }

  // MARK: The paper

  private func paperTimes(_ page: Page) {
    page.text(
      """
      The paper timed T5-XXL, 64 heads, with 2048 tokens to read and 512 to write, on 8 TPUs. Batch size (the
      largest that fits, up to 32 for each) and the way of spreading the model are chosen anew for each number
      of heads (sec. 3.1), so these times are not those of bytes alone:
      """)
    page.expect(
      "From 64 kv heads to 8 the cache shrinks to an eighth. And the time of a decoded token?",
      answer: """
        It falls too, but not to an eighth: the weights still have to be read, and the operations of attention
        stay. The table has the paper's times, and the race below ours.
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
      From 64 kv heads to 8 the time falls to \(eight.percent(0)), from 8 to 1 only to
      \(one.percent(0)). From 64 to 32 it falls by more than bytes can give (half of them, a third of the
      time): there the batch has changed too. “More groups are slower” is true near multi-head attention
      and hardly matters from 8 downwards.
      """)
  }

  // MARK: Attention alone

  private func attentionTime(_ page: Page) throws {
    page.text(
      """
      Now here: one token looks back at t tokens, in one layer. Every kv head holds the same keys
      and values, so that all give the same answer; they still lie at different places in memory and
      have to be read one by one. The multi-head cache has sizes from one that stays in the caches
      of the processor to one that does not fit into them.
      """)
    var random = page.generator(4)
    let texts = try contexts(page).map { tokens in
      try TimedText(
        queryHeads: queryHeads, kvHeads: timedKVHeads, headDimension: headDimension,
        tokens: tokens, using: &random)
    }
    let differing = page.code {
      texts.map { text in
        // Mini reads the rows where they lie in the cache; nothing is copied.
        let answers = text.caches.map { cache in
          attention(queries: text.query, view: cache.view, mask: .causal)
        }
        return answers.reduce(0) { sum, answer in
          sum + answer.differingElements(from: answers[0])
        }
      }
    }
    page.check(
      "G7", "all numbers of kv heads give the same answer, bit for bit",
      exceptions: differing.count { $0 != 0 }, of: texts.count, "texts")
    page.check(
      "G7", "they take the same number of multiply–adds",
      exceptions: texts.count { Set($0.caches.map(\.multiplyAdds)).count != 1 }, of: texts.count,
      "texts")
    page.measured {
      page.text(
        """
        Each race has a control that only reads as many numbers as the multi-head cache holds, and the last
        race is a control that only computes.
        """)
    }
    page.timing(
      """
      Attention of one layer for one new token, \(counted(queryHeads, "query head")) of \(headDimension), after
      \(texts.map(\.tokens.grouped).joined(separator: ", ")) tokens. The size is that of the
      multi-head cache:
      """,
      texts.map { text in
        (
          memory(text.bytes),
          text.caches.map { cache in
            Contestant(
              counted(cache.kvHeads, "kv head"), operations: 2 * Double(cache.multiplyAdds),
              bytes: Double(cache.bytes)
            ) { keep(attention(queries: text.query, view: cache.view, mask: .causal)) }
          } + [
            Contestant("control: read only", bytes: Double(text.bytes)) { keep(text.read()) }
          ]
        )
      } + [
        (
          "in registers",
          [
            Contestant("control: compute only", operations: 2e7) {
              keep(Limits.multiplyAdd(10_000_000))
            }
          ]
        )
      ]
    ) { races in
      attentionFindings(page, texts, races)
    }
  }

  private func attentionFindings(_ page: Page, _ texts: [TimedText], _ races: [Race]) {
    let kvHeads = timedKVHeads
    let (short, long) = (races.first!, races[texts.count - 1])
    let last = kvHeads.count - 1
    func share(_ index: Int) -> Double { Double(kvHeads[index]) / Double(queryHeads) }
    page.plot(
      """
      Time by share of kv heads, against multi-head attention, here and in the paper. Look at which points
      follow the line: they are limited by bytes. Above it something else is the limit; the paper's point
      below it has another batch.
      """,
      x: .logarithmic("share of kv heads, G/H"), y: .logarithmic("time, of multi-head"),
      .line("in proportion", [(1.0 / 64, 1.0 / 64), (1, 1)]),
      .points(
        memory(texts.first!.bytes), kvHeads.indices.map { (share($0), short.ratio(of: $0, to: 0)) }
      ),
      .points(
        memory(texts.last!.bytes), kvHeads.indices.map { (share($0), long.ratio(of: $0, to: 0)) }),
      .points("paper", PaperTimes.relative.map { ($0.share, $0.time) }))
    page.finding(
      "G7", "with the longest context, \(counted(kvHeads[0], "kv head")) take longer than 1",
      ratio: long.ratio(of: 0, to: last),
      expected: .atLeast(1.2, work: max(1 / share(last), long.workRatio(of: 0, to: last))),
      ifLess: "The whole cache was read from near the core, where bytes are cheap.",
      ifMore: """
        One kv head gains more than its bytes: its cache stays near the core, and that of all does not.
        """, decides: true)
    page.finding(
      "G7", "time grows in proportion to the cache (1 = exactly)",
      ratio: long.ratio(of: 0, to: last) * share(last), expected: 0.8...1.25,
      ifLess: """
        With few kv heads the operations of attention are the limit and no longer the bytes; the roofline
        below has that limit and what it allows.
        """,
      ifMore: """
        The smaller caches gain more than their bytes: they stay near the core, where bytes are cheaper.
        """)
    page.finding(
      "G7", "with the shortest context, sharing gains less than with the longest",
      ratio: long.ratio(of: 0, to: last) / short.ratio(of: 0, to: last),
      expected: .atLeast(1, work: 1 / share(last)),
      ifLess: "Both caches are limited by the same memory here.",
      ifMore: """
        With the shortest context one kv head took longer than all of them, which do more: something else
        ran beside it.
        """)
    page.finding(
      "E14", "the first step to fewer kv heads gains more than the last (longest context)",
      ratio: long.ratio(of: 0, to: 1) / long.ratio(of: last - 1, to: last),
      expected: .atLeast(1, work: max(share(0) / share(1), long.workRatio(of: 0, to: 1))),
      ifLess: "The operations are the limit after the first step already, or before it.",
      ifMore: """
        The first step gains more than its bytes, or one kv head took longer than two, which read more.
        """)
    page.finding(
      "G7", "multi-head attention reads the longest cache at the speed of only reading (share)",
      ratio: long.ratio(of: last + 1, to: 0), expected: 0.7...1.3,
      ifLess: "The operations of attention are not hidden behind reading on this processor.",
      ifMore: "A cache keeps more of the keys and values than of what the control reads.")
    page.deeper("A roofline says from which G on nothing more is gained") { page in
      roofline(page, texts, races)
    }
  }

  private func roofline(_ page: Page, _ texts: [TimedText], _ races: [Race]) {
    let kvHeads = timedKVHeads
    let long = races[texts.count - 1].measurements
    func speed(_ m: Measurement) -> Double { m.operations / m.median }
    let reading = long[kvHeads.count].bytes / long[kvHeads.count].median
    let peak = speed(races.last!.measurements[0])
    // One kv head has the least to wait for.
    let own = races.dropLast().map { speed($0.measurements[kvHeads.count - 1]) }.max()!
    func intensity(_ kvHeads: Int) -> Double { Double(queryHeads) / Double(2 * kvHeads) }
    page.text(
      """
      *The roofline.* Attention can be no faster than its bytes arrive, nor than the processor
      computes. Over operations per byte these are a slope, here \((reading / 1e9).significant(2)) GB/s,
      and a roof, here \((peak / 1e9).significant(3)) GFLOP/s. But there is another roof below it:
      `Mini`'s attention does more than multiply and add, and got to \((own / 1e9).significant(3))
      GFLOP/s at best, in a race where one kv head made it wait least.
      """)
    let (low, high) = (intensity(queryHeads) / 2, max(1.5 * peak / reading, 2 * intensity(1)))
    func line(under roof: Double) -> [(Double, Double)] {
      [low, roof / reading, high].map { ($0, min(roof, reading * $0) / 1e9) }
    }
    page.plot(
      """
      Speed of attention with the longest cache, under its roofs. Look at where the points leave the slope:
      from there on fewer bytes no longer help.
      """,
      x: .logarithmic("operations per byte of the cache"), y: .logarithmic("GFLOP/s"),
      .line("processor", line(under: peak)), .line("attention's own", line(under: own)),
      .points(
        "G = " + kvHeads.map { "\($0)" }.joined(separator: ", "),
        zip(kvHeads, long).map { ("G = \($0)", intensity($0), speed($1) / 1e9) }))
    func breakEven(_ roof: Double) -> String {
      (Double(queryHeads) / 2 * reading / roof).significant(2)
    }
    // What both limits together make one expect of the way from all kv heads to one.
    func expected(_ m: Measurement) -> Double { max(m.bytes / reading, m.operations / own) }
    let (first, last) = (long[0], long[kvHeads.count - 1])
    page.text(
      """
      A slope meets its roof where 2H/(G·4) is the roof over the slope. For \(counted(queryHeads, "query head"))
      that is G = \(breakEven(peak)) under the roof of the processor and G = \(breakEven(own)) under
      that of attention: the break-even. With more kv heads memory decides; with fewer there is nothing
      more to gain, however few bytes are read.
      """)
    page.finding(
      "G7",
      """
      the gain from \(counted(kvHeads[0], "kv head")) to 1 is the one that slope and own roof allow, a factor of
      \((expected(first) / expected(last)).significant(2)) (measured over allowed)
      """,
      ratio: first.median / last.median / (expected(first) / expected(last)), expected: 0.7...1.4,
      ifLess: """
        The gain is smaller: with one kv head all threads read the same keys, and wait for each other.
        """,
      ifMore: """
        The gain is larger: the cache of one kv head stays near the core, where the slope is steeper than the
        one above.
        """)
  }

  // MARK: Prefill

  private func prefillTime(_ page: Page) throws {
    let tokens = page.options.quick ? 128 : 512
    page.text(
      """
      *Prefill.* When a prompt is read, \(tokens) tokens look at the keys together. A key that has
      arrived serves many queries, whatever G is, so in attention itself there should be nothing left
      to gain.
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
      "G7", "the prefills of all numbers of kv heads give the same",
      exceptions: shared.reduce(0) { $0 + attend($1).differingElements(from: first) },
      of: shared.count * first.count, "numbers")
    page.timing(
      "Attention of a prompt of \(tokens) tokens:",
      [
        (
          "\(tokens) tokens",
          zip(timedKVHeads, shared).map { kvHeads, kv in
            Contestant(
              counted(kvHeads, "kv head"),
              operations: 2 * Double(queryHeads * headDimension * tokens * (tokens + 1))
            ) {
              keep(attention(queries: queries, keys: kv[0], values: kv[1], mask: .causal))
            }
          }
        )
      ]
    ) { races in
      page.finding(
        "E14", "prefill takes as long with \(counted(timedKVHeads[0], "kv head")) as with 1",
        ratio: races[0].ratio(of: 0, to: timedKVHeads.count - 1), expected: 0.8...1.25,
        ifLess: """
          One kv head took longer: all threads then read the same keys, and here that is no help.
          """,
        ifMore: "With few kv heads more of the keys stay near the core during prefill.")
    }
  }
}

// MARK: What is timed

extension GQAChapter {
  /// The numbers of kv heads that are timed, at most four: all, one between, the knob's own, and 1.
  private var timedKVHeads: [Int] {
    let all = Self.divisors(of: queryHeads)
    if all.count == 1 { return [1, 1] }
    if all.count <= 4 { return all }
    return Set([queryHeads, all[all.count / 3], kvHeads, 1]).sorted(by: >)
  }

  /// Numbers of tokens whose multi-head cache has a certain size.
  private func contexts(_ page: Page) -> [Int] {
    let bytesPerToken = 2 * queryHeads * headDimension * 4
    let sizes =
      page.options.quick ? [512 << 10, 32 << 20] : [512 << 10, 4 << 20, 32 << 20, 128 << 20]
    return sizes.map { min(65_536, $0 / bytesPerToken) }
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
