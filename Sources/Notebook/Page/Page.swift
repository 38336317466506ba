import Base

/// What a section writes on: every call shows one block, at once.
public final class Page {
  /// The options of this run.
  public let options: Options

  let chapter: ChapterText
  private let show: (Block) -> Void
  private let measureLimits: () -> MachineLimits?
  let measurePeak: () -> Double?
  let stopwatch: Stopwatch
  let movers: ([Traffic]) -> [[() -> Void]]
  let progress: Progress
  let interruption: Interruption
  var checks: [Check] = []
  var findings: [Finding] = []
  private(set) var section: Int?
  /// The ids that the section decides.
  private(set) var ids: [String] = []
  /// Whether what is written now differs from run to run, for time has a part in it.
  var isMeasured = false
  /// What a group of deeper blocks holds so far; `nil` outside of one.
  var group: [Block]?
  /// Whether time has a part in that group as a whole.
  var isGroupMeasured = false
  /// Checks that wait for the end of their section.
  var further: [Check] = []
  /// How many checks there were when the section began.
  private(set) var checksBefore = 0
  /// Whether what is written now belongs to the short way.
  var isOnShortWay = false
  /// Why the times that are written about now say nothing, if so.
  var disturbance: Disturbance?
  var peak = Peak()

  private lazy var firstLimits: MachineLimits? = {
    progress.show("measuring the machine", 0)
    return progress.turns.measure(measureLimits)
  }()

  /// What the machine can do at best, if the chapter knows: measured when it is first asked for, the peak
  /// beside each table of times. Only for what depends on time.
  public var machineLimits: MachineLimits? {
    var limits = firstLimits
    if let best = peak.best { limits?.operationsPerSecond = best }
    return limits
  }

  /// What a page has to know of its chapter.
  struct ChapterText {
    var claims: [Claim]
    var corrections: [Correction]
  }

  init(
    options: Options, chapter: ChapterText, progress: Progress = Progress(isShown: false),
    interruption: Interruption = Interruption(),
    limits: @escaping () -> MachineLimits? = { nil }, peak: @escaping () -> Double? = { nil },
    stopwatch: Stopwatch? = nil,
    movers: @escaping ([Traffic]) -> [[() -> Void]] = { $0.map { _ in [] } },
    show: @escaping (Block) -> Void
  ) {
    (self.options, self.chapter, self.progress, self.show) = (options, chapter, progress, show)
    (self.interruption, measureLimits, self.movers) = (interruption, limits, movers)
    measurePeak = peak
    self.stopwatch =
      stopwatch
      ?? (options.quick ? Stopwatch(minimumTime: 0.02, minimumSamples: 5) : Stopwatch())
  }

  func emit(_ block: Block) {
    let block = isMeasured && !isGroupMeasured ? .measured(block) : block
    if group != nil {
      group?.append(block)
    } else {
      progress.clear()
      show(block)
    }
  }
}

// MARK: Prose

extension Page {
  /// A paragraph. Line breaks in `text` do not matter; an empty line begins a new paragraph.
  public func text(_ text: String) {
    for paragraph in text.paragraphs { emit(.text(paragraph)) }
  }

  /// A list, one item per string.
  public func list(_ items: String...) { emit(.list(items.map(\.oneLine))) }

  /// A list, one item per string.
  public func list(_ items: [String]) { emit(.list(items.map(\.oneLine))) }

  /// A formula, in plain text for terminals and in TeX for pages.
  public func formula(_ text: String, tex: String) {
    emit(.formula(Formula(text: text, tex: tex)))
  }

  /// The claim of the chapter with this id, before the section puts it to the test.
  public func claim(_ id: String) {
    guard let claim = chapter.claims.first(where: { $0.id == id }) else {
      stop("the chapter makes no claim \(id)")
    }
    emit(.claim(claim))
  }

  /// The correction of the chapter with this id.
  public func correction(_ id: String) {
    guard let correction = chapter.corrections.first(where: { $0.id == id }) else {
      stop("the chapter makes no correction \(id)")
    }
    emit(.correction(correction))
  }
}

