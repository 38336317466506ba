import Base
import Mini
import Notebook
import RoPEExperiments

/// Turned vectors, drawn from the rotations that `Mini` computes.
extension Page {
  /// The hands of a few clocks at a few positions.
  func clockHands(_ encoding: SinusoidalEncoding) {
    let hands = [0, 3, 6].filter { $0 < encoding.frequencies.count }
    diagram(
      "Three of the hands, at the positions 0 to 3 (0 points to the right).",
      lookFor: "Each clock is slower than the one before: the last one here has moved least.",
      alternative: """
        Three small circles, each with arrows for positions 0, 1, 2 and 3. On the first the arrows are a
        radian apart, on each further one closer together, and on the last they nearly coincide.
        """,
      hands.map { i in
        let theta = encoding.frequencies[i]
        return .plane(
          "hand \(i)", size: .small, axes: false,
          [.circle(radius: 1)]
            + (0..<4).map { p in
              let angle = Double(p) * theta
              // Where arrows nearly coincide there is room for the first and the last name only.
              let name = theta > 0.2 || p == 0 || p == 3 ? "\(p)" : ""
              return .vector(
                name, to: (Double.cos(angle), Double.sin(angle)), p == 3 ? .new : .kept)
            })
      })
  }

  /// The arrows whose partial sums make the bound, laid end to end.
  func arrowsEndToEnd(_ frequencies: [Double], distances: [Int]) {
    diagram(
      "The arrows of \(frequencies.count) pairs laid end to end, at several distances.",
      lookFor:
        "Stretched out, all arrows would reach the circle; further off they curl up.",
      alternative: """
        Chains of arrows of equal length in circles of one size. At distance \(distances[0]) the chain is
        nearly straight and reaches the circle. Further off its beginning, the fast pairs, curls up, and it
        ends well inside.
        """,
      distances.map { s in
        var places = [(0.0, 0.0)]
        for theta in frequencies {
          let (angle, last) = (Double(s) * theta, places.last!)
          places.append((last.0 + Double.cos(angle), last.1 + Double.sin(angle)))
        }
        return .plane(
          "s = \(s)", size: .medium, axes: false,
          [.circle(radius: Double(frequencies.count)), .chain("", places, .marked)])
      })
  }

  /// What the two dogs see, without a mask and with one.
  func twoDogs() {
    let words = ["the", "dog", "chased", "another", "dog"]
    func seen(_ title: String, _ isSeen: @escaping (Int, Int) -> Bool) -> Diagram.Part {
      .grid(title, rows: ["1st dog", "2nd dog"], columns: words) { row, column in
        let token = row == 0 ? 1 : 4
        return .init(isSeen(token, column) ? .marked : .masked)
      }
    }
    diagram(
      "What each dog looks at.",
      lookFor: "Without a mask both rows are the same; with a causal mask the first dog sees less.",
      alternative: """
        Two grids with a row for each dog and a column for each of the five words. Without a mask all cells
        are marked in both rows. With a causal mask the first dog sees two words, the second all five.
        """,
      legend: [.marked: "seen", .masked: "masked"],
      seen("no mask") { _, _ in true }, seen("causal mask") { $1 <= $0 })
  }

  /// Positions as binary digits.
  func binaryDigits() {
    let codes = BinaryEncoding(bits: 4)(0..<8)
    diagram(
      "The positions 0 to 7 as four binary digits, the fastest first.",
      lookFor: "Each digit changes half as often as the one before: sinusoids do it smoothly.",
      alternative: """
        Eight rows of four cells. The first digit alternates with every position, the second with every
        second one, the third with every fourth; the fourth does not change.
        """,
      legend: [.marked: "1", .faint: "0"],
      .grid("", rows: (0..<8).map { "\($0)" }, columns: (0..<4).map { "digit \($0)" }) {
        codes[$0, $1] == 1 ? .init("1", .marked) : .init("0", .faint)
      })
  }

  /// A vector with a position added to it, and turned by it.
  func addedAndTurned() {
    let x = (1.3, 0.2)
    let code = SinusoidalEncoding(dimensions: 2)(1..<2)
    let sum = (x.0 + Double(code[0, 0]), x.1 + Double(code[0, 1]))
    let turned = RotaryEmbedding(headDimension: 2)(Tensor([Float(x.0), Float(x.1)]), offset: 1)
    let length = (x.0 * x.0 + x.1 * x.1).squareRoot()
    diagram(
      "A vector x of two features: the code of position 1 added to it, and x turned to position 1.",
      lookFor:
        "The sum has another length and direction; the turned vector ends on the same circle.",
      alternative: """
        Two planes. On the left an arrow x, a dotted arrow from its tip, and the arrow of their sum, which
        is longer than x. On the right x and the same arrow turned along a circle.
        """,
      .plane(
        "added",
        [
          .circle(radius: length), .vector("x", to: x, .kept),
          .vector("", from: x, to: sum, .faint), .vector("x + p", to: sum, .new),
        ]),
      .plane(
        "turned",
        [
          .circle(radius: length), .vector("x", to: x, .kept),
          .vector("R(1) x", to: (Double(turned[0]), Double(turned[1])), .new),
        ]))
  }

  /// Positions and what bfloat16 makes of them.
  func sharedPositions(_ positions: [(exact: Int, rounded: Int)]) {
    diagram(
      "The positions \(positions.first!.exact) to \(positions.last!.exact) and what bfloat16 makes of them.",
      lookFor: "From 256 on, an odd position is written as an even neighbour.",
      alternative: """
        Two strips of numbers. Above the positions one by one, below their bfloat16 values: from 256 on
        only even numbers, several of them twice or three times.
        """,
      legend: [.dropped: "shared with another token"],
      .strips(
        "",
        [
          ("position", positions.map { .init("\($0.exact)") }),
          (
            "bfloat16",
            positions.map { position in
              let isShared = positions.count { $0.rounded == position.rounded } > 1
              return .init("\(position.rounded)", isShared ? .dropped : .plain)
            }
          ),
        ]))
  }

  /// Which pairs turn with which coordinate.
  func twoAxes() {
    diagram(
      "The pairs of a head (above) and the coordinate by which each turns (below).",
      lookFor: "Half of the pairs know only the column, the other half only the row.",
      alternative: """
        Lines from eight pairs to two nodes. Pairs 0 to 3 lead to x, pairs 4 to 7 to y.
        """,
      .links(
        top: (0..<8).map { .init("p\($0)", .marked) },
        bottom: [.init("x", .query), .init("y", .key)],
        lines: (0..<8).map { ($0, $0 / 4) }))
  }

  /// Positions beyond the trained ones, and the same text squeezed between them.
  func squeezed(known: Int) {
    func cells(_ position: (Int) -> Double) -> [Diagram.Cell] {
      (0..<2 * known).map { t in
        let p = position(t)
        return .init(p.typed, p < Double(known) ? .kept : .dropped)
      }
    }
    diagram(
      "A text of \(2 * known) tokens for a model that knows the positions 0 to \(known - 1).",
      lookFor: "Halved, all positions lie on the known ones or between them.",
      alternative: """
        Two strips of \(2 * known) cells. As they are, the positions of the second half are beyond the known
        ones. Halved, they go from 0 to \(known - 1) and a half, every second one between two known ones.
        """,
      legend: [.kept: "known, or between known ones", .dropped: "never met"],
      .strips(
        "positions",
        [("as they are", cells { Double($0) }), ("halved", cells { Double($0) / 2 })]))
  }
}
