import Foundation
import Testing

@testable import Notebook

private func notebook(_ blocks: [Block]) throws -> [String: Any] {
  let renderer = NotebookRenderer()
  for block in blocks { _ = renderer.show(block) }
  let data = Data(try renderer.finish().utf8)
  return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
}

private func cells(_ blocks: [Block]) throws -> [[String: Any]] {
  try #require(try notebook(blocks)["cells"] as? [[String: Any]])
}

@Suite struct NotebookRendererTests {
  /// What the schema of nbformat 4.5 asks for.
  @Test func followsTheFormat() throws {
    let book = try notebook(Samples.blocks)
    #expect(book["nbformat"] as? Int == 4 && book["nbformat_minor"] as? Int == 5)
    #expect(Set(book.keys) == ["cells", "metadata", "nbformat", "nbformat_minor"])
    let cells = try #require(book["cells"] as? [[String: Any]])
    var ids: Set<String> = []
    for cell in cells {
      let id = try #require(cell["id"] as? String)
      #expect(id.wholeMatch(of: /[a-zA-Z0-9_-]{1,64}/) != nil && ids.insert(id).inserted)
      #expect(cell["source"] is [String] && cell["metadata"] is [String: Any])
      guard cell["cell_type"] as? String == "code" else {
        #expect(Set(cell.keys) == ["cell_type", "id", "metadata", "source"])
        continue
      }
      #expect(cell.keys.contains("execution_count"))
      for output in try #require(cell["outputs"] as? [[String: Any]]) {
        #expect(Set(output.keys) == ["data", "metadata", "output_type"])
        #expect(output["output_type"] as? String == "display_data")
      }
    }
  }

  @Test func whatCodeGaveStandsBelowIt() throws {
    let cells = try cells([
      .text("a"), .text("b"), .code(Code(source: "1 + 1", file: "A.swift", line: 1)),
      .table(Samples.table), .plot(Samples.curve), .text("c"), .table(Samples.table),
    ])
    #expect(cells.count == 3)
    #expect((cells[0]["source"] as? [String])?.joined() == "a\n\nb")
    #expect((cells[1]["source"] as? [String])?.joined() == "// A.swift\n1 + 1")
    let outputs = try #require(cells[1]["outputs"] as? [[String: Any]])
    let kinds = outputs.map { Set(($0["data"] as? [String: Any] ?? [:]).keys) }
    #expect(kinds == [["text/markdown"], ["image/svg+xml", "text/plain"]])
  }

  @Test func checksInARowAreOneList() throws {
    let cells = try cells([.text("a"), .list(["b"]), .list(["c"]), .text("d")])
    #expect((cells[0]["source"] as? [String])?.joined() == "a\n\n- b\n- c\n\nd")
  }

  @Test func aFigureWithoutCodeHasACellOfItsOwn() throws {
    let cells = try cells([.text("a"), .plot(Samples.curve), .text("b")])
    #expect(cells.map { $0["cell_type"] as? String } == ["markdown", "code", "markdown"])
    #expect((cells[1]["source"] as? [String]) == [])
  }

  @Test func hasNoMarksOfPages() throws {
    let text = "\(try notebook(Samples.blocks))"
    #expect(!text.contains("<!-- measured") && !text.contains("```math"))
  }
}
