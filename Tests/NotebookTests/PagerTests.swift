import Testing

@testable import Notebook

/// A reader with a screen, and what he saw: `|` where he was asked.
private final class Watcher {
  let pager: Pager
  private var answers: [Pager.Answer]
  private(set) var seen = ""
  private(set) var questions: [String] = []

  init(height: Int?, _ answers: Pager.Answer...) {
    pager = Pager(height: height, width: 10)
    self.answers = answers
  }

  /// - Returns: whether the reader wants more.
  @discardableResult
  func show(_ text: String, unfolded: String? = nil, isSection: Bool = false) -> Bool {
    pager.show(text, unfolded: unfolded, isSection: isSection, write: { seen += $0 }) { question in
      questions.append(question)
      seen += "|"
      return answers.isEmpty ? .more : answers.removeFirst()
    }
  }
}

private func block(_ name: String, _ lines: Int) -> String {
  String(repeating: name + "\n", count: lines)
}

@Suite struct PagerTests {
  @Test func waitsWhereTheScreenIsFull() {
    let watcher = Watcher(height: 5)
    watcher.show(block("a", 3))
    watcher.show(block("b", 3))
    #expect(watcher.seen == "a\na\na\n|b\nb\nb\n" && watcher.questions == ["more"])
  }

  @Test func aBlockHigherThanTheScreenComesInPieces() {
    let watcher = Watcher(height: 5)
    watcher.show(block("a", 10))
    #expect(watcher.seen == "a\na\na\na\n|a\na\na\na\n|a\na\n")
  }

  @Test func longLinesFillSeveralRows() {
    let watcher = Watcher(height: 5)
    watcher.show("0123456789ABC\n0123456789\n")
    watcher.show("a\na\n")
    #expect(watcher.seen == "0123456789ABC\n0123456789\n|a\na\n")
  }

  @Test func aScreenDoesNotBeginWithAnEmptyLine() {
    let watcher = Watcher(height: 5)
    watcher.show(block("a", 4))
    watcher.show("\nb\n")
    #expect(watcher.seen == "a\na\na\na\n|b\n")
  }

  @Test func waitsBeforeSectionsAndAnswers() {
    let watcher = Watcher(height: 50)
    watcher.show("title\n")
    watcher.show("one\n", isSection: true)
    watcher.show("question\n\u{0C}answer\n")
    watcher.show("two\n", isSection: true)
    #expect(watcher.seen == "title\n|one\nquestion\n|answer\n|two\n")
    #expect(watcher.questions == ["next section", "the answer", "next section"])
  }

  @Test func goesOnToTheNextSectionOrToTheEnd() {
    let watcher = Watcher(height: 5, .section, .all)
    watcher.show(block("a", 9))
    watcher.show(block("b", 9))
    watcher.show(block("c", 9), isSection: true)
    watcher.show(block("d", 9), isSection: true)
    let rest = block("a", 5) + block("b", 9) + "|" + block("c", 9) + block("d", 9)
    #expect(watcher.seen == block("a", 4) + "|" + rest)
  }

  @Test func unfoldsWhatWasShownSinceTheLastQuestion() {
    let watcher = Watcher(height: 5, .more, .deeper)
    watcher.show("a\n", unfolded: "b\n")
    watcher.show("one\n", isSection: true)
    watcher.show("c\n", unfolded: block("d", 2))
    watcher.show("two\n", isSection: true)
    #expect(watcher.seen == "a\n|one\nc\n|d\nd\n|two\n")
    let wanted = ["next section, d: deeper", "next section, d: deeper", "next section"]
    #expect(watcher.questions == wanted)
  }

  @Test func leavesWhenAsked() {
    let watcher = Watcher(height: 5, .leave)
    #expect(!watcher.show(block("a", 9)))
    #expect(watcher.seen == block("a", 4) + "|")
  }

  @Test func throughAPipeOnlySectionsWait() {
    let watcher = Watcher(height: nil)
    watcher.show(block("a", 900))
    watcher.show("one\n", isSection: true)
    watcher.show("question\n\u{0C}answer\n")
    watcher.show("two\n", isSection: true)
    #expect(watcher.seen == block("a", 900) + "one\nquestion\nanswer\n|two\n")
  }
}
