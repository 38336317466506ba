import Base
import Mini
import Pictures

/// A query and a key of two features at their positions, and both moved further together.
package let livePositions = LivePicture(
  "positions",
  invitation: """
    Move both together: the arrows turn, and the score stays. Look at its bits: the statement is about numbers, \
    and a Float now and then ends one step beside. Then keep the angles in half the precision, and move far.
    """,
  knobs: [
    .whole("position m of the query", 0...40, shown: 3),
    .whole("position n of the key", 0...40, shown: 1),
    .whole("both moved further by", 0...2000, shown: 0),
    LiveKnob("radians a position", [(1, "1"), (3, "1/3"), (30, "1/30")], shown: 0),
    LiveKnob(
      "angles kept in", [(53, "double precision"), (11, "half precision"), (8, "bfloat16")],
      shown: 0),
  ]
) { values in
  let (m, n, further) = (Int(values[0]), Int(values[1]), Int(values[2]))
  let turning = TurnedBy(divisor: values[3], digits: Int(values[4]))
  let pair = TurnedPair(m, n, turning)
  let moved = TurnedPair(m + further, n + further, turning)
  let difference = abs(Double(moved.score) - Double(pair.score))
  let start = angle(moved.key)
  let end = angle(moved.query)
  let diagram = Diagram(
    "A query turned by its position and a key by its own, by the same angle a position.",
    lookFor: "The score depends on the angle between both arrows, and that on the distance alone.",
    alternative: """
      A plane with an arrow for the query at position \(m + further) and one for the key at position \
      \(n + further). Their product is \(moved.score.fixed(4)).
      """,
    [
      .plane(
        "q · k = \(moved.score.fixed(4)) at distance \(m - n)",
        [
          .circle(radius: 1),
          .vector("q at \((m + further).grouped)", to: moved.query, .query),
          .vector("k at \((n + further).grouped)", to: moved.key, .key),
          .arc("", radius: 0.4, from: start, to: end < start ? end + 2 * .pi : end, .marked),
        ])
    ])
  return LivePicture.View(
    .diagram(diagram),
    numbers: [
      "score \(moved.score.fixed(7)), bits \(bits(moved.score)); before both moved "
        + "\(pair.score.fixed(7)), bits \(bits(pair.score))"
    ],
    checks: [
      .init(
        "the score is that of the pair before it moved, up to a Float's rounding",
        "difference \(difference.scientific(1)), at most 5e-07", holds: difference <= 5e-7),
      .init(
        "and so is its last bit",
        moved.score == pair.score ? "the same bits" : "another bit",
        holds: moved.score == pair.score),
    ])
}

/// Two vectors of two features, turned by their positions, and their product.
private struct TurnedPair {
  let query: (Double, Double)
  let key: (Double, Double)
  let score: Float

  init(_ m: Int, _ n: Int, _ turning: TurnedBy) {
    let q = turning([0.9, 0.3], m)
    let k = turning([0.55, -0.6], n)
    (query, key) = ((Double(q[0, 0]), Double(q[0, 1])), (Double(k[0, 0]), Double(k[0, 1])))
    score = matmul(q, transposed: k)[0, 0]
  }
}

/// How a pair is turned: by a part of a radian for each position, as `Mini` does, or by an angle that is rounded
/// to so many binary digits first.
private struct TurnedBy {
  let divisor: Double
  let digits: Int

  func callAsFunction(_ pair: [Float], _ position: Int) -> Tensor {
    let x = Tensor(pair).reshaped(1, 2)
    if digits == 53 {
      let scaling = RotaryScaling.perPair(divisors: [divisor])
      return RotaryEmbedding(headDimension: 2, scaling: scaling)(x, offset: position)
    }
    let angle = rounded(Double(position) * rounded(1 / divisor))
    let (c, s) = (Double.cos(angle), Double.sin(angle))
    let (a, b) = (Double(pair[0]), Double(pair[1]))
    return Tensor([Float(a * c - b * s), Float(a * s + b * c)]).reshaped(1, 2)
  }

  private func rounded(_ angle: Double) -> Double {
    guard angle > 0 else { return angle }
    let step = angle.binade * .pow(2, Double(1 - digits))
    return (angle / step).rounded(.toNearestOrEven) * step
  }
}

/// A number's bits, as a hexadecimal number of eight digits.
private func bits(_ x: Float) -> String {
  let digits = String(x.bitPattern, radix: 16)
  return String(repeating: "0", count: 8 - digits.utf8.count) + digits
}

/// The direction of a place: the one of many whose arrow reaches it, so no arc tangent is needed.
private func angle(_ place: (Double, Double)) -> Double {
  var best = (angle: 0.0, reach: -Double.infinity)
  for step in 0..<720 {
    let angle = Double(step) * .pi / 360
    let reach = Double.cos(angle) * place.0 + Double.sin(angle) * place.1
    if reach > best.reach { best = (angle, reach) }
  }
  return best.angle
}
