import Foundation

/// A program that is read like a notebook.
///
/// ```swift
/// @main
/// struct RoPEChapter: Chapter {
///   let title = "Absolute and rotary positions"
///   @Knob("features per head", .even, .in(2...1024)) var headDimension = 64
///   …
///   var sections: [Section] { [whyPositions, sinusoids] }
/// }
/// ```
public protocol Chapter {
  /// A chapter with its knobs at their default values.
  init()
  /// The name of the program: `chapter-rope`.
  var program: String { get }
  /// The chapter's title.
  var title: String { get }
  /// What it is about; empty lines separate paragraphs.
  var introduction: String { get }
  /// The statements of the notes that the chapter decides.
  var claims: [Claim] { get }
  /// Where the notes are loose or wrong.
  var corrections: [Correction] { get }
  /// The sections in reading order.
  var sections: [Section] { get }
  /// Papers and pages to read next, an item each.
  var readOn: [String] { get }
  /// Three things to try, an item each: a command and what to look for.
  var thingsToTry: [String] { get }
  /// Called once with the options of the run, before the first section: hands threads to the tensor
  /// library and checks that the knobs fit together.
  ///
  /// - Throws: ``InputError`` when they do not.
  func prepare(_ options: Options) throws
}

extension Chapter {
  /// Nothing has to fit together.
  public func prepare(_ options: Options) throws {}

  /// The seed's generator, the width and all the rest come from the command line.
  public static func main() {
    exit(Run(Self(), arguments: Array(CommandLine.arguments.dropFirst())).status)
  }

  /// The knobs with the names of their options, in the order in which they are declared.
  var knobs: [(name: String, knob: any AnyKnob)] {
    Mirror(reflecting: self).children.compactMap { child in
      guard let knob = child.value as? any AnyKnob, let label = child.label else { return nil }
      return (String(label.drop { $0 == "_" }).asOption, knob)
    }
  }
}

/// One run of a chapter, from the command line to the exit status.
struct Run {
  /// 0: all checks hold; 1: a check fails or the output cannot be written; 64: wrong usage.
  let status: Int32

  init(_ chapter: some Chapter, arguments: [String]) {
    status = Self.perform(chapter, arguments)
  }

  private static func perform(_ chapter: some Chapter, _ arguments: [String]) -> Int32 {
    let sections = chapter.sections
    let options: Options
    do {
      options = try CommandLineReader.read(arguments, knobs: chapter.knobs)
      if let wanted = options.sections, wanted.upperBound > sections.count {
        throw InputError(
          "There is no section \(wanted.upperBound): \(chapter.program) has 1 to \(sections.count)."
        )
      }
      if !options.help && !options.list { try chapter.prepare(options) }
    } catch {
      complain("\(chapter.program): \(error)")
      return 64
    }
    do {
      let output = try Output(path: options.output)
      if options.help || options.list {
        try output.write(options.help ? help(chapter) : list(sections))
        try output.close()
        return 0
      }
      return try show(chapter, sections, options, output)
    } catch Output.Failure.closedByReader {
      return 0
    } catch {
      complain("\(chapter.program): \(error)")
      return 1
    }
  }

  private static func show(
    _ chapter: some Chapter, _ sections: [Section], _ options: Options, _ output: Output
  ) throws -> Int32 {
    let renderer = makeRenderer(options, output)
    let progress = Progress(isShown: isatty(2) != 0)
    let page = Page(
      options: options,
      chapter: .init(claims: chapter.claims, corrections: chapter.corrections),
      progress: progress
    ) { block in
      try output.write(renderer.show(block))
    }
    let wanted = options.sections ?? 1...sections.count
    page.emit(.title(title(of: chapter)))
    for number in wanted {
      if number > wanted.lowerBound, options.step, !Step.goesOn() { break }
      try page.run(sections[number - 1], number: number)
    }
    if options.sections == nil { close(chapter, page) }
    let summary = Summary(
      checks: page.checks, findings: page.findings, isWhole: options.sections == nil)
    page.emit(.summary(summary))
    if options.sections == nil { page.whereToGo(chapter) }
    if let failure = page.failure { throw failure }
    try output.write(renderer.finish())
    try output.close()
    return summary.failures.isEmpty ? 0 : 1
  }

  private static func close(_ chapter: some Chapter, _ page: Page) {
    page.emit(.section(SectionHeading(number: nil, title: "What was checked", ids: [])))
  }

  private static func title(of chapter: some Chapter) -> Title {
    Title(
      program: chapter.program, title: chapter.title,
      introduction: chapter.introduction.paragraphs,
      knobs: chapter.knobs.map {
        .init(name: $0.name, value: $0.knob.text, isDefault: $0.knob.text == $0.knob.initialText)
      })
  }

  private static func complain(_ sentence: String) {
    try? FileHandle.standardError.write(contentsOf: Data((sentence + "\n").utf8))
  }
}

extension Page {
  fileprivate func whereToGo(_ chapter: some Chapter) {
    emit(.section(SectionHeading(number: nil, title: "Where to read on", ids: [])))
    list(chapter.readOn)
    emit(.section(SectionHeading(number: nil, title: "Things to try", ids: [])))
    list(chapter.thingsToTry)
  }
}

/// Waits for the reader between sections.
enum Step {
  /// Whether the reader wants more: Return, or the end of input, goes on; `q` leaves.
  static func goesOn() -> Bool {
    try? FileHandle.standardError.write(contentsOf: Data("[Return: next section, q: leave] ".utf8))
    guard let line = readLine() else { return true }
    return !line.lowercased().hasPrefix("q")
  }
}

extension Run {
  /// The text of `--help`.
  static func help(_ chapter: some Chapter) -> String {
    func line(_ option: String, _ about: String) -> String {
      let head = "  " + option
      return head.count < 30
        ? head.padding(toLength: 30, withPad: " ", startingAt: 0) + about
        : head + "\n" + String(repeating: " ", count: 30) + about
    }
    var lines = ["\(chapter.program): \(chapter.title)", "", "Knobs of this chapter:"]
    for (name, knob) in chapter.knobs {
      lines.append(line("--\(name) …", knob.about))
      let indent = String(repeating: " ", count: 30)
      lines.append(indent + knob.requirement)
      lines.append(indent + "default \(knob.initialText)")
    }
    lines += ["", "Options of every chapter:"]
    for rule in CommandLineReader.rules {
      lines.append(line("--\(rule.name)" + (rule.value.map { " " + $0 } ?? ""), rule.about))
    }
    lines += ["", "Exit status: 0 all checks hold, 1 a check fails, 64 wrong usage."]
    return lines.joined(separator: "\n") + "\n"
  }

  /// The text of `--list`.
  static func list(_ sections: [Section]) -> String {
    sections.enumerated().map { i, section in
      let number = "\(i + 1)".count < 2 ? " \(i + 1)" : "\(i + 1)"
      let ids = section.ids.isEmpty ? "" : "  [\(section.ids.joined(separator: ", "))]"
      return "\(number)  \(section.title)\(ids)\n"
    }.joined()
  }
}
