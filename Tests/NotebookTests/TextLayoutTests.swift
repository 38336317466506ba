import Testing

@testable import Notebook
@testable import Pictures

@Suite struct TextLayoutTests {
  @Test func wrapsAtSpaces() {
    #expect(TextLayout.wrap("aa bb cc", width: 5) == "aa bb\ncc")
    #expect(TextLayout.wrap("aa  bb", width: 5) == "aa bb")
    #expect(TextLayout.wrap("", width: 5) == "")
    #expect(TextLayout.wrap("aa bb cc", width: 7, first: "- ") == "- aa bb\n  cc")
    #expect(TextLayout.wrap("aa bb", width: 4, first: "1 ", rest: ">") == "1 aa\n>bb")
  }

  @Test func neverBreaksAtASpaceThatMustNot() {
    #expect(TextLayout.wrap("a 10\u{00A0}000 b", width: 7) == "a\n10\u{00A0}000\nb")
  }

  @Test func breaksLongWordsOnlyWhereAllowed() {
    #expect(TextLayout.wrap("abcdefgh", width: 3) == "abcdefgh")
    #expect(TextLayout.wrap("x abcdefgh", width: 3, breaksWords: true) == "x\nabc\ndef\ngh")
    #expect(TextLayout.wrap("日本語", width: 4, breaksWords: true) == "日本\n語")
    #expect(TextLayout.wrap("日", width: 1, breaksWords: true) == "日")
  }

  @Test func foldsSource() {
    #expect(folded("  let x = 1", width: 11) == ["  let x = 1"])
    #expect(folded("  let x = 1", width: 9) == ["  let x =", "      1"])
    #expect(folded("/// aa bb cc", width: 9) == ["/// aa bb", "/// cc"])
    #expect(folded(" // aa bb", width: 6) == [" // aa", " // bb"])
    #expect(
      folded("// aa bb cc\n// dd\n//\n// - ee\n// ff\nx", width: 8)
        == ["// aa bb", "// cc dd", "//", "// - ee", "// ff", "x"])
    #expect(folded("// aa\n// bb", width: 9) == ["// aa", "// bb"])
    let marks = TextLayout.fold(source: "let x = 1\n// aa bb", width: 6).map(\.goesOn)
    #expect(marks == [false, true, true, false, false])
  }

  private func folded(_ source: String, width: Int) -> [String] {
    TextLayout.fold(source: source, width: width).map(\.text)
  }

  @Test func foldsFormulas() {
    let formula = "a = b,     c = d"
    #expect(TextLayout.fold(formula: formula, width: 20) == [formula])
    #expect(TextLayout.fold(formula: formula, width: 10) == ["a = b,", "c = d"])
    #expect(
      TextLayout.fold(formula: "  aa + bb + cc", width: 9) == ["  aa + bb", "      +", "      cc"])
    #expect(TextLayout.fold(formula: "⎡ 1    2 ⎤", width: 5) == ["⎡ 1    2 ⎤"])
  }

  @Test func keepsGroupsOfDigitsAndShortEquationsTogether() {
    #expect("up to  100 000\n of".oneLine == "up to 100\u{00A0}000 of")
    #expect("for d = 128 we".oneLine == "for d\u{00A0}=\u{00A0}128 we")
    #expect("1 000 000".oneLine == "1\u{00A0}000\u{00A0}000")
    #expect("in 2017 100 people".oneLine == "in 2017\u{00A0}100 people")
  }

  @Test(arguments: [
    ("abc", 3), ("θ²", 2), ("日本", 4), ("e\u{301}", 1), ("🙂", 2), ("👩‍👩‍👧", 2), ("🇯🇵", 2), ("✓", 1),
    ("\u{1B}[1;31mred\u{1B}[0m", 3), ("", 0), ("⣿", 1), ("ﾊ", 1), ("a\u{200B}b", 2), ("✅", 2),
  ])
  func countsColumns(text: String, columns: Int) {
    #expect(text.columns == columns)
  }

  @Test func cutsWithAnEllipsis() {
    #expect(TextLayout.cut("abcdef", width: 6, ellipsis: "…") == "abcdef")
    #expect(TextLayout.cut("abcdefg", width: 6, ellipsis: "…") == "abcde…")
    #expect(TextLayout.cut("日本語", width: 5, ellipsis: "…") == "日本…")
    #expect(TextLayout.cut("abc", width: 0, ellipsis: "…") == "…")
  }

  @Test func pads() {
    #expect(TextLayout.pad("a", 3) == "a  " && TextLayout.pad("a", 3, right: true) == "  a")
    #expect(TextLayout.pad("日本", 3) == "日本")
  }
}

