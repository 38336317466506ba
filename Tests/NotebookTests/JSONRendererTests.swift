import Foundation
import Testing

@testable import Notebook

private func parsed(_ blocks: [Block]) throws -> [String: Any] {
  let renderer = JSONRenderer()
  #expect(blocks.map(renderer.show).joined() == "")
  let data = Data(try renderer.finish().utf8)
  return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
}

@Suite struct JSONRendererTests {
  @Test func carriesEveryCheck() throws {
    let all: [Check] = [Samples.check, Samples.mistake, Samples.failure]
    let summary = Summary(checks: all, findings: [Samples.finding], isWhole: true)
    let document = try parsed([.summary(summary)])
    let checks = try #require(document["checks"] as? [[String: Any]])
    #expect(document["holds"] as? Bool == false)
    #expect(checks.map { $0["id"] as? String } == ["P0", "P10", "P2"])
    #expect(checks.map { $0["relation"] as? String } == ["≤", "≈", "="])
    #expect(checks.map { $0["holds"] as? Bool } == [true, true, false])
    #expect(checks.map { $0["isMistake"] as? Bool } == [false, true, false])
    #expect(checks[0]["measured"] as? Double == 0.5 && checks[0]["bound"] as? Double == 1)
    #expect(checks[1]["measured"] as? String == "NaN" && checks[1]["tolerance"] as? Double == 0.01)
    #expect(checks[2]["section"] as? Int == 2)
    #expect(checks[2]["comparison"] as? String == "3 instead of 4")
    #expect(checks.allSatisfy { $0["statement"] as? String == Samples.long })
    let findings = try #require(document["findings"] as? [[String: Any]])
    #expect(findings[0]["ratio"] as? Double == 2.5 && findings[0]["held"] as? Bool == true)
    #expect(findings[0]["expected"] as? [Double] == [1.5, 4])
    #expect(findings[0]["outcome"] as? String == "held")
  }

  @Test func carriesEveryBlock() throws {
    let document = try parsed(Samples.blocks)
    let sections = try #require(document["sections"] as? [[String: Any]])
    #expect(sections.count == 3)
    let blocks = try #require(sections[1]["blocks"] as? [[String: Any]])
    #expect(
      blocks.map { $0["kind"] as? String } == [
        "text", "list", "formula", "claim", "correction", "correction", "statement", "question",
        "code", "code",
        "table", "plot", "plot",
        "plot", "heatMap", "heatMap", "plot", "diagram", "diagram", "check", "check", "result",
        "furtherChecks", "deeper", "deeper", "timing",
        "finding",
      ])
    #expect(blocks.filter { $0["isMeasured"] as? Bool == true }.count == 2)
    #expect((document["timings"] as? [Any])?.count == 1)
  }

  @Test func carriesClaimsAndCorrections() throws {
    let chapter = try #require(try parsed([.title(Samples.title)])["chapter"] as? [String: Any])
    let claims = try #require(chapter["claims"] as? [[String: Any]])
    #expect(claims[0]["id"] as? String == "P0" && claims[0]["corrections"] as? [String] == ["E1"])
    let corrections = try #require(chapter["corrections"] as? [[String: Any]])
    #expect(corrections[0]["right"] as? String == "other pairs")
  }

  @Test func carriesEveryTime() throws {
    let document = try parsed([
      .section(.init(number: 1, title: "t", ids: [])), .measured(.timing(Samples.timing)),
    ])
    let timing = try #require((document["timings"] as? [[String: Any]])?.first)
    let races = try #require(timing["races"] as? [[String: Any]])
    let first = try #require((races[0]["measurements"] as? [[String: Any]])?.first)
    #expect(races.map { $0["label"] as? String } == ["64", "128"])
    #expect(first["median"] as? Double == 1e-3 && first["samples"] as? Int == 9)
    #expect(first["operations"] as? Double == 1e6 && first["name"] as? String == "by matrix")
  }
}
