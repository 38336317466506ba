import Base
import Mini
import Notebook

/// What is computed, kept, forgotten and seen, drawn from what the program has just computed.
extension Page {
  /// What a cache holds from round to round.
  func keptRoundByRound(_ words: [String]) {
    let rounds = words.indices.map { last in
      (
        "\(last + 1)",
        words.indices.map { i in
          i > last ? Diagram.Cell(.faint) : Diagram.Cell(words[i], i == last ? .new : .kept)
        }
      )
    }
    diagram(
      "The keys and values of a cache after each round of one token.",
      lookFor: "Each round writes one cell and reads the whole row.",
      alternative: """
        A staircase of rows. Row one holds the key and value of \(words[0]); each further row holds those
        of the row before and those of one token more.
        """,
      legend: [
        .new: "computed in this round", .kept: "kept, and read by the new query",
        .faint: "not there yet",
      ],
      .strips("round", rounds))
  }

  /// The lines that a cache changes in the loop that writes, side by side.
  func changedLines() {
    table(
      columns: ["without a cache", "with a cache"],
      rows: [
        ["`var text = prompt`", "`var (text, new) = (prompt, prompt)`"],
        ["`let logits = try model(text)`", "`let logits = try model(new, cache: &cache)`"],
        ["–", "`new = [next]`"],
      ])
  }

  /// Which positions a windowed cache holds, for texts of several lengths.
  func windowStrips(_ kept: [(length: Int, positions: [Int])], sinks: Int) {
    let strips = kept.map { length, positions in
      (
        "\(length)",
        (0..<kept.last!.length).map { p -> Diagram.Cell in
          if p >= length { return Diagram.Cell(.faint) }
          guard positions.contains(p) else { return Diagram.Cell("\(p)", .dropped) }
          return Diagram.Cell("\(p)", p == length - 1 ? .new : p < sinks ? .sink : .kept)
        }
      )
    }
    diagram(
      "The positions that a window of 8 tokens with \(counted(sinks, "sink")) keeps, as the text grows.",
      lookFor: "The sinks stay; behind them the window moves on, and what it leaves is forgotten.",
      alternative: """
        One row for each length of the text. The first \(sinks) positions are in every row. Once the
        window is full, the oldest position after them is dropped for each new one.
        """,
      legend: [.faint: "not there yet", .dropped: "forgotten"],
      .strips("tokens", strips))
  }

  /// Whose page is whose in the memory of a pool.
  func pages(_ owners: [(text: Int, layer: Int)?]) {
    let names = ["a", "b", "c", "d"]
    let roles: [Diagram.Role] = [.query, .key, .value, .marked]
    diagram(
      "The pool's memory, page by page: a2 is a page of text a, layer 2.",
      lookFor:
        "The pages of one text in one layer lie apart, because every layer of both takes turns.",
      alternative: """
        A strip of pages. Those of the first text, one for each layer, are followed by those of the
        second, then again by the first.
        """,
      legend: [.query: "text a", .key: "text b", .faint: "free"],
      .strips(
        "page",
        [
          (
            "owner",
            owners.map { owner in
              owner.map { Diagram.Cell("\(names[$0.text % 4])\($0.layer + 1)", roles[$0.text % 4]) }
                ?? Diagram.Cell(.faint)
            }
          )
        ]))
  }

  /// A causal mask for a chunk of tokens after cached ones, right and wrong.
  func masks(cached: Int, chunk: Int) {
    func mask(_ title: String, offset: Int) -> Diagram.Part {
      .grid(
        title, rows: (0..<chunk).map { "q\(cached + $0)" },
        columns: (0..<cached + chunk).map { "k\($0)" }
      ) { row, column in
        column <= offset + row ? .init(column < cached ? .kept : .new) : .init(.masked)
      }
    }
    diagram(
      "The mask of \(chunk) new tokens after \(cached) in the cache.",
      lookFor:
        "With the offset each query sees up to its own key; without it, only the first keys.",
      alternative: """
        Two grids with \(chunk) rows and \(cached + chunk) columns. In the left one the visible part ends
        in each query's own column. In the right one it ends \(cached) columns earlier.
        """,
      legend: [.kept: "seen, from the cache", .new: "seen, of the chunk", .masked: "masked"],
      mask("with offset \(cached)", offset: cached), mask("without", offset: 0))
  }

  /// Where kept tokens stand, by both ways to count.
  func positionsInside(window: Int, sinks: Int, tokens: Int) {
    let kept = Array(0..<sinks) + Array(tokens - (window - sinks)..<tokens)
    func cells(_ positions: [Int]) -> [Diagram.Cell] {
      positions.enumerated().map { i, p in
        .init("\(p)", i < sinks ? .sink : i == positions.count - 1 ? .new : .kept)
      }
    }
    diagram(
      "The positions of the \(window) tokens that a window keeps of \(tokens).",
      lookFor:
        "Inside the cache the sinks are next to the recent tokens, however long the text is.",
      alternative: """
        Two strips of \(window) cells with \(sinks) sinks first. In the text the numbers jump behind the
        sinks to the most recent positions. In the cache they count on from 0 without a gap.
        """,
      .strips(
        "counted",
        [("in the text", cells(kept)), ("in the cache", cells(Array(0..<window)))]))
  }

