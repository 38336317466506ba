import Foundation
import Testing

@testable import Notebook

/// What a chapter has to contain, whatever it is about.
@Suite struct ContentTests {
  @Test(arguments: Program.chapters) func everyCheckHolds(chapter: Program) async throws {
    let record = try await Record.whole(chapter)
    #expect(record.holds && !record.checks.isEmpty)
    for check in record.checks { #expect(check.holds, "\(check)") }
    #expect(record.checks.contains { $0.isMistake }, "no mistake is made on purpose")
  }

  @Test(arguments: Program.chapters)
  func verdictsRestOnWhatTheySay(chapter: Program) async throws {
    let record = try await Record.whole(chapter)
    for claim in record.chapter?.claims ?? [] {
      let checks = record.checks.filter { $0.id == claim.id && $0.decides }
      let findings = record.findings.filter { $0.id == claim.id && $0.decides }
      switch claim.basis {
      case .check:
        #expect(checks.count == 1 && findings.isEmpty, "\(claim.id) needs one check that decides")
        for check in checks { #expect(!check.isMistake && check.holds, "\(check)") }
      case .times:
        #expect(findings.count == 1 && checks.isEmpty, "\(claim.id) needs one finding that decides")
      case .source:
        #expect(checks.isEmpty && findings.isEmpty, "\(claim.id) says that nothing here decides")
      }
      // "Shown" says all; every other verdict has to say what is to be said.
      #expect((claim.verdict == .shown) == claim.verdict.words.isEmpty, "\(claim)")
      // Whose figures they are: a year, a table, a figure, a section or an equation of a source.
      if case .onlyQuoted(let words) = claim.verdict {
        #expect(
          words.contains(/\b(19|20)\d\d\b|\b(Table|Fig\.|sec\.|eq\.)/), "\(words)")
      }
      #expect(
        !(claim.verdict == .shown && claim.basis == .source), "\(claim.id) rests on nothing")
    }
  }

  @Test(arguments: Program.chapters)
  func aFindingExplainsItself(chapter: Program) async throws {
    for finding in try await Record.whole(chapter).findings {
      for sentence in [finding.ifLess, finding.ifMore] {
        #expect(sentence.count > 20 && sentence.hasSuffix("."), "\(finding)")
      }
      // The two sides mean different things.
      #expect(finding.ifLess != finding.ifMore, "\(finding)")
    }
  }

  @Test(arguments: Program.chapters)
  func decidingChecksAreOfTheirClaim(chapter: Program) async throws {
    let record = try await Record.whole(chapter)
    let claims = Set((record.chapter?.claims ?? []).map(\.id))
    let deciding =
      record.checks.filter(\.decides).map(\.id) + record.findings.filter(\.decides).map(\.id)
    for id in deciding { #expect(claims.contains(id), "\(id)") }
  }

  @Test(arguments: Program.chapters)
  func everyCorrectionIsShown(chapter: Program) async throws {
    let record = try await Record.whole(chapter)
    let head = try #require(record.chapter)
    let shown = record.numbered.flatMap(\.all).compactMap { block in
      if case .correction(let correction) = block { correction.id } else { nil }
    }
    let corrections = head.corrections.map(\.id)
    for id in corrections { #expect(shown.contains(id), "\(id) is not shown") }
    for id in head.claims.flatMap(\.corrections) {
      #expect(corrections.contains(id), "a claim needs the correction \(id), which is not there")
    }
  }

  @Test(arguments: Program.chapters)
  func headingsNameWhatTheirSectionsDecide(chapter: Program) async throws {
    for part in try await Record.whole(chapter).numbered {
      let decided = Set(part.all.compactMap(\.decidedID))
      #expect(
        Set(part.heading.ids) == decided,
        "section \(part.heading.number ?? 0), \(part.heading.title)")
    }
  }

  @Test(arguments: Program.chapters)
  func idsAreThoseOfTheChapter(chapter: Program) async throws {
    let record = try await Record.whole(chapter)
    let head = try #require(record.chapter)
    let ids = head.claims.map(\.id) + head.corrections.map(\.id)
    #expect(Set(ids).count == ids.count, "an id is given twice")
    for check in record.checks { #expect(ids.contains(check.id), "\(check)") }
    for finding in record.findings { #expect(ids.contains(finding.id)) }
  }

  /// To the last bit, from one thread and from three, where the whole run has two.
  @Test(arguments: Program.pages)
  func everySectionStandsAlone(chapter: Program) async throws {
    let (timed, whole) = (try await Record.whole(chapter), try await Record.untimed(chapter))
    for part in whole.numbered {
      let number = try #require(part.heading.number)
      let threads = number % 2 == 0 ? "1" : "3"
      let outcome = try await chapter.run(
        Record.untimed + ["--section", "\(number)", "--threads", threads])
      #expect(outcome.status == 0 && outcome.errors == "", "section \(number)")
      let alone = try Record(outcome.output)
      let ofTimed = timed.checks.filter { $0.section == number }
      #expect(try JSONRenderer.text(alone.checks) == JSONRenderer.text(ofTimed))
      #expect(
        try JSONRenderer.text(alone.numbered.first?.blocks) == JSONRenderer.text(part.blocks),
        "section \(number)")
    }
  }

  @Test func everyChapterNamesTheNext() async throws {
    for (i, chapter) in Program.chapters.enumerated() {
      let blocks = try await Record.untimed(chapter).blocks
      guard i + 1 < Program.chapters.count else {
        #expect(!blocks.contains { if case .next = $0 { true } else { false } })
        continue
      }
      let next = try #require(await Record.whole(Program.chapters[i + 1]).chapter)
      guard case .next(let named)? = blocks.last else {
        Issue.record("\(chapter) ends without a word on what comes next")
        continue
      }
      #expect(named == NextChapter(next.program, next.title))
    }
  }

  @Test func theChaptersAreListed() async throws {
    let outcome = try await Program("chapters").run([])
    #expect(outcome.status == 0 && outcome.errors == "")
    for chapter in Program.chapters {
      let title = try #require(await Record.whole(chapter).chapter).title
      #expect(outcome.output.contains(title), "\(outcome.output)")
    }
    let sections = try await Program("chapters").run(["--sections"])
    for title in try await Record.whole(Program.chapters[0]).numbered.map(\.heading.title) {
      #expect(sections.output.contains(title))
    }
    for wrong in [["--html"], ["x"], ["--html", "a", "b"]] {
      let outcome = try await Program("chapters").run(wrong)
      #expect(outcome.status == 64 && outcome.errors.split(separator: "\n").count == 1)
    }
  }
}
