import Foundation

/// Finds the lines of source that a page shows, so that the code a reader sees is the code that runs.
enum SourceCode {
  /// The text between the braces of the closure that the call `.code` at `line` of `file` is given.
  static func closure(file: String, line: Int) -> Code? {
    guard let text = try? contents(of: file) else { return nil }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard line >= 1, line <= lines.count, let brace = openingBrace(in: text, on: lines[line - 1])
    else { return nil }
    var scanner = SourceScanner(text, from: brace)
    guard let end = scanner.closing() else { return nil }
    let inside = withoutSignature(text[text.index(after: brace)..<end])
    let skipped = inside.prefix { $0.isWhitespace }.filter { $0 == "\n" }.count
    let first = text[..<inside.startIndex].filter { $0 == "\n" }.count + 1 + skipped
    return Code(
      source: dedented(String(inside)), file: pathInPackage(file), line: first, caption: nil)
  }

  /// Where the closure begins that is given to the first call of `code` on a line.
  private static func openingBrace(in text: String, on line: Substring) -> String.Index? {
    var searched = line
    while let name = searched.range(of: ".code") {
      searched = searched[name.upperBound...]
      var next = firstCode(of: text, from: name.upperBound)
      if let parenthesis = next, text[parenthesis] == "(" {
        // The closure stands in the parentheses, or after them.
        next = firstCode(of: text, from: text.index(after: parenthesis))
        if let inside = next, text[inside] != "{" {
          var scanner = SourceScanner(text, from: parenthesis)
          next = scanner.closing().flatMap { firstCode(of: text, from: text.index(after: $0)) }
        }
      }
      if let brace = next, text[brace] == "{" { return brace }
    }
    return nil
  }

  private static func firstCode(of text: String, from start: String.Index) -> String.Index? {
    var scanner = SourceScanner(text, from: start)
    while let (character, index) = scanner.next() {
      if !character.isWhitespace { return index }
    }
    return nil
  }

  /// A closure's text without `() -> Tensor in`, if that has the first line for itself.
  private static func withoutSignature(_ inside: Substring) -> Substring {
    guard let end = inside.firstIndex(of: "\n") else { return inside }
    let first = inside[..<end].trimmingCharacters(in: .whitespaces)
    return first.hasPrefix("(") && first.hasSuffix(" in") ? inside[end...] : inside
  }

  /// The lines without blank ones at both ends and without the indentation that all of them share.
  static func dedented(_ text: String) -> String {
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

// MARK: Files

extension SourceCode {
  /// `Chapters/RoPE/RoPEChapter.swift`: the path without what comes before the package.
  static func pathInPackage(_ file: String) -> String {
    if let folder = PackageFolder.url(of: file)?.path, file.hasPrefix(folder + "/") {
      return String(file.dropFirst(folder.count + 1))
    }
    let parts = file.split(separator: "/")
    let root = parts.lastIndex { ["Chapters", "Sources", "Tests"].contains($0) } ?? 0
    return parts[root...].joined(separator: "/")
  }

  /// The text of a file with plain line ends, or `nil` where there is none.
  ///
  /// - Throws: ``InputError`` with the system's reason if there is one that cannot be read.
  static func contents(of file: String) throws -> String? {
    guard let stream = fopen(file, "r") else {
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw unreadable(file, Place.systemReason)
    }
    defer { fclose(stream) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = fread(&buffer, 1, buffer.count, stream), count > 0 {
      bytes += buffer[..<count]
    }
    if ferror(stream) != 0 { throw unreadable(file, Place.systemReason) }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw unreadable(file, "its bytes are not UTF-8")
    }
    return text.replacingOccurrences(of: "\r\n", with: "\n")
  }

  private static func unreadable(_ file: String, _ reason: String) -> InputError {
    InputError("The file \(pathInPackage(file)) cannot be read: \(reason).")
  }
}

extension Character {
  /// Whether the character can be part of a name in Swift.
  var isPartOfName: Bool { isLetter || isNumber || self == "_" }
}
