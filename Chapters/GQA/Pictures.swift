import Notebook

/// Heads: written out, kept, copied and pooled.
extension Page {
  /// A grouped layer as a multi-head layer with equal heads.
  func writtenOut() {
    diagram(
      "Two kv heads for four query heads, and the multi-head layer that computes the same.",
      lookFor: "On the right every query head has its own kv head, and neighbours have equal ones.",
      alternative: """
        On the left four query heads lead to two kv heads, A and B. On the right each of the four query
        heads has a kv head of its own, named A, A, B and B.
        """,
      .links(
        "grouped", top: (0..<4).map { .init("q\($0)", .query) },
        bottom: [.init("A", .key), .init("B", .value)], lines: (0..<4).map { ($0, $0 / 2) }),
      .links(
        "multi-head", top: (0..<4).map { .init("q\($0)", .query) },
        bottom: ["A", "A", "B", "B"].map { .init($0, $0 == "A" ? .key : .value) },
        lines: (0..<4).map { ($0, $0) }))
  }

  /// What a layer keeps of each token.
  func cachedHeads() {
    diagram(
      "What one token leaves in a layer's cache, with 8 query heads: a key (k) and a value (v) per kv head.",
      lookFor: "Fewer kv heads shorten the row; the number of rows, one per token, stays.",
      alternative: """
        Three strips of cells. Multi-head keeps eight keys and eight values, grouped with two kv heads two
        of each, multi-query one of each.
        """,
      legend: [.key: "keys", .value: "values"],
      .strips(
        "G",
        [8, 2, 1].map { kvHeads in
          (
            "\(kvHeads)",
            (0..<kvHeads).map { .init("k\($0)", .key) }
              + (0..<kvHeads).map { .init("v\($0)", .value) }
          )
        }))
  }

  /// The way of a kv head to attention, by index and by copying.
  func indexedAndCopied() {
    diagram(
      "The way of a kv head to the four query heads that share it.",
      lookFor: "Count the arrows that move bytes: one by index, three with copies.",
      alternative: """
        Two columns. By index: the cache with one head is read by attention. By copying: the cache with one
        head is read, four copies are written, and the four copies are read by attention.
        """,
      .flow(
        "by index",
        [
          .box("cache: 1 head", .kept), .box("attention, 4 query heads", .marked, aside: "reads 1"),
        ]),
      .flow(
        "by copying",
        [
          .box("cache: 1 head", .kept), .box("copy", aside: "reads 1, writes 4"),
          .box("4 equal heads", .repeated),
          .box("attention, 4 query heads", .marked, aside: "reads 4"),
        ]))
  }

  /// Four heads become one.
  func pooledHeads() {
    diagram(
      "Eight key heads (above) and the two means that replace them (below).",
      lookFor: "Each new head is made of four neighbours, those whose query heads will share it.",
      alternative: """
        Lines from eight key heads to two. The first four lead to the first new head, the other four to the
        second.
        """,
      .links(
        top: (0..<8).map { .init("k\($0)", .key) },
        bottom: (0..<2).map { .init("m\($0)", .new) }, lines: (0..<8).map { ($0, $0 / 4) }))
  }
}
