import Foundation
import Notebook
import Testing

/// Chapters tell and are not optimised; what they race, and what loops for long, lies in modules that
/// are.
@Suite struct OptimisationTests {
  private static let package = PackageFolder.url()!

  /// The Swift files of targets that are built with `telling`, without strings and comments.
  private static let told: [(path: String, code: String)] = {
    let chapters = ["Machine", "RMSNorm", "RoPE", "KVCache", "GQA", "Training"]
    return (chapters.map { "Chapters/\($0)" } + ["Sources/Workbench"]).flatMap { folder in
      let paths = try? FileManager.default.subpathsOfDirectory(
        atPath: package.appendingPathComponent(folder).path)
      return (paths ?? []).filter { $0.hasSuffix(".swift") && !$0.hasPrefix("Experiments/") }
        .map { path in
          let url = package.appendingPathComponent("\(folder)/\(path)")
          let text = (try? String(contentsOf: url, encoding: .utf8)) ?? ""
          return ("\(folder)/\(path)", Code.withoutStrings(text))
        }
    }
  }()

  @Test func whatComputesIsOptimised() throws {
    let manifest = try String(
      contentsOf: Self.package.appendingPathComponent("Package.swift"), encoding: .utf8)
    let targets = manifest.components(separatedBy: "arget(").dropFirst()
    func settings(_ name: String) throws -> String? {
      let target = try #require(targets.first { $0.contains("name: \(name),") }, "\(name)")
      return target.firstMatch(of: /swiftSettings: (\w+)/).map { String($0.1) }
    }
    for name in [
      #""Base""#, #""Lanes""#, #""Mini""#, #""LanguageModel""#, #""Experiments""#,
      #"chapter + "Experiments""#, #""peers""#,
    ] {
      #expect(try settings(name) == "computing", "\(name)")
    }
    for name in ["Workbench", "chapter-machine", "chapter-rmsnorm", "chapter-rope"] {
      #expect(try settings("\"\(name)\"") == "telling", "\(name)")
    }
  }

  /// What is timed is a call of something that lies in an optimised module: `keep(rope(x))`.
  @Test func contestantsOnlyCall() {
    var count = 0
    for (path, code) in Self.told {
      let own = Code.declaredFunctions(code)
      for body in Code.closures(after: "Contestant(", in: code) {
        count += 1
        for line in Code.statements(body) {
          var call = line
          for wrapper in ["Threads.with(1) {", "keep(", "try? "] where call.hasPrefix(wrapper) {
            call = String(call.dropFirst(wrapper.count)).trimmingCharacters(in: .whitespaces)
          }
          let name = call.prefix { $0.isPartOfAName || $0 == "." }
          let isCall = call.dropFirst(name.count).first == "("
          #expect(isCall, "\(path) times \(line)")
          #expect(!call.contains("{"), "\(path) times a closure: \(line)")
          #expect(!own.contains(String(name)), "\(path) times \(name), which is not optimised")
        }
      }
    }
    #expect(count > 50)
  }

  /// Three loops in one another that go through the elements of a tensor are a kernel, in whatever form.
  /// Visible cells are small, and show what they do.
  @Test func elementsAreNotWalkedInDeepLoops() {
    for (path, code) in Self.told {
      for line in Code.deepElements(code) { Issue.record("\(path) loops for long: \(line)") }
    }
    let kernel = "for i in a { for j in b { for k in c { x[i, j] += 1 } } }"
    #expect(Code.deepElements(kernel).count == 1)
    let closures = "a.map { i in b.map { j in c.reduce(0) { $0 + x[i, $1] } } }"
    #expect(Code.deepElements(closures).count == 1)
    #expect(Code.deepElements("page.code { \(kernel) }") == [])
    #expect(Code.deepElements("for i in a { for j in b { x[i, j] += 1 } }") == [])
  }

  /// A loop over hundreds has no other in it, and lies in none: not in visible cells either.
  @Test func longLoopsStandAlone() {
    for (path, code) in Self.told {
      for line in Code.longLoops(code) { Issue.record("\(path) loops for long: \(line)") }
    }
    #expect(Code.longLoops("a.map { b in (0..<2048).map { b * $0 } }").count == 1)
    #expect(Code.longLoops("(0...512).map { k in zip(a, b).map(*).reduce(0, +) }").count == 1)
    #expect(Code.longLoops("for k in 0..<1_000 { for i in a { x += i } }").count == 1)
    #expect(Code.longLoops("a.map { b in (0..<8).map { b * $0 } }") == [])
    #expect(Code.longLoops("(0..<2048).map { Double($0) }") == [])
  }
}

