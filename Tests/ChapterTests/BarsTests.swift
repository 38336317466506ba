import Foundation
import Notebook
import Testing

/// Chapters that are written at three depths keep to their bars: what a reader meets who unfolds nothing.
@Suite struct BarsTests {
  /// A chapter joins when it is written so.
  private static let written = [
    Program("chapter-kv-cache"), Program("chapter-machine"), Program("chapter-rmsnorm"),
    Program("chapter-rope"), Program("chapter-training"),
  ]

  /// Without times: a finding that does not hold on a slow day unfolds what it stands in.
  @Test(arguments: written) func whatIsNotFoldedIsShort(chapter: Program) async throws {
    let counts = PageCounts(try await Record.untimed(chapter).blocks)
    #expect(counts.words <= 2400)
    #expect(counts.code <= 12 && counts.tables <= 12 && counts.pictures <= 12, "\(counts)")
    #expect(counts.lines <= 900)
    #expect(counts.shortWayWords <= 900 && counts.shortWayLines <= 195)
  }

  @Test(arguments: written) func everySectionOpensWithItsResult(chapter: Program) async throws {
    for part in try await Record.whole(chapter).numbered {
      let isResult = if case .result? = part.blocks.first { true } else { false }
      #expect(isResult, "\(part.heading.title)")
    }
  }

  @Test(arguments: written) func theShortWayHasItsSteps(chapter: Program) async throws {
    let brief = try await chapter.run(["--brief", "--width", "80"])
    #expect(brief.status == 0 && brief.errors == "")
    let lines = brief.output.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count <= 200)
    #expect((5...7).contains(lines.count { $0.contains(/^[1-9]  \S/) }))
    // The first answer is on the first screen.
    let first = try #require(lines.firstIndex { $0.hasPrefix("1  ") })
    #expect(first <= 16)
  }
}
