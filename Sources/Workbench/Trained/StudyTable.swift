import Base
import Foundation
import Notebook

/// The numbers of a study, row by row, as they are kept: to the last bit, so that they can be compared
/// with `==`.
package struct StudyTable: Sendable {
  /// The study.
  package let study: Study

  private var rows: [[String]: [Double]] = [:]

  /// A table without rows.
  package init(_ study: Study) { self.study = study }

  /// The table of a file.
  ///
  /// - Throws: ``InputError`` if it is another study's, or has rows that this one does not know.
  package init(_ study: Study, reading text: String) throws {
    self.study = study
    let known = Set(study.parts.flatMap(\.keys))
    let lines = text.split(separator: "\n").filter { !$0.hasPrefix("#") }
      .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
    guard lines.first == columns else { throw other }
    for line in lines.dropFirst() {
      let key = Array(line.prefix(study.varied.count + 1))
      let numbers = line.dropFirst(key.count).compactMap { Double($0) }
      guard known.contains(key), numbers.count == study.results.count else { throw other }
      rows[key] = numbers
    }
  }

  /// The table that lies in the repository; nil where the program stands alone.
  ///
  /// - Throws: ``InputError`` if a row is missing or too many.
  package static func kept(_ study: Study) throws -> StudyTable? {
    guard let folder = PackageFolder.url() else { return nil }
    let url = folder.appendingPathComponent(study.path)
    let table = (try? String(contentsOf: url, encoding: .utf8)).map {
      text in Result { try StudyTable(study, reading: text) }
    }
    guard let table = try table?.get(), table.isComplete else {
      throw InputError(
        "\(study.path) has not all of its rows: measure them with `swift run write-docs --thorough`."
      )
    }
    return table
  }

  private var other: InputError {
    InputError(
      "\(study.path) has rows of another study: write it anew with `swift run write-docs --thorough`."
    )
  }

  // MARK: Rows

  /// Whether all rows are there.
  package var isComplete: Bool { study.parts.allSatisfy(has) }

  /// Whether the rows of a part are there.
  package func has(_ part: Study.Part) -> Bool { part.keys.allSatisfy { rows[$0] != nil } }

  /// Adds the rows of a part.
  package mutating func add(_ numbers: [[Double]], of part: Study.Part) {
    require(
      numbers.count == part.keys.count && numbers.allSatisfy { $0.count == study.results.count },
      "the study \(study.name) measures \(counted(study.results.count, "number")) for each row")
    for (key, numbers) in zip(part.keys, numbers) { rows[key] = numbers }
  }

  /// A result for each seed of the study, of the rows with these values of ``Study/varied``.
  package func values(_ result: String, _ varied: String...) -> [Double] {
    values(result, varied)
  }

  /// The same for a list of values.
  package func values(_ result: String, _ varied: [String]) -> [Double] {
    guard let column = study.results.firstIndex(of: result) else {
      stop("the study \(study.name) has no result '\(result)'")
    }
    let seeds = study.parts.flatMap(\.keys).filter { Array($0.dropFirst()) == varied }
    require(!seeds.isEmpty, "the study \(study.name) has no row \(varied)")
    return seeds.compactMap { rows[$0]?[column] }
  }

  // MARK: As text

  private var columns: [String] { ["seed"] + study.varied + study.results }

  /// The rows that are there, in the order of the study, as they are kept in a file.
  package var text: String {
    let about = """
      # Written by `swift run write-docs --thorough`; numbers are kept to the last bit, nan is none.
      # \(study.about)
      \(columns.joined(separator: ","))

      """
    return about + lines.map { $0.joined(separator: ",") + "\n" }.joined()
  }

  /// The cells of each row.
  package var lines: [[String]] {
    study.parts.flatMap(\.keys).compactMap { key in
      rows[key].map { key + $0.map(Self.exact) }
    }
  }

  /// The shortest text from which the same number is read again.
  static func exact(_ number: Double) -> String {
    // Processors give what is no number a sign, each its own.
    if number.isNaN { return "nan" }
    return number == number.rounded() && abs(number) < 1e15 ? "\(Int(number))" : "\(number)"
  }
}

extension [Double] {
  /// With how many seeds these numbers lie below those; what is no number lies below nothing.
  package func countBelow(_ others: [Double]) -> Int { zip(self, others).count { $0 < $1 } }

  /// Mean, smallest and largest of several seeds: `0.742 (0.735–0.751)`. What is no number is counted,
  /// and then there is no mean, for it would be one of others: `2 of 5 diverged, else 0.735–0.751`.
  package func spread(_ digits: Int, none: String = "diverged") -> String {
    let some = filter(\.isFinite)
    let missing = count - some.count
    if some.isEmpty { return none }
    func text(_ value: Double) -> String {
      abs(value) < 100_000 ? value.fixed(digits) : value.scientific(1)
    }
    let mean = text(some.reduce(0, +) / Double(some.count))
    let range = "\(text(some.min()!))–\(text(some.max()!))"
    if missing == 0 { return "\(mean) (\(range))" }
    return "\(missing) of \(count) \(none), else " + (some.count == 1 ? text(some[0]) : range)
  }
}
