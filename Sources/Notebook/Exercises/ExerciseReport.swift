import Foundation

/// What `--exercises` says: how far the reader has come with each of them.
package struct ExerciseReport {
  private let style: TerminalStyle
  private let program: String
  private let states: [(exercise: Exercise, state: Exercise.State)]

  /// Whether the reader has asked where the answers are.
  var tellsAnswers = false

  /// Tries all exercises.
  init(
    _ exercises: [Exercise], program: String, _ style: TerminalStyle,
    state: (Exercise) -> Exercise.State = { $0.state() }
  ) {
    (self.program, self.style) = (program, style)
    states = exercises.map { ($0, state($0)) }
  }

  /// Whether what the reader wrote is right as far as it goes.
  package var isRight: Bool {
    states.allSatisfy {
      switch $0.state {
      case .wrong, .broken: false
      case .right, .notAttempted: true
      }
    }
  }

  // MARK: For programs

  /// What became of one exercise.
  struct Record: Codable {
    var name: String
    var task: String
    /// `not attempted`, `wrong`, `broken` or `right`
    var state: String
    /// The first case that is wrong.
    var firstWrong: Exercise.Case?
    /// What happened to one that could not be tried to its end.
    var reason: String?
    var file: String
    var answers: String
  }

  /// All exercises of a program.
  struct Records: Codable {
    var program: String
    var exercises: [Record]
  }

  package func json() throws -> String {
    try JSONRenderer.text(
      Records(
        program: program,
        exercises: states.map { exercise, state in
          var record = Record(
            name: exercise.name, task: exercise.task, state: state.words, file: exercise.file,
            answers: exercise.answers)
          if case .wrong(let first) = state { record.firstWrong = first }
          if case .broken(let reason) = state { record.reason = reason }
          return record
        }))
  }

  // MARK: For readers

  package var text: String {
    guard !states.isEmpty else { return finished("\(program) has no exercises yet.\n") }
    let done = states.count { $0.state == .right }
    var files = Set(states.map(\.exercise.file)).sorted()
    // Many files lie in one folder.
    if files.count > 3, let slash = files[0].lastIndex(of: "/") {
      files = [String(files[0][..<slash])]
    }
    var head = "\(program): \(done) of \(states.count) exercises are right."
    if let (exercise, _) = states.first, states.count == 1 {
      head = "\(program): \(exercise.name) is \(done == 1 ? "" : "not ")right."
    }
    if done < states.count {
      head += " Write your code into \(files.joined(separator: ", ")) and ask again."
    }
    let parts = [wrap(head, "")] + states.map(entry) + next
    return finished(parts.joined(separator: "\n\n") + "\n")
  }

  /// What to do now, where several were tried.
  private var next: [String] {
    guard states.count > 1, let (exercise, state) = states.first(where: { $0.state != .right })
    else { return [] }
    let word = state == .notAttempted ? "Next" : "First"
    return [
      wrap("\(word): \(exercise.name), swift run \(program) --exercise \(exercise.name)", "")
    ]
  }

  private func entry(_ exercise: Exercise, _ state: Exercise.State) -> String {
    let (sign, face): (String, Face) =
      switch state {
      case .notAttempted: ("○", .dim)
      case .wrong, .broken: ("✗", .red)
      case .right: ("✓", .green)
      }
    let isAlone = states.count == 1
    // Spelled out, a cross is a word of its own.
    let mark = style.isUnicode ? sign : ["○": "-", "✗": "x", "✓": "+"][sign]!
    var lines = [
      style.styled("  \(mark) ", face) + style.styled(exercise.name, .bold) + ": "
        + style.styled(state.words, face)
        + (exercise.standing.isEmpty ? "" : style.styled(", " + exercise.standing, .dim)),
      wrap(exercise.task, "    "),
    ]
    switch state {
    case .wrong(let tried):
      lines.append(wrap(tried.call, "    for       "))
      lines.append(wrap(tried.expected.text, "    expected  "))
      lines.append(wrap(tried.found?.text ?? "nothing", "    found     "))
      for sentence in [tried.mistake, tried.found?.trouble].compactMap({ $0 }) {
        lines.append(wrap(sentence, "    why       "))
      }
    case .broken(let reason): lines.append(wrap(reason, "    "))
    case .notAttempted:
      if isAlone, let first = exercise.trials.first {
        lines.append(wrap("\(first.call) must be \(first.expected.text)", "    first     "))
      }
    case .right: break
    }
    if state != .right, isAlone || state != .notAttempted, !exercise.hint.isEmpty {
      lines.append(wrap(exercise.hint, "    hint      "))
    }
    if state != .right, isAlone, let section = exercise.section {
      lines.append(
        wrap("swift run \(section.program) --section \(section.number)", "    told in   "))
    }
    if tellsAnswers { lines.append(wrap(exercise.answers, "    answer    ")) }
    return lines.joined(separator: "\n")
  }

  private func wrap(_ text: String, _ indent: String) -> String {
    TextLayout.wrap(spelled(text), width: style.width, first: indent)
  }

  private func spelled(_ text: String) -> String { style.isUnicode ? text : ASCII.spell(text) }

  private func finished(_ text: String) -> String {
    spelled(text).replacingOccurrences(of: "\u{00A0}", with: " ")
  }
}

extension ExerciseReport {
  /// Tries all exercises, each in a process of its own, for a program with the options `--exercise NAME`
  /// and `--format json`.
  package init(
    _ exercises: [Exercise], program: String, options: Options, isProgram: Bool = true
  ) {
    self.init(exercises, program: program, TerminalStyle(options)) {
      isProgram ? ExerciseProcess.state(of: $0) : $0.state()
    }
    tellsAnswers = options.answers
  }
}

extension Exercise.State {
  /// The state in one or two words.
  package var words: String {
    switch self {
    case .notAttempted: "not attempted"
    case .wrong: "wrong"
    case .right: "right"
    case .broken: "broken"
    }
  }

  /// The state that a record tells of.
  init?(_ record: ExerciseReport.Record) {
    switch (record.state, record.firstWrong, record.reason) {
    case ("not attempted", _, _): self = .notAttempted
    case ("right", _, _): self = .right
    case ("wrong", let first?, _): self = .wrong(first)
    case ("broken", _, let reason?): self = .broken(reason)
    default: return nil
    }
  }
}

/// Tries an exercise as `--exercise NAME` does.
package func stateInAProcess(of exercise: Exercise) -> Exercise.State {
  ExerciseProcess.state(of: exercise)
}
