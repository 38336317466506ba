import Foundation

/// One run of a chapter, from the command line to the exit status.
struct Run<Subject: Chapter> {
  private let chapter: Subject
  private let isProgram: Bool
  private let say: (String) -> Void
  private let complain: (String) -> Void

  /// What is wrong goes to `complain` as one sentence, what became of a file to `say`.
  ///
  /// - Parameter isProgram: whether the process is this run, so that Ctrl-C ends it with its own status,
  ///   and an exercise that breaks down can be tried in a process of its own.
  init(
    _ chapter: Subject, isProgram: Bool = false,
    say: @escaping (String) -> Void = { print($0) },
    complain: @escaping (String) -> Void = writeToStandardError
  ) {
    (self.chapter, self.isProgram, self.say, self.complain) = (chapter, isProgram, say, complain)
  }

  /// Runs the chapter and returns the exit status of the program. 0: all checks hold, or the reader
  /// left early; 1: a check fails or the output cannot be written; 64: wrong usage; 130: interrupted.
  /// Asked about the exercises, 1: what the reader wrote is wrong somewhere.
  func callAsFunction(_ arguments: [String]) -> Int32 {
    // Whoever reads only the complaints, or nothing, must not end the program with a signal.
    Output.ignoreSignals()
    var options: Options
    let sections: [Section]
    do {
      options = try CommandLineReader.read(arguments, knobs: chapter.knobs)
      if !options.help && !options.list {
        try FileUse.requireDifferent(options.files + chapter.files)
        try options.keep.map(Output.requireFolder)
        try chapter.prepare(options)
      }
      sections = try options.keep == nil ? chapter.sections : [runsToKeep()]
      if let word = options.sectionWord {
        let number = try SectionTitles.number(
          ofWord: word, in: sections.map(\.title), of: chapter.program)
        options.sections = number...number
      }
      if let wanted = options.sections, wanted.upperBound > sections.count {
        let range = sections.count == 1 ? "only section 1" : "sections 1 to \(sections.count)"
        throw InputError(
          "There is no section \(wanted.upperBound): \(chapter.program) has \(range).")
      }
      if options.brief, chapter.shortWay.isEmpty {
        throw InputError("\(chapter.program) has no short way: leave --brief out.")
      }
      if let name = options.exercise, !chapter.exercises.contains(where: { $0.name == name }) {
        throw InputError(
          "There is no exercise \(quoted(name)): --exercises names those of \(chapter.program).")
      }
    } catch let error as InputError {
      complain("\(chapter.program): \(error)")
      return 64
    } catch {
      // A file that the chapter was to read or to write.
      complain("\(chapter.program): \(sentence(error))")
      return 1
    }
    do {
      let output = try Output(path: options.output)
      if options.help || options.list {
        try output.write(try overview(sections, options))
        try output.close()
        return 0
      }
      if options.exercises || options.exercise != nil { return try tryExercises(options, output) }
      return try show(sections, options, output)
    } catch {
      if case Output.Failure.closedByReader = error { return 0 }
      complain("\(chapter.program): \(sentence(error))")
      return 1
    }
  }

  // MARK: Without a page

  private func runsToKeep() throws -> Section {
    guard let runs = chapter.runsToKeep else {
      throw InputError("\(chapter.program) has nothing that could be kept.")
    }
    return runs
  }

  private func overview(_ sections: [Section], _ options: Options) throws -> String {
    let help = Help(TerminalStyle(options))
    if options.help { return help.options(of: chapter) }
    let title = title(sections, 1..<max(1, sections.count) + 1)
    return options.format == .json ? try JSONRenderer.text(title) : help.list(sections)
  }

  private func tryExercises(_ options: Options, _ output: Output) throws -> Int32 {
    let wanted = chapter.exercises.filter { options.exercise == nil || $0.name == options.exercise }
    // One that breaks down, or does not end, must not hide what became of the others.
    let report = ExerciseReport(
      wanted, program: chapter.program, options: options, isProgram: isProgram)
    try output.write(options.format == .json ? try report.json() : report.text)
    try output.close()
    return report.isRight ? 0 : 1
  }

