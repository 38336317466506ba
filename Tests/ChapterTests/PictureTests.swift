import Foundation
import Testing

@testable import Notebook

/// A page draws what it explains: no wall of tables, and no picture without a word on what to see.
@Suite struct PictureTests {
  @Test(arguments: Program.pages)
  func noMoreThanTwoTablesInARow(chapter: Program) async throws {
    for part in try await Record.whole(chapter).numbered {
      // What is folded is unfolded group by group.
      let folded = part.blocks.filter {
        if case .deeper = $0.unmeasured { true } else { false }
      }.map(\.all)
      for blocks in [part.blocks] + folded {
        var tables = 0
        for block in blocks {
          var caption: String?
          switch block.unmeasured {
          case .table(let table): (tables, caption) = (tables + 1, table.caption)
          case .timing(let timing): (tables, caption) = (tables + 1, timing.caption)
          case .plot, .heatMap, .diagram: tables = 0
          default: continue
          }
          #expect(
            tables <= 2,
            """
            section \(part.heading.number ?? 0), \(part.heading.title): a third table without a picture \
            between, \(caption ?? "without a caption")
            """)
        }
      }
    }
  }

  @Test(arguments: Program.pages)
  func everyPictureSaysWhatToLookFor(chapter: Program) async throws {
    for part in try await Record.whole(chapter).numbered {
      for picture in part.all.compactMap(\.figure) {
        let words = picture.lookFor ?? picture.caption
        let says = picture.lookFor != nil || words.contains(/\b[Ll]ook/)
        #expect(says, "section \(part.heading.number ?? 0): \(words)")
      }
    }
  }
}
