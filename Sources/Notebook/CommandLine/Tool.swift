import Foundation

/// A program that is no chapter and has a chapter's manners: knobs as options, `--help`, near misses,
/// one sentence about what is wrong, the same exit statuses.
public protocol Tool {
  /// A program with its knobs at their default values.
  init()
  /// The name of the program.
  var program: String { get }
  /// What it is, in a line.
  var title: String { get }
  /// The ways to call it, and what each does.
  var usage: [(call: String, about: String)] { get }
  /// What its help says after the options, a paragraph each.
  var remarks: [String] { get }
  /// How many words it takes that are no options.
  var mostWords: Int { get }
  /// What to do, called once with the words after the options are read.
  ///
  /// - Returns: The work. What it throws ends the program with status 1.
  /// - Throws: A sentence about wrong usage, which ends the program with status 64.
  func work(_ words: [String]) throws -> (Output) throws -> Void
}

extension Tool {
  /// The names of the options that the reader has given, `--no-special`.
  public var givenOptions: [String] {
    knobs(of: self).filter(\.knob.isGiven).map { "--" + $0.name }
  }

  /// Reads the command line, does the work and ends the program with its exit status.
  public static func main() {
    signal(SIGINT, SIG_IGN)
    let interruption = DispatchSource.makeSignalSource(
      signal: SIGINT, queue: .global(qos: .userInitiated))
    interruption.setEventHandler { _exit(130) }
    interruption.resume()
    withExtendedLifetime(interruption) {
      let tool = Self()
      let arguments = ArgumentReader.arguments(of: tool.program)
      exit(tool.run(arguments, complain: writeToStandardError))
    }
  }

  /// The exit status. 0: done, or the reader left early; 1: something is wrong with a file, with the
  /// input, or with where the output goes; 64: wrong usage. Ctrl-C ends the program with 130.
  func run(_ arguments: [String], complain: (String) -> Void) -> Int32 {
    Output.ignoreSignals()
    var wantsHelp = false
    var work: (Output) throws -> Void
    do {
      let help = ArgumentReader.Option(name: "help", value: nil) { _ in wantsHelp = true }
      let reader = ArgumentReader(
        options: knobs(of: self).map { ArgumentReader.Option($0.name, $0.knob) } + [help],
        mostWords: mostWords,
        takes: "\(program) takes \(mostWords == 0 ? "" : "\(mostWords) words and ")options")
      let words = try reader.read(arguments)
      work = { try $0.write(Help(TerminalStyle(Options())).options(of: self)) }
      if !wantsHelp { work = try self.work(words) }
    } catch {
      complain("\(program): \(sentence(error))")
      return 64
    }
    do {
      try work(Output(path: nil))
      return 0
    } catch Output.Failure.closedByReader {
      return 0
    } catch {
      complain("\(program): \(sentence(error))")
      return 1
    }
  }
}

/// What is wrong, with its full stop: libraries leave it out, since they do not know what follows.
func sentence(_ error: any Error) -> String {
  let text = "\(error)"
  return text.hasSuffix(".") ? text : text + "."
}
