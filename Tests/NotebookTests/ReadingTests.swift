import Pictures
import Testing

@testable import Notebook

/// A renderer that shows paragraphs as they are, a letter of a block's name in each row.
private final class PlainRenderer: Renderer {
  let columns: Int
  init(_ columns: Int) { self.columns = columns }

  func show(_ block: Block) -> String {
    switch block {
    case .text(let text): text + "\n"
    case .section(let heading): "\n" + heading.title + "\n"
    case .furtherChecks: "F\n"
    case .question(let question): question.question + "\n\u{0C}" + question.answer + "\n"
    default: ""
    }
  }

  func unfolded(_ block: Block) -> String? {
    if case .furtherChecks = block { "1\n2\n3\n" } else { nil }
  }

  func finish() -> String { "" }
}

private func text(_ letter: String, _ rows: Int) -> Block {
  .text(repeatElement(letter, count: rows).joined(separator: "\n"))
}

private func section(_ number: Int?, _ title: String = "S") -> Block {
  .section(SectionHeading(number: number, title: title, ids: []))
}

private let question = Block.question(Question(question: "Q", answer: "A"))

extension Reading {
  /// A reader with a screen of ten columns.
  fileprivate init(height: Int, _ blocks: Block...) throws {
    self.init(PagedText(columns: 10) { PlainRenderer($0) }, height: height)
    for block in blocks { try add(block) }
  }

  /// The first letters of the rows on the screen; an empty row is a dot.
  fileprivate var page: String { shown.map { text[$0].first.map(String.init) ?? "." }.joined() }
}

@Suite struct ReadingTests {
  @Test func showsWhatIsThereAndWaitsWhereTheScreenIsFull() throws {
    var reading = try Reading(height: 4, text("a", 3))
    #expect(reading.page == "aaa" && reading.turn == .machine)
    try reading.add(text("b", 3))
    // What fits on a screen is not torn.
    #expect(reading.page == "aaa" && reading.turn == .more)
    reading.goOn()
    #expect(reading.page == "abbb" && reading.turn == .machine)
    let waited = reading.complete()
    #expect(!waited && reading.turn == .end)
  }

  @Test func aBlockHigherThanTheScreenComesInPieces() throws {
    var reading = try Reading(height: 4, text("a", 3), text("b", 9))
    #expect(reading.page == "aaa")
    reading.goOn()
    #expect(reading.page == "bbbb")
    reading.goOn()
    #expect(reading.page == "bbbb" && reading.shown == 7..<11)
    reading.goOn()
    #expect(reading.shown == 8..<12 && reading.turn == .machine)
  }

  @Test func theEmptyRowBetweenTwoScreensStays() throws {
    var reading = try Reading(height: 4, text("a", 4), section(1), text("b", 1))
    reading.goOn()
    #expect(reading.page == "a.Sb")
  }

  @Test func longLinesFillSeveralRows() throws {
    let reading = try Reading(height: 4, .text("0123456789ABC"), text("a", 3))
    #expect(reading.page == "0A")
    #expect(reading.text[1] == "ABC")
  }

  @Test func waitsBeforeSectionsAndAnswers() throws {
    var reading = try Reading(
      height: 50, text("t", 1), section(1), question, text("b", 1), section(2), text("c", 1))
    #expect(reading.page == "t" && reading.turn == .section(1))
    reading.goOn()
    #expect(reading.page == "t.SQ" && reading.turn == .answer)
    reading.goOn()
    #expect(reading.page == "t.SQAb" && reading.turn == .section(2))
    reading.goOn()
    #expect(reading.page == "t.SQAb.Sc" && reading.turn == .machine)
  }

  @Test func rowsDoNotRunIntoAnAnswerButIntoASection() throws {
    var reading = try Reading(height: 3, text("t", 2), section(1), question, text("b", 3))
    reading.goOn(rows: 2)
    #expect(reading.page == "t.S" && reading.turn == .more)
    reading.goOn(rows: 9)
    #expect(reading.page == ".SQ" && reading.turn == .answer)
    reading.goOn(rows: 9)
    #expect(reading.page == ".SQ")
    reading.goOn()
    #expect(reading.page == "SQA")
  }

