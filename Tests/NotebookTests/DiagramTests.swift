import Foundation
import Testing

@testable import Notebook
@testable import Pictures

private func drawn(_ diagram: Diagram, width: Int = 78, isUnicode: Bool = true) -> [String] {
  Figure.diagram(diagram).lines(width: width, Lettering(isUnicode: isUnicode))
}

private func drawn(_ part: Diagram.Part, width: Int = 78) -> [String] {
  drawn(Samples.diagram([part]), width: width)
}

@Suite struct DiagramTests {
  @Test(arguments: Samples.diagrams.indices, [36, 58, 78, 98])
  func fitsTheWidth(i: Int, width: Int) {
    for isUnicode in [true, false] {
      for line in drawn(Samples.diagrams[i], width: width, isUnicode: isUnicode) {
        #expect(line.columns <= width, "\(line)")
        #expect(!line.hasSuffix(" "))
        #expect(isUnicode || line.utf8.allSatisfy { $0 < 128 }, "\(line)")
      }
    }
  }

  /// Either every text of the cells is there, or a sentence says why not.
  @Test(arguments: [36, 58, 78, 98], [(2, 3), (2, 40), (9, 30), (40, 40), (60, 2)])
  func noCellIsCutSilently(width: Int, size: (rows: Int, columns: Int)) {
    let part = Samples.many(rows: size.rows, columns: size.columns, "x")
    let text = drawn(part, width: width).joined(separator: "\n")
    let figure = Figure.diagram(Samples.diagram([part]))
    let pictures = [figure.svg(id: "f", isStandalone: true), figure.narrowSVG(id: "f") ?? ""]
    let cells = Set((0..<size.rows).flatMap { r in (0..<size.columns).map { "\(r)x\($0)" } })
    for picture in [text] + pictures where !picture.contains("too large for") {
      let words = picture.utf8.split { !("0"..."9" ~= Character(UnicodeScalar($0))) && $0 != 0x78 }
      #expect(cells.subtracting(words.map { String(decoding: $0, as: UTF8.self) }).isEmpty)
    }
  }

  @Test func cellsWithoutTextsAreCounted() {
    // As many signs as cells, whether they stand apart or touch.
    for width in [36, 58, 78] {
      let lines = drawn(.strips("", [("", (0..<30).map { _ in .init(.new) })]), width: width)
      let signs = lines.dropLast(2).joined().count { $0 == "█" }
      #expect(signs == 30 || signs == 60, "\(lines)")
    }
  }

  @Test func anArrowStaysWithWhatItLeadsTo() {
    let wide = drawn(Samples.diagrams[0])
    #expect(wide.contains { $0.contains("─▶") })
    let narrow = drawn(Samples.diagrams[0], width: 36)
    #expect(narrow.contains { $0.contains("▼ “fast” is appended") })
  }

