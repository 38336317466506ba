import Testing

@testable import Notebook

@Suite struct MachineLimitsTests {
  private let limits = MachineLimits(
    operationsPerSecond: 200e9,
    bandwidths: [(workingSet: 1000, bytesPerSecond: 400e9), (1_000_000, 40e9)])

  private var quick: Options {
    var options = Options()
    options.quick = true
    return options
  }

  @Test func theLongerOfTwoTimesIsTheLeastTime() {
    // 5 operations per byte are where both take the same time from memory.
    #expect(abs(limits.leastTime(operations: 60e6, bytes: 10e6) - 0.3e-3) < 1e-12)
    #expect(abs(limits.leastTime(operations: 40e6, bytes: 10e6) - 0.25e-3) < 1e-12)
    #expect(abs(limits.leastTime(operations: 10, bytes: 800) - 2e-9) < 1e-18)
    #expect(limits.leastTime(operations: 0, bytes: 0) == 0)
  }

  @Test func aSetThatFitsExactlyIsInTheCache() {
    #expect(limits.bandwidth(ofWorkingSet: 1000) == 400e9)
    #expect(limits.bandwidth(ofWorkingSet: 1001) == 40e9)
    #expect(limits.bandwidth(ofWorkingSet: 1e12) == 40e9)
  }

  @Test func theTableSaysWhichLimit() {
    func measurement(_ limit: Limit?) -> Measurement {
      Measurement(
        name: "a", median: 1e-3, lowerQuartile: 1e-3, upperQuartile: 1e-3, samples: 9,
        operations: 1, bytes: 1, limit: limit)
    }
    let limits = [
      Limit(operations: 0.5e-3, traffic: nil),
      Limit(operations: 0.1e-3, traffic: (.reading, 0.8e-3)),
      Limit(operations: nil, traffic: (.copying, 0.9e-3)),
      Limit(operations: 0.3e-3, traffic: (.copying, 0.2e-3)), Limit(operations: nil, traffic: nil),
    ]
    var timing = Timing(
      caption: "c", races: [Race(label: "", measurements: limits.map(measurement))], machine: "m",
      threads: 1, operationsPerSecond: 200e9)
    let column = timing.table.columns.firstIndex(of: "of limit")
    #expect(column == timing.table.columns.count - 2)
    #expect(
      timing.table.rows.map { $0[column ?? 0] }
        == [
          "50\u{A0}%\u{A0}ops", "80\u{A0}%\u{A0}read", "90\u{A0}%\u{A0}copy", "30\u{A0}%\u{A0}ops",
          "–",
        ])
    #expect(timing.conditions.contains("200 GFLOP/s, or reading or copying"))
    #expect(!timing.conditions.contains("above"))
    timing.races[0].measurements = [
      measurement(Limit(operations: nil, traffic: (.reading, 1.1e-3)))
    ]
    #expect(timing.conditions.contains("above 100\u{00A0}%: contestants go over the same memory"))
    timing.races[0].measurements = [measurement(nil)]
    #expect(!timing.table.columns.contains("of limit"))
    #expect(!timing.conditions.contains("GFLOP/s"))
  }

  /// Each kind of traffic takes part once in a race, in all its forms, and is in no table.
  @Test func bytesAreMovedInTheRaceItself() {
    var asked: [Traffic] = []
    var calls = [0, 0]
    let contestants = [
      Contestant("a", bytes: 8e6) {}, Contestant("b", bytes: 8.1e6) {},
      Contestant("c", bytes: 8e6, moving: .copying, passes: 2) {},
      Contestant("operations only", operations: 5) {},
      // From memory they would take 1 ms, and the operations take a second.
      Contestant("few bytes", operations: 200e9, bytes: 40e6) {},
    ]
    var limited = LimitedRace("r", contestants, limits) { traffics in
      asked = traffics
      return traffics.map { traffic in
        traffic.kind == .copying
          ? []
          : [
            { calls[0] += 1 },
            {
              calls[1] += 1
              keep((0..<1000).map { $0 + 1 })
            },
          ]
      }
    }
    limited.run(Stopwatch(minimumTime: 0.001, minimumSamples: 3))
    let race = limited.race(peak: limits.operationsPerSecond)
    #expect(
      asked == [
        Traffic(kind: .reading, bytes: 8_000_000, passes: 1),
        Traffic(kind: .copying, bytes: 4_000_000, passes: 2),
      ])
    #expect(calls.min()! > 0)
    let bounds = race.measurements.map(\.limit?.bound)
    #expect(bounds == [.reading, .reading, nil, .operations, .operations])
    #expect(race.measurements.map(\.name) == ["a", "b", "c", "operations only", "few bytes"])
    // The quicker of both forms, for as many bytes as each has.
    let seconds = race.measurements[0].limit!.seconds
    #expect(seconds < race.measurements[0].median + 1e-6)
    #expect(abs(race.measurements[1].limit!.seconds / seconds - 8.1 / 8) < 1e-9)
    #expect(race.measurements[3].limit!.seconds == 5 / 200e9)
  }

  @Test func oneContestantHasNothingToBeComparedWith() {
    let test = TestPage(quick)
    test.page.timing("c", [("1", [Contestant("a") {}]), ("2", [Contestant("b") {}])])
    #expect(!test.text().contains("relative"))
  }

  @Test func limitsAreMeasuredOnceAndOnlyIfNeeded() {
    var count = 0
    let page = Page(
      options: quick, chapter: .init(claims: [], corrections: []),
      limits: {
        count += 1
        return limits
      }, show: { _ in })
    page.timing("c", [("", [Contestant("a") {}])])
    #expect(count == 0)
    page.timing("c", [("", [Contestant("a", operations: 1) {}])])
    page.timing("c", [("", [Contestant("a", bytes: 1) {}])])
    #expect(count == 1)
  }
}
