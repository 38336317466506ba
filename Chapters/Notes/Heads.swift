import Base
import GQAExperiments
import Mini
import Notebook
import Workbench

extension Notes {
  /// G1 to G9.
  var heads: Section {
    Section("Grouped-query attention") { page in
      page.text(
        """
        Attention runs in *heads* side by side, and a cache keeps the keys and values of all. Where query heads
        share the keys and values of one, a *kv head*, there is less to keep.
        """)
      try blend(page)
      try groups(page)
      try pooling(page)
      try balance(page)
      try growth(page)
    }
  }

  private static let (queryHeads, width) = (8, 64)

  private func layer(kvHeads: Int, _ random: inout SeededGenerator) throws -> AttentionLayer {
    try AttentionLayer(
      width: Self.width, queryHeads: Self.queryHeads, kvHeads: kvHeads, headDimension: 16,
      using: &random)
  }

  // MARK: G1, G2

  private func blend(_ page: Page) throws {
    var random = page.generator(9)
    let x = Tensor.normal(12, Self.width, using: &random)  // [tokens, width]
    let differing = try [8, 1].map { kvHeads in
      let layer = try layer(kvHeads: kvHeads, &random)
      let q = matmul(x, layer.query.weight).splitHeads(8)
      let k = matmul(x, layer.key.weight).splitHeads(kvHeads)
      let v = matmul(x, layer.value.weight).splitHeads(kvHeads)
      // Each query head alone, with its own kv head or with the only one.
      let heads = (0..<8).map { h in
        let g = h * kvHeads / 8
        return attention(
          queries: Tensor.concatenate([q[rows: h..<h + 1]]), keys: k[rows: g..<g + 1],
          values: v[rows: g..<g + 1], mask: .causal)
      }
      let plain = matmul(Tensor.concatenate(heads).mergeHeads(), layer.output.weight)
      return layer(x).differingElements(from: plain)
    }
    let numbers = 12 * Self.width
    try page.statement(
      "G1",
      """
      With as many kv heads as query heads, one routine gives multi-head attention, with one kv head
      multi-query attention: all \(numbers) numbers of either, bit for bit.
      """)
    page.check(
      "G1", "8 kv heads: the numbers of multi-head attention", exceptions: differing[0],
      of: numbers, "numbers")
    page.check(
      "G1", "1 kv head: the numbers of multi-query attention", exceptions: differing[1],
      of: numbers, "numbers")
  }

  private func groups(_ page: Page) throws {
    /// The kv head that each query head reads: every value of kv head g is the number g.
    func readers(_ queryHeads: Int, _ kvHeads: Int) -> [Int] {
      let values = Tensor.concatenate(
        (0..<kvHeads).map { Tensor(repeating: Float($0), shape: [1, 1, 16]) })
      let read = attention(
        queries: Tensor(zeros: [queryHeads, 1, 16]), keys: values, values: values, mask: .none)
      return (0..<queryHeads).map { Int(read[$0, 0, 0]) }
    }
    let pairs = (1...16).flatMap { heads in
      (1...heads).filter { heads % $0 == 0 }.map { (heads, $0) }
    }
    let strangers = pairs.map { heads, kvHeads in
      readers(heads, kvHeads).enumerated().count { $1 != $0 / (heads / kvHeads) }
    }.reduce(0, +)
    let all = pairs.map(\.0).reduce(0, +)
    try page.statement(
      "G2",
      """
      Query head h reads kv head h/(H/G), rounded down: \(strangers == 0 ? "all" : "not all") \(all)
      heads do, of all H up to 16 and all G that divide them.
      """)
    page.diagram(
      "Query heads (above) and the kv heads that they read (below), as `Mini` reads them.",
      lookFor: "From left to right fewer heads below: only they are kept in a cache.",
      alternative: """
        Three drawings. Multi-head: eight query heads, each with a kv head of its own. Grouped: eight
        query heads on two kv heads, the first four on the first. Multi-query: all eight on one.
        """,
      [("multi-head", 8), ("grouped, G = 2", 2), ("multi-query", 1)].map { name, kvHeads in
        .links(
          name, top: (0..<8).map { .init("q\($0)", .query) },
          bottom: (0..<kvHeads).map { .init("kv\($0)", .key) },
          lines: readers(8, kvHeads).enumerated().map { ($0.offset, $0.element) })
      })
    page.check(
      "G2", "query heads that read another head than ⌊h/(H/G)⌋", strangers, equals: 0)
  }

  // MARK: G3, G4

