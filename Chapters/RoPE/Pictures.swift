import Elementary
import Mini
import Notebook

/// Turned vectors, drawn from the rotations that `Mini` computes.
extension Page {
  /// A query and a key of two features, turned by their positions, and both moved further on.
  func turnedPair() {
    let rope = RotaryEmbedding(headDimension: 2)
    let (q, k) = (Tensor([0.9, 0.3]), Tensor([0.55, -0.6]))
    func place(_ x: Tensor, _ position: Double) -> (Double, Double) {
      let turned = rope(x.reshaped(1, 2), positions: [position * 0.35])
      return (Double(turned[0, 0]), Double(turned[0, 1]))
    }
    /// The direction of a place: the one of many whose arrow reaches it, so no arc tangent is needed.
    func angle(_ place: (Double, Double)) -> Double {
      func along(_ angle: Double) -> Double {
        Double.cos(angle) * place.0 + Double.sin(angle) * place.1
      }
      let directions = (0..<720).map { Double($0) * .pi / 360 }
      return directions.max { along($0) < along($1) }!
    }
    func plane(_ title: String, _ m: Double, _ n: Double) -> Diagram.Part {
      let (query, key) = (place(q, m), place(k, n))
      let (start, end) = (angle(key), angle(query))
      return .plane(
        title,
        [
          .circle(radius: 1),
          .vector("q at \(Int(m))", to: query, .query), .vector("k at \(Int(n))", to: key, .key),
          .arc("", radius: 0.4, from: start, to: end < start ? end + 2 * .pi : end, .marked),
        ])
    }
    diagram(
      "A query turned by its position m and a key by its position n, and the same pair 4 further.",
      lookFor: "Both arrows have turned, and the angle between them is the same.",
      alternative: """
        Two planes, each with an arrow for the query and one for the key. In the second both arrows
        have turned by the same angle, so the angle between them, on which the score depends, has not
        changed.
        """,
      plane("m = 3, n = 1", 3, 1), .arrow("both 4 further"), plane("m = 7, n = 5", 7, 5))
  }

  /// The hands of a few clocks at a few positions.
  func clockHands(_ encoding: SinusoidalEncoding) {
    let hands = [0, 2, 4, 6].filter { $0 < encoding.frequencies.count }
    diagram(
      "Four of the hands, at the positions 0 to 3 (0 points to the right).",
      lookFor: "Each clock is slower than the one before: the last hand has hardly moved.",
      alternative: """
        Four small circles, each with arrows for positions 0, 1, 2 and 3. On the first the arrows are a
        radian apart, on each further one closer together, and on the last they nearly coincide.
        """,
      hands.map { i in
        let theta = encoding.frequencies[i]
        return .plane(
          "hand \(i)", size: .small, axes: false,
          [.circle(radius: 1)]
            + (0..<4).map { p in
              let angle = Double(p) * theta
              return .vector(
                "\(p)", to: (Double.cos(angle), Double.sin(angle)), p == 3 ? .new : .kept)
            })
      })
  }

  /// The arrows whose partial sums make the bound, laid end to end.
  func arrowsEndToEnd(_ frequencies: [Double], distances: [Int]) {
    diagram(
      "The arrows of \(frequencies.count) pairs laid end to end, at several distances.",
      lookFor: "Close by all arrows point the same way; further off the chain curls up.",
      alternative: """
        Chains of arrows of equal length. At distance \(distances[0]) the chain is nearly straight and
        long. With each larger distance its beginning, the fast pairs, curls up more, and it ends nearer
        to where it began.
        """,
      distances.map { s in
        var places = [(0.0, 0.0)]
        for theta in frequencies {
          let (angle, last) = (Double(s) * theta, places.last!)
          places.append((last.0 + Double.cos(angle), last.1 + Double.sin(angle)))
        }
        return .plane("s = \(s)", size: .medium, axes: false, [.chain("", places, .marked)])
      })
  }

  /// Which feature is paired with which, in both layouts.
  func pairings() {
    diagram(
      "The eight features of a head (above) and the four pairs they form (below).",
      lookFor: "Interleaved joins neighbours, halves joins one feature of each half.",
      alternative: """
        Two drawings of lines from eight features to four pairs. On the left features 0 and 1 go to pair
        0, 2 and 3 to pair 1 and so on; on the right 0 and 4 go to pair 0, 1 and 5 to pair 1 and so on.
        """,
      RotaryLayout.allCases.map { layout in
        .links(
          layout.rawValue, top: (0..<8).map { .init("\($0)", .query) },
          bottom: (0..<4).map { .init("p\($0)", .marked) },
          lines: (0..<4).flatMap { pair in
            let (x, y) = layout.features(ofPair: pair, rotatedDimensions: 8)
            return [(x, pair), (y, pair)]
          })
      })
  }
}