  @Test func whatWasSeenIsNotWaitedForAgain() throws {
    var reading = try Reading(height: 3, text("t", 2), section(1), question, text("b", 3))
    reading.goOn()
    reading.goOn()
    #expect(reading.page == "SQA")
    var isBack = reading.goBack(rows: 3)
    #expect(isBack && reading.page == "tt.")
    isBack = reading.goBack(rows: 1)
    #expect(!isBack)
    reading.goOn()
    #expect(reading.page == "SQA")
    reading.goOn(rows: 1)
    #expect(reading.page == "QAb")
  }

  @Test func goesToTheEndsAndToSections() throws {
    var reading = try Reading(
      height: 3, text("t", 9), section(1), text("a", 9), section(2), text("b", 9), section(nil))
    reading.goToEnd()
    #expect(reading.page == "b.S" && reading.turn == .more)
    var moved = reading.goToPreviousSection()
    #expect(moved && reading.page == "Sbb")
    moved = reading.goToPreviousSection()
    #expect(moved && reading.page == "Saa")
    moved = reading.goToPreviousSection()
    #expect(moved && reading.page == "ttt")
    moved = reading.goToPreviousSection()
    #expect(!moved)
    moved = reading.goToNextSection()
    #expect(moved && reading.page == "Saa")
    reading.go(toSection: 2)
    #expect(reading.page == "Sbb")
    moved = reading.goToNextSection()
    #expect(moved && reading.page == "S")
    reading.goToBeginning()
    #expect(reading.page == "ttt")
  }

  @Test func waitsForASectionThatHasNotCome() throws {
    var reading = try Reading(height: 3, text("t", 9))
    reading.go(toSection: 2)
    #expect(reading.turn == .machine)
    try reading.add(section(1))
    try reading.add(text("a", 9))
    #expect(reading.page == "ttt" && reading.turn == .machine)
    try reading.add(section(2, "Two"))
    try reading.add(text("b", 9))
    #expect(reading.page == "Tbb" && reading.turn == .more)
    var moved = reading.goToNextSection()
    #expect(moved)
    let waited = reading.complete()
    #expect(waited && reading.turn == .more)
    moved = reading.goToNextSection()
    #expect(!moved)
  }

  @Test func showsAllThatComes() throws {
    var reading = try Reading(height: 3, text("t", 9), section(1), question)
    reading.goOnToTheEnd()
    #expect(reading.shown.upperBound == 13 && reading.turn == .machine)
    try reading.add(section(2))
    #expect(reading.page == "A.S")
  }

  @Test func findsWords() throws {
    var reading = try Reading(
      height: 4, text("a", 9), .text("One here"), text("b", 9), .text("oNE"))
    let first = reading.go(to: "one", after: nil, isForward: true)
    #expect(first == 9 && reading.page == "aObb")
    let second = reading.go(to: "one", after: first, isForward: true)
    #expect(second == 19 && reading.page == "bo")
    // Behind the last one the first one follows.
    var found = reading.go(to: "one", after: second, isForward: true)
    #expect(found == 9)
    found = reading.go(to: "one", after: first, isForward: false)
    #expect(found == 19)
    found = reading.go(to: "three", after: nil, isForward: true)
    #expect(found == nil)
  }

  @Test func aWordThatIsFoundMayBeBehindAnAnswer() throws {
    var reading = try Reading(height: 5, question, text("b", 9), .text("word"), question)
    #expect(reading.page == "Q")
    let found = reading.go(to: "word", after: nil, isForward: true)
    #expect(found == 11)
    // The next answer waits all the same.
    #expect(reading.page == "bwQ" && reading.turn == .answer)
  }

