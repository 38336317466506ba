import Foundation
import Testing

@testable import Notebook

private let source = #"""
  /// A vector of scalars.
  public struct Vector {
    /// The scalars, in order.
    public private(set) var scalars: [Float]
    /// How many there are: a { in a comment.
    public var count: Int { scalars.count }
    static let zero = Vector(scalars: [])
    static let names = ["}", "{"]
    static let table: [Int] = {
      (0..<3).map { $0 * 2 }
    }()
    @Knob("first } of all", .atLeast(1)) var first = 1
    @Knob("second", .atLeast(1)) var second = 2

    // MARK: Methods
    /// Applies `body`.
    @inlinable
    public func map(
      _ body: (Float) -> Float = { $0 }, named name: String = "}"
    ) -> [Float]
    where Float: Sendable {
      scalars.map { body($0) }
    }

    public func map2() {}

    subscript(index: Int) -> Float { scalars[index] }  // the scalar
    let sum =
      1
      + 2
    func twice() -> Int { 1 }
    package func thrice() -> Int {
      package struct Three {}
      return 3  // in this package
    }
    func twice(_ n: Int) -> Int { n }
  }

  protocol Scaling {
    /// How much.
    var factor: Float { get }
    func scaled(by factor: Float) -> Self
    func reset()
  }

  /* func hidden() { */
  let text = """
    func hidden() {
    """
  enum Layout { case halves, interleaved }
  """#

@Suite struct SourceDeclarationTests {
  private func shown(_ signature: String) throws -> String {
    let file = TemporaryFile(source)
    return try SourceCode.declaration(signature, file: file.path).source ?? ""
  }

  @Test func endsAtTheBraceOfItsBody() throws {
    let text = try shown("func map(")
    #expect(text.hasPrefix("/// Applies `body`.\n@inlinable\npublic func map("))
    #expect(text.hasSuffix("  scalars.map { body($0) }\n}"))
  }

  @Test(arguments: [
    (
      "var count",
      "/// How many there are: a { in a comment.\npublic var count: Int { scalars.count }"
    ),
    ("static let zero", "static let zero = Vector(scalars: [])"),
    ("names", #"static let names = ["}", "{"]"#),
    ("let table", "static let table: [Int] = {\n  (0..<3).map { $0 * 2 }\n}()"),
    ("var second", #"@Knob("second", .atLeast(1)) var second = 2"#),
    ("func map2()", "public func map2() {}"),
    ("subscript", "subscript(index: Int) -> Float { scalars[index] }  // the scalar"),
    ("let sum", "let sum =\n  1\n  + 2"),
    ("var factor", "/// How much.\nvar factor: Float { get }"),
    ("func scaled(by", "func scaled(by factor: Float) -> Self"),
    ("reset()", "func reset()"),
    ("func twice(_", "func twice(_ n: Int) -> Int { n }"),
    (
      "func thrice()",
      "func thrice() -> Int {\n  struct Three {}\n  return 3  // in this package\n}"
    ),
    ("case halves", ""),
    ("enum Layout", "enum Layout { case halves, interleaved }"),
    (
      "public private(set) var scalars",
      "/// The scalars, in order.\npublic private(set) var scalars: [Float]"
    ),
  ])
  func endsWhereItsStatementEnds(signature: String, expected: String) throws {
    if expected.isEmpty {
      #expect(throws: InputError.self) { try shown(signature) }
    } else {
      #expect(try shown(signature) == expected)
    }
  }

  @Test func showsAWholeType() throws {
    let text = try shown("struct Vector")
    #expect(text.hasPrefix("/// A vector of scalars.\n"))
    #expect(text.hasSuffix("func twice(_ n: Int) -> Int { n }\n}"))
  }

  @Test func knowsItsLine() throws {
    let file = TemporaryFile(source)
    #expect(try SourceCode.declaration("struct Vector", file: file.path).line == 1)
    #expect(try SourceCode.declaration("var count", file: file.path).line == 5)
  }

  @Test func saysWhatIsMissing() {
    let error = #expect(throws: InputError.self) { try shown("func hidden()") }
    #expect(
      error?.description.hasSuffix("has no declaration 'func hidden()'; it must have one.") == true)
  }

  @Test func saysWhatIsAmbiguous() {
    let error = #expect(throws: InputError.self) { try shown("func twice") }
    #expect(error?.description.contains("has 2 declarations 'func twice'") == true)
  }

  @Test func showsSourcesOfThisPackage() throws {
    let page = TestPage()
    try page.page.source(
      of: "func keep", in: "Sources/Notebook/Time/Stopwatch.swift", caption: "How a value is kept:")
    guard case .code(let code)? = page.blocks.first else { return #expect(Bool(false)) }
    #expect(code.source?.hasPrefix("/// Takes a value") == true)
    #expect(code.caption == "How a value is kept:")
  }

  @Test func aFileThatIsNotThereIsAnErrorToo() {
    let error = #expect(throws: InputError.self) {
      try TestPage().page.source(of: "func keep", in: "Sources/Notebook/Nothing.swift")
    }
    #expect(error?.description.contains("Sources/Notebook/Nothing.swift") == true)
  }

  @Test func withoutAPackageOnlyThePlaceIsShown() throws {
    let page = TestPage()
    try page.page.source(of: "func keep", in: "Sources/A.swift", file: "/nowhere/Chapters/B.swift")
    guard case .code(let code)? = page.blocks.first else { return #expect(Bool(false)) }
    #expect(code.source == nil)
    #expect(code.file == "Sources/A.swift")
  }
}
