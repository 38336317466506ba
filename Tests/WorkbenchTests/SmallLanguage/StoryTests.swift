import Base
import Mini
import Testing

@testable import Experiments

@Suite struct StoryTests {
  @Test func probabilitiesOfEveryChoiceAddUpToOne() {
    let texts = KnownTexts(200, words: 200, from: .training, seed: 1)
    for choices in texts.choices.joined() {
      let sum = choices.probabilities.reduce(0) { $0 + $1.probability }
      #expect(abs(sum - 1) < 1e-12)
      #expect(Set(choices.words).count == choices.words.count, "a word stands there twice")
      #expect(choices.probabilities.allSatisfy { $0.probability > 0 })
    }
  }

  /// The words that come have the probabilities that the choices promise: the mean of −ln p over drawn
  /// words is the mean entropy, within four standard errors.
  @Test(arguments: [1, 2, 3] as [UInt64])
  func entropyIsTheMeanSurprise(seed: UInt64) {
    let texts = KnownTexts(600, words: 64, seed: seed)
    let differences = zip(texts.texts, texts.choices).flatMap { text, choices in
      zip(text.dropFirst(), choices).map { token, choices in
        let p = choices.probability(of: Word.allCases[token])
        return -Double.log(p) - choices.entropy
      }
    }
    let count = Double(differences.count)
    let mean = differences.reduce(0, +) / count
    let variance = differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    #expect(variance > 0.1)
    #expect(abs(mean) < 4 * (variance / count).squareRoot())
  }

  /// Every word of a choice comes about as often as it should: one kind of choice, the first word of all.
  @Test func drawnWordsHaveTheirProbabilities() {
    var counts = [Word: Int]()
    for number in 0..<6000 {
      let text = SmallLanguage.text(number, words: 1, seed: 4)
      counts[Word.allCases[text[1]], default: 0] += 1
    }
    let first = Story().choices
    #expect(Set(counts.keys) == Set(first.words))
    for (word, p) in first.probabilities {
      let deviation = (6000 * p * (1 - p)).squareRoot()
      #expect(abs(Double(counts[word]!) - 6000 * p) < 4 * deviation, "\(word)")
    }
  }

  @Test func whatTheGrammarDoesNotAllowIsRefused() {
    var story = Story()
    /// How many of the words the story takes.
    func tell(_ words: Word...) -> Int { words.prefix { story.tell($0) }.count }
    #expect(tell(.who) == 0, "nobody has anything yet")
    #expect(tell(.mia, .has, .the, .red, .ball, .stop, .who, .has, .the, .keys) == 9)
    #expect(story.choices.words == [.ball], "no keys were mentioned")
    #expect(tell(.ball, .question, .tom) == 2)
    #expect(story.choices.words == [.mia])
    #expect(story.choices.entropy == 0)
  }

  /// A thing that was taken belongs to somebody else, in questions and in clauses.
  @Test func ownersChange() throws {
    let text =
      "Mia has the red ball. Ben takes the ball. The ball Ben has is red. Who has the ball? Ben."
    #expect(SmallLanguage.allowedLength(of: try SmallLanguage.read(text)) == 25)
    let wrong = "Mia has the red ball. Ben takes the ball. The ball Mia"
    #expect(SmallLanguage.allowedLength(of: try SmallLanguage.read(wrong)) == 13)
  }

  @Test(arguments: [
    "Mia has a dog called Rex. Rex runs. What is the dog called? Rex. Who has the dog? Mia.",
    "Leo has the blue keys. What colour are the keys? Blue. The keys Leo has are blue.",
    "Tom waits because he is alone. Sue cooks. Ann and Leo are tired. Time flies fast. The day is long.",
  ])
  func sentencesOfEveryKindAreAllowed(text: String) throws {
    let tokens = try SmallLanguage.read(text)
    #expect(SmallLanguage.allowedLength(of: tokens) == tokens.count)
  }

  @Test(arguments: [
    "Tom waits because she", "The day are", "Mia has the ball", "Ann and Ann", "Rex", "Time flies.",
  ])
  func sentencesWithAMistakeAreNot(text: String) throws {
    let tokens = try SmallLanguage.read(text)
    #expect(SmallLanguage.allowedLength(of: tokens) == tokens.count - 1)
  }

  /// What a word depends on is certain, and each kind of it comes; a sentence shows which.
  @Test func dependenciesAreCertain() throws {
    let texts = KnownTexts(100, words: 128, seed: 5)
    var counts = [Dependency: Int]()
    for (choices, dependencies) in zip(texts.choices, texts.dependencies) {
      for (choices, dependency) in zip(choices, dependencies) {
        guard let dependency else { continue }
        #expect(choices.words.count == 1)
        counts[dependency, default: 0] += 1
      }
    }
    for dependency in Dependency.allCases { #expect(counts[dependency, default: 0] > 50) }
    let clause = try SmallLanguage.read("Leo has the blue keys. The keys Leo has are blue.")
    let known = KnownTexts([[SmallLanguage.beginning] + clause])
    #expect(
      known.dependencies[0].suffix(7) == [nil, nil, .owner, nil, .number, .colour, nil])
  }
}
