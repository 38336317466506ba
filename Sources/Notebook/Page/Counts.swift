/// How much of a page a reader meets who unfolds nothing: its sections, without the short way and
/// without the parts at the end.
public struct PageCounts: Equatable, Sendable {
  /// Words of prose: paragraphs, lists, claims, corrections, captions, questions and their answers.
  public var words = 0
  /// Words of the short way.
  public var shortWayWords = 0
  /// Pieces of code.
  public var code = 0
  /// Tables, those of times among them.
  public var tables = 0
  /// Plots, heat maps and diagrams.
  public var pictures = 0
  /// Lines of a terminal of 80 columns.
  public var lines = 0
  /// Lines of the short way there.
  public var shortWayLines = 0

  /// Counts the blocks of a run.
  public init(_ blocks: [Block]) {
    let renderer = TerminalRenderer(
      TerminalStyle(width: 80, isUnicode: true, isColored: false))
    var place = Place.head
    for block in blocks {
      let lines = renderer.show(block).count { $0 == "\n" }
      if case .section(let heading) = block {
        place = heading.isShortWay ? .shortWay : heading.number == nil ? .end : .section
      }
      switch place {
      case .head, .end: continue
      case .shortWay:
        shortWayWords += block.words
        shortWayLines += lines
      case .section:
        words += block.words
        self.lines += lines
        count(block.unmeasured)
      }
    }
  }

  private enum Place { case head, shortWay, section, end }

  private mutating func count(_ block: Block) {
    switch block {
    case .code: code += 1
    case .table, .timing: tables += 1
    case .plot, .heatMap, .diagram, .drawing: pictures += 1
    case .deeper(let group) where !group.isFolded: group.blocks.forEach { count($0.unmeasured) }
    default: break
    }
  }
}

extension Block {
  /// Words of prose that are to be seen without unfolding anything, and those of answers.
  fileprivate var words: Int {
    switch self {
    case .text(let text): text.wordCount
    case .list(let items): items.map(\.wordCount).reduce(0, +)
    case .step(let step): step.question.wordCount
    case .result(let result): result.sentence.wordCount
    case .claim(let claim): claim.statement.wordCount
    case .statement(let statement): statement.words.wordCount
    case .correction(let correction): correction.notes.wordCount + correction.right.wordCount
    case .question(let question): question.question.wordCount + question.answer.wordCount
    case .code(let code): code.caption?.wordCount ?? 0
    case .table(let table): table.caption?.wordCount ?? 0
    case .timing(let timing): timing.caption.wordCount
    case .plot(let plot): plot.caption.wordCount
    case .heatMap(let map): map.caption.wordCount
    case .diagram(let diagram): diagram.caption.wordCount + diagram.lookFor.wordCount
    case .check(let check): check.statement.wordCount
    case .finding(let finding): finding.expectation.wordCount
    case .deeper(let group):
      group.title.wordCount + (group.isFolded ? 0 : group.blocks.map(\.words).reduce(0, +))
    case .definitions(let definitions):
      definitions.map { $0.term.wordCount + $0.meaning.wordCount }.reduce(0, +)
    case .drawing(let drawing): drawing.caption.wordCount + drawing.lookFor.wordCount
    case .measured(let block), .live(_, let block): block.words
    case .title, .section, .proof, .contents, .formula, .furtherChecks, .summary, .next: 0
    }
  }
}

extension String {
  /// How many words it has: what stands between spaces and has a letter or a digit.
  fileprivate var wordCount: Int {
    split(whereSeparator: \.isWhitespace).count { $0.contains { $0.isLetter || $0.isNumber } }
  }
}
