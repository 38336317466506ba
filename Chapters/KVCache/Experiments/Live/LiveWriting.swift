import Base
import Experiments
import Mini
import Pictures

/// A text that a trained model writes token by token, without a cache and with one: what each step computes,
/// and what is kept.
///
/// - Parameter model: what writes; it has learned the small language.
package func liveWriting(_ model: Transformer) -> LivePicture {
  let desk = Desk(model)
  return LivePicture(
    "writing",
    invitation: """
      Let it write on, token by token: with a cache one row of the triangle is new. Then switch the cache off, and \
      see all rows computed once more at every step. Another beginning gives another text, and the same counts.
      """,
    knobs: [
      .text("it goes on from a text of the small language", shown: "Ann has a red"),
      .whole("tokens written", 1...WrittenText.most, shown: 4),
      LiveKnob("cache", [(0, "without"), (1, "with")], shown: 1),
    ]
  ) { setting in
    let typed = TypedText(setting.text)
    let view = desk.text(from: typed.tokens).view(after: Int(setting[1]), isCached: setting[2] == 1)
    return .init(
      view.figure, numbers: [typed.remark].compactMap { $0 } + view.numbers, checks: view.checks)
  }
}

/// Where one text lies, as long as its beginning stays.
private final class Desk: @unchecked Sendable {
  private let model: Transformer
  private var text: WrittenText?

  init(_ model: Transformer) { self.model = model }

  /// The text that goes on from a prompt of at most 24 tokens, so that its triangle can be drawn.
  func text(from tokens: [Int]) -> WrittenText {
    let prompt = Array(tokens.prefix(24))
    if let text, text.prompt == prompt { return text }
    let fresh = WrittenText(model, prompt)
    text = fresh
    return fresh
  }
}

/// A text as it is written, and what was counted meanwhile. It is written as far as somebody has looked.
private final class WrittenText {
  static let most = 14

  /// What one step computed, and whether both ways gave the same bits.
  private struct Step {
    let keysWithout: Int
    let keysWith: Int
    let areSame: Bool
    let cacheBytes: Int
  }

  private let model: Transformer
  let prompt: [Int]
  private var tokens: [Int]
  private var cache: TransformerCache?
  private var steps: [Step] = []

  init(_ model: Transformer, _ prompt: [Int]) {
    (self.model, self.prompt, tokens) = (model, prompt, prompt)
    cache = try? model.makeCache(capacity: prompt.count + Self.most)
  }

  /// One step in both ways; what goes into the cache is what is not in it yet.
  private func write() {
    let (without, with) = (OperationCounter(), OperationCounter())
    let fresh = Array(tokens[(cache?.offset ?? 0)...])
    guard let whole = without.counting({ try? model(tokens) }), cache != nil,
      let last = with.counting({ try? model(fresh, cache: &cache!) })
    else { stop("a text of \(tokens.count) tokens does not fit the model that writes") }
    let (a, b) = (whole[row: whole.shape[0] - 1], last[row: last.shape[0] - 1])
    steps.append(
      Step(
        keysWithout: without.tokens(.keys) / model.blocks.count,
        keysWith: with.tokens(.keys) / model.blocks.count, areSame: a.scalars == b.scalars,
        cacheBytes: cache?.layers.reduce(0) { $0 + $1.byteCount } ?? 0))
    tokens.append(a.indexOfMaximum)
  }

  func view(after count: Int, isCached: Bool) -> LivePicture.View {
    while steps.count < count { write() }
    // The last of them has just been written, and was not read.
    let read = prompt.count + count - 1
    let text = tokens.prefix(read + 1).map { SmallLanguage.word($0) }
    let first = count == 1
    func role(_ token: Int) -> Diagram.Role {
      let isNew = first || token == read - 1
      return isNew ? .new : isCached ? .kept : .repeated
    }
    let names = Array(text.prefix(read))
    let diagram = Diagram(
      "A trained model of 98\u{00A0}624 numbers writes, and one step of it: keys, values and scores.",
      lookFor: isCached
        ? "Only the row of the newest token is computed; keys and values of the others are read again."
        : "All rows are computed again, though nothing in them has changed.",
      alternative: """
        A triangle of \(read) rows, one for each token that was read, and a row of as many keys and values. \
        \(isCached ? "The last row and the last key are new" : "Everything is computed in this step").
        """,
      legend: [.new: first ? "computed in this step" : "computed in this step for the first time"],
      [
        .grid("scores", rows: names, columns: names) { row, column in
          column > row
            ? Diagram.Cell.none
            : Diagram.Cell(isCached && !first && row < read - 1 ? .faint : role(row))
        },
        .lineBreak,
        .strips(
          isCached ? "keys and values in the cache" : "keys and values, forgotten after the step",
          [("", (0..<read).map { Diagram.Cell(role($0)) })]),
      ])
    let done = steps.prefix(count)
    let (without, with) = (
      done.reduce(0) { $0 + $1.keysWithout }, done.reduce(0) { $0 + $1.keysWith }
    )
    let computed = isCached ? with : without
    let step = done[count - 1]
    return LivePicture.View(
      .diagram(diagram),
      numbers: [
        "text: " + text.dropFirst().joined(separator: " "),
        "tokens projected to keys in each layer: \(isCached ? step.keysWith : step.keysWithout) in this step, "
          + "\(computed) so far; without a cache \(without), with one \(with); the cache holds "
          + memory(step.cacheBytes),
      ],
      checks: [
        .init(
          "without a cache and with one the logits of every step have the same bits",
          "\(done.reduce(0) { $0 + ($1.areSame ? 1 : 0) }) of \(count) steps",
          holds: done.allSatisfy { $0.areSame }),
        .init(
          "no token is projected twice", "\(computed) projections of \(read) tokens",
          holds: computed == read),
      ])
  }
}
