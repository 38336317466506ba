import Mini
import Notebook
import RoPEExperiments
import Workbench

extension RoPEChapter {
  /// E9: the bound of the paper, its rises, and keys that do not decay.
  var decay: Section {
    Section("Decay, honestly", "E9") { page in
      page.result(
        """
        A bound on scores falls with distance, in waves. Scores need not: every distance has a key that prefers it.
        """)
      page.correction("E9")
      let tabulated: [(distance: Int, bound: Double)] = [
        (0, 32.500), (1, 31.538), (2, 28.956), (5, 20.845), (10, 17.954), (20, 15.242),
        (50, 12.629), (100, 10.227), (200, 7.245), (256, 6.543), (1000, 4.471), (4096, 4.883),
        (32_768, 3.803), (100_000, 6.888),
      ]
      page.deeper("The bound, arrow by arrow: it goes up at many steps") { page in
        page.text(
          """
          Lay an arrow of length 1 for each pair, turned by s positions, end to end; Sⱼ is where the first j lead.
          RoFormer proves that a score at distance s is at most a constant times
          """)
        page.formula(
          "B(s) = 2/d · Σⱼ |Sⱼ|,     Sⱼ = Σ_{i<j} exp(√−1 · s θᵢ)",
          tex:
            #"B(s) = \frac{2}{d} \sum_{j=1}^{d/2} |S_j|, \qquad S_j = \sum_{i<j} e^{\,\mathrm{i}\, s\, \theta_i}"#
        )
        page.arrowsEndToEnd(
          RotaryEmbedding(headDimension: 32).frequencies, distances: [1, 4, 16, 64])
        let (curve, far) = page.code {
          // The sizes of the paper's Figure 2.
          let bounds = ScoreBounds(dimensions: 128, base: 10_000)
          return (
            (0...256).map { bounds.decay(atDistance: Double($0)) },
            tabulated.map { bounds.decay(atDistance: Double($0.distance)) }
          )
        }
        page.plot(
          """
          The bound for d = 128 and base 10 000, as in Figure 2 of the paper. Look at how it goes down: in waves.
          """,
          x: .linear("distance s"), y: .linear("B(s)"),
          .line("bound", curve.enumerated().map { (Double($0), $1) }))
        let rises = zip(curve, curve.dropFirst()).count { $0 < $1 }
        page.text(
          """
          Down, but not steadily: of the 256 steps from one distance to the next, \(rises) go *up*. And
          far out it rises again:
          """)
        let shown = [0, 1, 4, 7, 9, 10, 11, 12, 13]
        page.table(
          columns: ["s"] + shown.map { tabulated[$0].distance.grouped },
          rows: [["B(s)"] + shown.map { far[$0].fixed(3) }])
        page.check(
          "E9", "the bound at 14 distances is what the formula gives by hand, to three decimals",
          zip(far, tabulated).map { abs($0 - $1.bound) }.max()!, isAtMost: 0.0005)
        page.check("E9", "unit steps up to 256 at which the bound rises", rises, equals: 115)
      }
      page.text(
        """
        A score is a sum of waves, one for each pair: here that of a vector with itself.
        """)
      page.live(liveDistance)
      aPreferredDistance(page)
      page.deeper("All ones decay, random vectors do not") { page in
        page.expect(
          "Random queries and keys, further and further apart: does the size of their scores shrink?",
          answer: """
            No: a turned random vector is as long and as random as before (Barbero et al., 2024, Proposition 3.2).
            """)
        allOnesAndGaussian(page)
      }
      page.deeper("ALiBi decays by construction") { page in alibi(page) }
    }
  }

