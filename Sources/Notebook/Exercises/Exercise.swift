/// Something for the reader to write: a function with an empty body, what it must do, and tiny cases
/// that tell whether it does.
///
/// The function returns `nil` as long as nobody has written it:
///
/// ```swift
/// /// The point (x, y) turned by `angle`, in radians.
/// func rotatePair(x: Double, y: Double, angle: Double) -> (x: Double, y: Double)? {
///   nil  // your code here
/// }
/// ```
public struct Exercise {
  /// The name of the function.
  public let name: String
  /// What it must do, in one sentence.
  public let task: String
  /// What helps somebody who is stuck; empty where the task says all.
  public let hint: String
  /// Where it is told what the function is about: `chapter-rope` and 5.
  public let section: (program: String, number: Int)?
  /// Where the exercise stands among others: "step 3 of 16 to a model of your own"; empty if nowhere.
  public let standing: String
  /// How much a number may differ from the one expected, relative to numbers above 1.
  public let tolerance: Double
  /// The file with the function, from the package's folder on.
  public let file: String
  /// The file with an answer, from the package's folder on.
  public let answers: String
  let trials: [Trial]

  /// A small input, and what must come of it.
  public struct Trial {
    /// The call as one would type it: `rotatePair(x: 3, y: 4, angle: 1)`.
    let call: String
    /// What the function must give.
    let expected: ExerciseValue
    /// Whether somebody has worked it by hand.
    let isByHand: Bool
    /// What the reader's function gives; `nil` as long as it is empty.
    let found: () -> ExerciseValue?
    /// What the function gives to whom a mistake happens that many make.
    let mistakes: () -> [(name: String, found: ExerciseValue?)]

    /// A call with what is expected of it, what comes of it, and what known mistakes would give.
    public init(
      _ call: String, expected: ExerciseValue, isByHand: Bool = false,
      mistakes: @escaping () -> [(name: String, found: ExerciseValue?)] = { [] },
      found: @escaping () -> ExerciseValue?
    ) {
      (self.call, self.expected, self.found) = (call.oneLine, expected, found)
      (self.isByHand, self.mistakes) = (isByHand, mistakes)
    }
  }

  /// An exercise with tiny cases, which are tried out when the reader asks how far he has come.
  ///
  /// - Parameters:
  ///   - name: the name of the function.
  ///   - task: what it must do, in one sentence.
  ///   - hint: what helps somebody whose answer is wrong.
  ///   - section: the program and the section that tell what it is about.
  ///   - standing: where it stands among other exercises.
  ///   - tolerance: how much a number may differ from the one expected.
  ///   - file: the file with the function, from the package's folder on.
  ///   - answers: the file with an answer.
  ///   - trials: tiny inputs, the first one to look at.
  public init(
    _ name: String, _ task: String, hint: String = "",
    section: (program: String, number: Int)? = nil, standing: String = "",
    tolerance: Double = 1e-6, file: String, answers: String, trials: [Trial]
  ) {
    (self.name, self.task, self.hint) = (name, task.oneLine, hint.oneLine)
    (self.section, self.standing, self.tolerance) = (section, standing, tolerance)
    (self.file, self.answers, self.trials) = (file, answers, trials)
  }
}

extension Exercise {
  /// The case to look at first: the call and what must come of it.
  package var firstCase: (call: String, expected: String) {
    (trials[0].call, trials[0].expected.text)
  }
}

// MARK: Trying

extension Exercise {
  /// A case that was tried.
  public struct Case: Codable, Equatable, Sendable {
    /// The call with its arguments.
    public var call: String
    /// What it must give, and what it gave; nil for nothing.
    public var (expected, found): (ExerciseValue, ExerciseValue?)
    /// The name of the mistake that gives the same in all cases, if it is a known one.
    public var mistake: String?
  }

  /// How far a reader has come.
  public enum State: Equatable, Sendable {
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
  ///
  /// - Parameter announce: told the call of each case before it is made.
  public func state(announce: (String) -> Void = { _ in }) -> State {
    let found = trials.map { trial in
      announce(trial.call)
      return trial.found()
    }
    // A function that is empty for some inputs only is an attempt.
    if found.allSatisfy({ $0 == nil }) { return .notAttempted }
    guard let first = trials.indices.first(where: { !isRight(found[$0], trials[$0].expected) })
    else { return .right }
    return .wrong(
      Case(
        call: trials[first].call, expected: trials[first].expected, found: found[first],
        mistake: mistake(found)))
  }

  /// The known mistake that gives what was found, in all cases.
  private func mistake(_ found: [ExerciseValue?]) -> String? {
    let known = trials.map { $0.mistakes() }
    guard let names = known.first?.map(\.name) else { return nil }
    let fitting = names.indices.first { i in
      trials.indices.allSatisfy { trial in
        guard let value = known[trial][i].found else { return found[trial] == nil }
        return found[trial]?.isEqual(to: value, within: tolerance, orBothNaN: true) ?? false
      }
    }
    return fitting.map { names[$0] }
  }

  private func isRight(_ found: ExerciseValue?, _ expected: ExerciseValue) -> Bool {
    found?.isEqual(to: expected, within: tolerance) ?? false
  }
}
