/// What a word that is certain follows from: something that the text has said before.
package enum Dependency: String, CaseIterable, Sendable {
  case owner = "who has it"
  case colour = "its colour"
  case name = "what it is called"
  case number = "is or are"
  case pronoun = "she or he"
  case doing = "what the pet does"
}

extension Story {
  /// What the next word depends on; nil where it is drawn, or follows from the words right before it.
  package var dependency: Dependency? {
    let s = sentence
    guard let first = s.first else { return nil }
    switch (first, s.count) {
    case (.who, 5): return .owner
    case (.what, 6): return s[1] == .colour ? .colour : .name
    case (.the, 2) where s[1] != .day: return .owner
    case (.the, 4) where s[1] != .day: return .number
    case (.the, 5) where s[1] != .day: return .colour
    case (_, 3) where s[2] == .because: return .pronoun
    case (_, 1) where Word.names.contains(first): return .doing
    default: return nil
    }
  }
}
