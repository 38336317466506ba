import ExerciseCases
import Foundation
import LanguageModel
import Notebook

/// A language model put together from the functions that the reader has written.
@main
struct MyModelProgram: Tool {
  let program = "my-model"
  let title = "a model built of the functions that you have written"
  let mostWords = 0

  let usage = [
    (call: "my-model", about: "your model: which parts are yours, beside Mini, and what it writes"),
    (call: "my-model --exercises", about: "the whole path, and how far you have come"),
    (call: "my-model --exercise NAME", about: "one step of it: a first case, a hint"),
  ]

  let remarks = [
    """
    The functions stand in Chapters/Exercises. What you have not written yet is lent. Docs/build-your-own.md
    shows the whole path.
    """,
    """
    Exit status: 0 what you have written is right; 1 something is wrong with it, or with a file; 64 wrong
    usage; 130 Ctrl-C.
    """,
  ]

  @Knob("the whole path: what is right, wrong, not attempted") var exercises = false
  @Knob("try one function") var exercise: String? = nil
  @Knob("with exercises: say where the answers are") var answers = false
  @Knob("with exercises or --page: how they are told; json for programs") var format = Format.text
  @Knob("a GGUF file of the family llama instead of the package's model") var model: String? = nil
  @Knob("what the model continues") var prompt: String? = nil
  @Knob("how many tokens it writes; 64, or 16 for a published model")
  var newTokens: Int? = nil
  @Knob("write the page of the path, as Docs has it") var page = false
  @Knob("with --page: the file; standard output if none") var output: String? = nil
  @Knob("columns of the text, from 40 to 400") var width: Int? = nil

  /// How exercises are told.
  enum Format: String, CaseIterable, KnobValue {
    case text, json
  }

  func work(_ words: [String]) throws -> (Output) throws -> Void {
    if let exercise, !Part.path.contains(where: { $0.rawValue == exercise }) {
      throw InputError(
        unknown: "exercise", exercise, known: Part.path.map(\.rawValue))
    }
    if let prompt, prompt.allSatisfy(\.isWhitespace) {
      throw InputError("--prompt cannot be empty: it is what the model continues.")
    }
    if model?.isEmpty == true {
      throw InputError("--model cannot be '': it is the name of a file.")
    }
    if let newTokens, newTokens < 1 {
      throw InputError("--new-tokens cannot be '\(newTokens)': it must be at least 1.")
    }
    if let width, !(40...400).contains(width) {
      throw InputError("--width cannot be '\(width)': it must be from 40 to 400.")
    }
    if output != nil, !page { throw InputError("--output goes with --page.") }
    return { output in
      if page { return try writePage() }
      if exercises || exercise != nil { return try tellExercises(output) }
      if ProcessInfo.processInfo.environment[LifeSign.key] == nil {
        try watch()
      } else {
        try ModelRun(self, output).run()
      }
    }
  }

  private var options: Options {
    var options = Options()
    (options.answers, options.width) = (answers, width)
    return options
  }

  private func tellExercises(_ output: Output) throws {
    let parts = Part.path.filter { exercise == nil || $0.rawValue == exercise }
    let report = ExerciseReport(
      parts.map { $0.exercise() }, program: program, options: options)
    try output.write(format == .json ? try report.json() : report.text)
    if !report.isRight { exit(1) }
  }

  private func writePage() throws {
    let output = try Output(path: output)
    let recording = try PathPage.recording()
    try output.write(
      format == .json ? try recording.json() : try recording.markdown(figuresIn: "figures").text)
    try output.close()
  }

  /// The states of all parts are found out one by one, then the model is run, all in other processes.
  private func watch() throws {
    guard let program = Bundle.main.executableURL else {
      throw InputError("The program cannot find itself.")
    }
    let states = States.tried()
    let ending = try Guardian().run(
      program, Array(CommandLine.arguments.dropFirst()), environment: states.environment)
    if let sentence = ending.sentence {
      // What the other process says of itself has the name already.
      let name = "\(self.program): "
      writeToStandardError(sentence.hasPrefix(name) ? sentence : name + sentence)
    }
    if ending.status != 0 { exit(ending.status) }
  }
}
