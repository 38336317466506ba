import Mini
import Notebook

extension Page {
  /// The weights of one head for a text, and for the text with one token more. A row is drawn as
  /// repeated if its numbers are those of the round before, bit for bit.
  package func twoRounds(_ words: [String], _ before: Tensor, _ after: Tensor, of model: String) {
    func round(_ weights: Tensor) -> Diagram.Part {  // [tokens, tokens]
      let count = weights.shape[0]
      return .grid(
        words[..<count].joined(separator: " "), rows: Array(words[..<count]),
        columns: Array(words[..<count])
      ) { row, column in
        guard column <= row else { return .init(.masked) }
        let weight = weights[row, column]
        let repeats = count > before.shape[0] && row < before.shape[0]
        let isSame = repeats && weight == before[row, column]
        return .init(Double(weight).fixed(2), isSame ? .repeated : .new)
      }
    }
    diagram(
      "Which token looks at which: the first head of \(model), a row for each query.",
      lookFor: "Of the second triangle only the last row is new; the others are computed again.",
      alternative: """
        Two triangles of attention weights. The first has two rows, for Time and flies. The second has
        the same two rows again, number by number, and a third one for fast.
        """,
      legend: [.new: "new", .repeated: "computed again: the same bits"],
      round(before), .arrow("“\(words.last!)” is appended"), round(after))
  }

  /// What each round computes, without a cache and with one.
  package func workByRound(rounds: Int) {
    func triangle(_ title: String, _ isComputed: @escaping (Int, Int) -> Bool) -> Diagram.Part {
      .grid(
        title, rows: (1...rounds).map { "\($0)" }, columns: (1...rounds).map { "t\($0)" }
      ) { round, token in
        if token > round { return .init(.faint) }
        return .init(isComputed(round, token) ? (token == round ? .new : .repeated) : .kept)
      }
    }
    diagram(
      "The tokens that go through the linear layers in \(rounds) rounds, with a prompt of one token.",
      lookFor: "Without a cache the rounds fill a triangle; with one, only its edge.",
      alternative: """
        Two triangles, a row for each round. Without a cache every token up to the round's own is computed.
        With one only the last token of each row is, and the others are kept.
        """,
      legend: [
        .new: "computed for the first time", .repeated: "computed again",
        .kept: "read from the cache",
        .faint: "not there yet",
      ],
      triangle("without cache") { _, _ in true }, triangle("with cache") { $0 == $1 })
  }
}
