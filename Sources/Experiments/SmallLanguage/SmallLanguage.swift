import Base
import Mini

/// A language whose best possible loss is known: seeded texts of plausible English sentences, as a
/// primer has them, whose next word has a probability that can be computed.
///
///     Mia has the red ball. Tom takes the ball. Time flies fast. Who has the ball? Tom.
///
/// Who has what, what it is called, and whether “is” or “are” follows was said before, often far back;
/// everything else is drawn.
package enum SmallLanguage {
  /// The number of different tokens.
  package static let vocabulary = Word.allCases.count

  /// The token that every text begins with.
  package static let beginning = Word.beginning.rawValue

  /// Texts that models learn from, or others that they have never seen.
  package enum Shelf: Sendable {
    case training, heldOut
  }

  /// Text number `number` of a seed: the beginning and `words` words after it; the last sentence may be
  /// cut. The same for the same seed, whatever else was asked for.
  package static func text(
    _ number: Int, words: Int, from shelf: Shelf = .training, seed: UInt64
  ) -> [Int] {
    require(words >= 0, "a text has at least 0 words, not \(words)")
    var story = Story()
    var generator = Self.generator(number, shelf, seed)
    var tokens = [beginning]
    tokens.reserveCapacity(words + 1)
    for _ in 0..<words { tokens.append(story.tellNext(using: &generator).rawValue) }
    return tokens
  }

  /// Texts of one length, one after the other.
  package static func texts(
    _ numbers: Range<Int>, words: Int, from shelf: Shelf = .training, seed: UInt64
  ) -> [[Int]] {
    numbers.map { text($0, words: words, from: shelf, seed: seed) }
  }

  /// Each text draws from a generator of its own.
  private static func generator(_ number: Int, _ shelf: Shelf, _ seed: UInt64) -> SeededGenerator {
    var shelves = SeededGenerator(seed: seed)
    let (training, heldOut) = (shelves.next(), shelves.next())
    let start = shelf == .training ? training : heldOut
    return SeededGenerator(seed: start &+ UInt64(bitPattern: Int64(number)))
  }
}
