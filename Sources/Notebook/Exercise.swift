/// Something for the reader to write: a function with an empty body, what it must do, and tiny cases
/// that tell whether it does.
///
/// The function returns `nil` as long as nobody has written it:
///
/// ```swift
/// /// The point (x, y) turned by `angle`, in radians.
/// func rotatePair(x: Float, y: Float, angle: Float) -> (x: Float, y: Float)? {
///   nil  // your code here
/// }
/// ```
public struct Exercise {
  /// The name of the function.
  public let name: String
  /// What it must do, in one sentence.
  public let task: String
  /// How much a number may differ from the one expected.
  public let tolerance: Double
  /// The file with the function, from the package's folder on.
  public let file: String
  let cases: () -> [Case]

  /// One small input, what is expected of it and what the reader's function gave.
  public struct Case {
    let input: String
    let expected: [Double]
    let found: [Double]?

    /// - Parameters:
    ///   - input: in words, "the pair (3, 4), a quarter turn".
    ///   - expected: the right numbers, in the order in which a reader would write them down.
    ///   - found: what the function gave; `nil` if it is still empty.
    public init(_ input: String, expected: [Double], found: [Double]?) {
      (self.input, self.expected, self.found) = (input.oneLine, expected, found)
    }
  }

  /// An exercise with tiny cases, which are tried out when the reader asks how far he has come.
  ///
  /// - Parameters:
  ///   - name: the name of the function.
  ///   - task: what it must do, in one sentence.
  ///   - tolerance: how much a number may differ from the one expected.
  ///   - file: the file with the function, of which the reader is told.
  ///   - cases: calls the function on tiny inputs.
  public init(
    _ name: String, _ task: String, tolerance: Double = 1e-5, file: String = #filePath,
    cases: @escaping () -> [Case]
  ) {
    (self.name, self.task, self.tolerance) = (name, task.oneLine, tolerance)
    (self.file, self.cases) = (SourceCode.pathInPackage(file), cases)
  }

  /// How far a reader has come.
  public enum State {
    /// The function still returns `nil`.
    case notAttempted
    /// A case that does not give what it should, the first one.
    case wrong(Case)
    /// Every case gives what it should.
    case right
  }

  /// Tries the reader's function.
  public func state() -> State {
    let cases = cases()
    // A function that is empty for some inputs only is an attempt.
    if cases.allSatisfy({ $0.found == nil }) { return .notAttempted }
    return cases.first { !isRight($0) }.map { .wrong($0) } ?? .right
  }

  private func isRight(_ tried: Case) -> Bool {
    guard let found = tried.found, found.count == tried.expected.count else { return false }
    return zip(found, tried.expected).allSatisfy { $0 == $1 || abs($0 - $1) <= tolerance }
  }
}

extension Exercise.Case {
  /// The numbers side by side, as many as a line holds.
  static func row(_ numbers: [Double]?) -> String {
    guard let numbers else { return "nothing" }
    if numbers.isEmpty { return "no numbers" }
    return numbers.prefix(8).map { $0.brief(5) }
      .joined(separator: "\u{00A0} ")
      + (numbers.count > 8 ? "  … (\(numbers.count) numbers)" : "")
  }
}

/// The text of `--exercises`.
struct ExerciseReport {
  private let style: TerminalStyle
  private let program: String
  private let states: [(exercise: Exercise, state: Exercise.State)]

  /// Tries all exercises.
  init(_ exercises: [Exercise], program: String, _ style: TerminalStyle) {
    (self.program, self.style) = (program, style)
    states = exercises.map { ($0, $0.state()) }
  }

  /// Whether what the reader wrote is right as far as it goes.
  var isRight: Bool {
    states.allSatisfy { if case .wrong = $0.state { false } else { true } }
  }

  var text: String {
    guard !states.isEmpty else { return finished("\(program) has no exercises yet.\n") }
    let done = states.count { if case .right = $0.state { true } else { false } }
    var files: [String] = []
    for file in states.map(\.exercise.file) where !files.contains(file) { files.append(file) }
    let head =
      "\(program): \(done) of \(states.count) exercises are right. "
      + "Write your code into \(files.joined(separator: ", ")) and ask again."
    return finished(([wrap(head, "")] + states.map(entry)).joined(separator: "\n\n") + "\n")
  }

  private func entry(_ exercise: Exercise, _ state: Exercise.State) -> String {
    let (sign, verdict, face): (String, String, TerminalStyle.Face) =
      switch state {
      case .notAttempted: ("○", "not attempted", .dim)
      case .wrong: ("✗", "wrong", .red)
      case .right: ("✓", "right", .green)
      }
    // Spelled out, a cross is a word of its own.
    let mark = style.isUnicode ? sign : ["○": "-", "✗": "x", "✓": "+"][sign]!
    var lines = [
      style.styled("  \(mark) ", face) + style.styled(exercise.name, .bold) + ": "
        + style.styled(verdict, face), wrap(exercise.task, "    "),
    ]
    if case .wrong(let tried) = state {
      lines.append(wrap(tried.input, "    for       "))
      lines.append(wrap(Exercise.Case.row(tried.expected), "    expected  "))
      lines.append(wrap(Exercise.Case.row(tried.found), "    found     "))
    }
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
