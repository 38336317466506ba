import MachineExperiments
import Mini
import Notebook
import Workbench

extension MachineChapter {
  /// M1: what has to be done before a time means something.
  var measuringTime: Section {
    Section("How a time is measured", "M1") { page in
      page.result(
        "Warmed up, in turns and by the median a ratio comes out right; three other ways miss it.")
      page.claim("M1")
      page.text(
        """
        On an imagined machine a call of A takes 1 ms, one of B 1.25 ms. The first call of each takes 9 ms more,
        one of every 25 is interrupted for 20 ms, after 40 everything takes 1.3 times as long, and up to 1 % is
        added at random.
        """)
      page.takingTurns()
      try knownTimes(page)
      page.deeper("What nobody looks at is not computed, and that is quick") { page in
        workThatNeverHappened(page)
        leftOut(page)
      }
      page.deeper("On a real machine the first sample, and any other, may be off") { page in
        firstSamples(page)
      }
    }
  }

  // MARK: Known times

  private func knownTimes(_ page: Page) throws {
    try page.source(
      of: "func waysToMeasure", in: "Chapters/Machine/Experiments/ImaginedMachine.swift")
    var random = page.generator(1)
    let ways = waysToMeasure(using: &random)
    page.ways(ways)
    func error(_ ratio: Double) -> Double { abs(ratio / 1.25 - 1) }
    page.check(
      "M1",
      "warmed up, in turns, medians: B takes 1.25 times as long as A, on the imagined machine",
      error(ways.medians), isAtMost: 0.02, measuring: "relative error", decides: true)
    page.goesWrong(
      "M1", "one cold sample of each", error(ways.cold), isAtMost: 0.02,
      measuring: "relative error")
    page.goesWrong(
      "M1", "51 samples of A, then 51 of B", error(ways.inARow), isAtMost: 0.02,
      measuring: "relative error")
    page.goesWrong(
      "M1", "the mean of the samples", error(ways.means), isAtMost: 0.02,
      measuring: "relative error")
    page.text(
      """
      Turns make both suffer alike, the median ignores the few samples that were interrupted, and a call that
      does not count takes the cold start away. All tables of times here are made so. Medians that differ by
      less than their spreads should be read as equal.
      """)
  }

  // MARK: Work that never happened

  private func workThatNeverHappened(_ page: Page) {
    page.text(
      """
      The worst mistake measures nothing at all. Swift's `lazy` promises to square each number once somebody
      asks; a stopwatch around the promise is quick, and wrong. We count what was done:
      """)
    let numbers = (0..<1000).map(Float.init)
    var done = 0
    func squared(_ x: Float) -> Float {
      done += 1
      return x * x
    }
    let (eager, lazy) = page.code {
      keep(numbers.map { squared($0) })
      let eager = done
      keep(numbers.lazy.map { squared($0) })
      return (eager, done - eager)
    }
    page.check(
      "M1", "`map` squares every number", exceptions: numbers.count - eager, of: numbers.count,
      "numbers")
    page.goesWrong(
      "M1", "`lazy.map` squares every number", exceptions: numbers.count - lazy,
      of: numbers.count, "numbers")
    page.text(
      """
      A compiler is lazy, too: it may leave out a computation whose result nobody uses. So every result
      here is handed to a function, `keep`, which the compiler cannot see through.
      """)
  }

  // MARK: This machine

  private func firstSamples(_ page: Page) {
    let count = page.options.quick ? 1 << 22 : 1 << 24
    page.measured {
      let room = FilledMemory(count: count)
      let first = seconds { room.fill() }
      let others = (0..<21).map { _ in seconds { room.fill() } }
      page.text(
        """
        Filling \(memory(4 * count)) that the system has just promised took \(duration(first)) at first, with
        the wait for the memory itself, and then 21 times between \(duration(others.min()!)) and
        \(duration(others.max()!)), the median being \(duration(median(others))).
        """)
      page.finding(
        "M1", "the first sample is longer than the median of the others",
        ratio: first / median(others), expected: 1.1...100,
        ifLess: "The pages were there already, because the memory had been used before.",
        ifMore: "Something else held the first sample up besides the wait for its memory.")
      page.finding(
        "M1", "even a later single sample can be off by more than 10\u{A0}%",
        ratio: others.max()! / median(others), expected: 1.1...100,
        ifLess:
          "The machine was quiet for these samples; on another run one of them will stand out.",
        ifMore: "Another program had the core for most of that sample.")
    }
  }

  private func leftOut(_ page: Page) {
    let squares = SumsOfSquares([Int](repeating: 3, count: 1 << 16))
    page.timing(
      "Adding 65 536 squares. The second time, nobody looks at the sum:",
      [
        (
          "",
          [
            Contestant("the sum is kept") { keep(squares.kept()) },
            Contestant("the sum is thrown away") { squares.thrownAway() },
          ]
        )
      ]
    ) { races in
      page.finding(
        "M1", "the compiler left the sum out that nobody looked at", ratio: races[0].ratio(),
        expected: .atLeast(10, work: 65_536),
        ifLess: "The compiler did not see that nobody looks; another version may.",
        ifMore: "What is left is too short for the clock, however often it is repeated.")
    }
  }
}

extension Page {
  /// What four ways of measuring make of work that takes 1.25 times as long.
  func ways(_ ways: (cold: Double, inARow: Double, means: Double, medians: Double)) {
    table(
      "B takes 1.25 times as long as A. What each way of measuring makes of it:",
      columns: ["way of measuring", "B over A"],
      rows: [
        ["one cold sample of each", ways.cold.fixed(3)],
        ["51 samples of A, then 51 of B, medians", ways.inARow.fixed(3)],
        ["51 samples in turns, means", ways.means.fixed(3)],
        ["51 samples in turns, medians", ways.medians.fixed(3)],
      ])
  }
}

/// How long `body` takes, in seconds. For curves and single samples; what is compared takes turns in
/// `page.timing`.
func seconds(_ body: () -> Void) -> Double {
  let time = ContinuousClock().measure(body)
  return Double(time.components.seconds) + Double(time.components.attoseconds) * 1e-18
}
