@testable import Notebook
@testable import Pictures

/// One block of every kind, with text that is hard to show.
enum Samples {
  static let long =
    "A *long* statement with `code of *its* own`, an address "
    + "[RoFormer](https://arxiv.org/abs/2104.09864), a · b · c, 2*3*4, √d, θ² ≤ 10\u{00A0}000 and | bars."

  static let check = Check(
    id: "P0", section: 1, statement: long, measured: 0.5, relation: .isAtMost, bound: 1,
    isMistake: false)
  static let mistake = Check(
    id: "P10", section: 1, statement: long, measured: .nan, relation: .isWithin(0.01), bound: 1,
    isMistake: true)
  static let failure = Check(
    id: "P2", section: 2, statement: long, measured: 3, relation: .equals, bound: 4,
    isMistake: false)
  static let finding = Finding(
    id: "P8", section: 1, expectation: long, ratio: 2.5, expected: 1.5...4,
    ifLess: "It was not so.", ifMore: "It was more than so.")
  static let doubt = Finding(
    id: "P9", section: 2, expectation: long, ratio: 1, expected: 1.5...4, ifLess: long,
    ifMore: "It was more than so.")

  static let claims = [
    Claim("P0", "Needed.", .shownInPart(long), corrections: ["E1"]),
    Claim("P8", "Quick.", .shown, by: .times), Claim("P2", "No.", .contradicted("a < b")),
    Claim("P10", "Theirs.", .onlyQuoted("a paper, Table 1")), Claim("P11", "x", .notTested("why")),
  ]
  static let verdicts = claims.map { claim in
    Summary.Decision(
      claim: claim, sections: [1, 2], check: claim.basis == .check ? Samples.check : nil)
  }

  static let timing = Timing(
    caption: long,
    races: ["64", "128"].map { label in
      Race(
        label: label,
        measurements: ["by matrix", "by element"].map {
          Measurement(
            name: $0, median: 1e-3, lowerQuartile: 0.9e-3, upperQuartile: 1.1e-3, samples: 9,
            operations: 1e6, bytes: 1e6)
        })
    }, machine: "Example processor, 2 cores", threads: 2)

  static let title = Title(
    program: "chapter-example", title: "A *title* of θ that is longer than forty columns",
    introduction: [long, long],
    knobs: [
      .init(name: "head-dimension", value: "64", isDefault: true),
      .init(name: "base", value: "500", isDefault: false),
    ],
    claims: claims,
    corrections: [Correction("E1", notes: "pairs", right: "other pairs")])

  static let curve = Plot(
    long, x: .linear("distance in tokens · θ"), y: .logarithmic("bound"),
    [.line("a θ curve", (1..<100).map { (Double($0), Double($0 * $0)) })])
  static let curves = Plot(
    long, x: .logarithmic("distance"), y: .linear("bound ∝ θ"),
    (1...6).map { n in .points("curve number \(n)", (1..<50).map { (Double($0), Double($0 * n)) }) }
  )
  static let bars = Plot(
    long, x: .linear(""),
    y: .linear("a long label of θ that says what the bars mean and in which unit"),
    [.bars("b", [("a long label of √d that needs to be cut", -2), ("two", 3.5), ("none", .nan)])])

  static let table = Table(
    caption: long, columns: ["distance", "θ² · x", "words"],
    rows: [["1", "0.97", long], ["10\u{00A0}000", "−0.5", "a|b `c|d`"]])

  static let heatMap = HeatMap(
    long, rows: ["row θ", "a long name of √d"], columns: ["θ²", "two"],
    values: [[1, .nan], [0.25, -3]], scale: .linear("share · θ in per cent"))
  static let manyCells = HeatMap(
    "*Many* cells", rows: (0..<40).map { "row \($0)" },
    columns: (0..<90).map { "column \($0)" },
    values: (0..<40).map { r in (0..<90).map { Double(r * $0) } },
    scale: .logarithmic("bytes"))
  static let groups = Plot(
    "Grouped <bars>", x: .linear(""), y: .logarithmic("µs"),
    [
      .bars("fused", [("64", 1), ("128", 3)]),
      .bars("one pass & another", [("64", 2), ("256", 9)]),
    ])

  static let folded = Deeper(
    title: long,
    blocks: [
      .text(long), .table(table), .plot(curve), .check(check),

    ], isFolded: true)
  static let unfolded = Deeper(
    title: long, blocks: [.text(long), .check(failure)], isFolded: false)

  static let statement = Statement(
    id: "P8", words: long, verdict: "shown in part", program: "chapter-rope", section: 4,
    title: long)

  static let blocks: [Block] = [
    .title(title), .section(.shortWay), .step(.init(number: 1, question: long)), .text(long),
    .proof(.init(sections: [.init(number: 1, title: long, ids: [])], isHere: true)),
    .contents(
      .init(sections: [.init(number: 1, title: long, ids: [])], endings: ["What was checked"])),
    .section(
      .init(number: 1, title: "A section about θ with a title of many words", ids: ["P0", "E1"])),
    .text(long), .list([long, "short"]),
    .formula(.init(text: "⟨R(m)q, R(n)k⟩\n  = ⟨q, R(n−m)k⟩", tex: #"\langle q, k \rangle"#)),
    .claim(.init("P0", long, .shown)), .correction(.init("E1", notes: long, right: long)),
    .correction(.init("E2", .missing, notes: long, right: long)), .statement(statement),
    .question(.init(question: long, answer: long)),
    .code(.init(source: "let θ = 1\n\n// √d\nθ", file: "Sources/A.swift", line: 3, caption: long)),
    .code(.init(source: nil, file: "Sources/A.swift", line: 3, caption: nil)),
    .table(table), .plot(curve), .plot(curves), .plot(bars), .heatMap(heatMap),
    .heatMap(manyCells), .plot(groups), .diagram(diagrams[0]), .diagram(diagrams[1]), .check(check),
    .check(mistake),
    .result(.init(sentence: long, verdicts: [.init(id: "P0", verdict: "shown in part")])),
    .furtherChecks(.init(checks: [check, mistake], areAll: false)), .deeper(folded),
    .deeper(unfolded),
    .measured(.timing(timing)), .measured(.finding(finding)),
    .section(.init(number: nil, title: "What was checked", ids: [])),
    .summary(
      .init(
        verdicts: verdicts, checks: [check, mistake, failure], findings: [finding, doubt],
        isWhole: true)),
    .summary(.init(checks: [], findings: [], isWhole: false)),
  ]
}
