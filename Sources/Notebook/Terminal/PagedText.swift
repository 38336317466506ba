import Pictures

/// What has arrived of a page, in rows of the screen.
struct PagedText {
  /// A part of the text that is not torn where it fits on a screen: a block, or, where the block pauses,
  /// what stands before the pause and what stands after it.
  struct Piece {
    /// What the reader is waited for before it is shown for the first time.
    enum Stop { case section, answer }

    var stop: Stop?
    /// The heading that it is, if it is one.
    var heading: SectionHeading?
    /// The block that it belongs to.
    var block: Int
    /// Whether it is folded or unfolded; `nil` if it can be neither.
    var fold: Fold?
    enum Fold { case closed, open }
    /// The number of its first row in the text.
    var start: Int
    var rows: [String]

    var end: Int { start + rows.count }
  }

  private(set) var pieces: [Piece] = []
  private var blocks: [(block: Block, isOpen: Bool)] = []
  private var renderer: any Renderer
  private let makeRenderer: (_ columns: Int) -> any Renderer
  private var columns: Int

  /// No text yet.
  ///
  /// - Parameters:
  ///   - columns: those of the screen; longer lines become several rows.
  ///   - makeRenderer: what lays the blocks out on a screen of so many columns.
  init(columns: Int, _ makeRenderer: @escaping (_ columns: Int) -> any Renderer) {
    (self.columns, self.makeRenderer) = (max(1, columns), makeRenderer)
    renderer = makeRenderer(self.columns)
  }

  /// Adds one more block.
  mutating func add(_ block: Block) throws {
    blocks.append((block, false))
    try layOut(blocks.count - 1)
  }

  /// Unfolds a piece that is folded, or folds it again. All pieces remain, with other rows.
  mutating func turn(_ piece: Piece) throws {
    blocks[piece.block].isOpen.toggle()
    try setColumns(columns)
  }

  /// Lays everything out anew. The pieces remain, with other rows.
  mutating func setColumns(_ columns: Int) throws {
    self.columns = max(1, columns)
    pieces = []
    renderer = makeRenderer(self.columns)
    for index in blocks.indices { try layOut(index) }
  }

  private mutating func layOut(_ index: Int) throws {
    let (block, isOpen) = blocks[index]
    let folded = try renderer.show(block)
    let unfolded = renderer.unfolded(block)
    let parts = ((isOpen ? unfolded : nil) ?? folded).split(
      separator: TerminalRenderer.pause, omittingEmptySubsequences: false)
    let heading: SectionHeading? = if case .section(let heading) = block { heading } else { nil }
    for (i, part) in parts.enumerated() {
      let rows = part.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        .flatMap { TextLayout.rows(of: String($0), width: columns) }
      // Before the first block there is nothing to look at.
      let stop: Piece.Stop? = i > 0 ? .answer : heading != nil && rowCount > 0 ? .section : nil
      pieces.append(
        Piece(
          stop: stop, heading: heading, block: index,
          fold: unfolded.map { _ in isOpen ? .open : .closed }, start: rowCount, rows: rows))
    }
  }

  // MARK: Rows

  var rowCount: Int { pieces.last?.end ?? 0 }

  subscript(row: Int) -> String {
    let piece = pieces[index(ofRow: row)]
    return piece.rows[row - piece.start]
  }

  /// The piece that holds a row.
  func index(ofRow row: Int) -> Int {
    var (low, high) = (0, pieces.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if pieces[middle].end > row { high = middle } else { low = middle + 1 }
    }
    return low
  }

  /// The first row from `row` on, or before it, in which the word stands, whatever its case.
  func row(of word: String, from row: Int, isForward: Bool) -> Int? {
    let word = word.lowercased()
    let rows = isForward ? Array(max(0, row)..<max(row, rowCount)) : (0..<max(0, row)).reversed()
    return rows.first { TextLayout.plain(self[$0]).lowercased().contains(word) }
  }

  // MARK: Sections

  /// The last heading at or above a row.
  func heading(above row: Int) -> SectionHeading? {
    pieces.last { $0.heading != nil && $0.start <= row }?.heading
  }

  /// The row in which a heading itself stands, below the empty ones.
  func place(of piece: Piece) -> Int {
    piece.start + (piece.rows.firstIndex { !$0.isEmpty } ?? 0)
  }

  /// Where a section begins; nil if it has not arrived.
  func section(_ number: Int) -> Piece? { pieces.first { $0.heading?.number == number } }
}
