import Foundation

/// Finds the lines of source that a page shows, so that the code a reader sees is the code that runs.
enum SourceCode {
  /// The text between the braces of the closure whose call stands at `line` of `file`.
  static func closure(after call: String, file: String, line: Int) -> Code? {
    guard let text = contents(of: file) else { return nil }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard line >= 1, line <= lines.count else { return nil }
    let start = lines[line - 1].startIndex
    guard let name = text.range(of: call, range: start..<text.endIndex),
      let brace = text[name.upperBound...].firstIndex(of: "{"),
      let end = closingBrace(in: text, from: brace)
    else { return nil }
    let inside = text[text.index(after: brace)..<end]
    let skipped = inside.prefix { $0.isWhitespace }.filter { $0 == "\n" }.count
    let first = text[..<brace].filter { $0 == "\n" }.count + 1 + skipped
    return Code(
      source: dedented(String(inside)), file: pathInPackage(file), line: first, caption: nil)
  }

  /// The declaration in `file` that begins with `signature`, with the comment above it.
  ///
  /// - Throws: ``InputError`` if the file is at hand and holds no such declaration, or two.
  static func declaration(_ signature: String, file: String) throws -> Code? {
    guard let text = contents(of: file) else { return nil }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let found = lines.indices.filter { i in
      let line = lines[i].drop { $0 == " " }
      return !line.hasPrefix("//") && line.contains(signature)
    }
    guard found.count == 1, let at = found.first else {
      throw InputError(
        "\(pathInPackage(file)) has \(found.count) declarations '\(signature)', not one.")
    }
    var first = at
    while first > 0, let above = lines[first - 1].first(where: { $0 != " " }),
      above == "/" || above == "@"
    {
      first -= 1
    }
    // A declaration with a body ends at its brace, one without at the end of its line.
    var last = at
    if let brace = text[lines[at].startIndex...].firstIndex(where: { $0 == "{" || $0 == "=" }),
      text[brace] == "{", let end = closingBrace(in: text, from: brace)
    {
      last = text[..<end].filter { $0 == "\n" }.count
    }
    let source = lines[first...last].joined(separator: "\n")
    return Code(
      source: dedented(source), file: pathInPackage(file), line: first + 1, caption: nil)
  }

  /// The folder with the package's manifest that `file` lies in.
  static func packageFolder(of file: String) -> URL? {
    var folder = URL(fileURLWithPath: file).deletingLastPathComponent()
    while folder.path != "/" {
      let manifest = folder.appendingPathComponent("Package.swift")
      if FileManager.default.fileExists(atPath: manifest.path) { return folder }
      folder.deleteLastPathComponent()
    }
    return nil
  }

  /// `Chapters/RoPE/Rotation.swift`: the path without what comes before the package.
  static func pathInPackage(_ file: String) -> String {
    if let folder = packageFolder(of: file)?.path, file.hasPrefix(folder + "/") {
      return String(file.dropFirst(folder.count + 1))
    }
    let parts = file.split(separator: "/")
    let root = parts.lastIndex { ["Chapters", "Sources", "Tests"].contains($0) } ?? 0
    return parts[root...].joined(separator: "/")
  }

  private static func contents(of file: String) -> String? {
    try? String(contentsOf: URL(fileURLWithPath: file), encoding: .utf8)
  }

  /// The lines without blank ones at both ends and without the indentation that all of them share.
  private static func dedented(_ text: String) -> String {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    while let first = lines.first, first.allSatisfy(\.isWhitespace) { lines.removeFirst() }
    while let last = lines.last, last.allSatisfy(\.isWhitespace) { lines.removeLast() }
    let indents = lines.filter { !$0.allSatisfy(\.isWhitespace) }
      .map { $0.prefix { $0 == " " }.count }
    let shared = indents.min() ?? 0
    return lines.map { line in
      var line = String(line.dropFirst(shared))
      while line.last?.isWhitespace == true { line.removeLast() }
      return line
    }.joined(separator: "\n")
  }
}

// MARK: Matching braces

extension SourceCode {
  /// The brace that closes the one at `open`. Comments and string literals may hold braces of their
  /// own; an interpolation inside a literal is code again.
  static func closingBrace(in text: String, from open: String.Index) -> String.Index? {
    var scanner = Scanner(rest: text[open...])
    var depth = 0
    while let character = scanner.next() {
      switch character {
      case "{": depth += 1
      case "}":
        depth -= 1
        if depth == 0 { return text.index(before: scanner.rest.startIndex) }
      default: break
      }
    }
    return nil
  }

  /// Walks over source text and hands out only what is code.
  private struct Scanner {
    var rest: Substring

    mutating func next() -> Character? {
      while true {
        if rest.hasPrefix("//") {
          rest = rest.drop { $0 != "\n" }
        } else if let delimiter = literalDelimiter() {
          skipLiteral(delimiter)
        } else {
          return rest.popFirst()
        }
      }
    }

    /// The number signs and quotes that a literal begins with, if one begins here.
    private func literalDelimiter() -> (signs: Substring, quotes: String)? {
      let signs = rest.prefix { $0 == "#" }
      let after = rest.dropFirst(signs.count)
      guard after.first == "\"" else { return nil }
      return (signs, after.hasPrefix("\"\"\"") ? "\"\"\"" : "\"")
    }

    private mutating func skipLiteral(_ delimiter: (signs: Substring, quotes: String)) {
      rest = rest.dropFirst(delimiter.signs.count + delimiter.quotes.count)
      let end = delimiter.quotes + delimiter.signs
      let escape = "\\" + delimiter.signs
      while !rest.isEmpty {
        if rest.hasPrefix(end) {
          rest = rest.dropFirst(end.count)
          return
        } else if rest.hasPrefix(escape + "(") {
          rest = rest.dropFirst(escape.count + 1)
          skipInterpolation()
        } else if rest.hasPrefix(escape) {
          rest = rest.dropFirst(escape.count + 1)
        } else {
          rest = rest.dropFirst()
        }
      }
    }

    private mutating func skipInterpolation() {
      var depth = 1
      while depth > 0, let character = next() {
        depth += character == "(" ? 1 : character == ")" ? -1 : 0
      }
    }
  }
}
