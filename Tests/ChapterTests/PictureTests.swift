import Foundation
import Testing

/// A page draws what it explains: no wall of tables, and no picture without a word on what to see.
@Suite struct PictureTests {
  @Test(arguments: Program.pages)
  func noMoreThanTwoTablesInARow(chapter: Program) async throws {
    for part in try await Record.whole(chapter).numbered {
      // What is folded is unfolded group by group.
      let folded = part.blocks.filter { $0.kind == "deeper" }.map(\.all)
      for blocks in [part.blocks] + folded {
        var tables = 0
        for block in blocks {
          switch block.kind {
          case "table", "timing": tables += 1
          case "plot", "heatMap", "diagram": tables = 0
          default: continue
          }
          #expect(
            tables <= 2,
            """
            section \(part.heading.number ?? 0), \(part.heading.title): a third table without a picture \
            between, \(block.content.caption ?? "without a caption")
            """)
        }
      }
    }
  }

  @Test(arguments: Program.pages)
  func everyPictureSaysWhatToLookFor(chapter: Program) async throws {
    for part in try await Record.whole(chapter).numbered {
      for block in part.all where ["plot", "heatMap", "diagram"].contains(block.kind) {
        let words = block.content.lookFor ?? block.content.caption ?? ""
        let says = block.content.lookFor != nil || words.contains(/\b[Ll]ook/)
        #expect(says, "section \(part.heading.number ?? 0): \(words)")
      }
    }
  }
}
