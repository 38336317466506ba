import Notebook

/// The ledger: each statement of the notes with the verdict on it and the number that decides.
package enum ClaimsPage {
  private static let verdicts = [
    "shown", "shown in part", "contradicted", "only quoted", "not tested",
  ]

  /// The page.
  ///
  /// - Parameter chapters: the pages of the chapters, whose claims these are.
  package static func page(_ chapters: [NotesPage]) -> NotesPage {
    let blocks = Page.blocks { page in
      page.title(
        "What the notes claim", program: "",
        introduction:
          "Every statement of the notes in our own words, and one of five verdicts on it:",
        references: references(chapters))
      page.list(
        "*shown*: a check decides it, with the same outcome on every machine, or a measured time does;",
        "*shown in part*: the verdict says which part, and what is to be said of the rest;",
        "*contradicted*: the verdict says by which measurement or source;",
        "*only quoted*: the figures are those of a paper, which the verdict names, and not ours;",
        "*not tested*: the verdict says what it would take.")
      page.text(
        """
        Beside it stands the number that decides. What rests on times names the machine that measured
        them, below the table. A test compares each verdict with the check or the finding that it rests on.
        What the notes say loosely or wrongly is a correction; what others say, and what the notes leave
        out, have lists of their own. Written by `swift run write-docs`.
        """)
      counts(chapters, on: page)
      for chapter in chapters { write(chapter, on: page) }
    }
    return NotesPage("claims", Recording(blocks), source: "Sources/Contents/Pages")
  }

  private static func references(_ chapters: [NotesPage]) -> [Reference] {
    var references: [Reference] = []
    for reference in chapters.flatMap({ $0.recording.chapter?.references ?? [] })
    where !references.contains(where: { $0.name == reference.name }) {
      references.append(reference)
    }
    return references
  }

  private static func counts(_ chapters: [NotesPage], on page: Page) {
    page.table(
      columns: ["chapter"] + verdicts,
      rows: chapters.map { chapter in
        [chapter.title]
          + verdicts.map { verdict in
            let claims = chapter.recording.chapter?.claims ?? []
            let count = claims.count { $0.verdict.name == verdict }
            return count == 0 ? "" : "\(count)"
          }
      })
  }

  private static func write(_ chapter: NotesPage, on page: Page) {
    guard let head = chapter.recording.chapter else { return }
    page.heading(chapter.title)
    // What the notes do not say has no verdict as if they had: it stands apart.
    let ofTheNotes = head.claims.filter { !$0.isOurs }
    let ours = head.claims.filter(\.isOurs)
    table(nil, "the notes say", ofTheNotes, chapter, on: page)
    table(
      ofTheNotes.isEmpty ? nil : "*Not in the notes*", "the chapter says", ours, chapter, on: page)
    times(chapter, on: page)
    let kinds: [(Correction.Kind, String, String)] = [
      (.correction, "Corrections", "the notes"), (.oftenHeard, "Often heard", "one hears"),
      (.inAbstract, "What abstracts claim", "the abstract"),
      (.missing, "Missing in the notes", "the notes"),
    ]
    for (kind, title, speaker) in kinds {
      let entries = head.corrections.filter { $0.kind == kind }
      guard !entries.isEmpty else { continue }
      page.table(
        "*\(title)*",
        columns: ["id", speaker, kind == .missing ? "here" : "what is right", "where"],
        rows: entries.map {
          [$0.id, $0.notes, $0.right, links(chapter.recording.sections(of: $0.id), chapter)]
        })
    }
  }

  private static func table(
    _ caption: String?, _ speaker: String, _ claims: [Claim], _ chapter: NotesPage, on page: Page
  ) {
    guard !claims.isEmpty else { return }
    page.table(
      caption, columns: ["id", speaker, "verdict", "what decides", "where"],
      rows: claims.map { claim in
        let check = chapter.recording.decidingCheck(of: claim.id)
        let sections = check?.section.map { [$0] } ?? chapter.recording.sections(of: claim.id)
        return [
          claim.id, claim.statement, verdict(on: claim), reason(claim, check),
          links(sections, chapter),
        ]
      })
  }

  private static func verdict(on claim: Claim) -> String {
    let more = claim.corrections.isEmpty ? "" : " (\(claim.corrections.joined(separator: ", ")))"
    let words = claim.verdict.words
    return "*\(claim.verdict.name)*" + (words.isEmpty ? "" : ": " + words) + more
  }

  private static func reason(_ claim: Claim, _ check: Check?) -> String {
    if let check { return "\(check.statement): \(check.comparison)" }
    return claim.basis == .times ? "times, see below" : "–"
  }

  /// The findings that decide, marked as measured: they differ from machine to machine.
  private static func times(_ chapter: NotesPage, on page: Page) {
    let findings = chapter.recording.findings.filter(\.decides)
    guard !findings.isEmpty, let timing = chapter.recording.timings.first else { return }
    let day = timing.date.map { ", " + $0 } ?? ""
    page.measured {
      page.text("Decided by times, on \(timing.machine)\(day):")
      page.list(
        findings.map { finding in
          let place = finding.section.map { links([$0], chapter) + ": " } ?? ""
          return "*\(finding.id)* \(place)\(finding.expectation): \(finding.verdict)"
        })
    }
  }

  private static func links(_ sections: [Int], _ chapter: NotesPage) -> String {
    sections.map { "[§ \($0)](\(chapter.file)#\(MarkdownText.anchor(section: $0)))" }
      .joined(separator: ", ")
  }
}
