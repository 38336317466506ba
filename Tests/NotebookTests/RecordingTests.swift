import Foundation
import Testing

@testable import Notebook

private func json(_ blocks: [Block]) throws -> String {
  let renderer = JSONRenderer()
  for block in blocks { _ = renderer.show(block) }
  return try renderer.finish()
}

@Suite struct RecordingTests {
  /// NaN, infinities and measured blocks among them.
  @Test func everyBlockSurvives() throws {
    let text = try json(Samples.blocks)
    let again = try Recording(json: Data(text.utf8))
    #expect(try json(again.blocks) == text)
    let bars = again.blocks.compactMap { block -> Plot? in
      if case .plot(let plot) = block, plot.series[0].mark == .bar { plot } else { nil }
    }
    #expect(bars.first?.series[0].points.last?.y.isNaN == true)
    #expect(again.blocks.count(where: \.isMeasured) == 2)
  }

  @Test func theLimitsOfFindingsSurvive() throws {
    let text = try json([
      .section(.init(number: 1, title: "t", ids: [])), .measured(.finding(Samples.finding)),
    ])
    let findings = try Recording(json: Data(text.utf8)).blocks.flatMap(\.findings)
    #expect(findings.first?.expected == 1.5...4)
  }

  @Test(arguments: ["{}", "x", #"{"sections": [{"heading": 1}]}"#])
  func whatIsNoRunIsAnError(text: String) {
    #expect(throws: DecodingError.self) { try Recording(json: Data(text.utf8)) }
  }
}
