import Mini
import Notebook

@main
struct RoPEChapter: Chapter {
  let program = "chapter-rope"
  let title = "Absolute and rotary positions"
  let introduction = "What a position is. And *more*, with `code` in it.\n\nSecond √θ paragraph."
  @Knob("features per head; they turn in pairs", .even, .in(2...1024)) var headDimension = 64
  @Knob("base of the frequencies", .atLeast(1)) var base = 10_000.0
  let claims = [Claim("P0", "Attention needs positions.")]
  let corrections = [Correction("E1", notes: "takes token pairs", right: "pairs of features")]
  let readOn = ["Su et al. 2021, RoFormer, arXiv 2104.09864"]
  let thingsToTry = ["`swift run chapter-rope --head-dimension 2`: one pair only."]
  var sections: [Section] { [one] }
  var one: Section {
    Section("Why positions", "P0", "E1") { page in
      page.claim("P0")
      page.correction("E1")
      page.formula("⟨R(m)q, R(n)k⟩ = ⟨q, R(n−m)k⟩", tex: #"x"#)
      let t = page.code {
        let x = Tensor([1, 2, 3])  // [3] with { brace
        return x[0] + Float("}\(x[1])".count)
      }
      page.check(
        "P0",
        "the thing is small enough to be called very small by anybody who reads this on a terminal",
        t, isAtMost: 30)
      page.goesWrong("P0", "too small", t, isAtMost: 1e-4)
      page.check("P0", "approx", 0.97012, is: 0.970, within: 0.0005)
      page.table(
        "A table of θ", columns: ["distance", "all ones", "words"],
        rows: [
          ["1", "0.97", "a"],
          [
            "100", "−0.5",
            "a very long text that has to be wrapped somewhere because it is longer than the line allows it",
          ],
        ])
      page.plot(
        "A curve", x: .linear("distance"), y: .linear("bound"),
        .line("a", (0..<100).map { (Double($0), Double($0 * $0 % 37)) }))
      page.plot(
        "Two curves", x: .linear("distance"), y: .linear("bound"),
        .line("a", (0..<100).map { (Double($0), Double($0 * $0)) }),
        .line("b", (0..<100).map { (Double($0), Double(9000 - $0 * 50)) }))
      page.plot(
        "Bars", x: .linear("distance"), y: .linear("bound"), .bars("a", [("one", 1), ("two", 2.4)]))
      page.timing(
        "Time of things",
        [
          (
            "64",
            [
              Contestant("a", operations: 100) { keep(Tensor(identity: 10)) },
              Contestant("b") { keep(Tensor(identity: 50)) },
            ]
          )
        ]
      ) { races in
        page.finding(
          "P0", "b is slower", ratio: races[0].ratio(of: 1, to: 0), expected: 1.5...(.infinity))
      }
    }
  }
}
