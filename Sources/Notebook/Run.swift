import Foundation

/// One run of a chapter, from the command line to the exit status.
struct Run<Subject: Chapter> {
  private let chapter: Subject
  private let complain: (String) -> Void

  /// What is wrong goes to `complain` as one sentence.
  init(_ chapter: Subject, complain: @escaping (String) -> Void = writeToStandardError) {
    (self.chapter, self.complain) = (chapter, complain)
  }

  /// Runs the chapter and returns the exit status of the program. 0: all checks hold, or the reader
  /// left early; 1: a check fails or the output cannot be written; 64: wrong usage. Asked about the
  /// exercises, 1: what the reader wrote is wrong somewhere.
  func callAsFunction(_ arguments: [String]) -> Int32 {
    let options: Options
    let sections: [Section]
    do {
      options = try CommandLineReader.read(arguments, knobs: chapter.knobs)
      if !options.help && !options.list { try chapter.prepare(options) }
      sections = chapter.sections
      if let wanted = options.sections, wanted.upperBound > sections.count {
        let range = sections.count == 1 ? "only section 1" : "sections 1 to \(sections.count)"
        throw InputError(
          "There is no section \(wanted.upperBound): \(chapter.program) has \(range).")
      }
    } catch {
      complain("\(chapter.program): \(error)")
      return 64
    }
    do {
      let output = try Output(path: options.output)
      if options.exercises && !options.help {
        let report = ExerciseReport(
          chapter.exercises, program: chapter.program, TerminalStyle(options))
        try output.write(report.text)
        try output.close()
        return report.isRight ? 0 : 1
      }
      guard options.help || options.list else { return try show(sections, options, output) }
      let help = Help(TerminalStyle(options))
      try output.write(options.help ? help.options(of: chapter) : help.list(sections))
      try output.close()
      return 0
    } catch {
      return status(after: error)
    }
  }

  private func show(_ sections: [Section], _ options: Options, _ output: Output) throws -> Int32 {
    let renderer = try makeRenderer(options)
    let record = try options.record.map { (JSONRenderer(), try Output(path: $0)) }
    let progress = Progress(isShown: Progress.canBeSeen)
    defer { progress.clear() }
    let page = Page(
      options: options,
      chapter: .init(claims: chapter.claims, corrections: chapter.corrections),
      progress: progress, limits: chapter.machineLimits
    ) { block in
      _ = record?.0.show(block)
      do {
        try output.write(renderer.show(block).filter { $0 != Step.pause })
      } catch {
        // Nothing that a section still computes could be shown, and nothing else can stop it.
        exit(status(after: error))
      }
    }
    let wanted = options.sections ?? 1...max(1, sections.count)
    page.emit(.title(title(sections, wanted)))
    var isWhole = options.sections == nil
    for (i, section) in sections.enumerated() where wanted.contains(i + 1) {
      if i + 1 > wanted.lowerBound, options.step, !Step.goesOn() {
        isWhole = false
        break
      }
      try page.run(section, number: i + 1)
    }
    let summary = Summary(
      verdicts: decisions(page.checks, sections), checks: page.checks, findings: page.findings,
      isWhole: isWhole)
    if isWhole { page.emit(.section(.init(number: nil, title: "What was checked", ids: []))) }
    page.emit(.summary(summary))
    if isWhole {
      page.close(with: chapter.readOn, under: "Where to read on")
      page.close(with: chapter.thingsToTry, under: "Things to try")
      page.close(with: exercises, under: "Exercises", after: wayToExercises)
    }
    try output.write(renderer.finish())
    try output.close()
    if let (renderer, output) = record {
      try output.write(renderer.finish())
      try output.close()
    }
    return summary.failures.isEmpty ? 0 : 1
  }

  /// The verdict on each claim with the check that bears it out.
  private func decisions(_ checks: [Check], _ sections: [Section]) -> [Summary.Decision] {
    chapter.claims.map { claim in
      Summary.Decision(
        claim: claim,
        sections: sections.indices.filter { sections[$0].ids.contains(claim.id) }.map { $0 + 1 },
        check: checks.first { $0.id == claim.id && $0.decides })
    }
  }

  /// What there is to write, for a page that does not know whether the reader has.
  private var exercises: [String] { chapter.exercises.map { "`\($0.name)`: \($0.task)" } }

  private var wayToExercises: String? {
    chapter.exercises.first.map { first in
      """
      The bodies of these functions are empty. Write them, in `\(first.file)`, and
      `swift run \(chapter.program) --exercises` says for each whether it is right:
      """
    }
  }

  private func title(_ sections: [Section], _ wanted: ClosedRange<Int>) -> Title {
    Title(
      program: chapter.program, title: chapter.title,
      introduction: chapter.introduction.paragraphs,
      knobs: chapter.knobs.map {
        .init(name: $0.name, value: $0.knob.text, isDefault: $0.knob.text == $0.knob.initialText)
      },
      claims: chapter.claims, corrections: chapter.corrections,
      contents: sections.enumerated().filter { wanted.contains($0.offset + 1) }.map {
        SectionHeading(number: $0.offset + 1, title: $0.element.title, ids: $0.element.ids)
      })
  }

  /// The renderer that the reader asked for.
  private func makeRenderer(_ options: Options) throws -> any Renderer {
    switch options.format {
    case .text: TerminalRenderer(TerminalStyle(options))
    case .markdown:
      MarkdownRenderer(
        figures: try options.figures.map { try FigureFolder(path: $0, page: options.output) })
    case .html: HTMLRenderer()
    case .ipynb: NotebookRenderer()
    case .json: JSONRenderer()
    }
  }

  private func status(after error: any Error) -> Int32 {
    if case Output.Failure.closedByReader = error { return 0 }
    complain("\(chapter.program): \(error)")
    return 1
  }
}

/// Writes a sentence on a line of its own, spelled in the characters that the reader can see.
func writeToStandardError(_ sentence: String) {
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

/// Waits for the reader between sections.
enum Step {
  /// Where a text waits for the reader.
  static let pause: Character = "\u{0C}"

  /// Whether the reader wants more: Return, or the end of input, goes on; `q` leaves. The question is
  /// put only to somebody who sits at a terminal.
  static func goesOn() -> Bool {
    if isatty(0) != 0 {
      let question = "\n[Return: next section, q: leave] "
      try? FileHandle.standardError.write(contentsOf: Data(question.utf8))
    }
    guard let line = readLine() else { return true }
    return !line.lowercased().hasPrefix("q")
  }
}
