import Foundation
import Testing

@testable import Notebook

/// A file that exists as long as the test that needs it.
struct TemporaryFile: ~Copyable {
  let path: String

  init(_ text: String, named name: String = "Example.swift") {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try! FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    path = folder.appendingPathComponent(name).path
    try! Data(text.utf8).write(to: URL(fileURLWithPath: path))
  }

  deinit {
    try? FileManager.default.removeItem(
      at: URL(fileURLWithPath: path).deletingLastPathComponent())
  }
}

/// What `page.code` shows of a file, called at `line`.
private func shown(_ text: String, line: Int = 1) -> String? {
  let file = TemporaryFile(text)
  return SourceCode.closure(file: file.path, line: line)?.source
}

@Suite struct SourceCodeTests {
  /// A file that is there and cannot be read is not called missing.
  @Test func whatCannotBeReadSaysWhy() throws {
    #expect(try SourceCode.contents(of: "/nowhere/A.swift") == nil)
    let circle = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createSymbolicLink(
      atPath: circle.path, withDestinationPath: circle.path)
    defer { try? FileManager.default.removeItem(at: circle) }
    for path in [circle.path, FileManager.default.temporaryDirectory.path] {
      let error = #expect(throws: InputError.self) {
        try SourceCode.declaration("f", file: path)
      }
      #expect(error?.description.contains(" cannot be read: ") == true)
    }
  }

  @Test func showsTheLinesBetweenTheBraces() {
    let text = """
      let x = page.code {
        let a = 1

        return a + 2
      }
      let y = 3
      """
    #expect(shown(text) == "let a = 1\n\nreturn a + 2")
  }

  @Test func showsAClosureOnOneLine() {
    #expect(shown("let x = page.code { 3 + 4 }; other { 5 }") == "3 + 4")
  }

  @Test func findsTheClosureInAndAfterParentheses() {
    #expect(shown("page.code({ 3 })") == "3")
    #expect(shown("page.code(file: f(1), line: 2) { 4 }") == "4")
    #expect(shown("page.code(\n  file: f\n) {\n  5\n}") == "5")
    #expect(shown("page.code(body)\nif a { 6 }") == nil)
  }

  @Test func findsTheCallAmongSimilarNames() {
    #expect(shown("let code = { 1 }; let codes = page.codes { 2 }; page.code { 3 }") == "3")
  }

  @Test func leavesOutTheSignatureOfTheClosure() {
    #expect(shown("page.code { () -> Float in\n  1\n}") == "1")
    #expect(shown("page.code {\n  rows.map { row in\n    row }\n}") == "rows.map { row in\n  row }")
  }

  @Test(arguments: [
    #"let a = "}" + "\" }" + "\\""#, ##"let a = #"}"# + #"\"# + #"\#(b("}"))"#"##,
    "let a = \"\"\"\n    } \"quoted\" }\n    \"\"\"", #"let a = "\(b.map { "}" })" + "{""#,
    "let a = 1  // } and \"", "let a = 1  /* } /* nested } */ } */", "let c: Character = \"{\"",
    ###"let a = #"""# + "}""###, "#if os(Linux)\n  let a = \"}\"\n  #endif",
  ])
  func bracesInCommentsAndLiteralsAreText(body: String) {
    #expect(shown("page.code {\n  \(body)\n  return 1\n}\n}}}")?.hasSuffix("return 1") == true)
  }

  @Test func knowsTheLineOfTheFirstStatement() {
    let file = TemporaryFile("\n\npage.code {\n\n  let a = 1\n}")
    #expect(SourceCode.closure(file: file.path, line: 3)?.line == 5)
  }

  @Test func toleratesOtherLineEnds() {
    #expect(shown("page.code {\r\n  let a = 1\r\n  a\r\n}\r\n") == "let a = 1\na")
  }

  @Test(arguments: [0, -1, 2, 99]) func findsNothingOnOtherLines(line: Int) {
    #expect(shown("page.code { 1 }\n", line: line) == nil)
  }

  @Test func findsNothingWhereTheBraceIsNeverClosed() {
    #expect(shown("page.code { 1") == nil)
    #expect(shown("page.code { \"unterminated") == nil)
    #expect(shown("page.code { \"\\(unterminated") == nil)
    #expect(shown("page.code { /* unterminated") == nil)
  }

  @Test func withoutSourceOnlyThePlaceIsShown() {
    let page = TestPage()
    let value = page.page.code(file: "/nowhere/Chapters/RoPE/Rotation.swift", line: 7) { 5 }
    #expect(value == 5)
    guard case .code(let code)? = page.blocks.first else { return #expect(Bool(false)) }
    #expect(code.source == nil)
    #expect(code.file == "Chapters/RoPE/Rotation.swift")
    #expect(code.line == 7)
  }

  @Test func codeShownIsCodeRun() {
    let page = TestPage()
    let value = page.page.code {
      let a = 20
      return a + 1
    }
    #expect(value == 21)
    guard case .code(let code)? = page.blocks.first else { return #expect(Bool(false)) }
    #expect(code.source == "let a = 20\nreturn a + 1")
    #expect(code.file == "Tests/NotebookTests/SourceCodeTests.swift")
  }

  @Test func codeThrowsWhatItsBodyThrows() {
    #expect(throws: InputError.self) {
      try TestPage().page.code { throw InputError("no") }
    }
  }
}
