import Foundation
import Notebook
import Testing

/// The map of the code leads to files that exist and hold what it promises, and leaves none out.
@Suite struct MapTests {
  private static let docs = PackageFolder.url()!.appendingPathComponent("Docs")

  private let lines: [String]

  init() throws {
    let map = Self.docs.appendingPathComponent("map.md")
    lines = try String(contentsOf: map, encoding: .utf8).components(separatedBy: "\n")
  }

  /// The files that a line links to, from the package's folder on.
  private func links(_ line: String) -> [URL] {
    line.matches(of: /\]\(([^)#]+)(#[^)]*)?\)/).map { match in
      Self.docs.appendingPathComponent(String(match.1)).standardizedFileURL
    }
  }

  @Test func everyLinkLeadsToAFile() {
    for line in lines {
      for file in links(line) {
        #expect(FileManager.default.fileExists(atPath: file.path), "\(file.lastPathComponent)")
      }
    }
  }

  @Test func everyNameIsInAFileOfItsRow() throws {
    for line in lines where line.hasPrefix("|") {
      let cells = line.components(separatedBy: " | ")
      guard cells.count == 4, cells[1].contains("`") else { continue }
      let sources = try links(cells[2]).map { try String(contentsOf: $0, encoding: .utf8) }
      for name in cells[1].matches(of: /`(\w+\.)?(\w+)[^`]*`/) {
        let word = String(name.2)
        #expect(sources.contains { $0.contains(word) }, "\(word) is not in \(cells[2])")
      }
    }
  }

  @Test func noFileIsLeftOut() throws {
    let linked = Set(lines.flatMap(links).map(\.lastPathComponent))
    for path in try Self.sources(of: "Mini") where !path.contains("Kernels/") {
      let name = String(path.split(separator: "/").last!)
      #expect(linked.contains(name), "Sources/Mini/\(path) is not on the map")
    }
  }

  /// Whoever reads a layer, a cache or a norm meets no pointer.
  @Test func unsafePointersStayInKernels() throws {
    for path in try Self.sources(of: "Mini") where !path.contains("Kernels/") {
      let file = Self.docs.deletingLastPathComponent().appending(path: "Sources/Mini/\(path)")
      let text = try String(contentsOf: file, encoding: .utf8)
      for word in ["Unsafe", "withScalars", "withMutableScalars", "withPointers"] {
        #expect(!text.contains(word), "\(word) is in Sources/Mini/\(path)")
      }
    }
  }

  /// The Swift files of a module, from its folder on.
  private static func sources(of module: String) throws -> [String] {
    let folder = docs.deletingLastPathComponent().appending(path: "Sources/\(module)")
    return try FileManager.default.subpathsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".swift") }
  }
}