  private func pooling(_ page: Page) throws {
    var random = page.generator(10)
    let source = try layer(kvHeads: 8, &random)
    let pooled = try source.pooled(toKVHeads: 2, by: .mean, using: &random)
    let old = source.key.weight.splitHeads(8)  // [8, width, 16]
    let mean = (old[row: 4] + old[row: 5] + old[row: 6] + old[row: 7]) / 4
    let differing = mean.differingElements(from: pooled.key.weight.splitHeads(2)[row: 1])
    let heads = try page.kept("heads")
    func loss(_ column: String, _ kvHeads: Int, _ made: String) -> Double {
      heads.mean(column, where: ["kv heads": "\(kvHeads)", "made by": made])
    }
    let (before, after) = (loss("at once", 8, "multi-head"), loss("at once", 1, "mean"))
    let further = loss("10 %", 1, "mean")
    try page.statement(
      "G3",
      """
      \(differing == 0 ? "All" : "Not all") \(mean.count.grouped) numbers of a pooled head are means
      of four. That is half of the recipe. *Kept:* pooled from eight to one, models go from
      \(before.fixed(2)) nats above the best possible loss to \(after.fixed(2)); training on, which
      the notes leave out, brings them back to \(further.fixed(2)).
      """)
    try page.statement(
      "G4",
      """
      Keys and values shrink from \(Self.width) × \(source.key.outputs) to \(Self.width) ×
      \(pooled.key.outputs); queries and output stay.
      """)
    let others =
      source.query.weight.differingElements(from: pooled.query.weight)
      + source.output.weight.differingElements(from: pooled.output.weight)
    page.check(
      "G3", "numbers of a pooled head are the means of four", exceptions: differing,
      of: mean.count, "numbers")
    page.check(
      "G3", "kept: loss at once with one pooled head, above eight", after - before, isAtLeast: 0.5)
    page.check(
      "G4", "the query and output matrices stay", exceptions: others,
      of: source.query.weight.count + source.output.weight.count, "numbers")
  }

  // MARK: G5, G6, G7

  private func balance(_ page: Page) throws {
    let heads = try page.kept("heads")
    func loss(_ kvHeads: Int, _ made: String) -> [Double] {
      heads.values("10 %", where: ["kv heads": "\(kvHeads)", "made by": made])
    }
    let losses = [loss(8, "multi-head"), loss(2, "mean"), loss(1, "mean")]
    let between = (0..<5).count { losses[0][$0] < losses[1][$0] && losses[1][$0] < losses[2][$0] }
    try page.statement(
      "G5",
      """
      *Kept*, pooled and trained on: eight, two and one kv heads end \(losses[0].mean.fixed(3)),
      \(losses[1].mean.fixed(3)) and \(losses[2].mean.fixed(3)) nats above the best possible loss,
      in this order with \(between) of 5 seeds. For large models it is the paper's word (Ainslie et
      al., 2023, Table 1).
      """)
    var random = page.generator(11)
    let text = try TimedText(
      queryHeads: 32, kvHeads: [32, 8, 1], headDimension: 64, tokens: 4096, using: &random)
    page.timing(
      "Attention of one layer with 32 query heads, for one token after 4096 others:",
      [
        (
          "one token",
          text.caches.map { cache in
            Contestant(counted(cache.kvHeads, "kv head")) {
              keep(attention(queries: text.query, view: cache.view, mask: .causal))
            }
          }
        )
      ])
    let bytes = text.caches.map(\.bytes)
    try page.statement(
      "G6",
      """
      Fewer *heads*, each with all its pairs: 8 kv heads of 32 keep \(memory(bytes[1])) where all
      keep \(memory(bytes[0])). That divides by H/G; only one kv head (\(memory(bytes[2])))
      minimizes.
      """)
    let work = text.caches.map(\.multiplyAdds)
    func fromTheStart(_ kvHeads: Int) -> [Double] {
      heads.values("at once", where: ["kv heads": "\(kvHeads)", "made by": "from the start"])
    }
    try page.statement(
      "G7",
      """
      Speed where memory decides: the \(work[0].grouped) multiply–adds of this layer are the same
      for every G. *Kept:* trained with one kv head from the start, small models end
      \(fromTheStart(1).mean.fixed(3)) nats above the best possible loss, with eight
      \(fromTheStart(8).mean.fixed(3)). The risk lies more in pooling.
      """)
    page.check(
      "G5", "kept: seeds, of 5, with which 2 kv heads end between 8 and 1", Double(between),
      isAtLeast: 4)
    page.check("G6", "bytes with 32 kv heads over those with 8", bytes[0] / bytes[1], equals: 4)
    page.check(
      "G7", "multiply–adds are the same for every G", exceptions: work.count { $0 != work[0] },
      of: work.count, "numbers of kv heads")
  }

  // MARK: G8, G9

  private func growth(_ page: Page) throws {
    func cut(_ queryHeads: Int, _ kvHeads: Int) throws -> Int {
      func bytes(_ kvHeads: Int) throws -> Int {
        try KVCache(kvHeads: kvHeads, headDimension: 8, capacity: 1).allocatedByteCount
      }
      return try bytes(queryHeads) / (try bytes(kvHeads))
    }
    let sizes = [8, 32, 128]
    let inEights = try sizes.map { try cut($0, $0 / 8) }
    let toOne = try sizes.map { try cut($0, 1) }
    func list(_ numbers: [Int]) -> String {
      numbers.dropLast().map { "\($0)" }.joined(separator: ", ") + " and \(numbers.last!)"
    }
    try page.statement(
      "G8",
      """
      The cut is H/G. With 8 query heads for each kv head, caches are \(list(inEights)) times
      smaller at \(list(sizes)) heads: one proportion at every size, and not one that follows the
      scale.
      """)
    try page.statement(
      "G9",
      """
      One kv head cuts by \(list(toOne)) at these sizes. Whether that is too severe is the paper's
      to say (Ainslie et al., 2023, sec. 1).
      """)
    page.check(
      "G8", "8 query heads for each kv head: the cut is 8", exceptions: inEights.count { $0 != 8 },
      of: 3, "sizes")
    page.check(
      "G9", "one kv head: the cut is H", exceptions: zip(toOne, sizes).count { $0 != $1 }, of: 3,
      "sizes")
  }
}
