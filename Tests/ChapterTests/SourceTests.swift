import Foundation
import Testing

@testable import Notebook

/// What all sources keep to, so that the same numbers come out on every platform.
@Suite struct SourceTests {
  /// The C library's functions round differently from system to system; `Double.sin` is our own.
  /// Where nothing is imported that has them, `exp` can only be that of tensors.
  @Test func logarithmsPowersAndSinesAreOurOwn() throws {
    let functions = try Regex(
      "[^\\w.`](sin|cos|tan|asin|acos|atan|atan2|sinh|cosh|tanh|exp|exp2|expm1|log|log2|log10|log1p"
        + "|pow|cbrt|hypot|erf|erfc|tgamma|lgamma)f?[()]")
    let package = try #require(PackageFolder.url())
    var ours = 0
    for folder in ["Sources", "Chapters"] {
      let root = package.appending(path: folder)
      for path in try FileManager.default.subpathsOfDirectory(atPath: root.path)
      where path.hasSuffix(".swift") {
        let text = try String(contentsOf: root.appending(path: path), encoding: .utf8)
        ours += text.contains("Double.sineAndCosine(") ? 1 : 0
        guard text.contains(/import (Foundation|Dispatch|Glibc|Musl|Darwin)/) else { continue }
        for line in Self.code(of: text).split(separator: "\n") where !line.contains("func ") {
          if line.contains(functions) { Issue.record("\(path) calls the C library: \(line)") }
        }
      }
    }
    #expect(ours > 3)
  }

  /// Neither comments nor literals.
  private static func code(of text: String) -> String {
    var scanner = SourceScanner(text, from: text.startIndex)
    var code = ""
    while let (character, _) = scanner.next() { code.append(character) }
    return code
  }
}
