import Testing

@testable import Notebook

private enum Layout: String, CaseIterable, KnobValue { case halves, interleaved }

private struct Example: Chapter {
  let program = "chapter-example"
  let title = "Example"
  let introduction = ""
  let claims: [Claim] = []
  let corrections: [Correction] = []
  let sections: [Section] = []
  let readOn: [String] = []
  let thingsToTry: [String] = []
  @Knob("features per head", .even, .in(2...1024)) var headDimension = 64
  @Knob("base", .atLeast(1)) var base = 10_000.0
  @Knob("layout") var layout = Layout.halves
  @Knob("a text", .notEmpty) var text = "Time flies"
  @Knob("any number") var anyNumber = 3
  @Knob("a file, if there is one") var file = ""
  @Knob("a size, if there is one") var size: Int? = nil
}

private func set(_ name: String, _ value: String) throws -> Example {
  let example = Example()
  try example.knobs.first { $0.name == name }!.knob.set(value, option: name)
  return example
}

@Suite struct KnobTests {
  @Test func knobsAreNamedAfterTheirProperties() {
    #expect(
      Example().knobs.map(\.name) == [
        "head-dimension", "base", "layout", "text", "any-number", "file", "size",
      ])
    #expect(
      Example().knobs.map(\.knob.initialText)
        == ["64", "10000", "halves", "\"Time flies\"", "3", "none", "none"])
  }

  @Test func whatHasNoValueIsShownWithoutOne() throws {
    #expect(Example().knobs.map(\.knob.isThere) == [true, true, true, true, true, false, false])
    let file = try set("file", "a b").knobs.first { $0.name == "file" }
    #expect(file?.knob.isThere == true && file?.knob.text == "\"a b\"")
    func option(_ value: String, _ isThere: Bool) -> String {
      Title.KnobSetting(name: "file", value: value, isThere: isThere, isDefault: true).option
    }
    #expect(option("x", true) == "--file x" && option("none", false) == "--file …")
  }

  @Test func aRightValueReachesTheChapter() throws {
    #expect(try set("head-dimension", "8").headDimension == 8)
    #expect(try set("base", "1e4").base == 10_000)
    #expect(try set("layout", "interleaved").layout == .interleaved)
    #expect(try set("text", "a b").text == "a b")
    #expect(try set("any-number", "-5").anyNumber == -5)
  }

  @Test func twoChaptersShareNothing() throws {
    let other = Example()
    #expect(try set("head-dimension", "8").headDimension == 8)
    #expect(other.headDimension == 64)
  }

  @Test(arguments: [
    ("head-dimension", "7"), ("head-dimension", "0"), ("head-dimension", "-2"),
    ("head-dimension", "1026"), ("head-dimension", "99999999999999999999"),
    ("head-dimension", "eight"), ("head-dimension", "8.0"), ("head-dimension", ""),
    ("head-dimension", " 8"), ("head-dimension", "0x10"), ("head-dimension", "٨"),
    ("base", "0.999"), ("base", "-1"), ("base", "1e999"), ("base", "nan"), ("base", "inf"),
    ("base", "0x10"),
    ("base", "ten"), ("base", ""), ("layout", "Halves"), ("layout", ""), ("text", ""),
  ])
  func aWrongValueNeverReachesTheChapter(name: String, value: String) {
    let example = Example()
    let knob = example.knobs.first { $0.name == name }!.knob
    let error = #expect(throws: InputError.self) { try knob.set(value, option: name) }
    #expect(
      error?.description == "--\(name) cannot be '\(value)': it must be \(knob.requirement).")
    #expect(knob.text == knob.initialText)
  }

  @Test func requirementsReadAsSentences() {
    #expect(
      Example().knobs.map(\.knob.requirement) == [
        "a whole number, even and from 2 to 1024", "a finite number, at least 1",
        "one of halves, interleaved", "a text, not empty", "a whole number", "a text",
        "a whole number",
      ])
  }

  @Test func numbersAreWrittenAsTheyAreTyped() {
    #expect([0.5, 1e300, -0.0, 3].map(\.typed) == ["0.5", "1e+300", "0", "3"])
  }
}
