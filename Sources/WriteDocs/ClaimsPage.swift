import Contents
import Notebook

/// `claims.md`, the ledger: each statement of the notes with the verdict on it and the number that
/// decides.
enum ClaimsPage {
  typealias Entry = (page: String, record: ChapterRecord)

  static func text(_ entries: [Entry]) -> String {
    ([head, counts(entries)] + entries.map { chapter($0.page, $0.record) })
      .joined(separator: "\n\n") + "\n"
  }

  private static let head = """
    # What the notes claim

    Every statement of the notes in our own words, and one of five verdicts on it:

    - **shown**: a check decides it, with the same outcome on every machine, or a measured time does;
    - **shown in part**: the verdict says which part, and what is to be said of the rest;
    - **contradicted**: the verdict says by which measurement or source;
    - **only quoted**: the figures are those of a paper, which the verdict names, and not ours;
    - **not tested**: the verdict says what it would take.

    Beside it stands the number that decides. What rests on times names the machine that measured
    them, below the table. A test compares each verdict with the check or the finding that it rests on.
    What the notes say loosely or wrongly is a correction; what others say, and what the notes leave
    out, have lists of their own. Written by `swift run write-docs`.
    """

  private static let verdicts = [
    "shown", "shown in part", "contradicted", "only quoted", "not tested",
  ]

  private static func counts(_ entries: [Entry]) -> String {
    MarkdownText.table(
      columns: ["chapter"] + verdicts,
      rows: entries.map { entry in
        [entry.record.chapter.title]
          + verdicts.map { verdict in
            let count = entry.record.chapter.claims.count { $0.verdict == verdict }
            return count == 0 ? "" : "\(count)"
          }
      }, flushRight: [false] + verdicts.map { _ in true })
  }

  private static func chapter(_ page: String, _ record: ChapterRecord) -> String {
    var parts = ["## \(MarkdownText.prose(record.chapter.title))"]
    // What the notes do not say has no verdict as if they had: it stands apart.
    let ofTheNotes = record.chapter.claims.filter { !$0.isOurs }
    let ours = record.chapter.claims.filter(\.isOurs)
    if !ofTheNotes.isEmpty { parts.append(table("the notes say", ofTheNotes, record, page)) }
    if !ours.isEmpty {
      if !ofTheNotes.isEmpty { parts.append("### Not in the notes") }
      parts.append(table("the chapter says", ours, record, page))
    }
    if let times = times(record, page) { parts.append(times) }
    let kinds = [
      ("correction", "Corrections", "the notes"), ("oftenHeard", "Often heard", "one hears"),
      ("inAbstract", "What abstracts claim", "the abstract"),
      ("missing", "Missing in the notes", "the notes"),
    ]
    for (kind, title, speaker) in kinds {
      let entries = record.chapter.corrections.filter { $0.kind == kind }
      guard !entries.isEmpty else { continue }
      parts.append("### \(title)")
      parts.append(
        MarkdownText.table(
          columns: ["id", speaker, kind == "missing" ? "here" : "what is right", "where"],
          rows: entries.map {
            [$0.id, $0.notes, $0.right, links(record.sections(of: $0.id), page)]
          }, linking: record.chapter.linked))
    }
    return parts.joined(separator: "\n\n")
  }

  private static func table(
    _ speaker: String, _ claims: [ChapterRecord.Claim], _ record: ChapterRecord, _ page: String
  ) -> String {
    MarkdownText.table(
      columns: ["id", speaker, "verdict", "what decides", "where"],
      rows: claims.map { claim in
        let check = record.decidingCheck(of: claim.id)
        let section = check?.section.map { [$0] } ?? record.sections(of: claim.id)
        return [
          claim.id, claim.statement, verdict(on: claim), reason(claim, check),
          links(section, page),
        ]
      }, linking: record.chapter.linked)
  }

  private static func verdict(on claim: ChapterRecord.Claim) -> String {
    let more = claim.corrections.isEmpty ? "" : " (\(claim.corrections.joined(separator: ", ")))"
    return "*\(claim.verdict)*" + (claim.words.isEmpty ? "" : ": " + claim.words) + more
  }

  private static func reason(_ claim: ChapterRecord.Claim, _ check: ChapterRecord.Check?) -> String
  {
    if let check { return "\(check.statement): \(check.comparison)" }
    return claim.basis == "times" ? "times, see below" : "–"
  }

  /// The findings that decide, marked as measured: they differ from machine to machine.
  private static func times(_ record: ChapterRecord, _ page: String) -> String? {
    let findings = record.findings.filter(\.decides)
    guard !findings.isEmpty, let timing = record.timings.first else { return nil }
    let day = timing.date.map { ", " + $0 } ?? ""
    let items = findings.map { finding in
      let place = finding.section.map { links([$0], page) + ": " } ?? ""
      return "- **\(finding.id)** \(place)\(MarkdownText.prose(finding.expectation)): "
        + MarkdownText.prose(finding.verdict)
    }
    return TimingMask.marked(
      "Decided by times, on \(MarkdownText.prose(timing.machine + day)):\n\n"
        + items.joined(separator: "\n"))
  }

  private static func links(_ sections: [Int], _ page: String) -> String {
    sections.map { "[§ \($0)](\(page)#\(MarkdownText.anchor(section: $0)))" }
      .joined(separator: ", ")
  }
}
