import Base
import Mini

/// Texts whose every next word has a known distribution, and what readers of different skill lose on
/// them: natural logarithms, so nats, per token.
///
/// A loss is not measured on the word that happened to come but is the mean over all that could have:
/// −Σ p(word) · ln q(word), where p is the language and q the reader. It is never below the entropy of
/// p, and the difference is how far the reader is from the language and nothing else.
package struct KnownTexts: Sendable {
  /// The texts, each with its beginning.
  package let texts: [[Int]]

  /// For each text what may follow each of its tokens but the last.
  package let choices: [[Choices]]

  /// The entropy of each of these choices.
  package let entropies: [[Double]]

  /// What each of these words depends on, where it was said before.
  package let dependencies: [[Dependency?]]

  /// Texts number 0 to `count` of a shelf.
  package init(
    _ count: Int, words: Int, from shelf: SmallLanguage.Shelf = .heldOut, seed: UInt64
  ) {
    self.init(SmallLanguage.texts(0..<count, words: words, from: shelf, seed: seed))
  }

  /// Texts of the language, all of one length.
  package init(_ texts: [[Int]]) {
    self.texts = texts
    let told = texts.map { text in
      var story = Story()
      return text.dropFirst().map { token in
        let now = (story.choices, story.dependency)
        require(
          story.tell(Word.allCases[token]), "“\(SmallLanguage.write(text))” is not of the language")
        return now
      }
    }
    choices = told.map { $0.map(\.0) }
    dependencies = told.map { $0.map(\.1) }
    entropies = choices.map { $0.map(\.entropy) }
  }

  /// The best possible loss: the mean entropy of what comes next.
  package var floor: Double { mean(entropies) }

  /// Losses of a reader, for each text and place.
  ///
  /// - Parameter logits: for a text without its last token one row of `[tokens, vocabulary]` after each
  ///   token
  package func losses<Failure: Error>(
    _ logits: ([Int]) throws(Failure) -> Tensor
  ) throws(Failure) -> [[Double]] {
    var result: [[Double]] = []
    for (text, choices) in zip(texts, choices) {
      let rows = try logits(Array(text.dropLast()))
      result.append(
        choices.enumerated().map { place, choices in
          let scores = rows[row: place].scalars.map(Double.init)
          return choices.crossEntropy(of: scores)
        })
    }
    return result
  }

  /// The loss of a reader who knows a table of scores, a row `[vocabulary]` for each token before.
  package func loss(ofTable scores: [[Double]]) -> Double {
    mean(
      zip(texts, choices).map { text, choices in
        zip(text, choices).map { token, choices in choices.crossEntropy(of: scores[token]) }
      })
  }

  /// The mean over all texts and places.
  package func mean(_ values: [[Double]]) -> Double {
    let all = values.joined()
    return all.reduce(0, +) / Double(all.count)
  }
}

extension Choices {
  /// −Σ p · ln softmax(scores), in nats.
  package func crossEntropy(of scores: [Double]) -> Double {
    let largest = scores.max()!
    let logSum = largest + .log(scores.reduce(0) { $0 + .exp($1 - largest) })
    return probabilities.reduce(0) { $0 + $1.probability * (logSum - scores[$1.word.rawValue]) }
  }
}

/// How often words, and pairs of words, come in the language: what the simplest readers know.
package struct WordTables: Sendable {
  /// ln p(word), the same for every token before.
  package let unigram: [[Double]]

  /// ln p(word | token before): `[token before][word]`
  package let bigram: [[Double]]

  /// Counted in training texts: not the words that came but their probabilities, so that few texts give
  /// the table of many. What never comes counts a ten-thousandth.
  package init(_ texts: KnownTexts) {
    let size = SmallLanguage.vocabulary
    var counts = [[Double]](repeating: .init(repeating: 1e-4, count: size), count: size)
    for (text, choices) in zip(texts.texts, texts.choices) {
      for (token, choices) in zip(text, choices) {
        for (word, probability) in choices.probabilities {
          counts[token][word.rawValue] += probability
        }
      }
    }
    func logarithms(_ counts: [Double]) -> [Double] {
      let total = counts.reduce(0, +)
      return counts.map { .log($0 / total) }
    }
    bigram = counts.map(logarithms)
    let sums = (0..<size).map { word in counts.reduce(0) { $0 + $1[word] } }
    unigram = .init(repeating: logarithms(sums), count: size)
  }
}
