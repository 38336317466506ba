import Foundation
import Mini
import Notebook

/// Where a section about a published model has its numbers from: the reader's file, or what is kept of
/// another.
package struct PublishedNumbers {
  /// The reader's model; nil without `--model`.
  package let own: (real: RealModel, model: Transformer)?

  /// The table of a study: measured now of the reader's model, or the kept one. The rest of a section is the
  /// same for both.
  ///
  /// - Returns: nil where the program stands alone, the repository is elsewhere, and the reader gives no file
  package func table(_ page: Page, _ study: PublishedStudy) throws -> PublishedTable? {
    guard let own else {
      let table = try PublishedTable.kept(study)
      if table == nil {
        page.text(
          "What was measured is kept in the repository, `\(study.path)`, which is not here.")
      }
      return table
    }
    let subject = PublishedStudy.Subject(
      real: own.real, model: own.model, isQuick: page.options.quick
    ) { page.working(on: $0, $1) }
    return PublishedTable(study, rows: try study.measure(subject))
  }
}

extension ModelOption {
  /// A section about a published model that says the same with a file and without: its numbers come from
  /// ``PublishedNumbers/table(_:_:)``, measured or kept.
  ///
  /// - Parameters:
  ///   - title: of the section
  ///   - ids: what it decides
  ///   - more: what it decides besides if the reader gives a file
  ///   - result: what it has found out, in a sentence
  ///   - body: writes the section
  package func section(
    _ title: String, _ ids: String..., withFile more: [String] = [], result: String,
    body: @escaping (Page, PublishedNumbers) throws -> Void
  ) -> Section {
    let path = path
    return Section(title, ids: ids + (path == nil ? [] : more)) { page in
      page.result(result)
      guard let path else {
        page.text(
          """
          *\(PublishedTable.model), kept* in `\(PublishedStudy.folder)` as this code measured it;
          `swift run write-docs --published` does so again. `--model FILE`, a GGUF file of the family llama,
          qwen2 or qwen3, measures yours: see Docs/real-weights.md.
          """)
        return try body(page, PublishedNumbers(own: nil))
      }
      let real = try RealModel(path: path)
      real.introduce(on: page)
      try body(page, PublishedNumbers(own: (real, real.transformer())))
    }
  }
}

extension WorkbenchChapter {
  /// What `--keep DIR` measures: with `--thorough` all studies of the chapter, with `--model FILE` all that
  /// it keeps of a published model.
  package var runsToKeep: Section? {
    Section("What is kept") { page in
      if page.options.thorough {
        try keepStudies(page)
      } else {
        try keepPublished(page)
      }
    }
  }

  private func keepPublished(_ page: Page) throws {
    guard let path = model.path, let folder = page.options.keep else { return }
    let real = try RealModel(path: path)
    let numbers = PublishedNumbers(own: (real, try real.transformer()))
    for study in published {
      page.text("`\(study.name)`: \(study.about)")
      guard let table = try numbers.table(page, study) else { continue }
      try page.keep(
        table.text, in: URL(fileURLWithPath: folder).appendingPathComponent(study.name + ".csv"))
      page.text("\(table.rows.count) rows are kept.")
    }
  }
}
