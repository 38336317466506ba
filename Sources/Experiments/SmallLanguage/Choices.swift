import Base
import Mini

/// The words that may come next, each with its weight.
package struct Choices: Sendable {
  /// The words, each once.
  package private(set) var words: [Word] = []

  private var weights: [Double] = []
  private var total = 0.0

  /// One word, which is certain.
  package static func only(_ word: Word) -> Choices {
    var choices = Choices()
    choices.add(word, 1)
    return choices
  }

  /// Any of these words, all alike.
  package static func any(of words: [Word]) -> Choices {
    var choices = Choices()
    choices.add(anyOf: words, 1)
    return choices
  }

  /// One word more, if its weight is above 0.
  package mutating func add(_ word: Word, _ weight: Double) {
    guard weight > 0 else { return }
    words.append(word)
    weights.append(weight)
    total += weight
  }

  /// More words, which share a weight.
  package mutating func add(anyOf more: [Word], _ weight: Double) {
    for word in more { add(word, weight / Double(more.count)) }
  }

  /// The probability that `word` comes next; 0 if it cannot.
  package func probability(of word: Word) -> Double {
    words.firstIndex(of: word).map { weights[$0] / total } ?? 0
  }

  /// The words with their probabilities, which add up to 1.
  package var probabilities: [(word: Word, probability: Double)] {
    zip(words, weights).map { ($0, $1 / total) }
  }

  /// H = −Σ p · ln p, in nats: what the best possible reader has to expect as its loss here.
  package var entropy: Double {
    if words.count == 1 { return 0 }
    return probabilities.reduce(0) { $0 - $1.probability * .log($1.probability) }
  }

  /// One of the words, drawn with these probabilities. One that is certain takes no random number.
  package func draw(using generator: inout SeededGenerator) -> Word {
    if words.count == 1 { return words[0] }
    var left = generator.uniform() * total
    for (word, weight) in zip(words, weights) {
      left -= weight
      if left < 0 { return word }
    }
    return words[words.count - 1]
  }
}