  @Test func unfoldsAndFolds() throws {
    let folded = Block.furtherChecks(FurtherChecks(checks: [], areAll: false))
    var reading = try Reading(height: 5, text("a", 2), folded, question, text("b", 9))
    #expect(reading.page == "aaFQ" && reading.canUnfold)
    var isTurned = try reading.turnFold()
    #expect(isTurned && reading.page == "aa123" && !reading.canUnfold)
    // The answer is not given away.
    reading.goOn()
    #expect(reading.page == "a123Q" && reading.turn == .answer)
    isTurned = try reading.turnFold()
    #expect(isTurned && reading.page == "aFQ" && reading.canUnfold)
    reading.goOn()
    reading.goOn()
    isTurned = try reading.turnFold()
    #expect(!isTurned && reading.page == "bbbbb")
  }

  @Test func aScreenOfAnotherSizeKeepsThePlace() throws {
    let words = Block.text("0123456789ABCDEFGHIJ")
    var reading = try Reading(height: 4, words, text("a", 6), question, text("b", 9))
    reading.goOn()
    #expect(reading.page == "aaaa" && reading.turn == .more)
    try reading.resize(height: 6, columns: 20)
    #expect(reading.page == "aaaaaa" && reading.text.rowCount == 18)
    try reading.resize(height: 2, columns: 5)
    #expect(reading.shown.count == 2)
    // The answer is not given away.
    try reading.resize(height: 40, columns: 40)
    for _ in 0..<3 where reading.turn != .answer { reading.goOn() }
    #expect(reading.turn == .answer && !reading.page.contains("A"))
  }

  @Test(arguments: [1, 2, 3, 7, 50]) func everyRowIsShownOnScreensOfEverySize(height: Int) throws {
    var reading = try Reading(
      height: height, text("t", 5), section(1), question, text("b", 12), section(2), text("c", 3))
    _ = reading.complete()
    var seen = reading.shown.upperBound
    for _ in 0..<60 where reading.turn != .end {
      reading.goOn()
      // Nothing is passed over.
      #expect(reading.shown.lowerBound <= seen && reading.shown.upperBound > seen)
      #expect(reading.shown.count <= height)
      seen = reading.shown.upperBound
    }
    #expect(seen == reading.text.rowCount)
  }
}

@Suite struct RowsTests {
  @Test func aColourGoesOnInTheNextRow() {
    let red = "\u{1B}[31m"
    let rows = TextLayout.rows(of: "ab\(red)cdef\u{1B}[0mg", width: 3)
    #expect(rows == ["ab\(red)c\u{1B}[0m", "\(red)def\u{1B}[0m", "g"])
    #expect(rows.map(TextLayout.plain) == ["abc", "def", "g"])
    #expect(TextLayout.rows(of: "漢字漢字", width: 3) == ["漢", "字", "漢", "字"])
  }

  @Test func aWordIsMarkedWhereverItStands() {
    #expect(TextLayout.marked("A b a", "a") == "\u{1B}[7mA\u{1B}[27m b \u{1B}[7ma\u{1B}[27m")
    #expect(
      TextLayout.marked("\u{1B}[1ma\u{1B}[0mb c", "AB")
        == "\u{1B}[1m\u{1B}[7ma\u{1B}[0m\u{1B}[7mb\u{1B}[27m c")
    #expect(TextLayout.marked("a", "bc") == "a" && TextLayout.marked("", "b") == "")
  }
}

@Suite struct SectionTitlesTests {
  private let titles = ["Why positions: two dogs", "Decay, honestly", "Two layouts", "Decaying"]

  @Test(arguments: [("decay", 2), ("DOG", 1), ("layouts", 3), ("decaying", 4), ("two dogs", 1)])
  func aWordNamesASection(word: String, number: Int) throws {
    #expect(try SectionTitles.number(ofWord: word, in: titles, of: "c") == number)
  }

  @Test(arguments: [
    ("zebra", "No section of c has 'zebra' in its title."),
    ("", "No section of c has '' in its title."),
    ("two", "'two' is in the titles of sections 1 and 3: name one of them by its number."),
  ])
  func whatNamesNoneOrSeveralIsTold(word: String, sentence: String) {
    let error = #expect(throws: InputError.self) {
      try SectionTitles.number(ofWord: word, in: titles, of: "c")
    }
    #expect(error?.description == sentence)
  }
}
