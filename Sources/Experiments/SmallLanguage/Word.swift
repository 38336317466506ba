/// A word of the small language; its raw value is its token.
///
/// Sixty-four of them, the beginning of a text and two signs among them, so that a bigram table has
/// 4,096 places and a model can learn them in seconds.
package enum Word: Int, CaseIterable, Sendable {
  /// What every text begins with.
  case beginning
  case stop, question
  // People; of the first four one says “she”, of the others “he”.
  case ann, eva, mia, sue, ben, leo, max, tom
  case red, blue, green, black, white, yellow, brown, grey
  // Things: two of which there is one, two of which there are several.
  case ball, book, keys, shoes
  // Pets, and what each of them does.
  case dog, cat, bird
  case runs, sleeps, sings
  case rex, kit, pip, gus, bo, zoe
  case reads, waits, cooks
  case happy, tired, hungry, alone
  case long, short, warm, cold
  case time, flies, fast, day
  case has, takes, called, because
  case who, what, colour
  case `is`, are, the, a, and, she, he
}

extension Word {
  package static let people: [Word] = [.ann, .eva, .mia, .sue, .ben, .leo, .max, .tom]
  package static let women: [Word] = [.ann, .eva, .mia, .sue]
  package static let colours: [Word] = [
    .red, .blue, .green, .black, .white, .yellow, .brown, .grey,
  ]
  package static let things: [Word] = [.ball, .book, .keys, .shoes]
  package static let animals: [Word] = [.dog, .cat, .bird]
  package static let names: [Word] = [.rex, .kit, .pip, .gus, .bo, .zoe]
  package static let doings: [Word] = [.sings, .reads, .waits, .cooks]
  package static let moods: [Word] = [.happy, .tired, .hungry, .alone]
  package static let days: [Word] = [.long, .short, .warm, .cold]

  /// “is” or “are”, after a thing.
  package var number: Word { self == .keys || self == .shoes ? .are : .is }

  /// “she” or “he”, for a person.
  package var pronoun: Word { Word.women.contains(self) ? .she : .he }

  /// What an animal does.
  package var doing: Word {
    switch self {
    case .dog: .runs
    case .cat: .sleeps
    default: .sings
    }
  }

  /// As it is written inside a sentence.
  package var text: String { Word.texts[rawValue] }

  /// In the order of the cases.
  private static let texts = [
    "<s>", ".", "?", "Ann", "Eva", "Mia", "Sue", "Ben", "Leo", "Max", "Tom",
    "red", "blue", "green", "black", "white", "yellow", "brown", "grey",
    "ball", "book", "keys", "shoes", "dog", "cat", "bird", "runs", "sleeps", "sings",
    "Rex", "Kit", "Pip", "Gus", "Bo", "Zoe", "reads", "waits", "cooks",
    "happy", "tired", "hungry", "alone", "long", "short", "warm", "cold",
    "time", "flies", "fast", "day", "has", "takes", "called", "because",
    "who", "what", "colour", "is", "are", "the", "a", "and", "she", "he",
  ]
}