@Suite struct TableLayoutTests {
  private func lines(_ columns: [String], _ rows: [[String]], width: Int) -> [[String]] {
    let table = Table(caption: nil, columns: columns, rows: rows)
    return TableLayout(table, width: width, rule: "-").parts.map { $0.head + [$0.rule] + $0.body }
  }

  @Test func numbersStandFlushRight() {
    #expect(
      lines(["n", "word"], [["1", "a"], ["100", "bb"]], width: 20)
        == [["  n  word", "---  ----", "  1  a", "100  bb"]])
  }

  @Test func everyPartNamesItsRows() {
    // The first column alone does not tell the rows apart, as in a table of times.
    let parts = lines(
      ["size", "what", "median", "relative"],
      [
        ["64", "matrix", "1 ms", "1×"], ["", "pairs", "2 ms", "0.5×"],
        ["128", "matrix", "4 ms", "1×"],
      ],
      width: 24)
    #expect(parts.count == 2)
    for part in parts {
      #expect(part[0].hasPrefix("size  what") && part[3].contains("pairs"), "\(part)")
    }
    // Names that leave no room for anything else are not repeated.
    #expect(
      lines(["n", "words", "x"], [["1", "looooong", "1"], ["1", "other", "2"]], width: 11).count
        == 2)
  }

  @Test func wordsWrapWithinTheirColumn() {
    #expect(
      lines(["n", "words"], [["1", "one two three"]], width: 12)
        == [["n  words", "-  ---------", "1  one two", "   three"]])
  }

  @Test func wideTablesAreShownInParts() {
    #expect(
      lines(["n", "1000", "2000", "3000"], [["a", "1111", "2222", "3333"]], width: 13)
        == [
          ["n  1000  2000", "-  ----  ----", "a  1111  2222"], ["n  3000", "-  ----", "a  3333"],
        ])
  }

  @Test(arguments: [12, 20, 40, 80])
  func noLineIsWiderThanAsked(width: Int) {
    let columns = (0..<9).map { "column \($0)" }
    let long = String(repeating: "unbreakable", count: 5)
    let rows = [columns.map { _ in long }, columns.indices.map { "\($0)" }, columns]
    for part in lines(columns, rows, width: width) {
      for line in part { #expect(line.columns <= width) }
    }
  }

  @Test func oddTablesAreShownToo() {
    #expect(lines([], [], width: 10).joined().joined() == "")
    #expect(lines(["a"], [], width: 10) == [["a", "-"]])
    #expect(lines(["", ""], [["", ""]], width: 10).count == 1)
  }

  @Test(arguments: [
    ("−0.5", true), ("1.24\u{00A0}ms", true), ("± 25 %", true), ("47\u{00A0}117", true),
    ("0.1 ≤ 0.3", true), ("0.97 ≈ 0.97 ± 0.01", true), ("1.2e-09", true), ("0.50×", true),
    ("NaN", true), ("–", true), ("2D", false), ("3 of 4 rows", false), ("a", false),
    ("yes 3", false), ("5 ≤ 30", true),
  ])
  func knowsNumbers(cell: String, isNumber: Bool) {
    #expect(Table(caption: nil, columns: ["c"], rows: [[cell]]).isNumeric(0) == isNumber)
  }
}
