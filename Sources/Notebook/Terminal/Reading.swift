/// Where a reader is in a text that is still arriving: the rows on his screen, and what he asked for.
/// Knows neither keys nor a terminal.
struct Reading {
  private(set) var text: PagedText
  /// Rows of the screen, without the last line.
  private(set) var height: Int
  /// The rows on the screen. It is full but for the beginning of a text and what begins at its top.
  private(set) var shown = 0..<0
  /// Rows before this one have been seen: nobody is waited for there again.
  private(set) var seen = 0
  /// Whether nothing more will arrive.
  private(set) var isComplete = false
  /// Rows that the reader wants to see further on.
  private var wanted: Int
  /// Whether they are a screen, which tears nothing and ends before a section, or single rows.
  private var isByScreen = true
  /// Rows that this wish has shown.
  private var used = 0
  /// Where the reader has been waited for and has said to go on.
  private var passed = 0
  private var awaited: Awaited?
  private enum Awaited { case section(Int), nextSection }

  /// What comes next.
  enum Turn: Equatable {
    /// There is more to read, and the reader has not asked for it yet.
    case more, section(Int?), answer
    /// The reader has asked for more than there is.
    case machine
    /// All has been read.
    case end
  }

  /// A reader who wants to see the first screen.
  init(_ text: PagedText, height: Int) {
    (self.text, self.height) = (text, max(1, height))
    wanted = self.height
  }

  /// Whether all is shown as it comes.
  var goesToTheEnd: Bool { wanted == .max }

  var turn: Turn {
    guard awaited == nil else { return .machine }
    guard shown.upperBound == text.rowCount else {
      let piece = text.pieces[text.index(ofRow: shown.upperBound)]
      guard piece.start == shown.upperBound, shown.upperBound >= seen else { return .more }
      return switch piece.stop {
      case .answer: .answer
      case .section: .section(piece.heading?.number)
      case nil: .more
      }
    }
    return isComplete ? .end : wanted > 0 ? .machine : .more
  }

  // MARK: What arrives

  mutating func add(_ block: Block) throws {
    try text.add(block)
    if let awaited, goes(to: awaited) { return }
    advance()
  }

  /// Nothing more arrives.
  ///
  /// - Returns: whether the reader waits for something that does not come.
  mutating func complete() -> Bool {
    isComplete = true
    defer { awaited = nil }
    return awaited != nil
  }

  /// The screen has another size. What was at its top stays there, and as much as there is room for below
  /// it; to a reader who waits for more, what was at its bottom.
  mutating func resize(height: Int, columns: Int) throws {
    let old = text
    try text.setColumns(columns)
    self.height = max(1, height)
    let (top, bottom) = (moved(shown.lowerBound, in: old), moved(shown.upperBound, in: old))
    let end = wanted > 0 ? bottom : min(bottom, top + self.height)
    (seen, passed) = (moved(seen, in: old), moved(passed, in: old))
    if wanted > 0, wanted != .max, isByScreen { wanted = max(1, self.height - used) }
    shown = max(0, end - self.height)..<end
    advance()
  }

  // MARK: Folds

  /// The last piece on the screen that can be unfolded, or else that can be folded.
  private var fold: Int? {
    let pieces = text.pieces.indices.filter {
      text.pieces[$0].fold != nil && text.pieces[$0].start < shown.upperBound
        && text.pieces[$0].end > shown.lowerBound
    }
    return pieces.last { text.pieces[$0].fold == .closed } ?? pieces.last
  }

  /// Whether something on the screen can be unfolded.
  var canUnfold: Bool { fold.map { text.pieces[$0].fold == .closed } ?? false }

  /// Unfolds what can be unfolded last on the screen, or folds it again.
  ///
  /// - Returns: false where there is nothing of the kind.
  mutating func turnFold() throws -> Bool {
    guard let fold else { return false }
    let old = text
    try text.turn(text.pieces[fold])
    (wanted, awaited) = (0, nil)
    (seen, passed) = (moved(seen, in: old), moved(passed, in: old))
    let piece = text.pieces[fold]
    // What unfolds low on the screen moves up, that there be room for it.
    let isLow = piece.start > shown.lowerBound + height / 2
    let top = isLow ? piece.start : min(shown.lowerBound, piece.start)
    show(top..<min(top + height, max(piece.end, seen)))
    return true
  }

  /// Where a row of the text is that was laid out otherwise before.
  private func moved(_ row: Int, in old: PagedText) -> Int {
    guard row < old.rowCount else { return text.rowCount }
    let index = old.index(ofRow: row)
    let (before, now) = (old.pieces[index], text.pieces[index])
    return now.start + (row - before.start) * now.rows.count / before.rows.count
  }

  // MARK: Forward

