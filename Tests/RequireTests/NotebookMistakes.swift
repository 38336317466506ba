@testable import Notebook

extension Mistake {
  /// A page that nobody sees.
  private static var page: Page {
    Page(options: Options(), chapter: .init(claims: [], corrections: [])) { _ in }
  }

  static let notebook = [
    Mistake("the chapter makes no claim P1") { page.claim("P1") },
    Mistake("the chapter makes no correction E1") { page.correction("E1") },
    Mistake("the row [\"1\", \"2\"] does not fit the columns [\"a\"]") {
      page.table(columns: ["a"], rows: [["1", "2"]])
    },
    Mistake("a race of 'c' has no contestants") { page.timing("c", [("r", [])]) },
    Mistake("'c' cannot go through its bytes 0 times") {
      _ = Contestant("c", bytes: 8, passes: 0) {}
    },
    Mistake("the check P1 must not depend on time: that is for findings") {
      let timed = page
      timed.measured { timed.check("P1", "s", 1.0, isAtMost: 2) }
    },
    Mistake("the check P1 belongs in a section: the short way only leads there") {
      let step = Step("Why?") { page in page.check("P1", "s", 1.0, isAtMost: 2) }
      try page.walk([step], keep: "", sections: [], isAlone: true)
    },
    Mistake("the step 'Why?' is proved in 'Here', which is no section") {
      let step = Step("Why?", proof: Section("Here") { _ in }) { _ in }
      try page.walk([step], keep: "", sections: [], isAlone: true)
    },
    Mistake("'b' is deeper than deeper: there are three depths") {
      page.deeper("a") { page in page.deeper("b") { _ in } }
    },
    Mistake("the knob base has no value at place 2") { _ = LiveKnob("base", [(1, "1")], shown: 2) },
    Mistake("the knobs of the picture p do not go to [1]") {
      let plot = Plot("c", x: .linear(""), y: .linear(""), [])
      _ = LivePicture("p", invitation: "", knobs: [.whole("k", 0...0, shown: 0)]) { _ in
        .init(.plot(plot))
      }.view(at: [1])
    },
    Mistake("'faster' has one side only: 2.0 to inf") {
      page.finding(
        "P1", "faster", ratio: 3, expected: 2...(.infinity), ifLess: "why.", ifMore: "why.")
    },
    Mistake("a heat map of 1 rows and 2 columns cannot show rows of [1]") {
      page.heatMap("c", rows: ["a"], columns: ["b", "c"], values: [[1]])
    },
    Mistake("a picture for several values of base has none for 7") {
      page.plot("c", x: .linear("x"), y: .linear("y"), for: "base", [.init("5")], shown: "7")
    },
    Mistake("limits need the bandwidth of at least one working set") {
      _ = MachineLimits(operationsPerSecond: 1, bandwidths: [])
    },
    Mistake("every chapter has an option --quick") {
      let knob = Knob<Int>(wrappedValue: 1, "a knob with a name that is taken")
      _ = try CommandLineReader.read([], knobs: [("quick", knob)])
    },
    Mistake("a diagram has a caption, an aim and an alternative") {
      page.diagram("c", lookFor: " ", alternative: "a")
    },
    Mistake("a line from 0 to 1 joins no nodes") {
      _ = Diagram.Part.links(top: [.init("a")], bottom: [.init("b")], lines: [(0, 1)])
    },
    Mistake("steps 0 to 2 are not among the 1 of the flow") {
      _ = Diagram.Part.flow("t", [.box("a")], bypasses: [.init(from: 0, to: 2)])
    },
    Mistake("a bypass leads to a later step") {
      _ = Diagram.Part.flow("t", [.box("a")], bypasses: [.init(from: 0, to: 0)])
    },
  ]
}
