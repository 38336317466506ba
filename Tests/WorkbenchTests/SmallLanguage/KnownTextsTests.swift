import Base
import Mini
import Testing

@testable import Experiments

@Suite struct KnownTextsTests {
  let heldOut = KnownTexts(300, words: 64, seed: 1)

  /// A bigram reader loses at least 40 % more than the best one, and a unigram reader more than that.
  @Test func readersOfTablesStayFarAboveTheFloor() {
    let tables = WordTables(KnownTexts(2000, words: 64, from: .training, seed: 1))
    let (bigram, unigram) = (
      heldOut.loss(ofTable: tables.bigram), heldOut.loss(ofTable: tables.unigram)
    )
    #expect(heldOut.floor > 0.5 && heldOut.floor < 1)
    #expect(bigram > 1.4 * heldOut.floor)
    #expect(unigram > bigram + 1 && unigram < .log(64))
  }

  /// Other texts to count in give nearly the same tables.
  @Test func tablesDoNotHangOnTheirTexts() {
    let losses = [5, 6].map { seed in
      heldOut.loss(
        ofTable: WordTables(KnownTexts(1000, words: 64, from: .training, seed: seed)).bigram)
    }
    #expect(abs(losses[0] - losses[1]) < 0.01)
  }

  /// Whoever says the language's own probabilities reaches the floor; nobody gets below it.
  @Test func thePerfectReaderReachesTheFloor() throws {
    let perfect = heldOut.losses { text in
      var story = Story()
      return Tensor(
        text.enumerated().map { index, token in
          if index > 0 { story.tell(Word.allCases[token]) }
          let choices = story.choices
          return Word.allCases.map { Float(Double.log(choices.probability(of: $0) + 1e-30)) }
        })
    }
    #expect(abs(heldOut.mean(perfect) - heldOut.floor) < 1e-6)
    let uniform = heldOut.losses { Tensor(zeros: [$0.count, 64]) }
    #expect(uniform.joined().allSatisfy { abs($0 - .log(64)) < 1e-12 })
    for (losses, entropies) in zip(perfect, heldOut.entropies) {
      #expect(zip(losses, entropies).allSatisfy { $0 > $1 - 1e-6 })
    }
  }

  /// The mean over what could have come is what the words that came cost in the long run.
  @Test func lossIsTheExpectationOfTheSurprise() {
    let tables = WordTables(KnownTexts(500, words: 64, from: .training, seed: 1)).bigram
    let surprises = heldOut.texts.flatMap { text in
      zip(text, text.dropFirst()).map { -tables[$0][$1] }
    }
    let mean = surprises.reduce(0, +) / Double(surprises.count)
    #expect(abs(mean - heldOut.loss(ofTable: tables)) < 0.05)
  }
}
