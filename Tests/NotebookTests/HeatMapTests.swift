import Testing

@testable import Notebook
@testable import Pictures

private func drawn(_ map: HeatMap, width: Int = 78, isUnicode: Bool = true) -> [String] {
  PlotDrawing(map, width: width, Lettering(isUnicode: isUnicode)).lines
}

private func map(_ columns: [String], _ values: [[Double]], cells: [[String]]? = nil) -> HeatMap {
  HeatMap(
    "c", rows: values.indices.map { "row \($0)" }, columns: columns, values: values,
    scale: .linear("share", 0...1), cells: cells)
}

@Suite struct HeatMapTests {
  @Test func shadesGrowWithTheNumbers() {
    let small = map(["a", "b", "c"], [[0, 0.5, 1]])
    #expect(drawn(small)[1].filter { !"0.51 ".contains($0) } == "row··▒▒██")
    #expect([0, 0.2, 0.5, 0.99, 1].map { small.level(of: $0, in: 0...1) } == [0, 1, 4, 8, 8])
    #expect(small.level(of: .nan, in: 0...1) == nil)
    #expect(small.level(of: -7, in: 0...1) == 0 && small.level(of: 7, in: 0...1) == 8)
  }

  @Test func cellsSayWhatTheyAreTold() {
    let lines = drawn(map(["a", "b"], [[0, 1]], cells: [["yes", "no"]]))
    #expect(lines[1] == "row 0 ·· yes ██ no")
    #expect(lines.last == "      0 ··░░▒▒▓▓██ 1 share")
  }

  @Test func longNamesBecomeNumbers() {
    let names = (0..<6).map { "a-very-long-name-number-\($0)" }
    let lines = drawn(map(names, [[0, 0.1, 0.2, 0.3, 0.4, 0.5]]))
    #expect(lines[0].split(separator: " ") == ["1", "2", "3", "4", "5", "6"])
    for (i, name) in names.enumerated() {
      #expect(lines.contains { $0.hasSuffix("\(i + 1) = \(name)") })
    }
  }

  @Test(arguments: [36, 58, 78, 98], [true, false])
  func fitsTheWidth(width: Int, isUnicode: Bool) {
    for map in [Samples.heatMap, Samples.manyCells, map(["a"], []), map([], [])] {
      for line in drawn(map, width: width, isUnicode: isUnicode) {
        #expect(line.columns <= width, "\(line)")
        #expect(isUnicode || line.utf8.allSatisfy { $0 < 128 })
      }
      #expect(drawn(map, width: width, isUnicode: isUnicode).count < 45)
    }
  }

  @Test func aPageKeepsRowsAndColumns() {
    let page = TestPage()
    page.page.heatMap("c", rows: ["a"], columns: ["b", "c"], values: [[1, 2]])
    page.page.measured { page.page.heatMap("c", rows: ["a"], columns: ["b"], values: [[1]]) }
    guard case .heatMap(let map) = page.blocks[0],
      case .measured(.heatMap(let timed)) = page.blocks[1]
    else {
      Issue.record("\(page.blocks)")
      return
    }
    #expect(map.conditions == nil && map.values == [[1, 2]])
    #expect(timed.conditions?.contains(Machine.today) == true)
  }
}
