import Experiments
import Mini
import Notebook
import TrainingExperiments

/// What goes forth and back, and what is certain in a text, drawn.
extension Page {
  /// A product on the way there and on the way back.
  func thereAndBack() {
    diagram(
      "A layer on the way to the loss, and on the way back.",
      lookFor: """
        On the way back everything is met in the opposite order, and each layer needs what it was given
        on the way there.
        """,
      alternative: """
        Two columns. Downwards x goes through the product with W to y and on to the loss. Beside it the
        gradient of the loss comes to y first, goes through the product with W transposed, and arrives at
        x; on its way it meets the kept x and leaves the gradient of W.
        """,
      .flow(
        "forward",
        [.words("x"), .box("x W", .marked), .words("y"), .box("loss")]),
      .flow(
        "backward",
        [
          .box("loss"), .words("∂y"),
          .box("∂y Wᵀ", .marked, aside: "with the kept x: ∂W = xᵀ ∂y"), .words("∂x"),
        ]))
  }

  /// Weights of attention and the gradients of their scores.
  func backThroughAttention(
    _ plain: PlainAttention,
    _ back: (dq: [[Double]], dk: [[Double]], dv: [[Double]], ds: [[Double]])
  ) {
    let names = plain.q.indices.map { "\($0)" }
    func grid(_ title: String, _ numbers: [[Double]], _ role: Diagram.Role) -> Diagram.Part {
      .grid(title, rows: names, columns: names) { row, column in
        column > row ? .init(.masked) : .init(numbers[row][column].fixed(2), role)
      }
    }
    diagram(
      "The weights of four tokens, and what the loss says to their scores.",
      lookFor: """
        Each row of gradients adds up to 0: a score that should rise lets others fall. Masked scores get
        nothing.
        """,
      alternative: """
        Two triangles of numbers, a row for each query. On the left the attention weights, each row
        adding up to one. On the right the gradients of the scores, each row adding up to zero, the first
        one zero itself. Above both diagonals all cells are masked.
        """,
      legend: [
        .kept: "a weight", .new: "the gradient of a score", .masked: "masked",
      ],
      grid("p", plain.weights, .kept), .arrow("the loss"), grid("∂s", back.ds, .new))
  }

  /// The words of a text with the entropy of each, in lines of eight.
  func uncertainty(_ tokens: [Int], _ entropies: [Double], _ dependencies: [Dependency?]) {
    let cells = zip(tokens.dropFirst(), zip(entropies, dependencies)).map { token, known in
      let role: Diagram.Role =
        known.0 > 0 ? .new : known.1 == nil ? .plain : .marked
      return Diagram.Cell(SmallLanguage.word(token), role)
    }
    let lines = stride(from: 0, to: cells.count, by: 8).map { first in
      ("\(first + 1)", Array(cells[first..<min(first + 8, cells.count)]))
    }
    diagram(
      "The words of a text, and what can be known before each.",
      lookFor: """
        The marked words are certain only for a reader who remembers what was said before, often many
        words ago.
        """,
      alternative: """
        The words of a text in rows of eight. Some were drawn, some follow from the word before, and some
        repeat what the text has said about owners, colours, names and numbers.
        """,
      legend: [
        .new: "drawn", .plain: "follows from its neighbours", .marked: "was said before",
      ],
      .strips("word", lines))
  }

  /// What a norm gives back of a gradient, for two features.
  func acrossTheInput() {
    let x = (1.2, 0.5)
    let r = ((x.0 * x.0 + x.1 * x.1) / 2).squareRoot()
    let (n, dn) = ((x.0 / r, x.1 / r), (-0.2, 1.1))
    let along = (dn.0 * n.0 + dn.1 * n.1) / 2  // mean(∂n · n)
    let left = (dn.0 - n.0 * along, dn.1 - n.1 * along)  // r ∂x
    diagram(
      "A gradient at the output n of a norm, dotted, and what goes back to x.",
      lookFor: "What goes back stands at a right angle to n, for along n no output changes.",
      alternative: """
        An arrow n from the origin to a circle. From its tip a dotted arrow, and another one at a right angle
        to n, along the circle.
        """,
      .plane(
        "",
        [
          .circle(radius: 2.0.squareRoot()), .vector("n", to: n, .kept),
          .vector("", from: n, to: (n.0 + dn.0, n.1 + dn.1), .faint),
          .vector("r ∂x", from: n, to: (n.0 + left.0, n.1 + left.1), .new),
        ]))
  }
}
