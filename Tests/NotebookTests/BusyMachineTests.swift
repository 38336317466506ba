import Testing

@testable import Notebook

/// What a table of times says of a machine that does something else besides. All times are invented.
@Suite struct BusyMachineTests {
  private let limits = MachineLimits(
    operationsPerSecond: 100e9, bandwidths: [(workingSet: 1000, bytesPerSecond: 40e9)])

  /// A page whose work takes these times, in seconds, again and again, and whose machine has these peaks.
  private func page(
    _ times: [Double], peaks: [Double] = [], limits: MachineLimits? = nil
  ) -> TestPage {
    let clock = InventedClock { times[$0 % times.count] }
    var asked = 0
    return TestPage(
      limits: limits,
      peak: {
        defer { asked += 1 }
        return peaks.isEmpty ? nil : peaks[min(asked, peaks.count - 1)]
      }, stopwatch: Stopwatch(minimumTime: 0, minimumSamples: 5, clock: clock))
  }

  /// A table of one contestant, with a finding.
  private func run(_ test: TestPage, operations: Double = 0) {
    test.page.timing("c", [("", [Contestant("product", operations: operations) {}])]) { _ in
      test.page.finding(
        "P1", "as fast", ratio: 1, expected: 0.5...2, ifLess: "Slow.", ifMore: "Quick.")
    }
  }

  @Test func aCalmMachineSaysNothing() {
    let test = page([1e-3, 1.1e-3, 1.05e-3])
    run(test)
    #expect(test.timing?.disturbance == nil && test.page.findings[0].held)
    #expect(!test.text().contains("busy"))
  }

  @Test func aWideSpreadSaysSoAndFindingsHaveNoVerdict() {
    let test = page([1e-3, 3e-3])
    run(test)
    #expect(test.page.findings[0].outcome == .undecided)
    let text = test.text()
    #expect(text.contains("This machine was busy"), "\(text)")
    #expect(text.contains("“product” are spread by ±"))
    #expect(test.page.findings[0].verdict.hasSuffix("no verdict, for this machine was busy"))
    // It ends with the table.
    test.page.measured {
      test.page.finding("P1", "e", ratio: 1, expected: 0.5...2, ifLess: "a.", ifMore: "b.")
    }
    #expect(test.page.findings[1].held)
  }

  /// Whoever disturbed the first round may be gone in the second.
  @Test func aDisturbedRaceIsRunOnceMore() {
    var calls = 0
    // Two calls before the samples, five samples.
    let clock = InventedClock { $0 < 7 && $0 % 2 == 0 ? 5e-3 : 1e-3 }
    let test = TestPage(stopwatch: Stopwatch(minimumTime: 0, minimumSamples: 5, clock: clock))
    test.page.timing("c", [("", [Contestant("a") { calls += 1 }])])
    #expect(calls > 7 && test.timing?.disturbance == nil)
    #expect(abs(test.timing!.races[0].measurements[0].median - 1e-3) < 1e-9)
  }

  @Test func theCalmerOfTwoRoundsCounts() {
    // The second round is worse.
    let clock = InventedClock { $0 < 7 ? ($0 % 2 == 0 ? 3e-3 : 1e-3) : ($0 % 2 == 0 ? 9e-3 : 1e-3) }
    let test = TestPage(stopwatch: Stopwatch(minimumTime: 0, minimumSamples: 5, clock: clock))
    test.page.timing("c", [("", [Contestant("a") {}])])
    #expect(test.timing?.disturbance != nil)
    #expect(test.timing!.races[0].measurements[0].upperQuartile < 3.1e-3)
  }

  @Test func nobodyIsQuickerThanThePeak() {
    // 552 % of the peak, whichever time it is measured.
    let test = page([1e-3], peaks: [100e9], limits: limits)
    run(test, operations: 552e6)
    #expect(test.timing?.disturbance?.sign.contains("552\u{A0}%") == true, "\(test.text())")
    #expect(test.page.findings[0].outcome == .undecided)
    // To a tenth more it may be the measurement of the peak.
    let near = page([1e-3], peaks: [100e9], limits: limits)
    run(near, operations: 109e6)
    #expect(near.timing?.disturbance == nil && near.page.findings[0].held)
  }

  /// The peak was measured in a bad moment: measured again, it is what it is.
  @Test func thePeakIsMeasuredAgainWhereItIsExceeded() {
    let test = page([1e-3], peaks: [18e9, 18e9, 120e9, 119e9], limits: limits)
    run(test, operations: 104e6)
    #expect(test.timing?.disturbance == nil && test.timing?.operationsPerSecond == 120e9)
    #expect(test.page.findings[0].held)
  }

  @Test func peaksThatDisagreeAreMeasuredAgain() {
    let agreed = page([1e-3], peaks: [100e9, 60e9, 97e9], limits: limits)
    run(agreed, operations: 50e6)
    #expect(agreed.timing?.disturbance == nil && agreed.timing?.operationsPerSecond == 100e9)
    let never = page([1e-3], peaks: [100e9, 60e9, 40e9, 20e9], limits: limits)
    run(never, operations: 50e6)
    #expect(never.timing?.disturbance?.sign.contains("100, 60.0, 40.0, 20.0 GFLOP/s") == true)
    #expect(never.page.findings[0].outcome == .undecided)
  }

