import ExerciseCases
import Mini
import Notebook

/// What comes of a model in which all is right: it writes.
struct Reward {
  let page: Page
  let output: Output
  let model: ReadersModel
  /// Whether any part of it is the reader's.
  let isReaders: Bool

  private var opened: OpenedModel { model.model }
  private var clock: ContinuousClock { ContinuousClock() }

  func write(after prompt: [Int], newTokens: Int) throws {
    page.heading("It writes")
    if opened.isPublished { try foretell(prompt, newTokens) }
    var result = Writing(prompt.count)
    let text = try stream(prompt, newTokens, &result)
    try compare(prompt, text, &result)
    if !opened.isPublished {
      let start = clock.now
      result.isSameWithout = try model.write(after: prompt, newTokens: newTokens) == text
      result.without = seconds(since: start)
    }
    tell(result, newTokens)
    try picture(Array(text.prefix(24)))
    if !result.isSame || result.isSameWithout == false { throw Differs() }
  }

  struct Differs: Error, CustomStringConvertible {
    var description: String { "The model writes other tokens than Mini." }
  }

  /// What was found while the model wrote.
  struct Writing {
    var prompt: Int
    var reads = 0
    var (with, without, mini) = (0.0, 0.0, 0.0)
    var isSame = false
    var isSameWithout: Bool?
    var difference = 0.0
    init(_ prompt: Int) { self.prompt = prompt }
  }

  private func seconds(since start: ContinuousClock.Instant) -> Double {
    (clock.now - start) / .seconds(1)
  }

  /// A published model is slow: how slow is said before it begins.
  private func foretell(_ prompt: [Int], _ newTokens: Int) throws {
    let read = model.makeReader()
    _ = try model.calls.checked { read(prompt[0]) }  // weights are widened once
    let start = clock.now
    let again = model.makeReader()
    _ = try model.calls.checked { again(prompt[0]) }
    let once = seconds(since: start)
    let count = prompt.count + newTokens - 1
    page.text(
      """
      A token takes about \(duration(once)), and \(count) have to be read: some
      \(duration(once * Double(count))).
      """)
  }

  /// Shows each token as it comes.
  private func stream(
    _ prompt: [Int], _ newTokens: Int, _ result: inout Writing
  ) throws -> [Int] {
    try output.write("\n" + opened.pieces(of: prompt).joined() + " |")
    var (shown, reads, failure) = (prompt, 0, (any Error)?.none)
    let start = clock.now
    let text = try model.writeWithCache(
      after: prompt, newTokens: newTokens,
      onRead: { _, _ in reads += 1 },
      onToken: { token in
        let before = opened.pieces(of: shown).joined().count
        shown.append(token)
        do { try output.write(String(opened.pieces(of: shown).joined().dropFirst(before))) } catch {
          failure = error
        }
      })
    result.with = seconds(since: start)
    result.reads = reads
    try output.write("\n")
    if let failure { throw failure }
    return text
  }

  /// The same by `Mini`, and how far the logits are apart.
  private func compare(_ prompt: [Int], _ text: [Int], _ result: inout Writing) throws {
    let newTokens = max(0, text.count - prompt.count)
    var best = Double.infinity
    var mini: [Int] = []
    for _ in 0..<(opened.isPublished ? 1 : 5) {
      var cache = try opened.mini.makeCache(capacity: text.count)
      let start = clock.now
      mini = try opened.mini.generate(from: prompt, newTokens: newTokens, cache: &cache).tokens
      best = min(best, seconds(since: start))
    }
    (result.mini, result.isSame) = (best, prompt + mini == text)
    let mine = try model.logits(after: prompt)
    let right = try opened.mini(prompt).doubles[prompt.count - 1]
    result.difference = zip(mine, right).reduce(0) { max($0, abs($1.0 - $1.1)) }
  }

  private func tell(_ result: Writing, _ newTokens: Int) {
    let whose = isReaders ? "your" : "the"
    page.text(
      (result.isSame
        ? "These are the \(newTokens.grouped) tokens that `Mini` writes, one for one"
        : "`Mini` writes other tokens")
        + ". After the prompt the logits differ by \(result.difference.scientific()) at most.")
    let passes = (0..<newTokens).reduce(0) { $0 + result.prompt + $1 }
    var rows = [
      ["with \(whose) cache", result.reads.grouped, duration(result.with)],
      ["`Mini`, with its cache", (result.prompt + newTokens - 1).grouped, duration(result.mini)],
    ]
    if result.isSameWithout != nil {
      rows.insert(["without a cache", passes.grouped, duration(result.without)], at: 0)
    }
    page.table(columns: ["", "tokens through each layer", "time"], rows: rows)
    page.text(
      """
      `Mini` is \((result.with / result.mini).significant(2)) times as fast: its numbers lie side by side
      in memory, sixteen at a time are multiplied and added in one instruction, several rows are kept in
      registers, and threads share the work: `swift run chapter-machine --section 6`.
      """)
  }

  /// The weights of a head, as the reader's own attention gives them.
  private func picture(_ tokens: [Int]) throws {
    let layer = opened.layers.count - 1
    guard let weights = try model.attentionWeights(tokens, layer: layer) else { return }
    // The head whose last query looks back most clearly, past the first token and itself.
    let last = tokens.count - 1
    func farthest(_ head: Int) -> Double { weights[head][last][1..<max(2, last)].max() ?? 0 }
    let head = weights.indices.max { farthest($0) < farthest($1) } ?? 0
    let words = tokens.map { opened.word($0) }
    page.heatMap(
      """
      Where head \(head) of block \(layer) looks, as \(isReaders ? "your" : "the plain") `attention` gives
      it: a row for each token that looks, a column for each that is seen. Look at the rows that end a
      question.
      """,
      rows: words, columns: words,
      values: weights[head].enumerated().map { m, row in
        row.enumerated().map { n, weight in n <= m ? weight : .nan }
      }, scale: .linear("weight", 0...1), cells: words.map { _ in words.map { _ in "" } })
  }
}

extension ReadersModel {
  /// The attention weights of each head of a block: what `attention` gives where the values are ones and
  /// zeros, of as many features as the heads have.
  func attentionWeights(_ tokens: [Int], layer: Int) throws -> [[[Double]]]? {
    let (c, attention) = (model.mini.configuration, model.mini.blocks[layer].attention)
    var input = try model.mini.embeddings(of: tokens)
    for block in model.mini.blocks[..<layer] { input = block(input) }
    let p = attention.project(model.mini.blocks[layer].attentionNorm(input))
    let (queries, keys) = (p.queries.mergeHeads().doubles, p.keys.mergeHeads().doubles)
    let d = c.headDimension
    return try calls.checked {
      (0..<c.queryHeads).map { h in
        let g = h / (c.queryHeads / c.kvHeads)
        var rows = [[Double]](repeating: [], count: tokens.count)
        for first in stride(from: 0, to: tokens.count, by: d) {
          let values = tokens.indices.map { t in
            (0..<d).map { first + $0 == t ? 1.0 : 0 }
          }
          let seen = parts.attention(
            queries.map { Array($0[h * d..<(h + 1) * d]) },
            keys.map { Array($0[g * d..<(g + 1) * d]) }, values)!
          for t in rows.indices { rows[t] += seen[t].prefix(tokens.count - first) }
        }
        return rows
      }
    }
  }
}
