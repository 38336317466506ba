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
  /// The chapter itself in five to seven steps: it opens every run, and `--brief` shows it alone. Empty if
  /// the chapter has none yet.
  var shortWay: [Step] { get }
  /// What a reader should keep, said at the end of the short way.
  var whatToKeep: String { get }
  /// The sections in reading order.
  var sections: [Section] { get }
  /// What `--keep DIR` measures instead of showing the sections; `nil` if nothing is kept.
  var runsToKeep: Section? { get }
  /// Papers and pages to read next, an item each.
  var readOn: [String] { get }
  /// The sources that the text names by authors and year; pages make links of them.
  var references: [Reference] { get }
  /// Three things to try, an item each: a command and what to look for.
  var thingsToTry: [String] { get }
  /// What the chapter reads or writes by itself, so that nothing else is written there.
  var files: [FileUse] { get }
  /// The chapter to read next; `nil` if this is the last one.
  var next: NextChapter? { get }
  /// Functions for the reader to write; none if the chapter says nothing about it.
  var exercises: [Exercise] { get }
  /// Called once with the options of the run, before `sections` is read: hands threads to the tensor
  /// library and checks that the knobs fit together.
  ///
  /// - Throws: ``InputError`` when they do not.
  func prepare(_ options: Options) throws
  /// What the machine can do at best, measured anew at each call; `nil` if the chapter does not know.
  /// Tables of times then say how close to it each contestant comes.
  func machineLimits() -> MachineLimits?
  /// The peak alone, measured anew at each call: a table of times compares it before and after.
  func peakOperationsPerSecond() -> Double?
  /// For each kind of traffic in a race, work that moves such bytes and does nothing else: one form, or
  /// several of which the quickest is the limit; none if the chapter knows none.
  func movers(of traffics: [Traffic]) -> [[() -> Void]]
}

extension Chapter {
  /// Nothing has to fit together.
  public func prepare(_ options: Options) throws {}

  /// No short way.
  public var shortWay: [Step] { [] }

  /// Nothing is said.
  public var whatToKeep: String { "" }

  /// Nothing is kept.
  public var runsToKeep: Section? { nil }

  /// Papers are found by their number on arXiv.
  public var references: [Reference] { [] }

  /// No files.
  public var files: [FileUse] { [] }

  /// None follows.
  public var next: NextChapter? { nil }

  /// No exercises.
  public var exercises: [Exercise] { [] }

  /// Nobody knows.
  public func machineLimits() -> MachineLimits? { nil }

  /// Nobody knows.
  public func peakOperationsPerSecond() -> Double? { nil }

  /// Nobody moves anything.
  public func movers(of traffics: [Traffic]) -> [[() -> Void]] { traffics.map { _ in [] } }

  /// Reads the command line, shows the chapter and ends the program with its exit status.
  public static func main() {
    let program = Self().program
    exit(Run(Self(), isProgram: true)(ArgumentReader.arguments(of: program)))
  }

  /// The knobs with the names of their options, in the order in which they are declared.
  var knobs: [(name: String, knob: any AnyKnob)] { Notebook.knobs(of: self) }
}
