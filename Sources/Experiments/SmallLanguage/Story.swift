import Mini

/// A text of the small language as far as it is told: what it has said about people, things and pets,
/// and the sentence that it has begun.
///
/// Everything that decides the next word can be seen in the text, so the probabilities of a story are
/// those that a perfect reader of its words would have.
package struct Story: Sendable {
  /// Somebody has a thing of some colour.
  package struct Possession: Sendable {
    package let thing: Word
    package let colour: Word
    package var owner: Word
  }

  /// Somebody has an animal with a name.
  package struct Pet: Sendable {
    package let animal: Word
    package let name: Word
    package let owner: Word
  }

  /// In the order in which they were mentioned first.
  package private(set) var possessions: [Possession] = []
  package private(set) var pets: [Pet] = []

  /// The words since the last full stop.
  package private(set) var sentence: [Word] = []

  /// Nothing is told yet.
  package init() {}

  /// Goes on with a word; false, and nothing changes, if the language does not allow it here.
  @discardableResult
  package mutating func tell(_ word: Word) -> Bool {
    guard choices.words.contains(word) else { return false }
    append(word)
    return true
  }

  /// Draws a word and goes on with it.
  package mutating func tellNext(using generator: inout SeededGenerator) -> Word {
    let word = choices.draw(using: &generator)
    append(word)
    return word
  }

  private mutating func append(_ word: Word) {
    sentence.append(word)
    guard word == .stop else { return }
    remember(sentence)
    sentence.removeAll(keepingCapacity: true)
  }

  /// What a whole sentence has changed.
  private mutating func remember(_ s: [Word]) {
    switch (s[1], s[2]) {
    case (.has, .the) where s[0] != .who:  // Mia has the red ball.
      possessions.append(Possession(thing: s[4], colour: s[3], owner: s[0]))
    case (.has, .a):  // Mia has a dog called Rex.
      pets.append(Pet(animal: s[3], name: s[5], owner: s[0]))
    case (.takes, _):  // Tom takes the ball.
      possessions[possessions.firstIndex { $0.thing == s[3] }!].owner = s[0]
    default: break
    }
  }

  /// What is known about a thing that was mentioned.
  package func possession(_ thing: Word) -> Possession { possessions.first { $0.thing == thing }! }

  /// What is known about an animal that was mentioned.
  package func pet(_ animal: Word) -> Pet { pets.first { $0.animal == animal }! }
}
