/// What a section writes on: every call shows one block, at once.
public final class Page {
  /// The options of this run.
  public let options: Options

  private let chapter: ChapterText
  private let show: (Block) throws -> Void
  private let progress: Progress
  private(set) var checks: [Check] = []
  private(set) var findings: [Finding] = []
  private var section: Int?

  /// What a page has to know of its chapter.
  struct ChapterText {
    var claims: [Claim]
    var corrections: [Correction]
  }

  init(
    options: Options, chapter: ChapterText, progress: Progress = Progress(isShown: false),
    show: @escaping (Block) throws -> Void
  ) {
    (self.options, self.chapter, self.progress, self.show) = (options, chapter, progress, show)
  }

  // A block that cannot be written ends the run; the author of a section need not mention it.
  private(set) var failure: (any Error)?

  func emit(_ block: Block) {
    guard failure == nil else { return }
    progress.clear()
    do { try show(block) } catch { failure = error }
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
      preconditionFailure("the chapter makes no claim \(id)")
    }
    emit(.claim(claim))
  }

  /// The correction of the chapter with this id.
  public func correction(_ id: String) {
    guard let correction = chapter.corrections.first(where: { $0.id == id }) else {
      preconditionFailure("the chapter makes no correction \(id)")
    }
    emit(.correction(correction))
  }
}

// MARK: Code

extension Page {
  /// Shows the lines between the braces, runs them and returns what they give.
  @discardableResult
  public func code<Result>(
    file: String = #filePath, line: Int = #line, _ body: () throws -> Result
  ) rethrows -> Result {
    let place = Code(source: nil, file: SourceCode.pathInPackage(file), line: line, caption: nil)
    emit(.code(SourceCode.closure(after: "code", file: file, line: line) ?? place))
    return try body()
  }

  /// Shows a declaration of the package's own sources, with the comment above it.
  ///
  /// - Parameters:
  ///   - signature: how the declaration begins, as far as needed to find exactly one.
  ///   - path: the file, from the package's folder on: `Sources/Mini/RotaryEmbedding.swift`.
  /// - Throws: ``InputError`` if the file has no such declaration, or more than one.
  public func source(
    of signature: String, in path: String, caption: String? = nil, file: String = #filePath
  ) throws {
    let folder = SourceCode.packageFolder(of: file)
    let place = Code(source: nil, file: path, line: 1, caption: caption)
    var code = try folder.flatMap {
      try SourceCode.declaration(signature, file: $0.appendingPathComponent(path).path)
    }
    code?.caption = caption
    emit(.code(code ?? place))
  }
}

// MARK: Numbers

extension Page {
  /// Rows and columns. Every row has as many cells as there are columns.
  public func table(_ caption: String? = nil, columns: [String], rows: [[String]]) {
    for row in rows {
      precondition(
        row.count == columns.count, "the row \(row) does not fit the columns \(columns)")
    }
    emit(.table(Table(caption: caption?.oneLine, columns: columns, rows: rows)))
  }

  /// A picture of numbers.
  public func plot(_ caption: String, x: Plot.Axis, y: Plot.Axis, _ series: Plot.Series...) {
    emit(.plot(Plot(caption.oneLine, x: x, y: y, series)))
  }
}

// MARK: Checks

extension Page {
  /// Checks that `measured` is at most `bound`.
  public func check(
    _ id: String, _ statement: String, _ measured: some BinaryFloatingPoint,
    isAtMost bound: Double
  ) {
    decide(id, statement, Double(measured), .isAtMost, bound)
  }

  /// Checks that `measured` is at least `bound`.
  public func check(
    _ id: String, _ statement: String, _ measured: some BinaryFloatingPoint,
    isAtLeast bound: Double
  ) {
    decide(id, statement, Double(measured), .isAtLeast, bound)
  }

  /// Checks that `measured` differs from `expected` by at most `tolerance`.
  public func check(
    _ id: String, _ statement: String, _ measured: some BinaryFloatingPoint, is expected: Double,
    within tolerance: Double
  ) {
    decide(id, statement, Double(measured), .isWithin(tolerance), expected)
  }

  /// Checks that a count is exactly `expected`.
  public func check(_ id: String, _ statement: String, _ measured: Int, equals expected: Int) {
    decide(id, statement, Double(measured), .equals, Double(expected))
  }

