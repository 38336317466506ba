/// One thing on a page. A chapter writes blocks, a renderer shows them; neither knows the other.
///
/// Prose is plain text with three marks: backquotes around code, `*emphasis*` and
/// `[words](address)`.
public enum Block: Sendable {
  /// The head of the chapter.
  case title(Title)
  /// The beginning of a section.
  case section(SectionHeading)
  /// The beginning of a step of the short way.
  case step(StepHeading)
  /// Where a step is proved.
  case proof(Proof)
  /// The sections that follow the short way.
  case contents(Contents)
  /// What a section has found out.
  case result(SectionResult)
  /// A paragraph.
  case text(String)
  /// Paragraphs side by side, each an item of a list.
  case list([String])
  /// A formula on lines of its own.
  case formula(Formula)
  /// A statement of the notes, before it is put to the test.
  case claim(Claim)
  /// A statement of the notes with the verdict of the chapter that proves it.
  case statement(Statement)
  /// Where the notes are loose, wrong or silent, and what is right.
  case correction(Correction)
  /// What the reader may expect before it is shown, and the answer.
  case question(Question)
  /// Lines of source that the program runs or that it is made of.
  case code(Code)
  /// Rows and columns.
  case table(Table)
  /// A picture of numbers.
  case plot(Plot)
  /// A table of numbers as shades.
  case heatMap(HeatMap)
  /// A picture of how something works.
  case diagram(Diagram)
  /// A statement with the number that decides it.
  case check(Check)
  /// Checks that hold and on which no verdict rests.
  case furtherChecks(FurtherChecks)
  /// What is folded until the reader asks for it.
  indirect case deeper(Deeper)
  /// What a measurement of time said about a statement; it never fails a run.
  case finding(Finding)
  /// Measured times.
  case timing(Timing)
  /// All checks of the run.
  case summary(Summary)
  /// The chapter that follows.
  case next(NextChapter)
  /// Terms and what they mean.
  case definitions([Definition])
  /// A picture that another program has drawn.
  case drawing(Drawing)
  /// A block that measured time has a part in, and that differs from run to run.
  indirect case measured(Block)
  /// A picture that a page for browsers lets the reader move; elsewhere, the picture.
  indirect case live(Live, Block)
}

/// The head of a chapter.
public struct Title: Sendable, Codable {
  /// The program's name, `chapter-rope`.
  public var program: String
  /// The chapter's title.
  public var title: String
  /// What the chapter is about, a paragraph per element.
  public var introduction: [String]
  /// The values of all knobs in this run.
  public var knobs: [KnobSetting]
  /// The statements of the notes that the chapter decides.
  public var claims: [Claim]
  /// Where the notes are loose or wrong.
  public var corrections: [Correction]
  /// The sections that follow.
  public var contents: [SectionHeading] = []
  /// The titles of the parts at the end.
  public var endings: [String] = []
  /// Whether the short way follows, and the list of the sections after it.
  public var hasShortWay = false
  /// The sources that the text refers to by name.
  public var references: [Reference] = []

  /// A knob and its value.
  public struct KnobSetting: Sendable, Codable {
    /// The option's name without its dashes.
    public var name: String
    /// The value as the reader would type it; "none" where there is none.
    public var value: String
    /// Whether there is a value.
    public var isThere = true
    /// Whether the reader left it alone.
    public var isDefault: Bool

    /// The option with its value, or with dots in the place of one: `--corpus …`.
    var option: String { "--\(name) " + (isThere ? value : "…") }
  }
}

/// The beginning of a section.
public struct SectionHeading: Sendable, Codable {
  /// Counted from 1; `nil` for the closing parts that every chapter has.
  public var number: Int?
  /// The section's title.
  public var title: String
  /// The ids of the claims and corrections that the section decides.
  public var ids: [String]

  /// The beginning of a section.
  package init(number: Int?, title: String, ids: [String]) {
    (self.number, self.title, self.ids) = (number, title, ids)
  }
}

/// A formula, for terminals and for typesetting.
public struct Formula: Sendable, Codable {
  /// Plain text with Unicode symbols, one or more lines.
  public var text: String
  /// The same in TeX.
  public var tex: String
}

/// The chapter that follows.
public struct NextChapter: Sendable, Codable, Equatable {
  /// The name of its program, `chapter-kv-cache`.
  public var program: String
  /// Its title.
  public var title: String

  /// The chapter that a program shows.
  public init(_ program: String, _ title: String) { (self.program, self.title) = (program, title) }
}

/// A question to the reader, asked before the page shows the answer.
public struct Question: Sendable, Codable {
  /// What the reader is asked.
  public var question: String
  /// What will be seen, and why.
  public var answer: String
}

/// Lines of source.
public struct Code: Sendable, Codable {
  /// The lines, with the indentation that they share removed; `nil` where the source is not at hand.
  public var source: String?
  /// The file, from the package's folder on.
  public var file: String
  /// The number of the first line.
  public var line: Int
  /// What the lines are, when they are not simply the next thing the chapter runs.
  public var caption: String?
  /// The declaration that the lines are, as its author names it; `nil` for lines of the chapter.
  public var name: String?
}

/// Rows and columns of text. A column whose cells are all numbers is set flush right.
public struct Table: Sendable, Codable {
  /// What the table shows, with units.
  public var caption: String?
  /// The head of each column.
  public var columns: [String]
  /// The cells, row by row, each row as long as `columns`.
  public var rows: [[String]]
}