/// A little of what a compiler knows of source, by looking at its braces.
private enum Code {
  /// Without comments and with empty strings.
  static func withoutStrings(_ text: String) -> String {
    var code = ""
    var closing: String?
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if let end = closing {
        if line.trimmingCharacters(in: .whitespaces).hasPrefix(end) { closing = nil }
        continue
      }
      var rest = line
      while let start = rest.firstIndex(where: { $0 == "\"" || $0 == "/" }) {
        code += rest[..<start]
        rest = rest[start...]
        if rest.hasPrefix("//") {
          rest = ""
        } else if rest.hasPrefix("\"\"\"") {
          let signs = code.reversed().prefix { $0 == "#" }.count
          (closing, rest) = ("\"\"\"" + String(repeating: "#", count: signs), "")
        } else if rest.first == "\"" {
          rest = afterString(rest)
        } else {
          code.append(rest.removeFirst())
        }
      }
      code += rest + "\n"
    }
    return code
  }

  private static func afterString(_ text: Substring) -> Substring {
    var (rest, depth) = (text.dropFirst(), 0)
    while let first = rest.first {
      if rest.hasPrefix("\\(") {
        depth += 1
        rest = rest.dropFirst(2)
      } else if first == "\\" {
        rest = rest.dropFirst(2)
      } else {
        rest = rest.dropFirst()
        if depth > 0 {
          depth += first == "(" ? 1 : first == ")" ? -1 : 0
        } else if first == "\"" {
          return rest
        }
      }
    }
    return rest
  }

  static func declaredFunctions(_ code: String) -> Set<String> {
    Set(
      code.components(separatedBy: "func ").dropFirst().map { part in
        String(part.prefix { $0.isPartOfAName })
      })
  }

  /// The bodies of the trailing closures of all calls that begin so.
  static func closures(after call: String, in code: String) -> [String] {
    var bodies: [String] = []
    var rest = code[...]
    while let range = rest.range(of: call) {
      rest = rest[range.upperBound...]
      let afterCall = inside(rest, "(", ")").1
      let next = afterCall.drop(while: \.isWhitespace)
      guard next.first == "{" else { continue }
      bodies.append(String(inside(next.dropFirst(), "{", "}").0))
    }
    return bodies
  }

  /// What stands before the bracket that closes one that is open, and what stands after it.
  private static func inside(
    _ text: Substring, _ open: Character, _ close: Character
  ) -> (Substring, Substring) {
    var depth = 1
    for i in text.indices {
      if text[i] == open { depth += 1 }
      if text[i] == close { depth -= 1 }
      if depth == 0 { return (text[..<i], text[text.index(after: i)...]) }
    }
    return (text, "")
  }

  /// Lines, of which those that end within brackets are joined with the next ones.
  static func statements(_ body: String) -> [String] {
    var statements: [String] = []
    var depth = 0
    for line in body.split(separator: "\n") {
      let line = line.trimmingCharacters(in: .whitespaces)
      if line.isEmpty { continue }
      if depth == 0 { statements.append(line) } else { statements[statements.count - 1] += line }
      depth += line.count { "({[".contains($0) } - line.count { ")}]".contains($0) }
    }
    return statements
  }

  /// Statements that read `x[i, j]` three loops deep, outside of cells that a page shows.
  static func deepElements(_ code: String) -> [String] {
    var found: [String] = []
    var blocks: [Character] = []  // l: a loop, c: a cell, b: another block
    var head = ""
    for character in code {
      switch character {
      case "{":
        let isLoop = head.contains(/(^|\s)(for|while) [^;]*$/) || head.contains(closureLoops)
        blocks.append(head.contains(/\.code\s*(\(\))?\s*$/) ? "c" : isLoop ? "l" : "b")
        head = ""
      case "}", "\n":
        if character == "\n" && head.contains(/(^|\s)(for|while) [^;]*$/) { continue }
        if blocks.count(where: { $0 == "l" }) >= 3, !blocks.contains("c"),
          head.contains(/\w\[[\w$. +*\/-]+, [\w$. +*\/-]+\]/)
        {
          found.append(head.trimmingCharacters(in: .whitespaces))
        }
        if character == "}" { _ = blocks.popLast() }
        head = ""
      default: head.append(character)
      }
    }
    return found
  }

  /// Loops over a range that ends at 512 or beyond which lie in another loop, or have one in them.
  static func longLoops(_ code: String) -> [String] {
    var found: [String] = []
    var blocks: [(isLoop: Bool, isLong: Bool)] = []
    var head = ""
    for character in code {
      switch character {
      case "{":
        let isLoop = head.contains(/(^|\s)(for|while) [^;]*$/) || head.contains(closureLoops)
        let ends = head.matches(of: /\.\.[.<]([\d_]+)\)?/).compactMap {
          Int($0.1.replacing("_", with: ""))
        }
        let isLong = isLoop && ends.contains { $0 >= 512 }
        if isLoop && blocks.contains(where: { $0.isLong || isLong && $0.isLoop }) {
          found.append(head.trimmingCharacters(in: .whitespaces))
        }
        blocks.append((isLoop, isLong))
        head = ""
      case "}", "\n":
        if character == "\n" && head.contains(/(^|\s)(for|while) [^;]*$/) { continue }
        if blocks.contains(where: \.isLong), head.contains(/\.(map|reduce)\(([\d.]+, )?[+*]\)/) {
          found.append(head.trimmingCharacters(in: .whitespaces))
        }
        if character == "}" { _ = blocks.popLast() }
        head = ""
      default: head.append(character)
      }
    }
    return found
  }

  private static var closureLoops: Regex<(Substring, Substring, Substring?)> {
    /\.(map|flatMap|compactMap|reduce|forEach|filter|count|contains|sorted)(\([^{}]*\))?\s*$/
  }
}

extension Character {
  fileprivate var isPartOfAName: Bool { isLetter || isNumber || self == "_" }
}
