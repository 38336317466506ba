import Testing

@testable import Notebook

private struct Knobs {
  @Knob("features per head", .even, .in(2...1024)) var headDimension = 64
  @Knob("base", .atLeast(1)) var base = 10_000.0

  var all: [(name: String, knob: any AnyKnob)] {
    [("head-dimension", _headDimension), ("base", _base)]
  }
}

private func read(_ arguments: String...) throws -> Options {
  try CommandLineReader.read(arguments, knobs: Knobs().all)
}

@Suite struct CommandLineTests {
  @Test func leavesEverythingAsItIs() throws {
    let options = try read()
    #expect(options.sections == nil && options.timing && !options.quick && options.seed == 1)
    #expect(options.format == .text && options.color == .auto && options.output == nil)
  }

  @Test func readsEveryOption() throws {
    let options = try read(
      "--no-pager", "--quick", "--no-timing", "--format", "text", "--output", "a b", "--threads",
      "3",
      "--seed=18446744073709551615", "--width", "40", "--color=never", "--section", "2-4")
    #expect(!options.pager && options.quick && !options.timing)
    #expect(options.format == .text && options.output == "a b" && options.threads == 3)
    #expect(options.seed == .max && options.width == 40 && options.color == .never)
    #expect(try read("--format", "json").format == .json)
    #expect(try read("--step").step && read("--step", "--output", "-").step)
    #expect(options.sections == 2...4)
    #expect(try read("--list").list)
    #expect(try read("--help").help && read("-h").help)
  }

  @Test func aThoroughRunIsNotQuick() throws {
    let options = try read("--thorough", "--keep", "DIR")
    #expect(options.thorough && options.keep == "DIR")
    for wrong in [
      ["--thorough", "--quick"], ["--thorough", "--keep", ""],
      ["--thorough", "--keep", "DIR", "--section", "2"],
    ] {
      #expect(throws: InputError.self, "\(wrong)") {
        try CommandLineReader.read(wrong, knobs: Knobs().all)
      }
    }
  }

  /// Whoever gives an option expects something of it.
  @Test(arguments: [
    (["--list", "--exercises"], "--list and --exercises ask for different things"),
    (["--exercises", "--exercise", "x"], "--exercises and --exercise ask for different things"),
    (["--list", "--section", "2"], "--list shows no page, so --section would do nothing"),
    (["--exercises", "--no-timing"], "--exercises shows no page, so --no-timing would do nothing"),
    (["--exercise", "x", "--deep"], "--exercise shows no page, so --deep would do nothing"),
    (["--list", "--step"], "--list shows no page, so --step would do nothing"),
    (["--step", "--output", "a"], "--step goes with a page that is read as it comes"),
    (["--step", "--format", "html"], "--step goes with a page that is read as it comes"),
    (["--width", "60", "--format", "markdown"], "--width goes with --format text"),
  ])
  func anOptionWithoutAnEffectIsRefused(arguments: [String], words: String) throws {
    let error = #expect(throws: InputError.self) {
      try CommandLineReader.read(arguments, knobs: Knobs().all)
    }
    #expect(error?.description.hasPrefix(words) == true, "\(String(describing: error))")
    // Help is help, whatever stands beside it.
    #expect(try CommandLineReader.read(arguments + ["--help"], knobs: Knobs().all).help)
  }

  @Test func theLastOfTwoCounts() throws {
    #expect(try read("--section", "2", "--section=5").sections == 5...5)
  }

  @Test func aValueMayHoldAnEqualsSignOrADash() throws {
    #expect(try read("--output=a=b").output == "a=b")
    #expect(try read("--output=--quick").output == "--quick")
    #expect(try read("--output", "-").output == "-")
  }

  @Test(arguments: [
    ("--quik", "--quick"), ("--colour", "--color"), ("--head-dimensions", "--head-dimension"),
    ("--headDimension", "--head-dimension"), ("--sections", "--section"), ("-quick", "--quick"),
    ("--notiming", "--no-timing"), ("--base-frequency=3", "--base"),
  ])
  func anUnknownOptionNamesTheNearest(typed: String, nearest: String) {
    let name = typed.prefix { $0 != "=" }
    let error = #expect(throws: InputError.self) { try read(typed) }
    #expect(
      error?.description
        == "There is no option '\(name)'; the nearest is \(nearest), and --help lists all.")
  }

  @Test(arguments: [
    ["--section", "0"], ["--section", "4-2"], ["--section", "-3"], ["--section", "2-"],
    ["--section", "1-2-3"], ["--section", ""], ["--section", "2-"], ["--section", "1.5"],
    ["--section", "99999999999999999999"], ["--threads", "0"], ["--threads", "-2"],
    ["--threads", "many"], ["--threads", "99999"], ["--seed", "-1"], ["--seed", "1.5"],
    ["--width", "39"], ["--width", "1e2"], ["--width", "401"], ["--format", "xml"],
    ["--format", "JSON"], ["--color", "red"], ["--output", ""], ["--base", "0.5"],
    ["--head-dimension", "7"],
  ])
  func aWrongValueIsNamed(arguments: [String]) {
    let error = #expect(throws: InputError.self) {
      try CommandLineReader.read(arguments, knobs: Knobs().all)
    }
    #expect(
      error?.description.hasPrefix("\(arguments[0]) cannot be '\(arguments[1])': it must be ")
        == true)
    #expect(error?.description.hasSuffix(".") == true)
  }

  @Test(arguments: [["--width"], ["--output", "--quick"], ["--base"], ["--format", "--list"]])
  func aMissingValueIsNamed(arguments: [String]) {
    let error = #expect(throws: InputError.self) {
      try CommandLineReader.read(arguments, knobs: Knobs().all)
    }
    #expect(error?.description.hasPrefix("\(arguments[0]) needs a value after it: ") == true)
  }

  @Test func aSwitchTakesNoValue() {
    let error = #expect(throws: InputError.self) { try read("--quick=yes") }
    #expect(error?.description == "--quick takes no value, but was given 'yes'.")
  }

  @Test(arguments: ["", "8", "-", "--", "chapter", "-8"]) func otherWordsHaveNoPlace(word: String) {
    let error = #expect(throws: InputError.self) { try read(word) }
    #expect(error?.description.hasPrefix("There is no place for '\(word)'") == true)
  }

  @Test func longAndStrangeInputIsShownShort() throws {
    let long = String(repeating: "x", count: 100_000)
    for arguments in [["--" + long], [long], ["--width", long], ["--quick=" + long]] {
      let error = #expect(throws: InputError.self) {
        try CommandLineReader.read(arguments, knobs: [])
      }
      #expect(error!.description.count < 160)
    }
    let error = #expect(throws: InputError.self) { try read("--width", "4\u{1B}[31m\n\u{202E}0") }
    #expect(error!.description.contains(#"'4\u{1B}[31m\u{A}\u{202E}0'"#))
  }

  @Test func countsEdits() {
    #expect("kitten".editDistance(to: "sitting") == 3)
    #expect("".editDistance(to: "abc") == 3)
    #expect("abc".editDistance(to: "") == 3)
    #expect("abc".editDistance(to: "abc") == 0)
  }
}
