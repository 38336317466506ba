import Base
import Mini
import Pictures

/// The hands of all pairs of a head at a position.
package let liveHands = LivePicture(
  "hands",
  invitation:
    "Move on and watch the first hand run and the last one creep; then choose another base.",
  knobs: [
    .whole("position", 0...600, shown: 20),
    .powers("base", of: 10, 1...6, shown: 4),
  ]
) { values in
  let (position, base) = (Int(values[0]), values[1])
  let rope = RotaryEmbedding(headDimension: 16, base: base)
  let turned = rope(
    Tensor((0..<16).map { Float($0 % 2 == 0 ? 1 : 0) }).reshaped(1, 16), offset: position)
  let turns = rope.frequencies.map { Double(position) * $0 / (2 * .pi) }
  let diagram = Diagram(
    "The hands of the eight pairs of a head of 16 features (at 0 all point to the right).",
    lookFor: "Each clock is slower than the one before, by the same factor.",
    alternative: """
      Eight small circles with a hand each, at position \(position). The first has turned \
      \((turns.first ?? 0).fixed(1)) times, the last \((turns.last ?? 0).fixed(3)) times.
      """,
    turns.indices.map { i in
      .plane(
        "\(turns[i].fixed(2)) turns", size: .small, axes: false,
        [
          .circle(radius: 1),
          .vector(
            "", to: (Double(turned[0, 2 * i]), Double(turned[0, 2 * i + 1])),
            i == 0 ? .query : .new),
        ])
    })
  let last = turns.last ?? 0
  return LivePicture.View(
    .diagram(diagram),
    numbers: [],
    checks: [
      .init(
        "the last hand has not gone round, so that no position looks like an earlier one",
        "\(last.fixed(3)) turns, less than 1", holds: last < 1)
    ])
}
