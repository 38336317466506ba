import Mini
import Notebook

extension RoPEChapter {
  /// P5: the sinusoidal code, its length, its similarities, and its linear map.
  var sinusoids: Section {
    Section("Sinusoids: a clock with many hands", "P5") { page in
      page.result(
        """
        A position becomes the hands of many clocks. How alike two codes are depends on their distance only.
        """)
      page.claim("P5")
      page.text(
        """
        The transformer of 2017 describes a position by clock hands. Hand i moves by θᵢ radians per token, and
        its tip has two coordinates, a sine and a cosine:
        """)
      page.formula(
        """
        PE(p, 2i)   = sin(p θᵢ)
        PE(p, 2i+1) = cos(p θᵢ)
        θᵢ = base^(−2i/d)
        """,
        tex: #"""
          \begin{aligned} \mathrm{PE}(p, 2i) &= \sin(p\,\theta_i) \\
          \mathrm{PE}(p, 2i+1) &= \cos(p\,\theta_i) \end{aligned}
          \qquad \theta_i = \mathrm{base}^{-2i/d}
          """#)
      page.text(
        """
        Here p is the position and d the number of features; the base is 10 000 in the paper. The code is added
        to the token's embedding, once (RoFormer, eq. 3). A product of two tips depends on the angle between
        them.
        """)

      page.clockHands(SinusoidalEncoding(dimensions: 32, base: base))
      page.deeper("All codes are equally long; drawn, they are fast and slow waves") { page in
        let shown = SinusoidalEncoding(dimensions: 32, base: base)
        let codes = shown(0..<64)
        page.heatMap(
          """
          The sines of a code of 32 features, then its cosines, at the positions 0 to 63. Look at the columns:
          fast waves on the left of each block, and on its right hands that hardly move.
          """,
          rows: (0..<64).map { "\($0)" },
          columns: (0..<16).map { "s\($0)" } + (0..<16).map { "c\($0)" },
          values: (0..<64).map { p in
            (0..<32).map { Double(codes[p, $0 < 16 ? 2 * $0 : 2 * $0 - 31]) }
          },
          scale: .linear("feature", -1...1))

        let lengths = page.code {
          let encoding = SinusoidalEncoding(dimensions: headDimension, base: base)
          return encoding(0..<1000).rowNorms  // [1000]: the length of every code
        }
        page.check(
          "P5", "every code of \(headDimension) features has the length √(d/2)",
          spread(lengths.scalars + [Float(Double(headDimension / 2).squareRoot())]), isAtMost: 1e-5)
      }
      page.deeper("Codes are as alike as their distance says") { page in
        page.text(
          """
          How alike are the codes of two positions? With d = 512 and base 10 000, the sizes of the
          paper, at three places in the text; look down a column for the decay and along a row for the
          sameness.
          """)
        let distances = [0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024]
        let (table, worst) = page.code {
          let encoding = SinusoidalEncoding(dimensions: 512)
          let half = 256.0  // d/2, the product of a code with itself
          let table = distances.map { k in
            [0, 77, 4000].map { p in
              let a = encoding.values(at: Double(p))
              let b = encoding.values(at: Double(p + k))
              return zip(a, b).map(*).reduce(0, +) / half
            }
          }
          return (table, table.map { $0.max()! - $0.min()! }.max()!)
        }
        page.table(
          "PE(p) · PE(p + k), divided by d/2:",
          columns: ["k", "p = 0", "p = 77", "p = 4000"],
          rows: zip(distances, table).map { [$0.grouped] + $1.map { $0.fixed(3) } })
        page.check("P5", "the product does not depend on the place", worst, isAtMost: 1e-9)
        let expected = [
          1.000, 0.973, 0.905, 0.768, 0.723, 0.631, 0.562, 0.485, 0.406, 0.313, 0.276, 0.186,
        ]
        page.check(
          "P5", "the similarities are those that the formula gives by hand, to three decimals",
          zip(table, expected).map { abs($0[0] - $1) }.max()!, isAtMost: 0.0005)
        page.plot(
          "How alike two codes of 512 features are, by their distance. Look at how it falls: fast at first, then in waves.",
          x: .linear("distance k"), y: .linear("similarity", 0...1),
          .line(
            "similarity",
            SinusoidalEncoding(dimensions: 512).similarities(upTo: 512).enumerated().map {
              (Double($0), $1)
            }))
      }
      page.deeper("One matrix moves every code on by 37 positions") { page in
        page.text(
          """
          The linear map is the reason that the authors gave: a model should easily learn to attend by
          relative position (Vaswani et al., 2017, sec. 3.5). That it reads longer texts than it was
          trained on was a hope beside it. Here is the map for a step of 37, tried far out:
          """)
        let error = page.code {
          let encoding = SinusoidalEncoding(dimensions: headDimension, base: base)
          let step = encoding.translation(by: 37)  // [d, d], made of 2×2 blocks
          return [0, 5, 500, 12_345].map { p in
            let moved = matmul(encoding(p..<p + 1), transposed: step)  // [1, d]
            return moved.largestDifference(from: encoding(p + 37..<p + 38))
          }.max()!
        }
        page.check(
          "P5", "one matrix leads from PE(p) to PE(p + 37), up to p = 12 345", error, isAtMost: 1e-6
        )
        page.text(
          """
          The matrix consists of 2×2 rotations. Rotary embedding applies them itself, where here the
          model has to discover them.
          """)
      }
    }
  }
}
