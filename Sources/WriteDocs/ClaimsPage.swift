import Notebook

/// `claims.md`: each statement of the notes with its verdict and the number that decides it.
enum ClaimsPage {
  static func text(_ entries: [(page: String, record: ChapterRecord)]) -> String {
    ([head] + entries.map { chapter($0.page, $0.record) }).joined(separator: "\n\n") + "\n"
  }

  private static let head = """
    # What the notes claim

    Every statement of the notes in our own words, where it is put to the test, what its checks say,
    and the first of them: what was measured, how it has to stand to the bound, and the bound. Checks
    have the same outcome on every machine. What a statement lets expect of times is a finding, which
    may turn out either way; the sections say for each finding whether it held where they were run. A
    statement that holds only with a correction names it; the corrections stand below. Written by
    `swift run write-docs`.
    """

  private static func chapter(_ page: String, _ record: ChapterRecord) -> String {
    let claims = record.chapter.claims.map { claim in
      let checks = record.checks(of: claim.id)
      let section = checks.first?.section.map { [$0] } ?? record.sections(of: claim.id)
      return [
        claim.id, claim.statement, links(section, page), verdict(on: claim, checks),
        checks.first.map { "\($0.statement): \($0.comparison)" } ?? "a matter of time",
      ]
    }
    var text =
      "## \(MarkdownText.prose(record.chapter.title))\n\n"
      + MarkdownText.table(
        columns: [
          "id", speaker(of: record.chapter.claims), "where", "its checks", "measured first",
        ],
        rows: claims)
    if !record.chapter.corrections.isEmpty {
      let corrections = record.chapter.corrections.map { correction in
        [
          correction.id, correction.notes, correction.right,
          links(record.sections(of: correction.id), page),
        ]
      }
      text +=
        "\n\n### Corrections\n\n"
        + MarkdownText.table(
          columns: ["id", "the notes", "what is right", "where"], rows: corrections)
    }
    return text
  }

  private static func speaker(of claims: [ChapterRecord.Claim]) -> String {
    claims.allSatisfy { $0.isOurs == true } ? "the chapter says" : "the notes say"
  }

  private static func verdict(on claim: ChapterRecord.Claim, _ checks: [ChapterRecord.Check])
    -> String
  {
    guard checks.allSatisfy(\.holds) else { return "fail" }
    if claim.corrections.isEmpty { return checks.isEmpty ? "none, see the page" : "hold" }
    let noun = claim.corrections.count == 1 ? "correction" : "corrections"
    return "hold with \(noun) \(claim.corrections.joined(separator: ", "))"
  }

  private static func links(_ sections: [Int], _ page: String) -> String {
    sections.map { "[§ \($0)](\(page)#\(MarkdownText.anchor(section: $0)))" }
      .joined(separator: ", ")
  }
}
