import Base
import Foundation

/// What a reader can ask of every chapter.
public struct Options: Sendable {
  /// Only these sections; all when `nil`.
  public var sections: ClosedRange<Int>?
  /// Only the section in whose title this word stands.
  var sectionWord: String?
  /// Wait before each section; on a terminal a chapter is shown screen by screen anyway.
  public var step = false
  /// Whether a terminal shows screen by screen; otherwise everything comes at once there too.
  public var pager = true
  /// Only the short way.
  public var brief = false
  /// Show what pages fold, too.
  public var deep = false
  /// Fewer repetitions and smaller sizes.
  public var quick = false
  /// Where models are trained: several seeds, the whole grid and long runs.
  public var thorough = false
  /// The folder that keeps what a thorough run, or a published model, measures, instead of a page that shows
  /// it; `nil` for the page.
  public var keep: String?
  /// Whether times are measured.
  public var timing = true
  /// How the blocks are shown.
  public var format = Format.text
  /// Where to; standard output when `nil`.
  public var output: String?
  /// Where the same run is written to as JSON besides; nowhere when `nil`.
  public var record: String?
  /// The folder for the pictures of a Markdown page; they are drawn with characters when `nil`.
  public var figures: String?
  /// How many threads the tensor library may use.
  public var threads = Processors.worthAThread
  /// What all random numbers grow from.
  public var seed: UInt64 = 1
  /// Columns of the terminal page; those of the terminal when `nil`.
  public var width: Int?
  /// Whether the terminal page is coloured.
  public var color = ColorChoice.auto
  /// Show the sections and end.
  public var list = false
  /// Say how far the reader has come with the exercises and end.
  public var exercises = false
  /// Try only this exercise.
  public var exercise: String?
  /// Say where the answers to the exercises are.
  public var answers = false
  /// Show the options and end.
  public var help = false

  /// Options as they are without a command line.
  public init() {}

  /// How the blocks are shown.
  public enum Format: String, CaseIterable, KnobValue {
    /// For a terminal.
    case text
    /// For a repository's web view.
    case markdown
    /// For a browser, in one file.
    case html
    /// For a viewer of notebooks.
    case ipynb
    /// For programs: every check and every timing with its numbers.
    case json
  }

  /// Whether the terminal page is coloured.
  public enum ColorChoice: String, CaseIterable, KnobValue {
    /// Where the output is a terminal and `NO_COLOR` is not set.
    case auto
    /// In files and pipes as well.
    case always
    /// Nowhere.
    case never
  }
}

/// One option of the command line: how it is called, what it is for, and what to do with it.
struct OptionRule: Sendable {
  var name: String
  /// What stands for the value in `--help`; `nil` for a switch.
  var value: String?
  var about: String
  var apply: @Sendable (inout Options, String) throws -> Void
}

enum CommandLineReader {
  /// Reads the command line into options and knobs.
  ///
  /// - Throws: ``InputError`` with one sentence about the first thing that is wrong.
  static func read(_ arguments: [String], knobs: [(name: String, knob: any AnyKnob)]) throws
    -> Options
  {
    for knob in knobs {
      require(
        !rules.contains { $0.name == knob.name }, "every chapter has an option --\(knob.name)")
    }
    var options = Options()
    let settings =
      rules.map { rule in
        ArgumentReader.Option(name: rule.name, value: rule.value) { try rule.apply(&options, $0) }
      } + knobs.map { ArgumentReader.Option($0.name, $0.knob) }
    _ = try ArgumentReader(options: settings, takes: "a chapter takes options").read(arguments)
    try options.requireEffects()
    return options
  }

