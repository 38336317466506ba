import Foundation

extension Docs {
  /// The names of the figures in the folder: `figures/rope-7-the-bound.svg`.
  var figuresOnDisk: [String] {
    let folder = folder.appendingPathComponent(Self.figures)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { $0.hasSuffix(".svg") }.sorted().map { "\(Self.figures)/\($0)" }
  }

  /// Figures that a page of the folder shows and that are not there, those of times among them, and
  /// figures that are there and that no page shows.
  func figureDifferences(_ expected: [Page]) -> [String] {
    var shown: Set<String> = []
    var differences: [String] = []
    let onDisk = Set(figuresOnDisk)
    for page in expected where !page.isFigure {
      guard let data = try? Data(contentsOf: folder.appendingPathComponent(page.name)) else {
        continue
      }
      let lines = String(decoding: data, as: UTF8.self).split(
        separator: "\n", omittingEmptySubsequences: false)
      for (i, line) in lines.enumerated() {
        for name in Self.references(in: line) {
          // What the program writes is compared, and missed, under its own name.
          let isWritten = expected.contains { $0.name == name }
          if !onDisk.contains(name), !isWritten {
            differences.append(
              "Docs/\(page.name):\(i + 1) shows Docs/\(name), which does not exist.")
          }
          shown.insert(name)
        }
      }
    }
    for name in onDisk.sorted() where !shown.contains(name) {
      differences.append("Docs/\(name) is shown by no page.")
    }
    return differences
  }

  /// The figures that a line of a page shows.
  static func references(in line: Substring) -> [String] {
    line.matches(of: /\]\((figures\/[A-Za-z0-9.-]+\.svg)\)/).map { String($0.1) }
  }
}
