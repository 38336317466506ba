import Foundation
import Notebook
import Testing

/// Paths that pages and comments name exist, and files of sections stand in the order in which a chapter
/// lists its sections.
@Suite struct PathTests {
  private static let package = PackageFolder.url()!

  /// All files of the repository's folders, from its own folder on.
  private static let files: [String] = ["Chapters", "Docs", "Sources", "Tests"].flatMap { folder in
    let paths = try? FileManager.default.subpathsOfDirectory(
      atPath: package.appendingPathComponent(folder).path)
    return (paths ?? []).map { "\(folder)/\($0)" }
  }

  /// A path from the package's folder or from a test's own, and a file's name alone: `Docs/map.md`,
  /// `Exercise.swift`.
  @Test func pathsInBackquotesExist() throws {
    let exists = Set(files: Self.files)
    let inSamples = ["Sources/A.swift"]  // what tests print themselves
    for path in Self.files + ["README.md", "Package.swift"]
    where [".md", ".swift", ".sh", ".py"].contains(where: path.hasSuffix) {
      for (number, line) in try text(path).split(separator: "\n", omittingEmptySubsequences: false)
        .enumerated() where line.contains("`")
      {
        for (i, part) in line.split(separator: "`", omittingEmptySubsequences: false).enumerated()
        where i % 2 == 1 && Self.isPath(part) && !inSamples.contains(String(part)) {
          if !exists.contains(String(part)) {
            Issue.record("\(path):\(number + 1) names \(part), which does not exist")
          }
        }
      }
    }
  }

  private static func isPath(_ text: Substring) -> Bool {
    guard text.allSatisfy({ $0.isLetter || $0.isNumber || "+-._/".contains($0) }) else {
      return false
    }
    let parts = text.split(separator: "/")
    if parts.count > 1, ["Chapters", "Docs", "Sources", "Tests"].contains(parts[0]) { return true }
    return parts.first?.first != "."
      && [".swift", ".md", ".sh", ".py", ".csv"].contains {
        text.hasSuffix($0) && text.count > $0.count
      }
  }

  /// `04-Rotations.swift` holds section 4, and files without a section belong to one.
  @Test func sectionsAreNumberedAsTheyAreRead() throws {
    for main in Self.files where main.contains(/^Chapters\/(\w+)\/\1Chapter\.swift$/) {
      let folder = main.split(separator: "/").prefix(2).joined(separator: "/")
      let chapter = try text(main)
      let list = try #require(chapter.firstMatch(of: /var sections: \[Section\] \{\s*\[([^\]]*)\]/))
      let sections = list.1.matches(of: /\w+/).map { String($0.0) }
      #expect(sections.count > 5)
      var found = Set<String>()
      for path in Self.files where path.hasPrefix(folder + "/") {
        let own =
          try path.hasSuffix(".swift")
          ? text(path).matches(of: /\n  var (\w+): Section \{/).map { String($0.1) } : []
        let number = path.firstMatch(of: /\/(\d\d)-\w+\.swift$/).flatMap { Int($0.1) }
        if own.isEmpty {
          #expect((1...sections.count).contains(number ?? 1), "\(path)")
        } else {
          let places = own.map { (sections.firstIndex(of: $0) ?? -1) + 1 }
          #expect(number == places.first, "\(path) holds the sections \(places)")
          #expect(places == Array(places[0]..<places[0] + places.count), "\(path)")
        }
        found.formUnion(own)
      }
      #expect(found == Set(sections), "\(folder)")
    }
  }

  private func text(_ path: String) throws -> String {
    try String(contentsOf: Self.package.appendingPathComponent(path), encoding: .utf8)
  }
}

extension Set<String> {
  /// Files and the folders that they lie in, as they may be named: from any folder above them on.
  fileprivate init(files: [String]) {
    self = ["Package.swift", "README.md", "Chapters/", "Docs/", "Sources/", "Tests/"]
    for file in files {
      insert(file + "/")
      var rest = file[...]
      insert(file)
      while let slash = rest.firstIndex(of: "/") {
        rest = rest[rest.index(after: slash)...]
        insert(String(rest))
      }
    }
  }
}
