import Base

// A check is one call: the id of its claim, what is true, the number that decides it, and a bound.
//
// `measuring` says what the number is, where the statement does not: “largest difference”.
// `decides: true` marks the check on which the verdict on its claim rests: the one whose number tells
// whether the statement is true. Checks that decide nothing wait, as one line, at the end of their section
// or group; `folds: false` keeps one where it stands.

extension Page {
  /// Checks that `measured` is at most `bound`.
  public func check(
    _ id: String, _ statement: String, _ measured: some BinaryFloatingPoint,
    isAtMost bound: Double, measuring quantity: String = "", decides: Bool = false,
    folds: Bool = true
  ) {
    decide(
      made(id, statement, Double(measured), .isAtMost, bound, quantity), decides, folds: folds)
  }

  /// Checks that `measured` is at least `bound`.
  public func check(
    _ id: String, _ statement: String, _ measured: some BinaryFloatingPoint,
    isAtLeast bound: Double, measuring quantity: String = "", decides: Bool = false,
    folds: Bool = true
  ) {
    decide(
      made(id, statement, Double(measured), .isAtLeast, bound, quantity), decides, folds: folds)
  }

  /// Checks that `measured` differs from `expected` by at most `tolerance`.
  public func check(
    _ id: String, _ statement: String, _ measured: some BinaryFloatingPoint, is expected: Double,
    within tolerance: Double, measuring quantity: String = "", decides: Bool = false,
    folds: Bool = true
  ) {
    decide(
      made(id, statement, Double(measured), .isWithin(tolerance), expected, quantity), decides,
      folds: folds)
  }

  /// Checks that a count is exactly `expected`. Where a statement has to be true of everything that is
  /// counted, say how much that is: ``check(_:_:exceptions:of:_:decides:folds:)``.
  public func check(
    _ id: String, _ statement: String, _ measured: Int, equals expected: Int,
    measuring quantity: String = "", decides: Bool = false, folds: Bool = true
  ) {
    var check = made(id, statement, Double(measured), .equals, Double(expected), quantity)
    check.isCount = true
    decide(check, decides, folds: folds)
  }

  /// Checks that `measured` is exactly `expected`, to the last bit.
  public func check(
    _ id: String, _ statement: String, _ measured: some BinaryFloatingPoint,
    equals expected: some BinaryFloatingPoint, measuring quantity: String = "",
    decides: Bool = false, folds: Bool = true
  ) {
    decide(
      made(id, statement, Double(measured), .equals, Double(expected), quantity), decides,
      folds: folds)
  }

  /// Checks that a statement is true of everything that was counted: `exceptions` is 0.
  ///
  /// ```swift
  /// page.check("K1", "the cache changes no logit", exceptions: differing, of: 8192, "logits")
  /// ```
  /// reads “the cache changes no logit: all 8192 logits”.
  public func check(
    _ id: String, _ statement: String, exceptions: Int, of total: Int, _ noun: String,
    decides: Bool = false, folds: Bool = true
  ) {
    var check = made(id, statement, Double(exceptions), .equals, 0)
    check.counted = Check.Counted(total: total, noun: noun.oneLine)
    decide(check, decides, folds: folds)
  }

  /// Makes a known mistake and shows that the check with this id catches it: `measured` comes from
  /// the wrong code and has to break "at most `bound`", which the right code keeps.
  public func goesWrong(
    _ id: String, _ mistake: String, _ measured: some BinaryFloatingPoint, isAtMost bound: Double,
    measuring quantity: String = "", folds: Bool = true
  ) {
    decide(
      made(id, mistake, Double(measured), .isAtMost, bound, quantity), isMistake: true,
      folds: folds)
  }

  /// Makes a known mistake that has to break "at least `bound`".
  public func goesWrong(
    _ id: String, _ mistake: String, _ measured: some BinaryFloatingPoint, isAtLeast bound: Double,
    measuring quantity: String = "", folds: Bool = true
  ) {
    decide(
      made(id, mistake, Double(measured), .isAtLeast, bound, quantity), isMistake: true,
      folds: folds)
  }

  /// Makes a known mistake that has to end further from `expected` than `tolerance`.
  public func goesWrong(
    _ id: String, _ mistake: String, _ measured: some BinaryFloatingPoint, is expected: Double,
    within tolerance: Double, measuring quantity: String = "", folds: Bool = true
  ) {
    decide(
      made(id, mistake, Double(measured), .isWithin(tolerance), expected, quantity),
      isMistake: true, folds: folds)
  }

  /// Makes a known mistake that has to break "exactly `expected`, to the last bit".
  public func goesWrong(
    _ id: String, _ mistake: String, _ measured: some BinaryFloatingPoint,
    equals expected: some BinaryFloatingPoint, measuring quantity: String = "", folds: Bool = true
  ) {
    decide(
      made(id, mistake, Double(measured), .equals, Double(expected), quantity), isMistake: true,
      folds: folds)
  }

  /// Makes a known mistake that has to break "exactly `expected`".
  public func goesWrong(
    _ id: String, _ mistake: String, _ measured: Int, equals expected: Int,
    measuring quantity: String = "", folds: Bool = true
  ) {
    var check = made(id, mistake, Double(measured), .equals, Double(expected), quantity)
    check.isCount = true
    decide(check, isMistake: true, folds: folds)
  }

  /// Makes a known mistake to which some of what was counted has to be an exception.
  public func goesWrong(
    _ id: String, _ mistake: String, exceptions: Int, of total: Int, _ noun: String,
    folds: Bool = true
  ) {
    var check = made(id, mistake, Double(exceptions), .equals, 0)
    check.counted = Check.Counted(total: total, noun: noun.oneLine)
    decide(check, isMistake: true, folds: folds)
  }

  private func made(
    _ id: String, _ statement: String, _ measured: Double, _ relation: Check.Relation,
    _ bound: Double, _ quantity: String = ""
  ) -> Check {
    Check(
      id: id, section: section, statement: statement.oneLine, measured: measured,
      relation: relation, bound: bound, quantity: quantity.oneLine, isMistake: false)
  }

  private func decide(
    _ made: Check, _ decides: Bool = false, isMistake: Bool = false, folds: Bool
  ) {
    var check = made
    (check.decides, check.isMistake) = (decides, isMistake)
    require(
      !isMeasured, "the check \(check.id) must not depend on time: that is for findings")
    require(
      !isOnShortWay, "the check \(check.id) belongs in a section: the short way only leads there")
    checks.append(check)
    let waits = folds && check.holds && !decides && !options.deep && group == nil
    if waits { postpone(check) } else { emit(.check(check)) }
  }
}
