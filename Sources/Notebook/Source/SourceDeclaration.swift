import Foundation

// Declarations of the package's own sources, for `page.source(of:in:)`.

extension SourceCode {
  /// The declaration in `file` that begins with `signature`, with the comment above it.
  ///
  /// - Parameter signature: how it begins; access, modifiers and the keyword may be left out.
  /// - Throws: ``InputError`` if there is no such file, if it cannot be read, or if it has not exactly one
  ///   such declaration.
  static func declaration(_ signature: String, file: String) throws -> Code {
    guard let text = try contents(of: file) else {
      throw InputError("There is no file \(pathInPackage(file)) to show '\(signature)' of.")
    }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let found = lines.indices.filter { begins(whole(lines, $0), with: signature) }
      .filter { isCode(lines[$0], of: text) }
    guard found.count == 1, let at = found.first else {
      let count = found.isEmpty ? "no declaration" : "\(found.count) declarations"
      throw InputError("\(pathInPackage(file)) has \(count) '\(signature)'; it must have one.")
    }
    let first = firstLine(above: at, of: lines)
    let end = end(ofDeclarationAt: lines[at].startIndex, in: text)
    let last = at + text[lines[at].startIndex..<end].filter { $0 == "\n" }.count
    return Code(
      source: dedented(lines[first...last].map(withoutPackage).joined(separator: "\n")),
      file: pathInPackage(file), line: first + 1, caption: nil)
  }

  /// A line as one would type it: that the rest of the package may call what it declares is of no
  /// interest to a reader.
  private static func withoutPackage(_ line: Substring) -> Substring {
    let indentation = line.prefix { $0 == " " }
    let code = line.dropFirst(indentation.count)
    return code.hasPrefix("package ") ? indentation + code.dropFirst("package ".count) : line
  }

  // MARK: Where it begins

  private static let prefixes: Set<String> = [
    "public", "package", "internal", "fileprivate", "private", "open", "final", "static", "class",
    "mutating", "nonmutating", "consuming", "borrowing", "override", "required", "convenience",
    "lazy", "weak", "unowned", "indirect", "nonisolated", "dynamic", "prefix", "postfix", "infix",
    "func", "var", "let", "struct", "enum", "actor", "protocol", "extension", "typealias", "case",
    "associatedtype", "macro",
  ]

  /// A line, and the next one where its parameters stand there.
  private static func whole(_ lines: [Substring], _ at: Int) -> Substring {
    guard lines[at].hasSuffix("("), at + 1 < lines.count else { return lines[at] }
    return Substring(lines[at] + lines[at + 1].drop { $0 == " " })
  }

  /// Whether a line declares something that begins with `signature`, with words such as `public` or
  /// `func` before it or not.
  private static func begins(_ line: Substring, with signature: String) -> Bool {
    var rest = withoutAttributes(line)
    while true {
      if rest.hasPrefix(signature) {
        let endsInName = signature.last?.isPartOfName == true
        return !(endsInName && rest.dropFirst(signature.count).first?.isPartOfName == true)
      }
      let word = rest.prefix { $0.isLetter }
      guard prefixes.contains(String(word)) else { return false }
      rest = rest.dropFirst(word.count)
      // `private(set)`
      if rest.first == "(" { rest = rest.drop { $0 != ")" }.dropFirst() }
      rest = rest.drop { $0 == " " }
    }
  }

  private static func withoutAttributes(_ line: Substring) -> Substring {
    var rest = line.drop { $0 == " " }
    while rest.first == "@" {
      rest = rest.dropFirst().drop { $0.isPartOfName }
      if rest.first == "(" {
        let text = String(rest)
        var scanner = SourceScanner(text, from: text.startIndex)
        guard let end = scanner.closing() else { return "" }
        rest = rest.dropFirst(text.distance(from: text.startIndex, to: end) + 1)
      }
      rest = rest.drop { $0 == " " }
    }
    return rest
  }

  /// Whether a line stands outside of comments and literals.
  private static func isCode(_ line: Substring, of text: String) -> Bool {
    guard let start = line.firstIndex(where: { $0 != " " }) else { return false }
    var scanner = SourceScanner(text, from: text.startIndex)
    while let (_, index) = scanner.next(), index <= start {
      if index == start { return true }
    }
    return false
  }

  /// The first line of the comments and attributes right above a declaration.
  private static func firstLine(above line: Int, of lines: [Substring]) -> Int {
    var first = line
    while first > 0 {
      let above = lines[first - 1].drop { $0 == " " }
      let isComment = above.hasPrefix("//") && !above.hasPrefix("// MARK:")
      let isAttribute = above.first == "@" && withoutAttributes(above).isEmpty
      guard isComment || isAttribute else { break }
      first -= 1
    }
    return first
  }

  // MARK: Where it ends

  /// A declaration ends where its line does, outside of all braces and parentheses, unless that line
  /// or the next one says that it goes on.
  private static func end(ofDeclarationAt start: String.Index, in text: String) -> String.Index {
    var scanner = SourceScanner(text, from: start)
    var end = start
    var depth = 0
    var line = ""
    while let (character, index) = scanner.next() {
      if "{([".contains(character) { depth += 1 }
      if "})]".contains(character) { depth -= 1 }
      if depth < 0 { break }  // the end of what the declaration stands in
      if character != "\n" {
        line.append(character)
        if !character.isWhitespace { end = index }
      } else if !line.allSatisfy(\.isWhitespace) {
        if depth == 0, !goesOn(after: line), !goesOn(with: scanner.upcomingLine()) { break }
        line = ""
      }
    }
    return end
  }

  private static func goesOn(after line: String) -> Bool {
    let code = line.trimmingCharacters(in: .whitespaces)
    return ["->", ",", "=", ":", "&", "|", "+", "-", "*", "/", " where"].contains {
      code.hasSuffix($0)
    }
  }

  private static func goesOn(with line: String) -> Bool {
    let word = String(line.prefix { $0.isLetter })
    return ["where", "throws", "rethrows", "async", "else"].contains(word)
      || ["{", "->", ".", "?", ":", "=", "&&", "||", "+ ", "- ", "* ", "/ "].contains {
        line.hasPrefix($0)
      }
  }
}
