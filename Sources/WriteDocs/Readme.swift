import Foundation
import Notebook

/// The excerpt of real output in the package's README, between two marks:
///
///     <!-- excerpt: 40 lines of chapter-rope --section 6 --no-timing -->
///     …
///     <!-- /excerpt -->
enum Readme {
  private static let end = "<!-- /excerpt -->"

  /// The text with every excerpt replaced by what the program prints now.
  ///
  /// - Parameter print: what a program prints with these arguments.
  /// - Throws: ``InputError`` for an excerpt that does not end.
  static func refreshed(
    _ text: String, print: (_ program: String, _ arguments: [String]) throws -> String
  ) throws -> String {
    var result = ""
    var rest = text[...]
    while let mark = rest.firstMatch(of: /<!-- excerpt: (\d+) lines of (\S+) (.*?) -->\n/) {
      guard let count = Int(mark.1), let stop = rest[mark.range.upperBound...].range(of: end) else {
        throw InputError("The excerpt '\(mark.0.dropLast())' of README.md has no end.")
      }
      let arguments = mark.3.split(separator: " ").map(String.init)
      let printed = try print(String(mark.2), arguments + ["--width", "80", "--color", "never"])
      // The chapter's head is left out: an excerpt begins with its section.
      let lines = printed.split(separator: "\n", omittingEmptySubsequences: false)
        .drop { !$0.hasPrefix("── ") }.prefix(count)
      result += rest[..<mark.range.upperBound]
      result += "```text\n" + lines.joined(separator: "\n") + "\n```\n" + end
      rest = rest[stop.upperBound...]
    }
    return result + rest
  }
}