  // MARK: The page

  private func show(_ sections: [Section], _ options: Options, _ output: Output) throws -> Int32 {
    let style = TerminalStyle(options)
    let isPaged = isPaged(options)
    let progress = Progress(isShown: !isPaged && Progress.canBeSeen)
    let pager = isPaged ? makePager(sections, options, style, output, progress.turns) : nil
    let session = Session(
      program: chapter.program,
      summary: Summary(verdicts: decisions(sections), checks: [], findings: [], isWhole: false),
      output: output, renderer: try makeRenderer(options, style, isPaged: isPaged),
      record: try options.record.map { (JSONRenderer(), try Output(path: $0)) },
      progress: progress, pager: pager, steps: options.step && !isPaged ? Steps() : nil, say: say,
      complain: complain)
    if isProgram { session.endWhenInterrupted() }
    let page = Page(
      options: options,
      chapter: .init(claims: chapter.claims, corrections: chapter.corrections),
      progress: session.progress, interruption: session.interruption,
      limits: chapter.machineLimits, peak: chapter.peakOperationsPerSecond,
      movers: chapter.movers, show: session.show)
    do {
      let wanted = options.brief ? 1..<1 : Range(options.sections ?? 1...max(1, sections.count))
      let title = title(sections, wanted)
      page.emit(.title(title))
      // Who measures for a folder reads no page.
      if title.hasShortWay, options.keep == nil {
        try page.walk(
          chapter.shortWay, keep: chapter.whatToKeep, sections: headings(sections),
          isAlone: options.brief)
        if !options.brief {
          page.emit(.contents(Contents(sections: title.contents, endings: title.endings)))
        }
      }
      for (i, section) in sections.enumerated() where wanted.contains(i + 1) {
        try page.run(section, number: i + 1)
      }
      if options.brief {
        page.text(wayOn)
        return try session.complete(isWhole: true)
      }
      let isWhole = options.sections == nil && options.keep == nil
      if isWhole {
        page.emit(.section(.summary))
        page.emit(.summary(session.summary(isWhole: true)))
        close(page)
      }
      return try session.complete(isWhole: isWhole)
    } catch is Interrupted {
      return session.endInterrupted()
    } catch {
      return session.status(after: error)
    }
  }

  /// The parts at the end that every chapter has.
  private func close(_ page: Page) {
    page.close(with: chapter.readOn, under: Ending.readOn)
    page.close(with: chapter.thingsToTry, under: Ending.try)
    page.close(with: exercises, under: Ending.exercises, after: wayToExercises)
    if let next = chapter.next { page.emit(.next(next)) }
  }

  /// Screen by screen where the reader sits at a terminal.
  private func isPaged(_ options: Options) -> Bool {
    options.format == .text && options.output == nil && options.pager && Keyboard.isThere
      && TerminalStyle.hasCursor()
  }

  private func makePager(
    _ sections: [Section], _ options: Options, _ style: TerminalStyle, _ output: Output,
    _ turns: Turns
  ) -> Pager {
    let size = TerminalStyle.screen ?? (24, 80)
    let text = PagedText(columns: size.columns) { columns in
      var style = style
      style.width = options.width ?? TerminalStyle.width(onColumns: columns)
      return TerminalRenderer(style, showsContents: true)
    }
    let titles = SectionTitles(
      program: chapter.program, titles: sections.map(\.title),
      shown: options.sections ?? 1...max(1, sections.count))
    let screen = Screen(
      text, rows: size.rows, columns: size.columns, sections: titles, isUnicode: style.isUnicode)
    return Pager(screen, turns: turns, write: output.write)
  }

  /// The verdict on each claim, before its check has run.
  private func decisions(_ sections: [Section]) -> [Summary.Decision] {
    chapter.claims.map { claim in
      let places = sections.indices.filter { sections[$0].ids.contains(claim.id) }
      return Summary.Decision(claim: claim, sections: places.map { $0 + 1 })
    }
  }

