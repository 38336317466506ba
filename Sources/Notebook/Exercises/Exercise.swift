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
  /// The file with an answer: `Chapters/RoPE/Exercises.swift` has its answers in
  /// `Tests/ChapterTests/Answers/RoPEAnswers.swift`.
  public var answers: String {
    let folder = file.split(separator: "/").dropLast().last ?? "Chapter"
    return "Tests/ChapterTests/Answers/\(folder)Answers.swift"
  }
  /// What helps somebody who is stuck.
  public let hint: String
  let cases: () -> [Case]

  /// One small input, what is expected of it and what the reader's function gave.
  public struct Case: Codable, Equatable {
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
  ///   - hint: what helps somebody whose answer is wrong.
  ///   - file: the file with the function, of which the reader is told.
  ///   - cases: calls the function on tiny inputs.
  public init(
    _ name: String, _ task: String, tolerance: Double = 1e-5, hint: String = "",
    file: String = #filePath, cases: @escaping () -> [Case]
  ) {
    (self.name, self.task, self.tolerance) = (name, task.oneLine, tolerance)
    self.hint = hint.oneLine
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
    /// It could not be tried to its end; the words say what happened.
    case broken(String)
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
