import Foundation
import Notebook
import Testing

/// The pages of the repository lead to files and to places in them that exist, and their formulas
/// are such that web views set them.
@Suite struct LinkTests {
  private static let package = PackageFolder.url()!

  /// `README.md` and the pages of `Docs`, from the package's folder on.
  static let pages: [String] = {
    let docs = package.appendingPathComponent("Docs")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: docs.path)) ?? []
    return ["README.md"] + names.filter { $0.hasSuffix(".md") }.sorted().map { "Docs/" + $0 }
  }()

  /// The lines of a page with their numbers, without blocks of code; those of formulas are kept apart.
  private static func lines(_ page: URL) throws -> (prose: [Line], formulas: [Line]) {
    var (prose, formulas): ([Line], [Line]) = ([], [])
    var block: String?
    let text = try String(contentsOf: page, encoding: .utf8)
    for (i, line) in text.components(separatedBy: "\n").enumerated() {
      if line.hasPrefix("```") {
        block = block == nil ? line : nil
      } else if block == nil {
        prose.append((i + 1, line))
      } else if block == "```math" {
        formulas.append((i + 1, line))
      }
    }
    return (prose, formulas)
  }

  private typealias Line = (number: Int, text: String)

  /// Where a link into a page may lead: to its own anchors, and to those that web views give headings.
  private static func anchors(_ page: URL) throws -> Set<String> {
    let prose = try lines(page).prose
    let own = prose.flatMap { $0.text.matches(of: /<a id="([^"]+)">/).map { String($0.1) } }
    let headings = prose.filter { $0.text.hasPrefix("#") }.map { line in
      let title = line.text.drop { $0 == "#" }.dropFirst().lowercased()
      return title.filter { $0.isLetter || $0.isNumber || " -_".contains($0) }
        .replacingOccurrences(of: " ", with: "-")
    }
    return Set(own + headings)
  }

  @Test(arguments: pages) func everyLinkLeadsSomewhere(page: String) throws {
    let file = Self.package.appendingPathComponent(page)
    for line in try Self.lines(file).prose {
      for match in line.text.matches(of: /\]\(([^)\s]+)\)/) where !match.1.hasPrefix("https://") {
        let parts = match.1.split(separator: "#", omittingEmptySubsequences: false)
        let target =
          parts[0].isEmpty
          ? file : file.deletingLastPathComponent().appendingPathComponent(String(parts[0]))
        let exists = FileManager.default.fileExists(atPath: target.standardizedFileURL.path)
        #expect(exists, "\(page):\(line.number) leads to \(match.1), which does not exist")
        guard exists, parts.count > 1 else { continue }
        let anchors = try Self.anchors(target.standardizedFileURL)
        #expect(
          anchors.contains(String(parts[1])),
          "\(page):\(line.number) leads to \(match.1), and the page has no such place")
      }
    }
  }

  /// GitHub refuses these commands and shows an error where the formula should be.
  @Test(arguments: pages) func formulasCanBeShown(page: String) throws {
    for line in try Self.lines(Self.package.appendingPathComponent(page)).formulas {
      for command in ["operatorname", "newcommand", "def", "require", "href", "style", "class"] {
        #expect(
          !line.text.contains("\\" + command), "\(page):\(line.number) uses \\\(command)")
      }
    }
  }
}
