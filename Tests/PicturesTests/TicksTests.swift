import Testing

@testable import Pictures

private func labels(
  _ axis: Plot.Axis, _ range: ClosedRange<Double>, _ count: Int = 6, _ kind: Ticks.Kind = .any
) -> [String] {
  Ticks.on(axis, range, atMost: count, kind).map(\.label)
}

@Suite struct TicksTests {
  @Test func stepsAreOneTwoOrFive() {
    #expect(labels(.linear(""), 0...1) == ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"])
    #expect(labels(.linear(""), 0...1, 5) == ["0.0", "0.5", "1.0"])
    #expect(labels(.linear(""), 3...47) == ["10", "20", "30", "40"])
    #expect(labels(.linear(""), -0.05...0.1, 4) == ["-0.05", "0.00", "0.05", "0.10"])
    #expect(labels(.linear(""), 0...120_000, 3) == ["0", "50\u{00A0}000", "100\u{00A0}000"])
  }

  @Test func wholeNumbersHaveNoHalves() {
    #expect(labels(.linear(""), 0...3, 8, .whole) == ["0", "1", "2", "3"])
  }

  @Test func logarithmicScalesNameTheirDecades() {
    #expect(labels(.logarithmic(""), 1...1000) == ["1", "10", "100", "1000"])
    #expect(labels(.logarithmic(""), 1e-9...1, 5) == ["10⁻⁹", "10⁻⁷", "10⁻⁵", "10⁻³", "10⁻¹"])
    #expect(labels(.logarithmic(""), 1...1e6, 4) == ["1", "10²", "10⁴", "10⁶"])
    #expect(labels(.logarithmic(""), 3...60) == ["5", "10", "20", "50"])
    #expect(labels(.logarithmic(""), 5...550) == ["10", "30", "100", "300"])
    #expect(labels(.logarithmic(""), 16...1024, 4, .powersOfTwo) == ["16", "64", "256", "1024"])
  }

  @Test(arguments: [
    0...0, 1e300...1e300, -1e308...1e308, 0...2.3e-308, -1e-300...1e-300, 1e15...1e15 + 2,
    1e15...1e15 + 2,
  ])
  func strangeRangesHaveTicks(range: ClosedRange<Double>) {
    for axis in [Plot.Axis.linear(""), .logarithmic("")] {
      let ticks = Ticks.on(axis, range, atMost: 5)
      #expect(!ticks.isEmpty && ticks.count <= 5)
    }
  }

  @Test(arguments: 2...9) func neverMoreThanAskedFor(count: Int) {
    for high in [1.0, 7, 31, 128, 999, 1e5, 3e9] {
      #expect(Ticks.on(.linear(""), 0...high, atMost: count).count <= count)
      #expect(Ticks.on(.logarithmic(""), 0.5...high * 2, atMost: count).count <= count)
    }
  }
}

@Suite struct PlotFrameTests {
  private func made(_ points: [(Double, Double)], y: Plot.Axis = .linear("")) -> PlotFrame? {
    PlotFrame(Plot("", x: .linear(""), y: y, [.line("", points)]), xTicks: 6, yTicks: 6)
  }

  @Test func aFreeScaleEndsAtNamedValues() throws {
    let frame = try #require(made([(0, 0.3), (1, 31.7)]))
    #expect(frame.y == 0...40)
    #expect(frame.yTicks.map(\.label) == ["0", "10", "20", "30", "40"])
  }

  @Test func aGivenScaleIsKept() throws {
    let frame = try #require(made([(0, 0.3), (1, 31.7)], y: .linear("", 1...7)))
    #expect(frame.y == 1...7)
  }

  @Test func whatLeavesTheFrameIsCutAtItsEdge() throws {
    let frame = try #require(
      made([(0, 0), (1, 4), (2, 0), (3, .nan), (4, 1)], y: .linear("", 0...2)))
    let strokes = frame.strokes(
      .line("", [(0, 0), (1, 4), (2, 0), (3, .nan), (4, 1)]))
    #expect(strokes.count == 3)
    #expect(strokes[0].last! == (0.125, 0) && strokes[1].first! == (0.375, 0))
    #expect(strokes[2].count == 1 && strokes[2][0] == (1, 0.5))
  }
}
