import Testing

@testable import Notebook
@testable import Pictures

private func drawn(_ plot: Plot, width: Int = 60, isUnicode: Bool = true) -> [String] {
  PlotDrawing(plot, width: width, Lettering(isUnicode: isUnicode)).lines
}

private func line(
  _ points: [(Double, Double)], x: Plot.Axis = .linear("x"), y: Plot.Axis = .linear("y")
) -> Plot {
  Plot("c", x: x, y: y, [.line("l", points)])
}

@Suite struct PlotDrawingTests {
  @Test func aRisingLineRises() {
    let lines = drawn(line([(0, 0), (1, 1)]), isUnicode: false)
    let rows = lines.dropFirst().prefix { !$0.contains("--") }
    #expect(rows.count == 12)
    #expect(rows.first?.hasSuffix("*") == true && rows.last?.contains("+*") == true)
    #expect(rows.first?.hasPrefix("1 +") == true && rows.last?.hasPrefix("0 +") == true)
  }

  @Test func curvesThatMeetTakeTurns() {
    let same = (0...20).map { (Double($0), 1.0) }
    let plot = Plot(
      "c", x: .linear("x"), y: .linear("y"), [.line("first", same), .line("second", same)])
    for isUnicode in [true, false] {
      let row = drawn(plot, isUnicode: isUnicode).first { $0.contains(isUnicode ? "●" : "*") }
      #expect(row?.contains(isUnicode ? "○" : "o") == true)
    }
  }

  @Test func barsOfSeveralSeriesStandTogether() {
    let lines = drawn(Samples.groups)
    #expect(lines.prefix(6).map { $0.prefix { $0 != " " } } == ["64", "", "128", "", "256", ""])
    #expect(lines[0].contains("█") && lines[1].contains("▒"))
    #expect(lines.last?.contains("fused") == true)
  }

  @Test func aGapBreaksTheLine() {
    let lines = drawn(line([(0, 0), (1, 0), (2, .nan), (3, 0), (4, 0)]), isUnicode: false)
    #expect(lines.contains { $0.contains("* ") && $0.contains(" *") })
  }

  @Test(arguments: [
    line([]), line([(.nan, 1)]), line([(1, 1)]), line([(0, 0), (0, 0)]),
    line([(0, 1e300), (1, -1e300)]), line([(0, 1e308), (1, -1e308)]),
    line([(0, .infinity), (1, 1)]),
    line([(1e300, 1e300)]), line([(0, 0), (1, 1)], y: .logarithmic("y")),
    line([(0, -1), (1, -2)], y: .logarithmic("y")), line([(1, 1e308)], y: .logarithmic("y")),
    line([(0, 0), (1, 1)], y: .linear("y", 3...3)), line([(0, 0)], x: .logarithmic("x", 0...1)),
    line(
      [(1, .leastNonzeroMagnitude), (2, 1)], x: .logarithmic("x", -1...1), y: .logarithmic("y")),
    line([(0, 0), (1, 1)], y: .linear("y", 0...(.infinity))),
    Plot("c", x: .linear(""), y: .linear(""), []),
    Plot("c", x: .linear(""), y: .linear(""), [.bars("b", [])]),
    Plot("c", x: .linear(""), y: .linear(""), [.bars("b", [("a", 0), ("b", 0)])]),
    Plot("c", x: .linear(""), y: .logarithmic(""), [.bars("b", [("a", 0), ("b", -1)])]),
    Plot(
      "c", x: .linear(""), y: .linear(""), [.bars("b", [("a", .infinity), ("b", .nan), ("c", 1)])]),
    Plot("c", x: .linear(""), y: .linear(""), [.bars("b", [("a", 1e308), ("b", -1e308)])]),
  ])
  func strangeNumbersAreNoReasonToStop(plot: Plot) {
    for isUnicode in [true, false] {
      for text in drawn(plot, isUnicode: isUnicode) { #expect(text.columns <= 60) }
    }
  }

  @Test func barsBeginAtZero() {
    let plot = Plot(
      "c", x: .linear(""), y: .linear("unit"), [.bars("b", [("a", -2), ("b", 0), ("c", 4)])])
    let bars = drawn(plot, isUnicode: false).dropLast().map { $0.split(separator: "|").last! }
    #expect(bars[0].first == "#")
    let lengths = drawn(plot, isUnicode: false).map { line in line.filter { $0 == "#" }.count }
    #expect(lengths[1] == 0 && abs(lengths[2] - 2 * lengths[0]) <= 1)
    #expect(bars[2].prefix { $0 == " " }.count == lengths[0])
  }

  @Test(arguments: [36, 38, 58, 78, 98], [true, false])
  func fitsTheWidth(width: Int, isUnicode: Bool) {
    for plot in [Samples.curve, Samples.curves, Samples.bars] {
      for text in drawn(plot, width: width, isUnicode: isUnicode) {
        #expect(text.columns <= width, "\(text)")
      }
    }
  }

  @Test func logarithmicStepsAreEqualFactors() {
    let axis = Plot.Axis.logarithmic("x")
    #expect(abs(axis.position(of: 10, in: 1...100)! - 0.5) < 1e-12)
    #expect(axis.value(at: 1, in: 1...1000) == 1000)
    #expect(axis.position(of: 0, in: 1...100) == nil)
  }
}