  @Test func headsAreBracketsOverWhatTheyRead() {
    let lines = drawn(Samples.heads(4, 2))
    #expect(
      lines == [
        "4 query heads, 2 kv heads", "q0 q1 q2 q3", " └┬─┘  └┬─┘", " k0    k1",
      ])
    // Lines that cross cannot be brackets.
    #expect(drawn(Samples.crossed).joined().contains { ("\u{2801}"..."\u{28FF}").contains($0) })
  }

  @Test func nodesThatDoNotFitAreListed() {
    let lines = drawn(Samples.heads(32, 8))
    #expect(lines.contains("q0 q1 q2 q3 → k0") && lines.contains("q28 q29 q30 q31 → k7"))
  }

  @Test func whatCannotBeDrawnIsSaid() {
    let refused = drawn(Samples.diagrams[7]).joined(separator: " ")
    #expect(refused.components(separatedBy: "(there is nothing to draw)").count == 7)
    for words in ["is not a number", "300 rows and 300 columns is too large", "columns of text"] {
      #expect(refused.contains(words), "\(words)")
    }
    #expect(drawn(Samples.diagram([])) == ["(there is nothing to draw)"])
  }

  @Test func bypassesAndBracketsRunBesideTheSteps() {
    let lines = drawn(Samples.block)
    #expect(lines.count { $0.contains("▶(+)") } == 2)
    #expect(Diagram.lanes([(0, 3), (3, 5), (0, 5)]) == [0, 0, 1])
    #expect(drawn(Samples.decoder).contains { $0.hasSuffix("] 12 times  │ θ") })
  }

  @Test func rolesDifferWithoutColour() {
    for isUnicode in [true, false] {
      let signs = Diagram.Role.allCases.map { $0.signs(isUnicode: isUnicode).left }
      #expect(Set(signs).count == signs.count)
    }
    let looks = Diagram.Role.allCases.filter { $0 != .faint }.map { role in
      let look = role.look
      return "\(look.fill) \(look.texture) \(look.isDashed) \(look.isThick) \(look.isDouble)"
    }
    // Kept cells and queries, which never stand in one picture, share a texture.
    #expect(Set(looks).count == looks.count - 1)
  }

  @Test func theLegendNamesWhatCellsAre() {
    let diagram = Samples.diagram(
      [.strips("", [("", [.init("a", .new), .init("b"), .init(.masked)])])], legend: [.new: "now"])
    #expect(diagram.legend.map(\.words) == ["now", "masked"])
    #expect(drawn(diagram).last == "██ now   ·· masked")
    #expect(Samples.diagram([Samples.heads(4, 2)]).legend.isEmpty)
  }

  @Test func coloursAreThoseOfTheRoles() {
    let lines = DiagramDrawing(Samples.diagram([Samples.scores(2)]), width: 78, .unicode)
      .lines { "<\($1)>\($0)</>" }
    #expect(lines.contains { $0.contains("<blue>█</>") && $0.contains("<bold>0.10</>") })
  }

  @Test func aPageMarksWhatIsMeasured() {
    let page = TestPage()
    page.page.measured {
      page.page.diagram("c", lookFor: "l", alternative: "a", .stairs("", [.init("x", "1 ms")]))
    }
    guard case .measured(.diagram(let diagram)) = page.blocks.first else {
      Issue.record("\(page.blocks)")
      return
    }
    #expect(diagram.conditions?.contains(Machine.today) == true)
  }

  @Test func everyFormatSaysWhatToLookFor() throws {
    let block = Block.diagram(Samples.diagrams[0])
    let markdown = MarkdownRenderer().show(block)
    #expect(markdown.contains("**What to look for:** Look at `this` \\& that."))
    #expect(markdown.contains("█0.20█"))
    let html = HTMLRenderer().show(block)
    #expect(html.contains("<b>What to look for:</b> Look at <code>this</code> &amp; that."))
    #expect(html.contains("-desc\">It shows &lt;θ&gt;.</desc>"))
    #expect(html.components(separatedBy: "<svg").count == 3)
    let json = String(decoding: try JSONEncoder().encode(block), as: UTF8.self)
    for words in ["\"lookFor\":\"Look at", "\"kind\":\"grid\"", "\"role\":\"repeated\""] {
      #expect(json.contains(words))
    }
  }

  @Test func namesAreSpelledBeforeTheLayout() {
    let diagram = Samples.diagram([.strips("", [("√d", [.init("θ", .new)])])])
    #expect(drawn(diagram, width: 40, isUnicode: false).first == "sqrt d #theta#")
  }
}

@Suite struct NamePlacementTests {
  @Test func aNameKeepsAwayFromOthersAndFromLines() {
    func best(_ taken: [NamePlacement.Box], cost: (NamePlacement.Box) -> Double = { _ in 0 })
      -> NamePlacement.Box
    {
      NamePlacement.best(
        toward: (1, 0), taken: taken, inside: (-10, -10, 20, 20),
        box: { (3 * $0.x - 1, 3 * $0.y - 1, 2, 2) }, cost: cost)
    }
    #expect(best([]).x == 2)
    #expect(best([(2, -1, 2, 2)]).y > 0)
    #expect(best([]) { $0.x > 0 ? 9 : 0 }.x < 0.01)
  }
}