  /// What there is to write, for a page that does not know whether the reader has.
  private var exercises: [String] {
    chapter.exercises.map {
      "`\($0.name)`: \($0.task)" + ($0.standing.isEmpty ? "" : " *(\($0.standing))*")
    }
  }

  private var wayToExercises: String? {
    guard !chapter.exercises.isEmpty else { return nil }
    var files: [String] = []
    for file in chapter.exercises.map(\.file) where !files.contains(file) { files.append(file) }
    let isOnPath = chapter.exercises.contains { !$0.standing.isEmpty }
    let steps =
      isOnPath
      ? " Those that are steps belong to a path through all chapters, at whose end `swift run my-model` "
        + "writes with your functions." : ""
    return """
      The bodies of these functions are empty. Write them, in
      \(files.map { "`\($0)`" }.joined(separator: ", ")), and
      `swift run \(chapter.program) --exercises` says for each whether it is right;
      `--exercise NAME` shows a first case and a hint.\(steps)
      """
  }

  private func headings(_ sections: [Section]) -> [SectionHeading] {
    sections.enumerated().map {
      SectionHeading(number: $0.offset + 1, title: $0.element.title, ids: $0.element.ids)
    }
  }

  /// From the short way to the rest.
  private var wayOn: String {
    "`swift run \(chapter.program)` goes through all sections, with `--section 1` through the first."
  }

  private func title(_ sections: [Section], _ wanted: Range<Int>) -> Title {
    Title(
      program: chapter.program, title: chapter.title,
      introduction: chapter.introduction.paragraphs,
      knobs: chapter.knobs.map {
        .init(
          name: $0.name, value: $0.knob.text, isThere: $0.knob.isThere,
          isDefault: $0.knob.text == $0.knob.initialText)
      },
      claims: chapter.claims, corrections: chapter.corrections,
      contents: headings(sections).filter { wanted.contains($0.number!) },
      endings: wanted.count < sections.count
        ? []
        : [SectionHeading.summary.title] + (chapter.readOn.isEmpty ? [] : [Ending.readOn])
          + (chapter.thingsToTry.isEmpty ? [] : [Ending.try])
          + (exercises.isEmpty ? [] : [Ending.exercises]),
      hasShortWay: !chapter.shortWay.isEmpty && (wanted.isEmpty || wanted.count == sections.count),
      references: chapter.references)
  }

  /// The titles of the parts that every chapter ends with.
  private enum Ending {
    static var readOn: String { "Where to read on" }
    static var `try`: String { "Things to try" }
    static var exercises: String { "Exercises" }
  }

  /// The renderer that the reader asked for.
  private func makeRenderer(
    _ options: Options, _ style: TerminalStyle, isPaged: Bool
  ) throws -> any Renderer {
    switch options.format {
    case .text:
      TerminalRenderer(style, goesOn: isPaged)
    case .markdown:
      MarkdownRenderer(
        figures: try options.figures.map { try FigureFolder(path: $0, page: options.output) })
    case .html: HTMLRenderer()
    case .ipynb: NotebookRenderer()
    case .json: JSONRenderer()
    }
  }
}

/// Writes a sentence on a line of its own, spelled in the characters that the reader can see.
public func writeToStandardError(_ sentence: String) {
  let isUnicode = TerminalStyle.isUnicode(ProcessInfo.processInfo.environment)
  let line = (isUnicode ? sentence : ASCII.spell(sentence)) + "\n"
  try? FileHandle.standardError.write(contentsOf: Data(line.utf8))
}

extension Page {
  fileprivate func close(with items: [String], under title: String, after text: String? = nil) {
    guard !items.isEmpty else { return }
    emit(.section(SectionHeading(number: nil, title: title, ids: [])))
    if let text { self.text(text) }
    list(items)
  }
}