  /// Checks that `measured` is exactly `expected`, to the last bit.
  public func check(
    _ id: String, _ statement: String, _ measured: some BinaryFloatingPoint,
    equals expected: some BinaryFloatingPoint
  ) {
    decide(id, statement, Double(measured), .equals, Double(expected))
  }

  /// Makes a known mistake and shows that the check with this id catches it: `measured` comes from
  /// the wrong code and has to break "at most `bound`", which the right code keeps.
  public func goesWrong(
    _ id: String, _ mistake: String, _ measured: some BinaryFloatingPoint, isAtMost bound: Double
  ) {
    decide(id, mistake, Double(measured), .isAtMost, bound, isMistake: true)
  }

  /// Makes a known mistake that has to break "exactly `expected`".
  public func goesWrong(
    _ id: String, _ mistake: String, _ measured: Int, equals expected: Int
  ) {
    decide(id, mistake, Double(measured), .equals, Double(expected), isMistake: true)
  }

  private func decide(
    _ id: String, _ statement: String, _ measured: Double, _ relation: Check.Relation,
    _ bound: Double, isMistake: Bool = false
  ) {
    let check = Check(
      id: id, section: section, statement: statement.oneLine, measured: measured,
      relation: relation, bound: bound, isMistake: isMistake)
    checks.append(check)
    emit(.check(check))
  }
}

// MARK: Time

extension Page {
  /// Whether this run measures time.
  public var measuresTime: Bool { options.timing }

  /// Measures the contestants of each race in turn and shows the table.
  ///
  /// What depends on the measured times belongs into `then`, findings above all; it is left out, like
  /// the table, when the reader asked for no timing. Verify that contestants compute the same thing
  /// before calling this.
  public func timing(
    _ caption: String, _ races: [(label: String, contestants: [Contestant])],
    then: ([Race]) -> Void = { _ in }
  ) {
    guard measuresTime else { return }
    let stopwatch =
      options.quick ? Stopwatch(minimumTime: 0.02, minimumSamples: 5) : Stopwatch()
    var results: [Race] = []
    for (i, race) in races.enumerated() {
      let measured = stopwatch.race(race.label, race.contestants) { share in
        progress.show("measuring \(race.label)", (Double(i) + share) / Double(races.count))
      }
      results.append(measured)
    }
    emit(
      .timing(
        Timing(
          caption: caption.oneLine, races: results, machine: Machine.name,
          threads: options.threads)))
    then(results)
  }

  /// Reports whether a measured ratio is what the notes, or the arithmetic, let us expect. Call it
  /// from the `then` of a timing.
  public func finding(
    _ id: String, _ expectation: String, ratio: Double, expected: ClosedRange<Double>
  ) {
    let finding = Finding(
      id: id, section: section, expectation: expectation.oneLine, ratio: ratio, expected: expected)
    findings.append(finding)
    emit(.finding(finding))
  }

  /// Says on standard error how far a long computation has come, if anybody watches.
  public func working(on what: String, _ share: Double) { progress.show(what, share) }
}

// MARK: Sections

extension Page {
  /// Begins a section and runs what it writes.
  func run(_ section: Section, number: Int) throws {
    self.section = number
    defer { self.section = nil }
    emit(.section(SectionHeading(number: number, title: section.title, ids: section.ids)))
    try section.body(self)
    if let failure { throw failure }
  }
}

extension String {
  /// Words separated by single spaces. Groups of digits (`100 000`) and short equations (`d = 128`)
  /// stay together on a line.
  var oneLine: String {
    split { $0 == " " || $0 == "\n" || $0 == "\t" }.joined(separator: " ")
      .replacing(/(\d) (?=\d{3}(\D|$))/) { $0.1 + "\u{00A0}" }
      .replacing(/(\w) ([=≈≤≥<>]) (?=[-−\d])/) { $0.1 + "\u{00A0}" + $0.2 + "\u{00A0}" }
  }

  /// The parts between empty lines, each on one line.
  var paragraphs: [String] {
    var result: [[Substring]] = [[]]
    for line in split(separator: "\n", omittingEmptySubsequences: false) {
      if line.allSatisfy(\.isWhitespace) {
        result.append([])
      } else {
        result[result.count - 1].append(line)
      }
    }
    return result.map { $0.joined(separator: " ").oneLine }.filter { !$0.isEmpty }
  }
}