  /// On to the next screen, which may begin with what the reader was waited for.
  mutating func goOn() { wish(height, isByScreen: true, passing: true) }

  /// On by a few rows; they do not run into an answer.
  mutating func goOn(rows: Int) { wish(rows, isByScreen: false, passing: false) }

  /// On to the end without a stop.
  mutating func goOnToTheEnd() { wish(.max, isByScreen: false, passing: true) }

  private mutating func wish(_ rows: Int, isByScreen: Bool, passing: Bool) {
    (wanted, used, awaited) = (rows, 0, nil)
    self.isByScreen = isByScreen
    if passing { passed = shown.upperBound }
    advance()
  }

  /// Shows what the reader wants, as far as it is there.
  private mutating func advance() {
    var end = shown.upperBound
    while wanted > 0, end < text.rowCount {
      let piece = text.pieces[text.index(ofRow: end)]
      let left = piece.end - end
      if end == piece.start, stops(before: piece, left) {
        wanted = 0
        break
      }
      let count = min(left, wanted)
      (end, used) = (end + count, used + count)
      if wanted != .max { wanted -= count }
    }
    show(max(shown.lowerBound, end - height)..<end)
  }

  private func stops(before piece: PagedText.Piece, _ rows: Int) -> Bool {
    guard wanted != .max else { return false }
    if let stop = piece.stop, piece.start >= seen, !(piece.start == passed && used == 0) {
      if stop == .answer || isByScreen { return true }
    }
    // What fits on a screen is not torn; nor is anything begun far down.
    return isByScreen && used > 0 && rows > wanted && (rows <= height || used > height / 2)
  }

  private mutating func show(_ rows: Range<Int>) {
    shown = rows
    seen = max(seen, rows.upperBound)
  }

  // MARK: Back

  /// Back by some rows, over what has been seen.
  ///
  /// - Returns: false where the text begins.
  mutating func goBack(rows: Int) -> Bool {
    guard shown.lowerBound > 0 else { return false }
    (wanted, awaited) = (0, nil)
    let top = max(0, shown.lowerBound - rows)
    show(top..<min(top + height, seen))
    return true
  }

  mutating func goToBeginning() { _ = goBack(rows: .max / 2) }

  // MARK: To a place

  /// To the end of what is there.
  mutating func goToEnd() {
    (wanted, awaited) = (0, nil)
    show(max(0, text.rowCount - height)..<text.rowCount)
  }

  /// To a section, now or as soon as it is there.
  mutating func go(toSection number: Int) { look(for: .section(number)) }

  /// To the section that follows what is on the screen.
  ///
  /// - Returns: false if none follows.
  mutating func goToNextSection() -> Bool {
    look(for: .nextSection)
    if awaited != nil, isComplete { awaited = nil } else { return true }
    return false
  }

  /// To the beginning of the section at the top of the screen, or of the one before it.
  mutating func goToPreviousSection() -> Bool {
    let heading = text.pieces.last { $0.heading != nil && text.place(of: $0) < shown.lowerBound }
    guard let heading else { return goBack(rows: .max / 2) }
    begin(atTop: text.place(of: heading))
    return true
  }

  private mutating func look(for wish: Awaited) {
    (wanted, awaited) = (0, wish)
    _ = goes(to: wish)
  }

  private mutating func goes(to wish: Awaited) -> Bool {
    let heading =
      switch wish {
      case .section(let number): text.section(number)
      case .nextSection:
        text.pieces.first { $0.heading != nil && text.place(of: $0) >= shown.upperBound }
      }
    guard let heading else { return false }
    begin(atTop: text.place(of: heading))
    return true
  }

  /// To the next row in which a word stands.
  ///
  /// - Parameter row: where it was found last, or nil for a new word.
  /// - Returns: where it was found, which is on the screen now; nil if it is nowhere.
  mutating func go(to word: String, after row: Int?, isForward: Bool) -> Int? {
    let from =
      isForward ? row.map { $0 + 1 } ?? shown.lowerBound : row ?? shown.lowerBound
    // Behind the end it goes on at the beginning.
    let found =
      text.row(of: word, from: from, isForward: isForward)
      ?? text.row(of: word, from: isForward ? 0 : text.rowCount, isForward: isForward)
    guard let found else { return nil }
    if shown.contains(found) {
      (wanted, awaited) = (0, nil)
    } else {
      begin(atTop: max(0, found - height / 4), seeing: found)
    }
    return found
  }

  /// Shows a screen that begins with a row. What stands before the row to be seen counts as seen.
  private mutating func begin(atTop row: Int, seeing: Int? = nil) {
    seen = max(seen, seeing ?? row)
    shown = row..<row
    // A row that was found stands on the screen, and be it in what had to be torn.
    wish(height, isByScreen: seeing == nil, passing: true)
  }
}
