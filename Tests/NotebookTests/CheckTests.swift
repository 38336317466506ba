import Testing

@testable import Notebook

private func check(
  _ measured: Double, _ relation: Check.Relation, _ bound: Double, isMistake: Bool = false
) -> Check {
  Check(
    id: "P0", section: 1, statement: "s", measured: measured, relation: relation, bound: bound,
    isMistake: isMistake)
}

@Suite struct CheckTests {
  @Test func boundsBelongToTheirSide() {
    #expect(check(3, .isAtMost, 3).holds && !check(3.1, .isAtMost, 3).holds)
    #expect(check(3, .isAtLeast, 3).holds && !check(2.9, .isAtLeast, 3).holds)
    #expect(check(3, .equals, 3).holds && !check(3.0000001, .equals, 3).holds)
    #expect(check(3.5, .isWithin(0.5), 3).holds && check(2.5, .isWithin(0.5), 3).holds)
    #expect(!check(3.6, .isWithin(0.5), 3).holds && !check(2.4, .isWithin(0.5), 3).holds)
  }

  @Test(
    arguments: [
      .isAtMost, .isAtLeast, .equals, .isWithin(1), .isWithin(.infinity),
    ] as [Check.Relation])
  func notANumberNeverPasses(relation: Check.Relation) {
    #expect(!check(.nan, relation, 1).holds)
    #expect(!check(1, relation, .nan).holds)
    #expect(!check(.nan, relation, .nan).holds)
    #expect(!check(1, relation, .nan, isMistake: true).holds)
  }

  @Test func notATolerance() {
    #expect(!check(1, .isWithin(.nan), 1).holds)
    #expect(!check(1, .isWithin(.nan), 1, isMistake: true).holds)
    #expect(!check(1, .isWithin(-1), 1).holds)
  }

  @Test func aMistakeHoldsOnlyIfItIsCaught() {
    #expect(check(5, .isAtMost, 1, isMistake: true).holds)
    #expect(!check(1, .isAtMost, 1, isMistake: true).holds)
    #expect(check(2, .equals, 1, isMistake: true).holds)
    #expect(!check(1, .equals, 1, isMistake: true).holds)
    #expect(check(.nan, .isAtMost, 1, isMistake: true).holds)
  }

  @Test func verdictsSayWhatHappened() {
    #expect(check(5, .isAtMost, 30).verdict == "5, at most 30 allowed")
    #expect(check(50, .isAtMost, 30).verdict == "does not hold: 50, at most 30 allowed")
    let mistake = check(50, .isAtMost, 30, isMistake: true)
    #expect(mistake.verdict == "caught: 50, at most 30 allowed")
    let missed = check(5, .isAtMost, 30, isMistake: true)
    #expect(missed.verdict == "not caught: 5, at most 30 allowed")
    #expect(check(.nan, .isAtMost, 30).verdict == "does not hold: NaN, at most 30 allowed")
    #expect(check(-.infinity, .isAtLeast, 30).verdict == "does not hold: -∞, at least 30 expected")
    var named = check(5, .isAtMost, 30)
    named.quantity = "largest difference"
    #expect(named.verdict == "largest difference 5, at most 30 allowed")
  }

