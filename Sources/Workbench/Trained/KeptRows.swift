import Base
import Foundation
import Notebook

/// The numbers of a study as they lie in the repository, found by the names of their columns: for a program
/// that does not know how they were measured.
package struct KeptRows: Sendable {
  private let name: String
  private let columns: [String]
  private let rows: [[String]]

  /// The rows of a study.
  ///
  /// - Parameter name: that of its file: `norms`.
  /// - Throws: ``InputError`` if the file is not there, or has no rows.
  package init(of name: String) throws {
    let path = "\(Study.folder)/\(name).csv"
    guard let folder = PackageFolder.url(),
      let text = try? String(contentsOf: folder.appendingPathComponent(path), encoding: .utf8)
    else { throw InputError("The kept numbers of \(path) are not here.") }
    try self.init(of: name, reading: text)
  }

  /// The rows of a text.
  ///
  /// - Throws: ``InputError`` if it has none, or a row does not fit its columns.
  package init(of name: String, reading text: String) throws {
    let lines = text.split(separator: "\n").filter { !$0.hasPrefix("#") }
      .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
    guard let columns = lines.first, lines.count > 1,
      lines.allSatisfy({ $0.count == columns.count })
    else { throw InputError("\(Study.folder)/\(name).csv is no table of kept numbers.") }
    (self.name, self.columns, rows) = (name, columns, Array(lines.dropFirst()))
  }

  /// A result for each seed, of the rows with these values.
  ///
  /// - Parameters:
  ///   - result: the column of the result: `loss 1000`.
  ///   - values: columns and what stands in them: `["blocks": "2", "norm": "none"]`.
  package func values(_ result: String, where values: KeyValuePairs<String, String>) -> [Double] {
    let found = rows.filter { row in
      values.allSatisfy { row[column($0.key)] == $0.value }
    }.map { Double($0[column(result)]) ?? .nan }
    require(!found.isEmpty, "the kept rows of \(name) have none with \(values)")
    return found
  }

  /// The mean over the seeds.
  package func mean(_ result: String, where values: KeyValuePairs<String, String>) -> Double {
    let all = self.values(result, where: values)
    return all.reduce(0, +) / Double(all.count)
  }

  private func column(_ name: String) -> Int {
    guard let index = columns.firstIndex(of: name) else {
      stop("the kept rows of \(self.name) have no column '\(name)'")
    }
    return index
  }
}
