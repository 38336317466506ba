import Foundation
import Notebook

/// What section 14 has measured of SmolLM2-135M-Instruct, for readers who give no file: the cells as they
/// were printed.
enum KeptOfPublished {
  /// The model, as a reader knows it.
  static let model = "SmolLM2-135M-Instruct"

  /// A loss with each kind of cache: what it holds, memory, loss, and how much more than with all.
  static var caches: [[String]]? { rows("caches") }

  /// The mean share of attention on the first token, the largest of a layer, which layer, and what it were
  /// if all tokens had the same.
  static var sinks: [String]? { rows("sinks")?.first }

  /// Rows of a file without its comments and its names of columns; nil where the program stands alone.
  private static func rows(_ name: String) -> [[String]]? {
    guard let folder = PackageFolder.url() else { return nil }
    let file = folder.appendingPathComponent("Chapters/Kept/published/\(name).csv")
    return (try? String(contentsOf: file, encoding: .utf8)).map { text in
      text.split(separator: "\n").filter { !$0.hasPrefix("#") }.dropFirst()
        .map { $0.split(separator: ",").map(String.init) }
    }
  }
}
