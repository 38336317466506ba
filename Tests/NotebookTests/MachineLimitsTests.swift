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

  @Test func theLongerOfTwoTimesIsTheLimit() throws {
    // 5 operations per byte are where both take the same time from memory.
    let computing = try #require(limits.leastTime(operations: 60e6, bytes: 10e6))
    #expect(computing.bound == .operations && abs(computing.seconds - 0.3e-3) < 1e-12)
    let reading = try #require(limits.leastTime(operations: 40e6, bytes: 10e6))
    #expect(reading.bound == .memory && abs(reading.seconds - 0.25e-3) < 1e-12)
    let cached = try #require(limits.leastTime(operations: 10, bytes: 800))
    #expect(cached.bound == .cache && abs(cached.seconds - 2e-9) < 1e-18)
    #expect(limits.leastTime(operations: 0, bytes: 0) == nil)
  }

  @Test func aSetThatFitsExactlyIsInTheCache() {
    #expect(limits.bandwidth(ofWorkingSet: 1000).bound == .cache)
    #expect(limits.bandwidth(ofWorkingSet: 1001).bound == .memory)
    #expect(limits.bandwidth(ofWorkingSet: 1e12).bytesPerSecond == 40e9)
  }

  @Test func theTableSaysWhichLimit() {
    func measurement(_ operations: Double, _ bytes: Double) -> Measurement {
      Measurement(
        name: "a", median: 1e-3, lowerQuartile: 1e-3, upperQuartile: 1e-3, samples: 9,
        operations: operations, bytes: bytes)
    }
    var timing = Timing(
      caption: "c",
      races: [
        Race(
          label: "",
          measurements: [measurement(100e6, 0), measurement(1e6, 20e6), measurement(0, 0)])
      ], machine: "m", threads: 1, limits: limits)
    let column = timing.table.columns.firstIndex(of: "of limit")
    #expect(column == timing.table.columns.count - 2)
    #expect(
      timing.table.rows.map { $0[column ?? 0] }
        == ["50\u{A0}%\u{A0}ops", "50\u{A0}%\u{A0}memory", "–"])
    #expect(timing.conditions.contains("200 GFLOP/s"))
    timing.limits = nil
    #expect(!timing.table.columns.contains("of limit"))
    #expect(!timing.conditions.contains("GFLOP/s"))
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
