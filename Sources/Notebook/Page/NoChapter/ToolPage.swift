import Base
import Foundation
import Pictures

// Blocks of a page for a program that is no chapter.

extension Page {
  /// A page whose blocks are written as they come, as text. If nobody reads any more the program ends.
  package static func ofTool(_ output: Output, _ options: Options) -> Page {
    let renderer = TerminalRenderer(TerminalStyle(options))
    return Page(options: options, chapter: .init(claims: [], corrections: [])) { block in
      do {
        try output.write(renderer.show(block).filter { $0 != TerminalRenderer.pause })
      } catch Output.Failure.closedByReader {
        exit(0)
      } catch {
        writeToStandardError("\(error)")
        exit(1)
      }
    }
  }

  /// The blocks that a program writes which is no chapter.
  package static func blocks(_ body: (Page) throws -> Void) rethrows -> [Block] {
    var blocks: [Block] = []
    let page = Page(options: Options(), chapter: .init(claims: [], corrections: [])) {
      blocks.append($0)
    }
    try body(page)
    return blocks
  }

  /// The head of the page.
  package func title(
    _ title: String, program: String, introduction: String, references: [Reference] = []
  ) {
    emit(
      .title(
        Title(
          program: program, title: title, introduction: introduction.paragraphs, knobs: [],
          claims: [], corrections: [], references: references)))
  }

  /// A title in the middle of the page.
  package func heading(_ title: String, number: Int? = nil) {
    emit(.section(SectionHeading(number: number, title: title, ids: [])))
  }

  /// Lines of a source file.
  package func lines(_ source: String, file: String, line: Int) {
    emit(.code(Code(source: source, file: file, line: line, caption: nil)))
  }
}
