// The twelve kinds of sentences, word by word.

extension Story {
  /// The words that may come next. What has one answer only (who owns what, what it is called, “is” or
  /// “are”) is certain; everything else is drawn.
  package var choices: Choices {
    let s = sentence
    return switch s.first {
    case nil: opening
    case .time: timeFlies(s)
    case .who: whoHas(s)
    case .what: s.count == 1 ? whatOf : s[1] == .colour ? whatColour(s) : whatName(s)
    case .the: s.count == 1 ? the : s[1] == .day ? theDay(s) : theThing(s)
    case let first? where Word.names.contains(first): petDoes(s)
    default: s.count == 1 ? somebody(s[0]) : somebodyDoes(s)
    }
  }

  // MARK: How a sentence begins

  private var opening: Choices {
    var choices = Choices()
    choices.add(anyOf: Word.people, 4)
    choices.add(.time, 1)
    choices.add(.the, possessions.isEmpty ? 1 : 5)
    choices.add(.who, possessions.isEmpty && pets.isEmpty ? 0 : 2)
    choices.add(.what, possessions.isEmpty && pets.isEmpty ? 0 : 3)
    choices.add(anyOf: pets.map { $0.name }, 1)
    return choices
  }

  private func somebody(_ person: Word) -> Choices {
    var choices = Choices()
    choices.add(.has, newThings.isEmpty && newAnimals.isEmpty ? 0 : 2)
    choices.add(.takes, possessions.allSatisfy { $0.owner == person } ? 0 : 1)
    choices.add(anyOf: Word.doings, 1)
    choices.add(.and, 1)
    return choices
  }

  private var whatOf: Choices {
    var choices = Choices()
    choices.add(.colour, possessions.isEmpty ? 0 : 2)
    choices.add(.is, pets.isEmpty ? 0 : 1)
    return choices
  }

  private var the: Choices {
    var choices = Choices()
    choices.add(anyOf: things, 4)
    choices.add(.day, 1)
    return choices
  }

  // MARK: What somebody does

  private func somebodyDoes(_ s: [Word]) -> Choices {
    switch s[1] {
    case .has: s.count == 2 ? has : s[2] == .the ? hasTheThing(s) : hasAPet(s)
    case .takes: takes(s)
    case .and: both(s)
    default: doesBecause(s)
    }
  }

  private var has: Choices {
    var choices = Choices()
    choices.add(.the, newThings.isEmpty ? 0 : 2)
    choices.add(.a, newAnimals.isEmpty ? 0 : 1)
    return choices
  }

  /// Mia has the red ball.
  private func hasTheThing(_ s: [Word]) -> Choices {
    switch s.count {
    case 3: .any(of: Word.colours)
    case 4: .any(of: newThings)
    default: .only(.stop)
    }
  }

  /// Mia has a dog called Rex.
  private func hasAPet(_ s: [Word]) -> Choices {
    switch s.count {
    case 3: .any(of: newAnimals)
    case 4: .only(.called)
    case 5: .any(of: Word.names.filter { name in !pets.contains { $0.name == name } })
    default: .only(.stop)
    }
  }

  /// Tom takes the ball.
  private func takes(_ s: [Word]) -> Choices {
    switch s.count {
    case 2: .only(.the)
    case 3: .any(of: possessions.filter { $0.owner != s[0] }.map { $0.thing })
    default: .only(.stop)
    }
  }

  /// Mia and Tom are tired.
  private func both(_ s: [Word]) -> Choices {
    switch s.count {
    case 2: .any(of: Word.people.filter { $0 != s[0] })
    case 3: .only(.are)
    case 4: .any(of: Word.moods)
    default: .only(.stop)
    }
  }

  /// Mia sings. Tom waits because he is alone.
  private func doesBecause(_ s: [Word]) -> Choices {
    switch s.count {
    case 2: .any(of: [.stop, .because])
    case 3: .only(s[0].pronoun)
    case 4: .only(.is)
    case 5: .any(of: Word.moods)
    default: .only(.stop)
    }
  }

  // MARK: What the text has said before

  /// Who has the ball? Mia.
  private func whoHas(_ s: [Word]) -> Choices {
    switch s.count {
    case 1: .only(.has)
    case 2: .only(.the)
    case 3: .any(of: things + pets.map { $0.animal })
    case 4: .only(.question)
    case 5: .only(Word.animals.contains(s[3]) ? pet(s[3]).owner : possession(s[3]).owner)
    default: .only(.stop)
    }
  }

  /// What colour is the ball? Red. What colour are the keys? Blue.
  private func whatColour(_ s: [Word]) -> Choices {
    switch s.count {
    case 2:
      var choices = Choices()
      for verb in [Word.is, .are] {
        choices.add(verb, Double(things.filter { $0.number == verb }.count))
      }
      return choices
    case 3: return .only(.the)
    case 4: return .any(of: things.filter { $0.number == s[2] })
    case 5: return .only(.question)
    case 6: return .only(possession(s[4]).colour)
    default: return .only(.stop)
    }
  }

  /// What is the dog called? Rex.
  private func whatName(_ s: [Word]) -> Choices {
    switch s.count {
    case 2: .only(.the)
    case 3: .any(of: pets.map { $0.animal })
    case 4: .only(.called)
    case 5: .only(.question)
    case 6: .only(pet(s[3]).name)
    default: .only(.stop)
    }
  }

  /// The ball Mia has is red. The keys Tom has are blue.
  private func theThing(_ s: [Word]) -> Choices {
    switch s.count {
    case 2: .only(possession(s[1]).owner)
    case 3: .only(.has)
    case 4: .only(s[1].number)
    case 5: .only(possession(s[1]).colour)
    default: .only(.stop)
    }
  }

  /// Rex runs.
  private func petDoes(_ s: [Word]) -> Choices {
    .only(s.count == 1 ? pets.first { $0.name == s[0] }!.animal.doing : .stop)
  }

  // MARK: What is true anyway

  /// Time flies fast.
  private func timeFlies(_ s: [Word]) -> Choices {
    .only([.flies, .fast, .stop][s.count - 1])
  }

  /// The day is long.
  private func theDay(_ s: [Word]) -> Choices {
    switch s.count {
    case 2: .only(.is)
    case 3: .any(of: Word.days)
    default: .only(.stop)
    }
  }

  // MARK: What there is to speak of

  private var things: [Word] { possessions.map { $0.thing } }
  private var newThings: [Word] { Word.things.filter { !things.contains($0) } }
  private var newAnimals: [Word] {
    Word.animals.filter { animal in !pets.contains { $0.animal == animal } }
  }
}
