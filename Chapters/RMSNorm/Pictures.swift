import Mini
import Notebook
import RMSNormExperiments

/// What a norm does to a point, and where norms stand.
extension Page {
  /// Where norms stand: in the papers, in the Transformer, in today's models.
  func placements() {
    diagram(
      "Where the norm stands.",
      lookFor: """
        The papers normalise what a weight matrix has summed; today's models normalise what goes into it,
        and the residual stream runs past the norm.
        """,
      alternative: """
        Three columns of boxes. In the first, x goes through W and then the norm. In the second, x goes
        through a layer, what comes out is added to x, and the sum is normalised. In the third the norm comes
        first, then the layer, and what comes out is added to the x that was not normalised.
        """,
      .flow(
        "the papers: norm(W x)",
        [.words("x"), .box("W"), .box("norm", .marked), .box("activation"), .words("y")]),
      .flow(
        "2017: after the sum",
        [
          .words("x"), .box("attention, or feed-forward"), .join(), .box("norm", .marked),
          .words("y"),
        ],
        bypasses: [.init(from: 0, to: 2)]),
      .flow(
        "today: before the layer",
        [
          .words("x"), .box("norm", .marked), .box("attention, or feed-forward"), .join(),
          .words("y"),
        ],
        bypasses: [.init(from: 0, to: 3)]))
  }

  /// The steps of both norms, one below the other.
  func twoRecipes() {
    diagram(
      "The steps of both norms.",
      lookFor: "LayerNorm does all that RMSNorm does, after it has found and subtracted the mean.",
      alternative: """
        Two columns of boxes. RMSNorm: square, average, root, then divide x by the root and multiply by
        the gain. LayerNorm: average, subtract, then the same boxes, and a bias at the end.
        """,
      .flow(
        "RMSNorm",
        [
          .words("x"), .box("square"), .box("average"), .box("root"),
          .box("divide x by it", .marked), .box("times gain"), .words("y"),
        ]),
      .flow(
        "LayerNorm",
        [
          .words("x"), .box("average", .new), .box("subtract it", .new), .box("square"),
          .box("average"), .box("root"), .box("divide x − μ by it", .marked),
          .box("times gain, plus bias"), .words("y"),
        ]))
  }

  /// Over which numbers of a batch each norm takes its statistics.
  func rowsAndColumns() {
    func batch(_ title: String, _ isTogether: @escaping (Int, Int) -> Bool) -> Diagram.Part {
      .grid(title, rows: (0..<4).map { "case \($0)" }, columns: (0..<5).map { "\($0)" }) {
        .init(isTogether($0, $1) ? .marked : .faint)
      }
    }
    diagram(
      "A batch of 4 cases with 5 features each, and the numbers that are averaged together.",
      lookFor: "The layer norms average along a row, one case; BatchNorm down a column, all cases.",
      alternative: """
        Two grids of cases by features. In the left one a whole row is marked: the features of one case. In
        the right one a whole column is marked: one feature of all cases.
        """,
      legend: [.marked: "averaged together", .faint: "not looked at"],
      batch("LayerNorm, RMSNorm") { row, _ in row == 0 }, batch("BatchNorm") { $1 == 0 })
  }

  /// A step at a right angle to the weights makes them longer.
  func stepToTheSide() {
    let (w, step) = ((1.6, 0.5), (-0.25, 0.8))  // at a right angle: 1.6 · −0.25 + 0.5 · 0.8 = 0
    let after = (w.0 + step.0, w.1 + step.1)
    let length = (w.0 * w.0 + w.1 * w.1).squareRoot()
    diagram(
      "A step of gradient descent, drawn for two weights.",
      lookFor: "The step starts at a right angle to W, so it ends outside the circle: W has grown.",
      alternative: """
        An arrow W from the origin to a circle, a second arrow at a right angle to it from its tip, and a
        third arrow from the origin to where the second ends, outside the circle.
        """,
      .plane(
        "",
        [
          .circle(radius: length), .vector("W", to: w, .kept),
          .vector("step", from: w, to: after, .new), .vector("W after", to: after, .marked),
        ]))
  }

  /// The part of a vector that pRMSNorm looks at.
  func lookedAt() {
    diagram(
      "A vector of 16 numbers and the part that each norm squares.",
      lookFor: "pRMSNorm squares the first k numbers, here 4, and scales all 16 by what it found.",
      alternative: """
        Two strips of 16 cells. For RMSNorm all are marked, for pRMSNorm the first four.
        """,
      legend: [.marked: "squared", .faint: "only scaled"],
      .strips(
        "norm",
        [("RMSNorm", 16), ("pRMSNorm, p = 1/4", 4)].map { name, count in
          (name, (0..<16).map { .init($0 < count ? .marked : .faint) })
        }))
  }

  /// How often a tensor goes to and from memory.
  func stepsAndFused() {
    diagram(
      "RMSNorm of a large tensor, in steps and fused, with the bytes per number that each step moves.",
      lookFor: "Add up the bytes: 28 in steps, 8 fused.",
      alternative: """
        Two columns of boxes. In the first each of four steps, square, sum, times 1/RMS, times gain, reads
        from memory, and three of them write to it. In the second one box reads and writes once.
        """,
      .flow(
        "in steps",
        [
          .words("x in memory"), .box("square", aside: "read 4, write 4"),
          .box("sum", aside: "read 4"),
          .box("times 1/RMS", aside: "read 4, write 4"),
          .box("times gain", aside: "read 4, write 4"),
          .words("y in memory"),
        ]),
      .flow(
        "fused",
        [
          .words("x in memory"),
          .box("all, vector by vector", .marked, aside: "read 4, write 4"),
          .words("y in memory"),
        ]))
  }
}