  private func allOnesAndGaussian(_ page: Page) {
    page.text(
      """
      Is the bound a picture of real scores? A query and a key of all ones do decay: this is the
      picture often shown.
      """)
    var random = page.generator(7)
    let samples = page.options.quick ? 500 : 2000
    let distances = [0, 1, 10, 100, 1000, 4000]
    let rope = RotaryEmbedding(headDimension: 128)
    let ones = Tensor(repeating: 1, shape: [1, 128])
    let q = Tensor.normal(samples, 128, using: &random)
    let k = Tensor.normal(samples, 128, using: &random)
    let rows = distances.map { s in
      let moved = rope(k, positions: [Int](repeating: s, count: samples))
      // The score of sample i is row i of q times row i of k, divided by √d.
      let scores = (0..<samples).map { i in
        Double(dot(q[row: i], moved[row: i])) / 128.0.squareRoot()
      }
      let mean = scores.reduce(0, +) / Double(samples)
      let square = scores.map { $0 * $0 }.reduce(0, +) / Double(samples)
      return (ones: dot(ones, rope(ones, offset: s)) / 128, mean: mean, size: square.squareRoot())
    }
    page.table(
      "Scores by distance; the Gaussian columns are the mean and the root mean square of"
        + " \(samples.grouped) scores:",
      columns: ["distance", "all ones", "Gaussian, mean", "Gaussian, size"],
      rows: zip(distances, rows).map { s, row in
        [s.grouped, row.ones.fixed(3), row.mean.fixed(3), row.size.fixed(3)]
      })
    let expected: [Float] = [1.000, 0.970, 0.669, 0.477, 0.159, 0.008]
    page.check(
      "E9", "all ones decay, to the three decimals of the formula",
      zip(rows, expected).map { abs($0.ones - $1) }.max()!, isAtMost: 0.0006)
    page.check(
      "E9", "the mean Gaussian score stays 0 at every distance, in standard errors",
      rows.map { abs($0.mean) * Double(samples).squareRoot() }.max()!, isAtMost: 7)
    // Seven standard errors, too: a mean of n squares is off by about √(2/n), its root by half of that.
    page.check(
      "E9", "its size stays 1 at every distance", rows.map { abs($0.size - 1) }.max()!,
      isAtMost: 7 / Double(2 * samples).squareRoot())
  }

  private func aPreferredDistance(_ page: Page) {
    page.text(
      """
      And a score can *peak* anywhere, here at \(distance): the key is the query, turned by that distance (Barbero
      et al., 2024, Proposition 3.1).
      """)
    var random = page.generator(70)
    let q = Tensor.normal(1, 128, using: &random)
    let curve = page.code {
      let rope = RotaryEmbedding(headDimension: 128)
      let key = rope(q, positions: [distance])  // = R(distance) q
      // The key stands s positions before the query.
      return (0...256).map { s in
        dot(q, rope(key, positions: [-s])) / (q.norm * q.norm)
      }
    }
    page.plot(
      "The score of this key against its distance. Look for its one peak among many waves.",
      x: .linear("distance"), y: .linear("score"),
      .line("score", curve.enumerated().map { (Double($0), Double($1)) }))
    page.check(
      "E9", "the distance at which the key scores highest",
      curve.indices.max { curve[$0] < curve[$1] }!, equals: distance)
  }

  private func alibi(_ page: Page) {
    page.text(
      """
      A scheme that does decay by construction is ALiBi: no rotation, but a penalty subtracted from the
      score, slope times distance, with its own slope for each head (Press et al., 2021).
      """)
    let (slopes, resting) = page.code {
      let bias = ALiBi(heads: 8)
      let resting = (0..<8).map { head in
        (1...256).count { s in
          bias(head: head, distance: s) >= bias(head: head, distance: s - 1)
        }
      }.reduce(0, +)
      return (bias.slopes, resting)
    }
    page.table(
      "Slopes of eight heads:", columns: (1...8).map { "head \($0)" },
      rows: [slopes.map { "1/\(Int((1 / $0).rounded()))" }])
    page.check(
      "E9", "steps at which an ALiBi penalty grows, of 8 × 256", 2048 - resting, equals: 2048)
  }
}