// MARK: Questions

extension Page {
  /// Asks the reader what he expects, before the page shows it. The answer is folded on pages; on a
  /// terminal it waits until the reader goes on.
  ///
  /// - Parameters:
  ///   - question: what can be answered from what was read so far.
  ///   - answer: what will be seen, and why.
  public func expect(_ question: String, answer: String) {
    emit(.question(Question(question: question.oneLine, answer: answer.oneLine)))
  }
}

// MARK: Code

extension Page {
  /// Shows the lines between the braces, runs them and returns what they give. Where the source is
  /// not at hand, as with a copied binary, it shows only where the lines are.
  @discardableResult
  public func code<Result>(
    file: String = #filePath, line: Int = #line, _ body: () throws -> Result
  ) rethrows -> Result {
    let place = Code(source: nil, file: SourceCode.pathInPackage(file), line: line, caption: nil)
    emit(.code(SourceCode.closure(file: file, line: line) ?? place))
    return try body()
  }

  /// Shows a declaration of the package's own sources, with the comment above it.
  ///
  /// - Parameters:
  ///   - signature: how the declaration begins, as far as needed to find exactly one; words like
  ///     `public` and `func` may be left out.
  ///   - path: the file, from the package's folder on: `Sources/Mini/Positions/RotaryEmbedding.swift`.
  ///   - caption: what the declaration is, if that needs saying.
  ///   - file: where the call stands, from which the package's folder is found.
  /// - Throws: ``InputError`` if there is no such file, or not exactly one such declaration in it.
  public func source(
    of signature: String, in path: String? = nil, caption: String? = nil,
    file: String = #filePath
  ) throws {
    let path = path ?? SourceCode.pathInPackage(file)
    var code = Code(source: nil, file: path, line: 1, caption: nil)
    if let folder = PackageFolder.url(of: file) {
      code = try SourceCode.declaration(signature, file: folder.appendingPathComponent(path).path)
    }
    code.caption = caption?.oneLine
    code.name = signature.oneLine
    emit(.code(code))
  }
}

// MARK: Numbers

extension Page {
  /// Rows and columns. Every row has as many cells as there are columns.
  public func table(_ caption: String? = nil, columns: [String], rows: [[String]]) {
    for row in rows {
      require(
        row.count == columns.count, "the row \(row) does not fit the columns \(columns)")
    }
    emit(
      .table(
        Table(
          caption: caption?.oneLine, columns: columns.map(\.oneLine),
          rows: rows.map { $0.map(\.oneLine) })))
  }

  /// A picture of numbers.
  public func plot(_ caption: String, x: Plot.Axis, y: Plot.Axis, _ series: Plot.Series...) {
    var plot = Plot(caption.oneLine, x: x, y: y, series)
    plot.conditions = conditions
    emit(.plot(plot))
  }

  /// The same picture for several values of a knob. Terminals and printed pages show the one that
  /// `shown` names; in a browser the reader slides to the others.
  public func plot(
    _ caption: String, x: Plot.Axis, y: Plot.Axis, for knob: String, _ values: [Plot.Choice],
    shown: String
  ) {
    guard let index = values.firstIndex(where: { $0.name == shown }) else {
      stop("a picture for several values of \(knob) has none for \(shown)")
    }
    var plot = Plot(caption.oneLine, x: x, y: y, values[index].series)
    plot.conditions = conditions
    plot.choices = Plot.Choices(knob: knob, values: values, shown: index)
    emit(.plot(plot))
  }
}

// MARK: Sections

extension Page {
  /// Begins a section and runs what it writes.
  func run(_ section: Section, number: Int) throws {
    (self.section, ids, checksBefore) = (number, section.ids, checks.count)
    peak.beginSection()
    defer {
      showFurtherChecks()
      (self.section, ids) = (nil, [])
    }
    emit(.section(SectionHeading(number: number, title: section.title, ids: section.ids)))
    try section.body(self)
  }
}
