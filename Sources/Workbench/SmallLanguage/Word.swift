/// A word of the small language; its raw value is its token.
///
/// Sixty-four of them, the beginning of a text and two signs among them, so that a bigram table has
/// 4,096 places and a model can learn them in seconds.
public enum Word: Int, CaseIterable, Sendable {
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
  static let people: [Word] = [.ann, .eva, .mia, .sue, .ben, .leo, .max, .tom]
  static let women: [Word] = [.ann, .eva, .mia, .sue]
  static let colours: [Word] = [.red, .blue, .green, .black, .white, .yellow, .brown, .grey]
  static let things: [Word] = [.ball, .book, .keys, .shoes]
  static let animals: [Word] = [.dog, .cat, .bird]
  static let names: [Word] = [.rex, .kit, .pip, .gus, .bo, .zoe]
  static let doings: [Word] = [.sings, .reads, .waits, .cooks]
  static let moods: [Word] = [.happy, .tired, .hungry, .alone]
  static let days: [Word] = [.long, .short, .warm, .cold]

  /// “is” or “are”, after a thing.
  var number: Word { self == .keys || self == .shoes ? .are : .is }

  /// “she” or “he”, for a person.
  var pronoun: Word { Word.women.contains(self) ? .she : .he }

  /// What an animal does.
  var doing: Word {
    switch self {
    case .dog: .runs
    case .cat: .sleeps
    default: .sings
    }
  }

  /// As it is written inside a sentence.
  public var text: String { Word.texts[rawValue] }

  private static let texts: [String] = allCases.map { word in
    switch word {
    case .beginning: "<s>"
    case .stop: "."
    case .question: "?"
    default: people.contains(word) || names.contains(word) ? "\(word)".capitalized : "\(word)"
    }
  }
}
