import Foundation
import Testing

@testable import Contents
@testable import Notebook

/// One entry for a term, in alphabetical order, and links to it where a page first uses it.
@Suite struct GlossaryTests {
  @Test func termsStandOnceAndInOrder() {
    let keys = Glossary.terms.map(\.key)
    #expect(keys == keys.sorted())
    #expect(Set(Glossary.terms.map { $0.name.lowercased() }).count == keys.count)
    #expect(Set(Glossary.terms.map(\.anchor)).count == keys.count)
    let forms = Glossary.terms.flatMap(\.forms).map { $0.lowercased() }
    #expect(Set(forms).count == forms.count, "a form belongs to two terms")
    for term in Glossary.terms { #expect(term.meaning.hasSuffix("."), "\(term.name)") }
  }

  @Test func termsAreFoundAsWords() {
    let forms = TermForms([
      ("head", 0), ("head dimension", 1), ("RoPE", 2), ("NTK-aware", 3), ("query", 4),
    ])
    func terms(_ text: String) -> [Int] {
      var (found, rest) = ([Int](), text[...])
      while let next = forms.next(in: rest) {
        found.append(next.term)
        rest = rest[next.range.upperBound...]
      }
      return found
    }
    #expect(terms("Heads of a head dimension, ahead of headings.") == [0, 1])
    #expect(terms("rope is no RoPE; NTK-aware, ntk aware") == [2, 3])
    #expect(terms("query\u{A0}head dimensions") == [4, 1])
    #expect(terms("") == [])
  }

  @Test func onlyTheFirstUseIsALink() {
    var links = TermLinks([
      Term("head", "It.", "gqa"), Term("kv head", "It.", "gqa"), Term("token", "It.", "gqa"),
    ])
    let recording = Recording([
      .section(.init(number: 1, title: "A head", ids: [])),
      .text("`head` and [a head](x.md), *head*, a kv head, two heads, a head."),
      .deeper(.init(title: "t", blocks: [.text("Heads and tokens.")], isFolded: true)),
      .text("A token."),
    ])
    let text = links.link(recording).blocks.map(\.readText).joined(separator: "|")
    #expect(
      text
        == "|`head` and [a head](x.md), *head*, a [kv head](glossary.md#term-kv-head), two "
        + "[heads](glossary.md#term-head), a head.|t\nHeads and [tokens](glossary.md#term-token).|A token."
    )
  }

  /// On every page of the repository a term leads to the glossary once, and where it is used first.
  @Test(arguments: Program.chapters) func pagesLeadToIt(chapter: Program) async throws {
    let page = NotesPage(
      chapter: chapter.testDescription, try await Record.untimed(chapter))
    var links = TermLinks()
    let linked = try links.link(page.recording).markdown(figuresIn: "figures").text
    let anchors = linked.matches(of: /glossary\.md#([a-z0-9-]+)/).map { String($0.1) }
    #expect(Set(anchors).count == anchors.count && anchors.count >= 20, "\(anchors.count)")
    #expect(Set(anchors).isSubset(of: Glossary.terms.map(\.anchor)))
    // Nothing but links is new.
    let plain = linked.replacing(/\[([^\[\]]*)\]\(glossary\.md#[a-z0-9-]+\)/) { String($0.1) }
    #expect(plain == (try page.recording.markdown(figuresIn: "figures").text))
  }

  /// An entry leads to a section; the few terms that only code uses, to the chapter of that code.
  @Test func termsAreExplainedSomewhere() async throws {
    var pages: [NotesPage] = []
    for chapter in Program.chapters {
      pages.append(
        NotesPage(chapter: chapter.testDescription, try await Record.untimed(chapter)))
    }
    let missing = Glossary.terms.filter { !$0.place.link(in: pages).contains("#section-") }
    #expect(missing.count * 8 < Glossary.terms.count, "\(missing.map(\.name)) are on no page")
  }
}
