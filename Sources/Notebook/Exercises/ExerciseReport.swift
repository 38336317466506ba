import Foundation

/// What `--exercises` says: how far the reader has come with each of them.
struct ExerciseReport {
  private let style: TerminalStyle
  private let program: String
  private let states: [(exercise: Exercise, state: Exercise.State)]

  /// Tries all exercises.
  init(
    _ exercises: [Exercise], program: String, _ style: TerminalStyle,
    state: (Exercise) -> Exercise.State = { $0.state() }
  ) {
    (self.program, self.style) = (program, style)
    states = exercises.map { ($0, state($0)) }
  }

  /// Whether what the reader wrote is right as far as it goes.
  var isRight: Bool {
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

  /// All exercises of a chapter.
  struct Records: Codable {
    var program: String
    var exercises: [Record]
  }

  func json() throws -> String {
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

  var text: String {
    guard !states.isEmpty else { return finished("\(program) has no exercises yet.\n") }
    let done = states.count { if case .right = $0.state { true } else { false } }
    var files: [String] = []
    for file in states.map(\.exercise.file) where !files.contains(file) { files.append(file) }
    let head =
      "\(program): \(done) of \(states.count) exercises are right. "
      + "Write your code into \(files.joined(separator: ", ")) and ask again. "
      + "The answers are in \(states[0].exercise.answers)."
    return finished(([wrap(head, "")] + states.map(entry)).joined(separator: "\n\n") + "\n")
  }

  private func entry(_ exercise: Exercise, _ state: Exercise.State) -> String {
    let (sign, face): (String, Face) =
      switch state {
      case .notAttempted: ("○", .dim)
      case .wrong, .broken: ("✗", .red)
      case .right: ("✓", .green)
      }
    // Spelled out, a cross is a word of its own.
    let mark = style.isUnicode ? sign : ["○": "-", "✗": "x", "✓": "+"][sign]!
    var lines = [
      style.styled("  \(mark) ", face) + style.styled(exercise.name, .bold) + ": "
        + style.styled(state.words, face), wrap(exercise.task, "    "),
    ]
    switch state {
    case .wrong(let tried):
      lines.append(wrap(tried.input, "    for       "))
      lines.append(wrap(Exercise.Case.row(tried.expected), "    expected  "))
      lines.append(wrap(Exercise.Case.row(tried.found), "    found     "))
    case .broken(let reason): lines.append(wrap(reason, "    "))
    case .notAttempted, .right: break
    }
    if !isRight(state), !exercise.hint.isEmpty {
      lines.append(wrap(exercise.hint, "    hint      "))
    }
    return lines.joined(separator: "\n")
  }

  private func isRight(_ state: Exercise.State) -> Bool {
    if case .right = state { true } else { false }
  }

  private func wrap(_ text: String, _ indent: String) -> String {
    TextLayout.wrap(spelled(text), width: style.width, first: indent)
  }

  private func spelled(_ text: String) -> String { style.isUnicode ? text : ASCII.spell(text) }

  private func finished(_ text: String) -> String {
    spelled(text).replacingOccurrences(of: "\u{00A0}", with: " ")
  }
}

extension Exercise.State {
  fileprivate var words: String {
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