  /// What a growing cache copies.
  func copiedByGrowing() {
    diagram(
      "A cache that grows by concatenation, round by round.",
      lookFor:
        "Each round copies the whole row before it; memory set aside writes the last cell only.",
      alternative: """
        Five rows of cells, each one longer than the row before. All but the last cell of a row are copies.
        """,
      legend: [.repeated: "copied", .new: "written"],
      .strips(
        "round",
        (1...5).map { n in
          ("\(n)", (1...n).map { .init("\($0)", $0 == n ? .new : .repeated) })
        }))
  }

  /// Which factors make a cache large.
  func factorsOfMemory() {
    diagram(
      "One layer's cache: 2 kv heads, 6 tokens, keys and values.",
      lookFor: "A new token adds a column to all four rows; query heads add nothing.",
      alternative: """
        Four rows of six cells, the keys and values of two kv heads. The last column, of the newest token,
        is coloured.
        """,
      legend: [.new: "of the newest token", .kept: "kept"],
      .strips(
        "",
        ["keys, head 0", "keys, head 1", "values, head 0", "values, head 1"].map { name in
          (name, (0..<6).map { .init("\($0)", $0 == 5 ? .new : .kept) })
        }))
  }

  /// From a text to the next token.
  func roundOfTheLoop() {
    diagram(
      "One round of the loop.",
      lookFor: "Of all rows of logits only the last is used, and its token makes the text longer.",
      alternative: """
        Boxes from top to bottom: a text of T tokens, the decoder, T rows of logits, the last row, the token
        with the highest score, which is appended to the text.
        """,
      .flow(
        "",
        [
          .words("text of T tokens"), .box("decoder"), .box("T rows of logits"),
          .box("last row", .marked, aside: "the others are dropped"), .box("highest score"),
          .box("append the token", .new, aside: "T + 1 tokens"),
        ]))
  }

  /// From which tokens the keys of the second layer are made.
  func mixedInto(_ words: [String]) {
    func layer(_ title: String, _ isSeen: (Int, Int) -> Bool) -> Diagram.Part {
      let lines = words.indices.flatMap { top in
        words.indices.filter { isSeen($0, top) }.map { (top, $0) }
      }
      return .links(
        title, top: words.map { .init($0, .query) }, bottom: words.map { .init($0, .key) },
        lines: lines)
    }
    diagram(
      "From which embeddings (above) the keys of the second layer (below) are made.",
      lookFor: "“fast” reaches the keys of “Time” and “flies” only where there is no causal mask.",
      alternative: """
        Two drawings of lines from the embeddings of three words to their keys in the second layer. In the
        causal model each key has lines from its own word and those before it. In the bidirectional one
        every key has lines from all three.
        """,
      layer("causal") { key, from in from <= key }, layer("bidirectional") { _, _ in true })
  }

  /// How often the weights are read for the same tokens.
  func weightsOfBothPhases(tokens: Int) {
    let weights = Diagram.Cell("W", .repeated)
    func token(_ t: Int) -> Diagram.Cell { .init("t\(t)", .new) }
    diagram(
      "The same \(tokens) tokens in both phases: the weights (W) are read, and a token is computed.",
      lookFor: "Prefill reads the weights once for all tokens, decode once for each.",
      alternative: """
        Two strips. In prefill one cell for the weights is followed by the cells of all tokens. In decode a
        cell for the weights stands before each token.
        """,
      legend: [.repeated: "all weights are read", .new: "a token is computed"],
      .strips(
        "",
        [
          ("prefill", [weights] + (1...tokens).map(token)),
          ("decode", (1...tokens).flatMap { [weights, token($0)] }),
        ]))
  }

  /// Which numbers share a scale with a channel of large ones.
  func sharedScales(tokens: Int, channels: Int, outlier: Int) {
    func grid(_ title: String, _ isCoarse: @escaping (Int) -> Bool) -> Diagram.Part {
      .grid(
        title, rows: (0..<tokens).map { "token \($0)" }, columns: (0..<channels).map { "c\($0)" }
      ) { _, channel in
        channel == outlier ? .init("20", .marked) : .init("1", isCoarse(channel) ? .dropped : .kept)
      }
    }
    diagram(
      "Keys with one channel of large numbers: sizes, and how finely the others are rounded.",
      lookFor:
        "A scale per token makes every number as coarse as the large one; per channel only its own.",
      alternative: """
        Two grids of \(tokens) tokens by \(channels) channels, in which one channel holds numbers of size
        20. With a scale for each token all other numbers are rounded coarsely, with one for each channel
        finely.
        """,
      legend: [
        .marked: "a channel of large numbers", .kept: "rounded finely",
        .dropped: "rounded coarsely",
      ],
      grid("a scale per token") { _ in true }, grid("a scale per channel") { _ in false })
  }
}
