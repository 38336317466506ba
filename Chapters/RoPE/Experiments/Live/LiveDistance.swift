import Base
import Mini
import Pictures

/// The score of a query with keys at every distance, for a head and a base: a sum of waves.
package let liveDistance = LivePicture(
  "distance",
  invitation: """
    Choose a larger base: all waves become longer. Take a larger head: more waves, and less is left of the score \
    far away. A key that was turned beforehand moves the peak.
    """,
  knobs: [
    .powers("features of a head", of: 2, 1...7, shown: 6),
    .powers("base", of: 10, 1...6, shown: 4),
    .powers("furthest distance", of: 2, 6...12, shown: 10),
    .whole("distance preferred", 0...48, shown: 0),
  ]
) { values in
  let (d, base) = (Int(values[0]), values[1])
  let (furthest, preferred) = (Int(values[2]), Int(values[3]))
  let rope = RotaryEmbedding(headDimension: d, base: base)
  // A vector of length 1 with the same share of every pair.
  let one = Tensor(repeating: 1 / Float(d).squareRoot(), shape: [1, d])
  let distances = Array(stride(from: 0, through: furthest, by: max(1, furthest / 512)))
  let keys = rope(
    Tensor(repeating: 1 / Float(d).squareRoot(), shape: [distances.count, d]), positions: distances)
  // ⟨R(s) q, R(n) k⟩ depends on n − s: the query wants a key s positions away.
  let scores = matmul(rope(one, offset: preferred), transposed: keys)
  let curve = distances.indices.map { (Double(distances[$0]), Double(scores[0, $0])) }
  let largest = curve.reduce(-1) { max($0, $1.1) }
  let far = curve[(curve.count * 3 / 4)...].reduce(0) { max($0, abs($1.1)) }
  let slowest = 2 * Double.pi / (rope.frequencies.last ?? 1)
  return LivePicture.View(
    .plot(
      Plot(
        """
        The score of a vector with itself, by the distance between both. Look at how it falls, and where it \
        rises again.
        """,
        x: .linear("distance in tokens"), y: .linear("score", -1...1),
        [.line("d = \(d), base \(base.brief())", curve)])),
    numbers: [
      "the slowest pair turns once in \(slowest.significant(3)) tokens; the largest score far away "
        + "(in the last quarter) is \(far.fixed(3))"
    ],
    checks: [
      .init(
        "no distance scores more than the one preferred",
        "largest \(largest.fixed(6)), at most 1.000001", holds: largest <= 1.000_001),
      .init(
        "far away less than half of it is left", "\(far.fixed(3)), at most 0.5", holds: far <= 0.5),
    ])
}