  @Test func countsSayOfHowMuch() {
    let page = TestPage()
    page.page.check("P1", "the same", exceptions: 0, of: 8192, "logits", decides: true)
    page.page.check("P1", "the same", exceptions: 3, of: 8192, "logits")
    page.page.check("P1", "numbers that differ", 0, equals: 0)
    page.page.goesWrong("P1", "numbers that differ", 7, equals: 0)
    page.page.goesWrong("P1", "shifted", exceptions: 1000, of: 8192, "logits", folds: false)
    page.page.goesWrong("P1", "shifted", exceptions: 0, of: 8192, "logits")
    #expect(
      page.page.checks.map(\.verdict) == [
        "all 8192 logits", "does not hold: not so for 3 of 8192 logits",
        "none", "caught: 7 instead of none",
        "caught: not so for 1000 of 8192 logits",
        "not caught: all 8192 logits",
      ])
    #expect(page.blocks.count == 4)
  }

  @Test(
    arguments: [
      (0.000_123_4, .isAtMost, 0.001, "0.000123, at most 0.001 allowed"),
      (0.000_100_04, .isAtMost, 0.0001, "0.00010004, at most 0.0001 allowed"),
      (1 + 0x1p-52, .equals, 1, "1.0000000000000002 instead of 1"),
      (0.97012, .isWithin(0.0005), 0.970, "0.97012, 0.97 ± 0.0005 expected"),
      (0.970_500_01, .isWithin(0.0005), 0.970, "0.97050001, 0.97 ± 0.0005 expected"),
      (0.5, .isWithin(0), 0.5, "0.5, 0.5 ± 0 expected"),
      (12.3456, .isWithin(0.001), 12.3452, "12.3456, 12.3452 ± 0.001 expected"),
      (47_117, .equals, 47_117, "exactly 47\u{00A0}117"),
      (
        12_345_678_901, .equals, 12_345_678_902,
        "12\u{00A0}345\u{00A0}678\u{00A0}901 instead of 12\u{00A0}345\u{00A0}678\u{00A0}902"
      ),
      (1e300, .isAtMost, .infinity, "1e+300, at most ∞ allowed"),
      (1, .isWithin(.infinity), 1e9, "1, 1\u{00A0}000\u{00A0}000\u{00A0}000 ± ∞ expected"),
    ] as [(Double, Check.Relation, Double, String)])
  func theNumbersShownBearOutTheVerdict(
    measured: Double, relation: Check.Relation, bound: Double, text: String
  ) {
    #expect(check(measured, relation, bound).comparison == text)
  }

  @Test func aPageKeepsItsChecks() {
    let page = TestPage()
    page.page.check("P1", "at  most\n three", Float(2), isAtMost: 3)
    page.page.check("P2", "at least", 2.0, isAtLeast: 3)
    page.page.check("P3", "near", 2.0, is: 2.1, within: 0.2)
    page.page.check("P4", "count", 115, equals: 115)
    page.page.check("P5", "bits", Float(0.1), equals: Float(0.1))
    page.page.goesWrong("P6", "mistake", 2.0, isAtMost: 3)
    page.page.goesWrong("P7", "mistake", 7, equals: 8)
    #expect(page.page.checks.map(\.holds) == [true, false, true, true, true, false, true])
    #expect(page.page.checks[0].statement == "at most three")
    // What holds and decides nothing waits for the end of its section.
    #expect(page.blocks.count == 2)
  }

  /// Whatever a check can demand, a mistake can be made to break.
  @Test func aMistakeTakesEveryBound() {
    let test = TestPage()
    let page = test.page
    page.check("P1", "s", Float(2), isAtMost: 2)
    page.goesWrong("P1", "m", Float(3), isAtMost: 2)
    page.goesWrong("P1", "m", Float(2), isAtMost: 2)
    page.check("P2", "s", Float(2), isAtLeast: 2)
    page.goesWrong("P2", "m", Float(1), isAtLeast: 2)
    page.goesWrong("P2", "m", Float(2), isAtLeast: 2)
    page.check("P3", "s", 2.0, is: 2.5, within: 0.5)
    page.goesWrong("P3", "m", 1.5, is: 2.5, within: 0.5)
    page.goesWrong("P3", "m", 2.0, is: 2.5, within: 0.5)
    page.check("P4", "s", 7, equals: 7)
    page.goesWrong("P4", "m", 8, equals: 7)
    page.goesWrong("P4", "m", 7, equals: 7)
    page.check("P5", "s", Float(0.1), equals: Float(0.1))
    page.goesWrong("P5", "m", Float(0.1).nextUp, equals: Float(0.1))
    page.goesWrong("P5", "m", Float(0.1), equals: Float(0.1))
    for i in 0..<5 {
      let checks = page.checks[3 * i..<3 * i + 3]
      // The right code, the mistake that is caught, and the one that is not.
      #expect(checks.map(\.holds) == [true, true, false], "P\(i + 1)")
      #expect(checks.map(\.isMistake) == [false, true, true])
      #expect(Set(checks.map(\.relation.symbol)).count == 1)
    }
    #expect(page.checks[6].relation == .isWithin(0.5) && page.checks[7].relation == .isWithin(0.5))
    // A mistake that leaves no number is caught.
    page.goesWrong("P2", "m", Double.nan, isAtLeast: 2)
    page.goesWrong("P3", "m", Double.nan, is: 2, within: 1)
    page.goesWrong("P5", "m", Double.nan, equals: 2.0)
    #expect(page.checks.suffix(3).map(\.holds) == [true, true, true])
  }

  @Test func aFindingNeverFails() {
    let finding = Finding(
      id: "P0", section: 1, expectation: "faster", ratio: .nan, expected: 1...2, ifLess: "slow.",
      ifMore: "quick.")
    #expect(!finding.held && !finding.isDoubtful)
    #expect(
      finding.verdict == "measured NaN×, expected 1× to 2×: no verdict, for there is no ratio")
  }

  @Test func aFindingExplainsItsOwnSide() {
    func verdict(_ ratio: Double) -> String {
      Finding(
        id: "P0", expectation: "faster", ratio: ratio, expected: 1...2, ifLess: "slow.",
        ifMore: "quick."
      ).verdict
    }
    #expect(
      verdict(0.5) == "measured 0.500×, expected 1× to 2×: less on this machine. slow.")
    #expect(verdict(1).hasSuffix(": as expected on this machine"))
    #expect(verdict(2).hasSuffix(": as expected on this machine"))
    #expect(verdict(140).hasSuffix(": more on this machine. quick."))
    #expect(verdict(.infinity).hasSuffix(": more on this machine. quick."))
  }
}
