import Base
import Mini
import Notebook
import Workbench

extension GQAChapter {
  /// G6, E12, E13: bytes, parameters and operations per byte; real models.
  var whatIsSaved: Section {
    Section("What is saved", "G6", "E12", "E13") { page in
      page.result(
        """
        The cache, and what is read of it, is divided by H/G; positions and the operations of attention stay.
        """)
      page.claim("G6")
      page.correction("E12")
      page.text(
        """
        A cache holds, for every layer, kv head and position, one key and one value of dₕ numbers.
        Of these factors only the number of kv heads changes. We let a layer read 16 tokens and
        decode one more, count its multiply–adds, and weigh its cache:
        """)
      page.cachedHeads()
      page.expect(
        "From 8 kv heads to 2 the cache shrinks to a quarter. What becomes of the multiply–adds of scores?",
        answer: """
          They stay. Every query head still meets every position; it only meets a key that others meet too.
          """)
      let steps = try decodeOneToken(page)
      let perToken = steps.map { 2 * $0.kvHeads * headDimension * 4 }
      page.table(
        """
        One layer, \(counted(queryHeads, "query head")) of \(counted(headDimension, "feature")), width \(modelWidth), numbers of
        4 bytes. Counted for one decoded token after 16; the last column is by formula:
        """,
        columns: [
          "G", "positions", "cache", "kv products", "attention", "FLOP/byte",
          "at \(context.grouped) \(context == 1 ? "token" : "tokens")",
        ],
        rows: zip(steps, perToken).map { step, bytes in
          [
            "\(step.kvHeads)", "\(step.positions)", memory(step.bytes), step.projected.grouped,
            step.attended.grouped, step.intensity.significant(2), memory(bytes * context),
          ]
        })
      page.text(
        """
        Down the table the positions stay, so no pair is lost. The cache shrinks, and with it the
        multiply–adds that make new keys and values (“kv products”); those of scores and mixing
        (“attention”) stay.
        """)
      page.check(
        "G6", "the cache holds all 17 positions", exceptions: steps.count { $0.positions != 17 },
        of: steps.count, "values of G")
      page.check(
        "G6", "it weighs 2 · G · dₕ · positions · 4 bytes",
        exceptions: zip(steps, perToken).count { $0.bytes != $1 * 17 }, of: steps.count,
        "values of G")
      page.check(
        "G6", "attention takes the multiply–adds that multi-head takes",
        exceptions: steps.count { $0.attended != steps[0].attended }, of: steps.count,
        "values of G")
      page.check(
        "G6", "the decoded token is that without a cache, bit for bit",
        exceptions: steps.count { $0.differing != 0 }, of: steps.count, "values of G")

      page.correction("E13")
      let whole = steps[0].bytes
      page.text(
        """
        With \(counted(kvHeads, "kv head")) for \(counted(queryHeads, "query head")), as the knobs have it, the cache is
        \(queryHeads / kvHeads) times smaller. One kv head makes it \(whole / steps.last!.bytes) times smaller,
        and that is the minimum.
        """)
      page.check(
        "G6", "the cut in bytes is exactly H/G",
        exceptions: steps.count { $0.bytes * queryHeads != whole * $0.kvHeads }, of: steps.count,
        "values of G", decides: true)
      realModels(page)
      page.deeper("Sharing gives the processor more to do with each byte") { page in
        intensity(page, steps)
      }
      page.deeper("With few readers the weights decide, with many the caches") { page in
        batches(page)
      }
    }
  }

  /// What one decoded token takes.
  private struct Step {
    var kvHeads: Int
    var positions: Int
    var bytes: Int
    /// Multiply–adds of the projections to keys and values.
    var projected: Int
    /// Multiply–adds of scores and mixing.
    var attended: Int
    /// Numbers that differ from the layer without a cache.
    var differing: Int
    /// Operations of attention for each byte of the cache; a multiply–add is two.
    var intensity: Double { 2 * Double(attended) / Double(bytes) }
  }

