import Foundation
import Testing

@testable import Notebook

/// What all sources keep to, so that the same numbers come out on every platform.
@Suite struct SourceTests {
  /// All Swift files of Sources and Chapters with their code: no comments, no literals.
  private func sources() throws -> [(file: String, code: String)] {
    let package = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    return try ["Sources", "Chapters"].flatMap { folder in
      let root = package.appending(path: folder)
      let files = try FileManager.default.subpathsOfDirectory(atPath: root.path)
      return try files.filter { $0.hasSuffix(".swift") }.map { file in
        let text = try String(contentsOf: root.appending(path: file), encoding: .utf8)
        var scanner = SourceScanner(text, from: text.startIndex)
        var code = ""
        while let (character, _) = scanner.next() { code.append(character) }
        return ("\(folder)/\(file)", code)
      }
    }
  }

  /// The C library's functions round differently from system to system; `Double.sin` is our own.
  @Test func logarithmsPowersAndSinesAreOurOwn() throws {
    let names =
      "sin|cos|tan|asin|acos|atan|atan2|sinh|cosh|tanh|exp|exp2|expm1|log|log2|log10|log1p|pow|cbrt"
      + "|hypot|erf|erfc|tgamma|lgamma|sincos"
    // Called or handed on; neither a member nor a declaration.
    let call = try Regex<(Substring, Substring?, Substring)>(
      "(?:^|[^\\w.`])(func )?((?:\(names))f?)[()]")
    var ours = 0
    for (file, code) in try sources() where !file.hasPrefix("Sources/Elementary/") {
      for match in code.matches(of: call) where match.output.1 == nil {
        Issue.record("\(file) uses \(match.output.2) of the C library")
      }
      ours += code.matches(of: /Double\.(cos|sin|sineAndCosine|log|pow)\(/).count
    }
    #expect(ours > 10)
  }
}
