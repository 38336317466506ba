import Base
import Experiments
import Mini
import Pictures

/// Where the heads of the trained model look from each word of a text that a reader writes.
func liveAttention(_ reader: TextReader) -> LivePicture {
  let (layers, heads) = (
    reader.model.blocks.count, reader.model.blocks.first?.attention.queryHeads ?? 0
  )
  let names = (0..<layers * heads).map { "layer \($0 / heads + 1), head \($0 % heads + 1)" }
  return LivePicture(
    "attention",
    invitation: """
      Point at a word, or come to it with the keyboard, and see where each head looked from there. Then choose a head, \
      and see it for all words: one of them finds what stood after the same word before.
      """,
    knobs: [
      typedText, .pointed("word that looks", count: TypedText.most + 1, shown: TypedText.most),
      LiveKnob(
        "head", [(-1, "all")] + names.enumerated().map { (Double($0), $1) }, shown: 0),
    ]
  ) { setting in
    let typed = TypedText(setting.text)
    let tokens = typed.tokens
    let word = min(Int(setting[1]), tokens.count - 1)
    let weights = reader.weights(tokens)
    // What fits the width of a page.
    let shown = max(0, tokens.count - 24)..<tokens.count
    let words = tokens.map { SmallLanguage.word($0) }
    let columns = Array(words[shown])
    func looks(_ head: Int, from row: Int) -> [Double] {
      shown.map { $0 > row ? .nan : Double(weights[head / heads][head % heads, row, $0]) }
    }
    let head = Int(setting[2])
    let map =
      head < 0
      ? HeatMap(
        "Where each head of the trained model looks from one word. Look for rows with one dark cell.",
        rows: names, columns: columns, values: names.indices.map { looks($0, from: word) },
        scale: .linear("attention weight", 0...1), cells: names.map { _ in columns.map { _ in "" } }
      )
      : HeatMap(
        "Where one head of the trained model looks from each word. Each row adds up to 1.",
        rows: shown.map { ($0 == word ? "▸ " : "") + words[$0] }, columns: columns,
        values: shown.map { looks(head, from: $0) }, scale: .linear("attention weight", 0...1),
        cells: columns.map { _ in columns.map { _ in "" } })
    let chosen = head < 0 ? Array(names.indices) : [head]
    var seen = chosen.flatMap { head in
      (0...word).map { (Double(weights[head / heads][head % heads, word, $0]), head, $0) }
    }
    seen.sort { $0.0 > $1.0 }
    let most = seen.prefix(3).map { weight, head, place in
      "“\(words[place])” (word \(place)) \(weight.percent(0)) in \(names[head])"
    }
    let first = chosen.reduce(0) { $0 + Double(weights[$1 / heads][$1 % heads, word, 0]) }
    let share = first / Double(chosen.count)
    return LivePicture.View(
      .heatMap(map),
      numbers: [typed.remark].compactMap { $0 } + [
        "from “\(words[word])”, word \(word), most is seen of " + most.joined(separator: ", ")
      ],
      checks: [
        .init(
          "the beginning, which says nothing, gets less than half of what is seen from here",
          share.percent(), holds: share < 0.5)
      ],
      offers: shown.map { .point(words[$0], 1, at: $0) })
  }
}

extension TextReader {
  /// The attention weights of each layer: `[heads, tokens, tokens]`.
  func weights(_ tokens: [Int]) -> [Tensor] {
    guard let projections = try? model.projections(tokens) else {
      stop("a text of \(tokens.count) tokens does not fit the model that looks")
    }
    return projections.map { attentionWeights(queries: $0.queries, keys: $0.keys, mask: .causal) }
  }
}
