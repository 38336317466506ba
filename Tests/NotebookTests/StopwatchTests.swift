import Foundation
import Testing

@testable import Notebook

@Suite struct StopwatchTests {
  private let quick = Stopwatch(minimumTime: 0.002, minimumSample: 0.000_05, minimumSamples: 5)

  @Test func contestantsTakeTurns() {
    var order = ""
    let race = quick.race(
      "r", [Contestant("a") { order += "a" }, Contestant("b") { order += "b" }])
    // Both are warmed up and their length is estimated, before they take turns.
    #expect(order.hasPrefix("aabb"))
    #expect(race.measurements.map(\.name) == ["a", "b"])
    #expect(race.measurements[0].samples == race.measurements[1].samples)
    #expect(race.measurements[0].samples >= 5)
    let rounds = order.dropFirst(4).split { $0 == "b" }.count
    #expect(rounds == race.measurements[0].samples)
  }

  /// What another contestant left in a cache is no help.
  @Test func everySampleBeginsWithACallThatDoesNotCount() {
    var (short, long) = (0, 0)
    let watch = Stopwatch(
      minimumTime: 0, minimumSample: 1e-9, minimumSamples: 4, longestWarmUp: 0.005)
    let race = watch.race(
      "r",
      [
        Contestant("short") { short += 1 },
        Contestant("long") {
          long += 1
          Thread.sleep(forTimeInterval: 0.01)
        },
      ])
    #expect(race.measurements[0].samples == 4)
    #expect((short - 2) % 4 == 0 && short >= 2 + 4 * 2 && long == 2 + 4)
  }

  @Test func workIsNotLeftOut() {
    func sum(_ count: Int) -> Double {
      (0..<count).reduce(0.0) { $0 + (Double($1) * 1.5).squareRoot() }
    }
    let race = quick.race(
      "r", [Contestant("long") { keep(sum(200_000)) }, Contestant("short") { keep(sum(2_000)) }])
    #expect(race.ratio() > 10)
    #expect(race.measurements[0].median > 20e-6)
  }

  @Test func quartilesSurroundTheMedian() {
    let m = quick.race("r", [Contestant("a", operations: 5, bytes: 6) {}]).measurements[0]
    #expect(m.lowerQuartile <= m.median && m.median <= m.upperQuartile)
    #expect(m.median > 0 && m.spread.isFinite && m.operations == 5 && m.bytes == 6)
  }

  @Test func progressRises() {
    var shares: [Double] = []
    _ = quick.race("r", [Contestant("a") {}]) { shares.append($0) }
    #expect(shares == shares.sorted() && shares.allSatisfy { $0 >= 0 && $0 <= 1 })
  }
}
