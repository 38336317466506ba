import Base
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
        Three strips of cells, each with a key and a value. Multi-head keeps eight cells, grouped with two
        kv heads two, multi-query one.
        """,
      legend: [.kept: "a key and a value"],
      .strips(
        "G",
        [8, 2, 1].map { kvHeads in
          ("\(kvHeads)", (0..<kvHeads).map { .init("k\($0) v\($0)", .kept) })
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

  /// Which queries a key serves once it has been read.
  func keyAndItsQueries() {
    func key(_ title: String, _ queries: [String]) -> Diagram.Part {
      .links(
        title, top: queries.map { .init($0, .query) }, bottom: [.init("key", .key)],
        lines: queries.indices.map { ($0, 0) })
    }
    diagram(
      "The queries (above) that use a key once it has been read.",
      lookFor: "The more queries share a key, the less each of them waits for reading.",
      alternative: """
        Three drawings of lines from queries to one key. Decoding with multi-head attention: one query.
        Decoding with four query heads for a kv head: four heads of the new token. Prefill: four tokens.
        """,
      key("decode, multi-head", ["head 0"]),
      key("decode, grouped", ["h0", "h1", "h2", "h3"]),
      key("prefill", ["t0", "t1", "t2", "t3"]))
  }

  /// Two sizes of a model, with one kv head and with a fixed share.
  func twoSizes() {
    func model(_ title: String, _ queryHeads: Int, _ kvHeads: Int) -> Diagram.Part {
      .links(
        title, top: (0..<queryHeads).map { .init("q\($0)", .query) },
        bottom: (0..<kvHeads).map { .init("kv\($0)", .key) },
        lines: (0..<queryHeads).map { ($0, $0 / (queryHeads / kvHeads)) })
    }
    diagram(
      "A model with 4 query heads and one with 8: with one kv head, and with one for every four.",
      lookFor: "With one kv head the larger model puts twice as many query heads on it.",
      alternative: """
        Four drawings of lines from query heads to kv heads. With one kv head, four lines lead to it in the
        small model and eight in the large one. With a kv head for every four query heads, four lines lead
        to each kv head in both.
        """,
      model("one kv head", 4, 1), model("one kv head", 8, 1), .lineBreak,
      model("one for every four", 4, 1), model("one for every four", 8, 2))
  }

  /// Two orders in which kv heads can be written out.
  func repeatedAndTiled() {
    func order(_ title: String, _ kvHead: @escaping (Int) -> Int) -> Diagram.Part {
      .links(
        title, top: (0..<4).map { .init("q\($0)", .query) },
        bottom: (0..<2).map { .init("kv\($0)", .key) }, lines: (0..<4).map { ($0, kvHead($0)) })
    }
    diagram(
      "Two kv heads for four query heads, in two orders.",
      lookFor: "Repeated, neighbours share a head; tiled, they read different ones.",
      alternative: """
        Two drawings of lines from four query heads to two kv heads. Repeated: the first two lead to the
        first kv head, the others to the second. Tiled: they lead to the first and the second in turn.
        """,
      order("repeated", { $0 / 2 }), order("tiled", { $0 % 2 }))
  }
}
