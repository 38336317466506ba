import Mini
import Notebook
import RoPEExperiments
import Workbench

extension RoPEChapter {
  /// P4: a rotary score depends on the distance between two tokens and not on where they stand.
  var relativeScores: Section {
    Section("Scores see the distance only", "P4") { page in
      page.result(
        """
        A rotary score is the same wherever the two tokens stand, and an additive one is not.
        """)
      page.claim("P4")
      page.text(
        """
        Of the two turns only the difference is left (RoFormer, eq. 16):
        """)
      page.formula(
        "⟨R(m) q, R(n) k⟩ = ⟨q, R(n − m) k⟩",
        tex: #"\langle R_m q,\; R_n k \rangle = \langle q,\; R_{n-m}\, k \rangle"#)
      page.live(livePositions)
      page.text(
        """
        A random query and key, 3 positions apart, move together; beside them the same with sinusoids added and
        projected at random (`pair`, in this file).
        """)
      page.expect(
        "Both tokens move by 1000 positions. What becomes of the rotary score?",
        answer: """
          It stays: pair by pair, both turn further by the same angle. Only rounding moves the last digits.
          """)
      var random = page.generator(6)
      let pair = ScorePair(width: headDimension, base: base, layout: layout, using: &random)
      let places = [0, 10, 100, 1000, 10_000, 100_000]
      let (rotary, additive) = page.code {
        (
          // ⟨R(m) q, R(m+3) k⟩ / |q||k|
          places.map { m in pair.rotary(m, m + 3) },
          // ⟨(q + pₘ) Wq, (k + pₘ₊₃) Wk⟩ / |q||k|
          places.map { m in pair.additive(m, m + 3) }
        )
      }
      page.table(
        "Score at distance 3, divided by the lengths of q and k:",
        columns: ["first position", "rotary", "added sinusoids"],
        rows: zip(places, zip(rotary, additive)).map { place, scores in
          [place.grouped, scores.0.fixed(6), scores.1.fixed(6)]
        })
      page.check(
        "P4", "the rotary score is the same wherever the pair stands, up to Float's rounding",
        spread(rotary), isAtMost: 1e-6, decides: true)
      page.check(
        "P4", "the additive score is not: the same check fails", spread(additive), isAtLeast: 1e-4)

      page.deeper("Other distances give other scores") { page in
        page.text(
          """
          Nor is the score a constant: other distances give other scores.
          """)
        let byDistance = (0...8).map { pair.rotary(100, 100 + $0) }
        page.table(
          "Rotary score by distance n − m:",
          columns: (0...8).map { "\($0)" }, rows: [byDistance.map { $0.fixed(3) }])
        // Scores shrink as 1/√d, and those of an unlucky seed lie close together: the bound is ten times
        // what rounding does.
        page.check(
          "P4", "different distances give different scores", spread(byDistance), isAtLeast: 1e-5)
      }
      page.deeper("Attention too stays the same, in a block or token by token") { page in
        page.text(
          """
          What holds for a score holds for attention, as long as values are not turned: position
          enters the *weights* and never the content. Eight tokens, read as positions 0 to 7 and as
          5000 to 5007:
          """)
        let x = Tensor.normal(3, 8, headDimension, using: &random)  // q, k, v of one head
        let moved = page.code {
          func read(at offset: Int) -> Tensor {
            attention(
              queries: rope(x[rows: 0..<1], offset: offset),
              keys: rope(x[rows: 1..<2], offset: offset),
              values: x[rows: 2..<3], mask: .causal)
          }
          return read(at: 0).largestDifference(from: read(at: 5000))
        }
        page.check(
          "P4", "attention gives the same outputs 5000 positions later", moved, isAtMost: 1e-4)
        page.text(
          """
          With a cache, queries come one at a time. Token t turned in a block, and alone with `offset:
          t`, has the same bits:
          """)
        let differing = page.code {
          let q = x[row: 0]  // [8, headDimension], positions 0 … 7
          let steps = (0..<8).map { t in rope(q[rows: t..<t + 1], offset: t) }
          return rope(q).differingElements(from: .concatenate(steps))
        }
        page.check("P4", "numbers that differ between block and steps", differing, equals: 0)
      }
    }
  }
}
