import Base
import Experiments
import Mini
import Pictures

/// The pictures in which a reader writes and a trained model of the small language reads: what it expects
/// next, where its heads look, and what becomes of it when a part is taken away. They share one text.
package func liveReading(_ model: Transformer) -> [LivePicture] {
  let reader = TextReader(model)
  return [liveNextWord(reader), liveAttention(reader), liveWithout(reader)]
}

/// What a reader writes into, the same for all of them.
let typedText = LiveKnob.text(
  "a text of the small language",
  shown: "Ann has the red ball. Ben takes the ball. Who has the ball?")

/// What a trained model makes of a text, kept until it reads another.
final class TextReader: @unchecked Sendable {
  let model: Transformer
  private var last: ReadText?

  init(_ model: Transformer) { self.model = model }

  func read(_ tokens: [Int]) -> ReadText {
    if let last, last.tokens == tokens { return last }
    let text = ReadText(model, tokens)
    last = text
    return text
  }
}

/// A text with what the model expects after each of its tokens, and what the language allows there.
struct ReadText {
  let tokens: [Int]
  /// `[tokens, vocabulary]`
  let logits: Tensor
  /// The keys and values of all tokens, with room for a few more.
  let cache: TransformerCache
  /// What may follow each token, as far as the language allows the text.
  let choices: [Choices]

  /// How many words are written beyond what was typed.
  static let ahead = 10

  init(_ model: Transformer, _ tokens: [Int]) {
    guard var cache = try? model.makeCache(capacity: tokens.count + Self.ahead),
      let logits = try? model(tokens, cache: &cache)
    else { stop("a text of \(tokens.count) tokens does not fit the model that reads it") }
    (self.tokens, self.logits, self.cache) = (tokens, logits, cache)
    var story = Story()
    var choices = [story.choices]
    for token in tokens.dropFirst() {
      guard story.tell(Word.allCases[token]) else { break }
      choices.append(story.choices)
    }
    self.choices = choices
  }

  /// What is expected after the token at a place, at a temperature; at 0 the likeliest word has all of it.
  func probabilities(after place: Int, temperature: Double = 1) -> [Double] {
    let row = logits[row: place]
    guard temperature > 0 else {
      return row.scalars.indices.map { $0 == row.indexOfMaximum ? 1 : 0 }
    }
    return softmax(row * Float(1 / temperature)).scalars.map { Double($0) }
  }

  /// How many of the tokens, the beginning among them, the language allows.
  var allowed: Int { choices.count }

  /// The words that could not have been others, each with the probability that the model gave it.
  var certain: [(word: Int, probability: Double)] {
    (1..<allowed).filter { choices[$0 - 1].words.count == 1 }.map { place in
      (tokens[place], probabilities(after: place - 1)[tokens[place]])
    }
  }

  /// The words that follow when each is chosen by the sampler.
  func goingOn(_ model: Transformer, _ count: Int, _ sampler: Sampler) -> [Int] {
    var (cache, sampler, written) = (cache, sampler, [Int]())
    var row = logits[row: tokens.count - 1]
    while true {
      let token = sampler(row)
      if token == SmallLanguage.beginning { return written }
      written.append(token)
      guard written.count < count, let next = try? model([token], cache: &cache) else {
        return written
      }
      row = next[row: 0]
    }
  }
}
