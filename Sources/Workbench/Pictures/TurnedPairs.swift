import Base
import Mini
import Notebook

extension Page {
  /// A query and a key of two features, turned by their positions, and both moved further on.
  package func turnedPair() {
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

  /// Which feature is paired with which, in both layouts.
  package func pairings() {
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