  /// Where nobody knows the peak apart, it is that of the limits.
  @Test func oneMeasurementContradictsNobody() {
    let test = page([1e-3], limits: limits)
    run(test, operations: 50e6)
    #expect(test.timing?.disturbance == nil && test.timing?.operationsPerSecond == 100e9)
  }

  /// What reads as many bytes was disturbed, and with it the limit.
  @Test func aLimitThatIsSpreadIsNone() {
    // Contestant and limit take turns.
    let clock = InventedClock { $0 % 2 == 0 ? 1e-3 : $0 % 4 == 1 ? 0.5e-3 : 1.5e-3 }
    var race = LimitedRace("r", [Contestant("decode", bytes: 1e6) {}], limits) {
      $0.map { _ in [{}] }
    }
    race.run(Stopwatch(minimumTime: 0, minimumSamples: 6, clock: clock))
    #expect(race.disturbance(peak: 100e9)?.sign.contains("“reading”") == true)
  }

  @Test func bytesComeAtMostTwiceAsFast() {
    func disturbance(_ share: Double) -> Disturbance? {
      Disturbance(
        Measurement(
          name: "decode", median: 1, lowerQuartile: 1, upperQuartile: 1, samples: 5, operations: 0,
          bytes: 1, limit: Limit(operations: nil, traffic: (.reading, share))))
    }
    #expect(disturbance(1.3) == nil && disturbance(2) == nil)
    #expect(disturbance(18.4)?.sign.contains("“decode” has 1840") == true)
  }

  @Test func aLeapThatStaysIsFound() {
    let flat = (0..<40).map { 1 + 0.02 * Double($0 % 3) }
    #expect(Disturbance(leapIn: "c", flat) == nil)
    let leaps = flat.enumerated().map { $0 < 20 ? $1 : 1.67 * $1 }
    #expect(Disturbance(leapIn: "c", leaps)?.sign.contains("from its place 21 on") == true)
    // A single slow sample, and a way that rises slowly, are no leaps.
    let peak = flat.enumerated().map { $0 == 20 ? 9 * $1 : $1 }
    #expect(Disturbance(leapIn: "c", peak) == nil)
    #expect(Disturbance(leapIn: "c", flat.indices.map { 1 + 0.02 * Double($0) }) == nil)
    #expect(Disturbance(leapIn: "c", [1, 2, 3]) == nil && Disturbance(leapIn: "c", []) == nil)
  }

  @Test func curvesHaveTheSameRule() {
    let calm = Disturbance(timesOf: "a run", [1, 1.1, 1.2, 1])
    let busy = Disturbance(timesOf: "a run", [1, 2, 3, 1])
    #expect(calm == nil && busy?.sign.contains("“a run”") == true)
    #expect(Disturbance(timesOf: "a run", [1, .nan, 1]) != nil)
    let test = TestPage()
    test.page.measured(disturbance: busy) {
      test.page.finding("P1", "e", ratio: 9, expected: 1...2, ifLess: "a.", ifMore: "b.")
    }
    #expect(test.blocks.count == 2 && test.page.findings[0].outcome == .undecided)
    test.page.measured(disturbance: calm) {
      test.page.finding("P1", "e", ratio: 9, expected: 1...2, ifLess: "a.", ifMore: "b.")
    }
    #expect(test.blocks.count == 3 && test.page.findings[1].outcome == .more)
  }

  /// 140 times as fast with a 123rd of the work is no finding.
  @Test func theWorkIsTheCap() {
    let expected = ClosedRange.atLeast(5, work: 123.5)
    #expect(expected.contains(5) && expected.contains(123.5) && !expected.contains(140))
    #expect(ClosedRange.atLeast(5, work: 2) == 5...5)
    #expect(ClosedRange.atLeast(5, work: .nan) == 5...5)
    func race(_ a: Measurement, _ b: Measurement) -> Double {
      Race(label: "", measurements: [a, b]).workRatio()
    }
    func work(_ operations: Double, _ bytes: Double, _ limit: Double? = nil) -> Measurement {
      var m = Measurement("m", operations: operations, bytes: bytes, samples: [1])
      m.limit = limit.map { Limit(bound: .reading, seconds: $0) }
      return m
    }
    #expect(race(work(8, 0), work(2, 0)) == 4)
    #expect(race(work(8, 6), work(2, 1)) == 6)
    #expect(race(work(0, 6), work(2, 0)) == 1)
    // A quarter of the bytes that also come five times as fast.
    #expect(race(work(0, 4, 20), work(0, 1, 1)) == 20)
    #expect(race(work(0, 4, 20), work(0, 1)) == 4)
  }

  @Test func theSummaryCountsWhatHasNoVerdict() {
    let test = page([1e-3, 3e-3])
    run(test)
    let summary = Summary(checks: [], findings: test.page.findings, isWhole: true)
    #expect(summary.doubts.isEmpty)
    #expect(
      summary.findingsSentence
        == "0 of 1 expectations about time held on this machine; 1 has no verdict, for it was busy."
    )
  }
}
