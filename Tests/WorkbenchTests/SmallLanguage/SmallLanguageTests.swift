import Mini
import Testing

@testable import Experiments

@Suite struct SmallLanguageTests {
  @Test func thereAreSixtyFourWordsOfOneTextEach() {
    #expect(SmallLanguage.vocabulary == 64)
    #expect(Set(Word.allCases.map { $0.text.lowercased() }).count == 64)
    #expect(Word.allCases.enumerated().allSatisfy { $0.offset == $0.element.rawValue })
  }

  /// The first words of the first text never change by accident: the trained model rests on them.
  @Test func aSeedGivesItsTexts() {
    let text = SmallLanguage.text(0, words: 40, seed: 1)
    #expect(text == SmallLanguage.text(0, words: 40, seed: 1))
    #expect(Array(text.prefix(21)) == SmallLanguage.text(0, words: 20, seed: 1))
    #expect(
      SmallLanguage.texts(3..<5, words: 9, seed: 1)[1] == SmallLanguage.text(4, words: 9, seed: 1))
    let others = [
      SmallLanguage.text(1, words: 40, seed: 1), SmallLanguage.text(0, words: 40, seed: 2),
      SmallLanguage.text(0, words: 40, from: .heldOut, seed: 1),
    ]
    #expect(Set(others + [text]).count == 4)
    #expect(
      SmallLanguage.write(text) == """
        Eva has a bird called Pip. Who has the bird? Eva. Ben cooks because he is alone. \
        Ann reads because she is alone. Time flies fast. Who has the bird? Eva. What
        """)
  }

  @Test func whatIsWrittenIsReadBack() throws {
    for text in SmallLanguage.texts(0..<200, words: 128, seed: 2) {
      #expect(SmallLanguage.allowedLength(of: text) == text.count)
      #expect(try SmallLanguage.read(SmallLanguage.write(text)) == Array(text.dropFirst()))
    }
  }

  /// What follows from a text is found by other means than the grammar: patterns in what is written.
  @Test func answersFollowFromTheText() throws {
    var answers = 0
    for text in SmallLanguage.texts(0..<100, words: 256, seed: 3) {
      var (owners, colours, names) = (
        [Substring: Substring](), [Substring: Substring](), [Substring: Substring]()
      )
      let written = SmallLanguage.write(text)
      // A question and its answer are one sentence.
      for sentence in written.split(separator: /\.\s*/).dropLast() {
        if let match = sentence.wholeMatch(of: /(\w+) has the (\w+) (\w+)/) {
          (owners[match.3], colours[match.3]) = (match.1, match.2)
        } else if let match = sentence.wholeMatch(of: /(\w+) has a (\w+) called (\w+)/) {
          (owners[match.2], names[match.2]) = (match.1, match.3)
        } else if let match = sentence.wholeMatch(of: /(\w+) takes the (\w+)/) {
          #expect(owners[match.2] != match.1)
          owners[match.2] = match.1
        } else if let match = sentence.wholeMatch(of: /Who has the (\w+)\? (\w+)/) {
          #expect(owners[match.1] == match.2, "\(written)")
          answers += 1
        } else if let match = sentence.wholeMatch(of: /What colour (is|are) the (\w+)\? (\w+)/) {
          #expect(colours[match.2].map(String.init) == match.3.lowercased())
          #expect((match.1 == "are") == match.2.hasSuffix("s"))
          answers += 1
        } else if let match = sentence.wholeMatch(of: /What is the (\w+) called\? (\w+)/) {
          #expect(names[match.1] == match.2)
          answers += 1
        } else if let match = sentence.wholeMatch(of: /The (\w+) (\w+) has (is|are) (\w+)/) {
          #expect(owners[match.1] == match.2 && colours[match.1] == match.4)
          #expect((match.3 == "are") == match.1.hasSuffix("s"))
          answers += 1
        } else if let match = sentence.wholeMatch(of: /(\w+) (\w+) because (he|she) is \w+/) {
          #expect((match.3 == "she") == ["Ann", "Eva", "Mia", "Sue"].contains(match.1))
        }
      }
    }
    #expect(answers > 1000)
  }

  @Test func unknownWordsAreNamed() {
    #expect(throws: UnknownWords(words: ["Fruit", "bananas"])) {
      try SmallLanguage.read("Fruit flies  like bananas. fruit\nflies".replacing("like ", with: ""))
    }
    let sentence = "\(UnknownWords(words: ["a\u{1B}[2J", "b", "c", "d", "e", "f"]))"
    #expect(sentence == "the small language has no word “a[2J”, “b”, “c”, “d”, “e” and 1 more")
    #expect(throws: Never.self) { try SmallLanguage.read("TIME flies fast .") }
    #expect(throws: UnknownWords(words: ["<s>"])) { try SmallLanguage.read("<s> time") }
  }

  @Test func nothingIsAText() throws {
    #expect(SmallLanguage.text(0, words: 0, seed: 1) == [SmallLanguage.beginning])
    #expect(SmallLanguage.write([]) == "")
    #expect(try SmallLanguage.read(" \n") == [])
  }
}