  private func decodeOneToken(_ page: Page) throws -> [Step] {
    var random = page.generator(3)
    let text = Tensor.normal(17, modelWidth, using: &random)  // [tokens, width]
    return try page.code {
      try Self.divisors(of: queryHeads).map { kvHeads in
        let layer = try layer(kvHeads: kvHeads, using: &random)
        var cache = try KVCache(
          kvHeads: kvHeads, headDimension: headDimension, capacity: 17)
        let counter = OperationCounter()
        _ = try layer(text[rows: 0..<16], cache: &cache)
        let last = try counter.counting {
          try layer(text[rows: 16..<17], cache: &cache)
        }
        let whole = layer(text)  // without a cache
        return Step(
          kvHeads: kvHeads, positions: cache.offset,
          bytes: cache.byteCount,
          projected: counter.multiplyAdds(.keys)
            + counter.multiplyAdds(.values),
          attended: counter.attentionMultiplyAdds,
          differing: last.differingElements(
            from: whole[rows: 16..<17]))
      }
    }
  }

  private func intensity(_ page: Page, _ steps: [Step]) {
    page.text(
      """
      *Why this makes anything faster.* Per position, decoding reads 2·G·dₕ numbers of B bytes and does
      4·H·dₕ operations with them, 2 for a multiply–add. Their quotient, the arithmetic intensity,
      knows neither the length of the text nor the size of a head:
      """)
    page.formula(
      "4·H·dₕ·t / (2·G·dₕ·t·B) = 2H / (G·B)   operations per byte",
      tex: #"\frac{4 H d_h t}{2 G d_h t B} = \frac{2H}{G B}"#)
    page.check(
      "G6", "the counted operations per byte are 2H/(G·4)",
      exceptions: steps.count { $0.intensity != 2 * Double(queryHeads) / Double($0.kvHeads * 4) },
      of: steps.count, "values of G")
    let shares = [1.0, 2, 4, 8, 16, 32]
    page.plot(
      """
      Operations per byte for 32 query heads. Look at the right end, where multi-head attention has one or
      less for each byte:
      """,
      x: .logarithmic("kv heads G"), y: .logarithmic("operations per byte"),
      .line("numbers of 2 bytes", shares.map { ($0, 2 * 32 / ($0 * 2)) }),
      .line("numbers of 4 bytes", shares.map { ($0, 2 * 32 / ($0 * 4)) }))
    page.text(
      """
      A processor does several operations in the time in which one byte arrives from memory
      (`chapter-machine` measures yours), so with one operation per byte it waits most of the time.
      Sharing a kv head takes no work away; it gives the processor more to do with each byte.
      """)
  }

  private func batches(_ page: Page) {
    page.text(
      """
      The weights are read too, once for all texts of a batch. For n tokens, width d, h heads and a
      batch of b texts, the memory read per operation is in the order of n/d + 1/b with as many kv
      heads, and 1/d + n/(d·h) + 1/b with one (Shazeer, 2019, sec. 2.4.1 and 3.1).
      """)
    let cases: [(n: Double, d: Double, h: Double, b: Double, many: Double, one: Double)] = [
      (128, 1024, 8, 1, 1.125, 1.017), (128, 1024, 8, 128, 0.133, 0.024),
      (4096, 4096, 32, 64, 1.016, 0.047),
    ]
    let computed = page.code {
      cases.map { n, d, h, b, _, _ in
        (many: n / d + 1 / b, one: 1 / d + n / (d * h) + 1 / b)
      }
    }
    page.table(
      "Memory read per operation, up to a constant factor (lower is better):",
      columns: ["tokens", "width", "heads", "batch", "multi-head", "multi-query", "gain"],
      rows: zip(cases, computed).map { c, ratio in
        [c.n, c.d, c.h, c.b].map { Int($0).grouped } + [
          ratio.many.fixed(3), ratio.one.fixed(3), (ratio.many / ratio.one).fixed(1) + "×",
        ]
      })
    page.check(
      "G6", "largest difference from the ratios worked out by hand, to three decimals",
      zip(cases, computed).map { c, ratio in
        max(abs(c.many - ratio.many), abs(c.one - ratio.one))
      }.max()!, isAtMost: 0.000_6)
    page.text(
      """
      Row 1: one user with a short text; reading the weights dominates, and sharing heads gains a tenth.
      Rows 2 and 3: a server with many users, and with many users of long texts, where sharing pays.
      """)
  }
}
