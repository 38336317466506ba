import Mini
import Notebook
import RoPEExperiments
import Workbench

extension RoPEChapter {
  /// P1: the fifth property, positions with two coordinates.
  var twoDimensions: Section {
    Section("Two-dimensional positions", "P1") { page in
      page.result(
        """
        With half of the pairs for each axis a score sees two distances, each by itself.
        """)
      page.text(
        """
        A patch of an image has a column x and a row y. Pairs do not touch one another, so each half sees its
        own distance only.
        """)
      page.deeper("Moved together a score stays, along one axis it changes") { page in
        page.twoAxes()
        var random = page.generator(11)
        let d = 2 * headDimension  // a multiple of 4: whole pairs for both axes
        let q = Tensor.normal(1, d, using: &random)
        let k = Tensor.normal(1, d, using: &random)
        let score = page.code {
          let rope = AxialRotaryEmbedding(
            headDimension: d, base: base, layout: layout)
          return { (a: AxialPosition, b: AxialPosition) -> Float in
            let score = dot(rope(q, positions: [a]), rope(k, positions: [b]))
            return score / (q.norm * k.norm)
          }
        }
        let (a, b) = (AxialPosition(x: 3, y: 7), AxialPosition(x: 5, y: 4))
        let shifts = [(0.0, 0.0), (1, 0), (0, 1), (20, 300), (-3, -7)].map {
          AxialPosition(x: $0.0, y: $0.1)
        }
        let moved = shifts.map { score(a + $0, b + $0) }
        page.table(
          "A query at (3, 7) and a key at (5, 4), both moved by the same step:",
          columns: ["step", "score"],
          rows: zip(shifts, moved).map { ["(\($0.x.typed), \($0.y.typed))", $1.fixed(6)] })
        page.check(
          "P1", "moving both by the same step leaves the score, up to rounding", spread(moved),
          isAtMost: 1e-6)
        func change(_ step: (Double) -> AxialPosition) -> Float {
          (1...8).map { abs(score(a, b + step(Double($0))) - moved[0]) }.max()!
        }
        page.check(
          "P1", "moving only the key along x, by 1 to 8, changes it",
          change { AxialPosition(x: $0, y: 0) }, isAtLeast: 1e-5)
        page.check(
          "P1", "moving only the key along y, by 1 to 8, changes it",
          change { AxialPosition(x: 0, y: $0) }, isAtLeast: 1e-5)
      }
    }
  }
}
