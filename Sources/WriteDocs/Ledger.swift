import Contents
import Notebook

extension KeptLedger {
  /// What chapters say of the notes, and of what is missing in them, in the order of the chapters.
  init(_ records: [Recording]) {
    self.init(records.flatMap { record in record.claimsOfTheNotes + record.missing })
  }
}

extension Recording {
  fileprivate var claimsOfTheNotes: [Statement] {
    (chapter?.claims ?? []).filter { !$0.isOurs && !$0.statement.hasPrefix("(From the paper") }
      .compactMap {
        claim in
        // Where the check stands on which the verdict rests; a quotation rests on none.
        let section =
          decidingCheck(of: claim.id)?.section
          ?? findings.first { $0.id == claim.id && $0.decides }?.section
          ?? sections(of: claim.id).first
        return section.flatMap { statement(claim.id, claim.statement, claim.verdict.name, $0) }
      }
  }

  fileprivate var missing: [Statement] {
    (chapter?.corrections ?? []).filter { $0.kind == .missing }.compactMap { correction in
      sections(of: correction.id).first.flatMap {
        statement(correction.id, correction.notes.withCapital, Statement.missing, $0)
      }
    }
  }

  private func statement(
    _ id: String, _ words: String, _ verdict: String, _ section: Int
  ) -> Statement? {
    sections.first { $0.heading.number == section }.map { part in
      Statement(
        id: id, words: words, verdict: verdict, program: chapter?.program ?? "", section: section,
        title: part.heading.title)
    }
  }
}

extension String {
  /// The text as the beginning of a sentence.
  fileprivate var withCapital: String { prefix(1).uppercased() + dropFirst() }
}
