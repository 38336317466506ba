import Base
import Foundation
import Mini
import Notebook

/// What a chapter measures of a published model. It is measured once with ``PublishedTable/model`` and kept
/// in the repository, so that a page can show it to readers who have no file; with `--model FILE` the
/// same closure measures the reader's model.
package struct PublishedStudy: Sendable {
  /// The name of its file: `sinks`.
  package let name: String

  /// What is measured, in a sentence, for whoever opens the file.
  package let about: String

  /// What the first cell of a row names: `layer`.
  package let rows: String

  /// What is measured: the columns of numbers.
  package let results: [String]

  /// The rows, each with its name and a number for each of ``results``.
  package let measure: @Sendable (Subject) throws -> [(name: String, numbers: [Double])]

  /// A model, and how much of a text it is to read.
  package struct Subject {
    /// The file.
    package let real: RealModel

    /// Its model.
    package let model: Transformer

    /// Whether few tokens are to do.
    package let isQuick: Bool

    /// Says how far a long measurement is.
    package let working: (_ on: String, _ share: Double) -> Void
  }

  /// A study with its measurement.
  package init(
    _ name: String, about: String, rows: String, results: [String],
    measure: @escaping @Sendable (Subject) throws -> [(name: String, numbers: [Double])]
  ) {
    (self.name, self.about, self.rows, self.results) = (name, about, rows, results)
    self.measure = measure
  }

  /// Where the tables are kept, from the package's folder on.
  package static let folder = "Chapters/Kept/published"

  /// Its file, from the package's folder on.
  package var path: String { "\(Self.folder)/\(name).csv" }
}

/// The numbers of a published model, row by row.
package struct PublishedTable: Sendable {
  /// The model whose numbers are kept, as a reader knows it.
  package static let model = "SmolLM2-135M-Instruct (Q4_1)"

  /// The study.
  package let study: PublishedStudy

  /// The rows in the order in which they were measured.
  package let rows: [(name: String, numbers: [Double])]

  /// What was measured.
  package init(_ study: PublishedStudy, rows: [(name: String, numbers: [Double])]) {
    (self.study, self.rows) = (study, rows)
    require(
      rows.allSatisfy { $0.numbers.count == study.results.count && !$0.name.contains(",") },
      "the study \(study.name) measures \(counted(study.results.count, "number")) for each row")
  }

  /// The table of a file.
  ///
  /// - Throws: ``InputError`` if it is another study's.
  init(_ study: PublishedStudy, reading text: String) throws {
    let lines = text.split(separator: "\n").filter { !$0.hasPrefix("#") }
      .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
    let rows = lines.dropFirst().map {
      (name: $0[0], numbers: $0.dropFirst().compactMap(Double.init))
    }
    guard lines.first == [study.rows] + study.results, !rows.isEmpty,
      rows.allSatisfy({ $0.numbers.count == study.results.count })
    else {
      throw InputError(
        "\(study.path) has rows of another study: write it anew with `swift run write-docs --published`."
      )
    }
    (self.study, self.rows) = (study, rows)
  }

  /// The table that lies in the repository; nil where the program stands alone.
  package static func kept(_ study: PublishedStudy) throws -> PublishedTable? {
    guard let folder = PackageFolder.url() else { return nil }
    let url = folder.appendingPathComponent(study.path)
    guard let text = try? String(contentsOf: url, encoding: .utf8) else {
      throw InputError(
        "\(study.path) is not there: write it with `swift run write-docs --published`.")
    }
    return try PublishedTable(study, reading: text)
  }

  /// A result of all rows.
  package subscript(result: String) -> [Double] {
    guard let column = study.results.firstIndex(of: result) else {
      stop("the study \(study.name) has no result '\(result)'")
    }
    return rows.map { $0.numbers[column] }
  }

  /// A result of one row.
  package subscript(row: String, result: String) -> Double {
    guard let i = rows.firstIndex(where: { $0.name == row }) else {
      stop("the study \(study.name) has no row '\(row)'")
    }
    return self[result][i]
  }

  /// As it is kept in a file: numbers to the last bit.
  var text: String {
    """
    # \(Self.model). \(study.about)
    # Written by `FIELD_NOTES_MODEL=FILE swift run write-docs --published`; numbers are kept to the last bit.
    \(([study.rows] + study.results).joined(separator: ","))

    """
      + rows.map { ([$0.name] + $0.numbers.map(StudyTable.exact)).joined(separator: ",") + "\n" }
      .joined()
  }
}
