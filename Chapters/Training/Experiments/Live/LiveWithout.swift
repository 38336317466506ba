import Base
import Experiments
import Mini
import Pictures

/// The trained model on a text that a reader writes, whole and without one of its parts.
func liveWithout(_ reader: TextReader) -> LivePicture {
  let wounded = Part.allCases.map { TextReader($0.removed(from: reader.model)) }
  return LivePicture(
    "without",
    invitation: """
      Take a part away that the model has learned with, and see which words it no longer finds, and which it finds \
      all the same.
      """,
    knobs: [
      typedText,
      LiveKnob(
        "taken away", Part.allCases.enumerated().map { (Double($0), $1.rawValue) },
        shown: 0),
    ]
  ) { setting in
    let typed = TypedText(setting.text)
    let part = Part.allCases[Int(setting[1])]
    let whole = reader.read(typed.tokens)
    let model = wounded[Int(setting[1])].model
    let places = 1..<typed.tokens.count
    let (logits, goesOn) = part.read(model, typed.tokens, goingOn: 8)
    func given(_ logits: Tensor, _ place: Int) -> Double {
      Double(softmax(logits[row: place - 1])[typed.tokens[place]])
    }
    let before = places.map { given(whole.logits, $0) }
    let after = places.map { given(logits, $0) }
    let shown = places.suffix(12)
    func bars(_ name: String, _ values: [Double]) -> Plot.Series {
      .bars(name, shown.map { ("\($0). " + SmallLanguage.word(typed.tokens[$0]), values[$0 - 1]) })
    }
    func loss(_ values: [Double]) -> Double {
      values.reduce(0) { $0 - .log(max($1, 1e-30)) } / Double(max(1, values.count))
    }
    let more = loss(after) - loss(before)
    return LivePicture.View(
      .plot(
        Plot(
          "The probability that each word of the text had before it came. Look for words that are found no more.",
          x: .linear(""), y: .linear("probability", 0...1),
          [bars("whole model", before)]
            + (part == .nothing ? [] : [bars("without \(part.rawValue)", after)]))),
      numbers: [typed.remark].compactMap { $0 } + [
        "mean loss of these \(places.count) words: \(loss(before).fixed(3)) nats as trained, "
          + "\(loss(after).fixed(3)) now",
        "it goes on: " + going(whole.goingOn(reader.model, 8, .greedy)) + "; now: "
          + going(goesOn),
      ],
      checks: [
        .init(
          "the text costs it no more than 0.1 nats a word more than the whole model",
          "\(more.fixed(3)) more", holds: more <= 0.1)
      ])
  }
}

private func going(_ tokens: [Int]) -> String {
  "“" + tokens.map { SmallLanguage.word($0) }.joined(separator: " ") + "”"
}

/// What can be taken from a model.
private enum Part: String, CaseIterable {
  case nothing
  case rotation = "the rotation"
  case norms = "the norms"
  case first = "the first token's keys and values"
  case feedForward = "the feed-forward layers"

  /// The model without it.
  func removed(from model: Transformer) -> Transformer {
    var model = model
    for i in model.blocks.indices {
      let a = model.blocks[i].attention
      switch self {
      case .nothing, .first: break
      case .rotation:
        let still = try? AttentionLayer(
          queryHeads: a.queryHeads, kvHeads: a.kvHeads, query: a.query, key: a.key,
          value: a.value, output: a.output)
        model.blocks[i].attention = still ?? a
      case .norms:
        let none = Norm.identity(dimensions: model.blocks[i].attentionNorm.dimensions)
        (model.blocks[i].attentionNorm, model.blocks[i].feedForwardNorm) = (none, none)
      case .feedForward:
        let down = model.blocks[i].feedForward.down.weight
        model.blocks[i].feedForward.down.weight = Tensor(zeros: down.shape)
      }
    }
    return model
  }

  /// What a model without it makes of a text: the logits after each token, and what follows when the likeliest
  /// word is taken each time.
  func read(_ model: Transformer, _ tokens: [Int], goingOn count: Int) -> (Tensor, [Int]) {
    // Where the first token is not read, nothing is known after it: all words alike.
    let hidden = self == .first ? 1 : 0
    let width = model.head.outputs
    let none = [Float](repeating: 0, count: hidden * width)
    guard var cache = try? model.makeCache(capacity: tokens.count + count) else {
      return (Tensor(zeros: [tokens.count, width]), [])
    }
    var (fresh, scalars, written) = (Array(tokens.dropFirst(hidden)), none, [Int]())
    while true {
      let rows = try? model(fresh, cache: &cache, position: cache.offset + hidden)
      if written.isEmpty, let rows { scalars += rows.scalars }
      let last = rows.map { $0[row: $0.shape[0] - 1].indexOfMaximum } ?? 0
      guard written.count < count else { break }
      written.append(last)
      fresh = [last]
    }
    return (Tensor(shape: [tokens.count, width], scalars: scalars), written)
  }
}
