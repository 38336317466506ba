import Pictures

/// The screen of a reader: what his keys do to it, and how it is drawn. Reads no key and writes nothing.
struct Screen {
  private(set) var reading: Reading
  private var line: LastLine
  private let sections: SectionTitles
  /// Whether the reader has left.
  private(set) var hasLeft = false

  private var notice: String?
  private var input: (sign: Character, text: String)?
  private var search: (word: String, row: Int?)?
  private var wasAsked = false
  /// The rows that are drawn; nil where the screen has to be drawn anew.
  private var drawn: Range<Int>? = 0..<0
  private var drawnLine = ""

  /// A screen with nothing on it yet.
  init(_ text: PagedText, rows: Int, columns: Int, sections: SectionTitles, isUnicode: Bool) {
    reading = Reading(text, height: rows - 1)
    self.sections = sections
    line = LastLine(columns: columns, sections: sections.titles.count, isUnicode: isUnicode)
  }

  /// Whether the reader waits for the machine.
  var waits: Bool { reading.turn == .machine }

  /// Whether the reader has seen all and has not been asked whether to go on.
  var isFinished: Bool { reading.turn == .end && (reading.goesToTheEnd || !wasAsked) }

  /// The heading of what stands at the bottom.
  var section: SectionHeading? { reading.text.heading(above: reading.shown.upperBound - 1) }

  // MARK: What arrives

  mutating func add(_ block: Block) throws { try reading.add(block) }

  mutating func complete() {
    if reading.complete() { notice = line.notice("No section follows.") }
  }

  mutating func resize(rows: Int, columns: Int) throws {
    try reading.resize(height: rows - 1, columns: columns)
    line.columns = columns
    // Where a word was found is another row now.
    search?.row = nil
    notice = nil
    redraw()
  }

  /// Somebody else has written on the screen.
  mutating func redraw() { drawn = nil }

  // MARK: Keys

  mutating func press(_ key: Key) {
    notice = nil
    guard input == nil else { return type(key) }
    switch key {
    case .enter, .character(" "): if reading.turn == .end { hasLeft = true } else { reading.goOn() }
    case .pageDown, .character("f"): if mayGoOn(pastAnswers: true) { reading.goOn() }
    case .character("q"), .character("Q"): hasLeft = true
    case .down, .character("j"), .character("e"): goOn(1)
    case .halfPageDown, .character("d"): goOn(reading.height / 2)
    case .up, .character("k"), .character("y"): goBack(1)
    case .halfPageUp, .character("u"): goBack(reading.height / 2)
    case .pageUp, .character("b"): goBack(reading.height)
    case .home, .character("g"), .character("<"): goBack(reading.text.rowCount)
    case .end, .character("G"), .character(">"): reading.goToEnd()
    case .right, .character("s"):
      if !reading.goToNextSection() { say("This is the last section.") }
    case .left, .character("S"):
      if !reading.goToPreviousSection() { say("This is the beginning.") }
    case .character("a"): showAll()
    case .character("o"):
      if (try? reading.turnFold()) == true { redraw() } else { say("Nothing here is folded.") }
    case .character("n"): find(isForward: true)
    case .character("N"): find(isForward: false)
    case .character("/"): input = ("/", "")
    case .character(":"): input = (":", "")
    case .character(let digit) where digit.isNumber: input = (":", String(digit))
    default: notice = line.keys
    }
  }

  /// Shows everything as it comes, without a question.
  mutating func showAll() { reading.goOnToTheEnd() }

  private mutating func goOn(_ rows: Int) {
    if mayGoOn(pastAnswers: false) { reading.goOn(rows: max(1, rows)) }
  }

  private mutating func mayGoOn(pastAnswers: Bool) -> Bool {
    switch reading.turn {
    case .end: say("This is the end.")
    case .answer where !pastAnswers: say("Return shows the answer.")
    default: return true
    }
    return false
  }

  private mutating func goBack(_ rows: Int) {
    if !reading.goBack(rows: max(1, rows)) { say("This is the beginning.") }
  }

  private mutating func say(_ sentence: String) { notice = line.notice(sentence) }

  // MARK: Typing

  private mutating func type(_ key: Key) {
    guard case (let sign, var text)? = input else { return }
    switch key {
    case .character(let letter): text.append(letter)
    case .backspace where !text.isEmpty: text.removeLast()
    case .enter:
      input = nil
      return sign == "/" ? find(text) : go(to: text)
    case .backspace, .escape:
      input = nil
      return
    default: return
    }
    input = (sign, text)
  }

  private mutating func find(_ word: String) {
    // Nothing typed is the same word again, as in `less`.
    if !word.isEmpty { search = (word, nil) }
    find(isForward: true)
  }

  private mutating func find(isForward: Bool) {
    guard let (word, row) = search else { return say("Nothing was searched for: / and a word.") }
    search?.row = reading.go(to: word, after: row, isForward: isForward)
    redraw()
    if search?.row == nil {
      say("\(quoted(word)) is not in what \(reading.isComplete ? "is there" : "has come so far").")
    }
  }

  private mutating func go(to text: String) {
    do { reading.go(toSection: try sections.number(of: text)) } catch { say("\(error)") }
  }

  // MARK: Drawing

  /// What has to be written so that the terminal shows the screen.
  ///
  /// - Parameter work: what the machine is at, for a reader who waits for it.
  mutating func draw(_ work: (what: String, howFar: String)?) -> String {
    let shown = reading.shown
    let last = lastLine(work)
    // Whoever reads is not disturbed by what comes meanwhile.
    if shown == drawn, last == drawnLine { return "" }
    var text = drawnLine.isEmpty ? "" : "\r\u{1B}[K"
    if let drawn, continues(drawn) {
      // What has left the screen remains above it, where terminals keep it.
      for row in drawn.upperBound..<max(drawn.upperBound, shown.upperBound) {
        text += face(row) + "\n"
      }
    } else {
      text += "\u{1B}[H"
      // A line is erased first: after its last column the cursor still stands on it.
      for row in shown { text += "\u{1B}[2K" + face(row) + "\n" }
      text += "\u{1B}[J"
    }
    (drawn, drawnLine) = (shown, last)
    return text + last
  }

  /// Whether the rows to show are those that are drawn and some that follow.
  private func continues(_ drawn: Range<Int>) -> Bool {
    let shown = reading.shown
    return shown.upperBound >= drawn.upperBound
      && (reading.goesToTheEnd || shown.lowerBound <= drawn.upperBound)
      && shown.lowerBound == max(drawn.lowerBound, shown.upperBound - reading.height)
  }

  private mutating func lastLine(_ work: (what: String, howFar: String)?) -> String {
    if hasLeft || isFinished { return "" }
    if let (sign, text) = input { return line.input(sign, text) }
    if let notice { return notice }
    if waits { return work.map { line.work($0.what, $0.howFar) } ?? "" }
    wasAsked = true
    let row = reading.shown.upperBound
    return line.question(
      reading.turn, at: section, row: row,
      of: reading.isComplete ? reading.text.rowCount : nil, canUnfold: reading.canUnfold)
  }

  /// A row, with the word that was searched for in reverse.
  private func face(_ row: Int) -> String {
    let text = reading.text[row]
    return search.map { TextLayout.marked(text, $0.word) } ?? text
  }
}