  /// The options that every chapter has, in the order of `--help`.
  static let rules: [OptionRule] = [
    OptionRule(name: "list", about: "show the sections and end") { options, _ in
      options.list = true
    },
    OptionRule(name: "exercises", about: "say how far you are with the exercises and end") {
      options, _ in options.exercises = true
    },
    OptionRule(name: "exercise", value: "NAME", about: "the same for one of them") {
      options, text in options.exercise = text
    },
    OptionRule(name: "answers", about: "with exercises: say where the answers are") {
      options, _ in options.answers = true
    },
    OptionRule(
      name: "section", value: "N, N-M or WORD",
      about: "only this section, or these, or the one with this word in its title"
    ) { options, text in
      (options.sections, options.sectionWord) = (nil, nil)
      if text.contains(where: \.isLetter) {
        options.sectionWord = text
        return
      }
      let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
      guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1],
        first >= 1, first <= last
      else {
        throw InputError(
          "--section cannot be \(quoted(text)): it must be a number from 1 on, a range such as 2-4, "
            + "or a word of a title.")
      }
      options.sections = first...last
    },
    OptionRule(name: "brief", about: "only the short way: the chapter in a few steps") {
      options, _ in options.brief = true
    },
    OptionRule(name: "deep", about: "all of it: unfold further checks and what is deeper") {
      options, _ in options.deep = true
    },
    OptionRule(name: "step", about: "wait for Return between sections, in a pipe too") {
      options, _ in options.step = true
    },
    OptionRule(name: "no-pager", about: "everything at once, on a terminal too") { options, _ in
      options.pager = false
    },
    OptionRule(name: "quick", about: "smaller sizes and fewer repetitions") { options, _ in
      options.quick = true
    },
    OptionRule(
      name: "thorough", about: "train models with five seeds over the whole grid, for minutes"
    ) { options, _ in
      options.thorough = true
    },
    OptionRule(
      name: "keep", value: "DIR",
      about:
        "with --thorough: only train, keep each run in this folder, and repeat none that is there; "
        + "with a published model: keep what is measured of it"
    ) { options, text in
      guard !text.isEmpty else {
        throw InputError("--keep cannot be '': it must be the name of a folder.")
      }
      options.keep = text
    },
    OptionRule(name: "no-timing", about: "measure no times: the same output every run") {
      options, _ in options.timing = false
    },
    OptionRule(
      name: "format", value: alternatives(Options.Format.self), about: "what to write"
    ) { options, text in
      options.format = try parse(text, "format")
    },
    OptionRule(name: "output", value: "FILE", about: "write to a file") { options, text in
      guard !text.isEmpty else {
        throw InputError("--output cannot be '': it must be the name of a file.")
      }
      options.output = text
    },
    OptionRule(
      name: "record", value: "FILE", about: "write checks, findings and times as JSON besides"
    ) { options, text in
      guard !text.isEmpty else {
        throw InputError("--record cannot be '': it must be the name of a file.")
      }
      options.record = text
    },
    OptionRule(name: "figures", value: "DIR", about: "for markdown: write pictures to a folder") {
      options, text in
      guard !text.isEmpty else {
        throw InputError("--figures cannot be '': it must be the name of a folder.")
      }
      options.figures = text
    },
    OptionRule(name: "threads", value: "N", about: "threads that computing may use") {
      options, text in options.threads = try parse(text, "threads", .in(1...1024))
    },
    OptionRule(name: "seed", value: "N", about: "what the random numbers grow from") {
      options, text in options.seed = try parse(text, "seed")
    },
    OptionRule(name: "width", value: "N", about: "columns of the text") { options, text in
      options.width = try parse(text, "width", .in(40...400))
    },
    OptionRule(
      name: "color", value: alternatives(Options.ColorChoice.self),
      about: "colours, by default on a terminal"
    ) { options, text in
      options.color = try parse(text, "color")
    },
    OptionRule(name: "help", about: "show this and end") { options, _ in options.help = true },
  ]

  private static func parse<Value: KnobValue>(
    _ text: String, _ option: String, _ constraints: Constraint<Value>...
  ) throws -> Value {
    guard let value = Value(typed: text), constraints.allSatisfy({ $0.isFulfilled(value) }) else {
      let requirement = ([Value.kind] + constraints.map(\.description)).joined(separator: " ")
      throw InputError("--\(option) cannot be \(quoted(text)): it must be \(requirement).")
    }
    return value
  }

  private static func alternatives<Value: CaseIterable & RawRepresentable>(_: Value.Type) -> String
  where Value.RawValue == String {
    Value.allCases.map(\.rawValue).joined(separator: "|")
  }
}

extension OptionRule {
  init(
    name: String, about: String, apply: @escaping @Sendable (inout Options, String) throws -> Void
  ) {
    self.init(name: name, value: nil, about: about, apply: apply)
  }
}

extension String {
  /// `headDimension` as an option: `head-dimension`.
  var asOption: String {
    reduce(into: "") { $0 += $1.isUppercase ? "-" + $1.lowercased() : String($1) }
  }
}
