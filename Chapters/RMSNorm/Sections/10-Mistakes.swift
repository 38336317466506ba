import Base
import Mini
import Notebook
import Workbench

extension RMSNormChapter {
  /// Known mistakes, made on purpose: each has to break a check that the right code keeps.
  var mistakes: Section {
    Section("What goes wrong", "N8", "N10") { page in
      page.result(
        """
        Wrong norms return numbers of a reasonable size; only a check against the formula finds them.
        """)
      page.text(
        """
        Each mistake is run after the right code, against the same bound.
        """)
      var random = page.generator(10)
      epsilon(page, &random)
      page.deeper("E[x²] − E[x]² loses all digits, and n − 1 is another norm") {
        variance($0, &random)
      }
      gain(page, &random)
      page.deeper("Huge, tiny and missing numbers come out as they should") { extremes($0) }
    }
  }

  private func epsilon(_ page: Page, _ random: inout SeededGenerator) {
    page.text(
      """
      *ε outside the root.* ε belongs under the root, √(mean(x²) + ε), as in T5, Llama and Gemma. The RMSNorm
      authors' own file adds it after the root, with ε = 1e-8. Take a vector of RMS 0.001 and ε = 1e-5:
      """)
    let unit = RMSNorm(dimensions: 512, eps: 0)(Tensor.normal(1, 512, using: &random))
    let small = unit * 0.001
    let rmsNorm = RMSNorm(dimensions: 512, eps: 1e-5)
    let inside = rmsNorm(small).rootMeanSquare
    let outside = (small / (small.rootMeanSquare + 1e-5)).rootMeanSquare
    let formula: Float = 0.001 / (Float(1e-6) + 1e-5).squareRoot()
    page.check(
      "N8", "ε inside: the RMS of the output is 0.001/√(0.001² + ε)",
      abs(inside / formula - 1), isAtMost: 1e-5, measuring: "relative difference")
    page.goesWrong(
      "N8", "ε outside, where the output is \((outside / inside).fixed(1)) times as large",
      abs(outside / formula - 1), isAtMost: 1e-5, measuring: "relative difference", folds: false)

    page.deeper("Against small inputs any ε breaks the re-scaling invariance") { page in
      page.text(
        """
        With RMS² = s² the output is smaller
        than it should be by the factor 1/√(1 + ε/s²):
        """)
      let sizes = [1, 0.03, 0.00316228]
      let losses = sizes.map { s in
        1 - Double(rmsNorm(unit * Float(s)).rootMeanSquare)  // ε = 1e-5
      }
      func expected(_ s: Double) -> Double { 1 - 1 / (1 + 1e-5 / (s * s)).squareRoot() }
      page.plot(
        """
        The RMS of the output, which should be 1, for inputs of all sizes and ε = 1e-5. Look at where the curve
        leaves 1, and at the point s = √ε, where 1/√2 is left:
        """,
        x: .logarithmic("RMS of x"), y: .linear("RMS of y", 0...1),
        .line(
          "formula",
          (0...40).map { i in
            let s = Double.pow(10, Double(i) / 10 - 4)
            return (s, 1 - expected(s))
          }),
        .points("measured", zip(sizes, losses).map { ($0, 1 - $1) }))
      page.check(
        "N10", "ε takes from the output what the formula says",
        zip(sizes, losses).map { abs($1 - expected($0)) }.max()!, isAtMost: 1e-5,
        measuring: "largest difference")
      let exact = RMSNorm(dimensions: 512, eps: 0)
      page.check(
        "N10", "ε = 0: x times 0.003 leaves the output",
        relativeChange(of: exact(unit * 0.003), from: exact(unit)), isAtMost: 1e-5,
        measuring: "relative change")
      page.goesWrong(
        "N10", "ε = 1e-5 is taken for none: x times 0.003",
        relativeChange(of: rmsNorm(unit * 0.003), from: rmsNorm(unit)),
        isAtMost: 1e-5, measuring: "relative change of the output", folds: false)
    }
  }

  private func variance(_ page: Page, _ random: inout SeededGenerator) {
    page.text(
      """
      *The variance as E[x²] − E[x]²* saves a pass, and on paper it is the same. In `Float` it subtracts
      two large numbers that agree in most digits. Here are 4096 numbers of spread 1, around larger and larger
      means, with x₀ for the first of them:
      """)
    let noise = Tensor.normal(1, 4096, using: &random)
    let means: [Float] = [0, 100, 1000, 100_000, 1_000_000, 10_000_000]
    let rows = page.code {
      means.map { mean in
        let x = noise + mean
        let average = x.sum / 4096
        let inFloat = (x * x).sum / 4096 - average * average
        func short(_ d: [Double]) -> Double {
          let mean = d.reduce(0, +) / 4096
          return d.reduce(0) { $0 + $1 * $1 } / 4096 - mean * mean
        }
        let doubles = x.scalars.map { Double($0) }
        let shifted = short(doubles.map { $0 - doubles[0] })  // x − x₀
        let center = doubles.reduce(0, +) / 4096
        let exact =
          doubles.reduce(0) { $0 + ($1 - center) * ($1 - center) } / 4096
        return [
          Double(inFloat), short(doubles), shifted, exact,
          Double(x.rowVariances[0]),
        ]
      }
    }
    page.table(
      "The variance. Each of the first three columns is E[d²] − E[d]²:",
      columns: ["mean", "d = x in Float", "d = x in Double", "d = x − x₀ in Double", "two passes"],
      rows: zip(means, rows).map { mean, row in
        [
          Int(mean).grouped, row[0].fixed(3), row[1].fixed(6), row[2].fixed(6), row[3].fixed(6),
        ]
      })
    func error(_ column: Int) -> Double { rows.map { abs($0[column] / $0[3] - 1) }.max()! }
    page.check(
      "N8", "d = x − x₀ in Double is exact enough", error(2), isAtMost: 1e-11,
      measuring: "largest relative error")
    page.check(
      "N8", "so is the variance of `Mini`", error(4), isAtMost: 1e-7,
      measuring: "largest relative error")
    page.goesWrong(
      "N8", "d = x in Float", error(0), isAtMost: 1e-5, measuring: "largest relative error")
    page.goesWrong(
      "N8", "d = x in Double", error(1), isAtMost: 1e-5, measuring: "largest relative error")
    page.text(
      """
      In `Float` the formula fails at a mean of 1000; `Double` only moves that place. The mistake is
      to square numbers that are far from zero. The differences x − x₀ are near it, for x₀ is one of
      the row:
      """)
    page.formula(
      """
      Σ (xⱼ − x₀)² = Σ (xⱼ − μ)² + n (μ − x₀)²
                   ≤ (n + 1) Σ (xⱼ − μ)²
      """,
      tex:
        #"\sum (x_j - x_0)^2 = \sum (x_j - \mu)^2 + n (\mu - x_0)^2 \le (n + 1) \sum (x_j - \mu)^2"#
    )
    page.text(
      """
      With n = 4096 that costs at most 12 of the 53 bits of a `Double`, and `Float` data has 24. So
      `LayerNorm` of `Mini` reads each vector once, as `RMSNorm` does. The worst case is an outlier in the
      first place:
      """)
    let outlier = Tensor([[1] + [Float](repeating: 0, count: 4095)])
    let (center, variance) = (1.0 / 4096, 4095.0 / 4096 / 4096)
    func squares(from origin: Double) -> Double {
      outlier.scalars.reduce(0) { $0 + (Double($1) - origin) * (Double($1) - origin) }
    }
    page.check(
      "N8", "1, 0, 0, …: Σ (xⱼ − x₀)² is at most n + 1 times Σ (xⱼ − μ)²",
      squares(from: 1) / squares(from: center), isAtMost: 4097, measuring: "times")
    page.check(
      "N8", "1, 0, 0, …: `Mini`'s variance is right",
      abs(Double(outlier.rowVariances[0]) / variance - 1), isAtMost: 1e-7,
      measuring: "relative error")
    page.text(
      """
      RMSNorm subtracts nothing and cannot lose digits this way.

      *The unbiased variance.* Statistics packages divide by n − 1 by default. LayerNorm divides by n.
      With four numbers that is a factor of √(4/3):
      """)
    let x = Tensor([1, 2, 3, 4])
    let layerNorm = LayerNorm(dimensions: 4, eps: 0)
    let unbiased = (x - 2.5) / (Float(5) / 3).squareRoot()
    let right: [Double] = [-1.3416408, -0.4472136, 0.4472136, 1.3416408]
    func error(_ y: Tensor) -> Double {
      zip(y.scalars, right).map { abs(Double($0) / $1 - 1) }.max()!
    }
    page.check(
      "N8", "divided by n, LayerNorm is right", error(layerNorm(x)), isAtMost: 1e-6,
      measuring: "relative error")
    page.goesWrong(
      "N8", "divided by n − 1", error(unbiased), isAtMost: 1e-6, measuring: "relative error")
  }

  private func gain(_ page: Page, _ random: inout SeededGenerator) {
    page.text(
      """
      *A gain stored as g − 1.* Gemma's checkpoints store g − 1, so that zeros mean “change nothing”. Read as
      g, they switch the layer off:
      """)
    let x = Tensor.normal(1, 512, using: &random)
    let stored = Tensor.normal(512, deviation: 0.05, using: &random)  // g − 1
    var right = RMSNorm(dimensions: 512)
    right.gain = stored + 1
    var wrong = right
    wrong.gain = stored
    page.check(
      "N8", "with a gain of 1 + w the output has an RMS near 1",
      abs(right(x).rootMeanSquare - 1), isAtMost: 0.1, measuring: "distance")
    page.goesWrong(
      "N8", "a gain of w", abs(wrong(x).rootMeanSquare - 1), isAtMost: 0.1,
      measuring: "the RMS is away from 1 by", folds: false)
  }

  private func extremes(_ page: Page) {
    page.text(
      """
      The squares of 1e30 and 1e-30 are outside the range of `Float`. `Mini` squares in
      `Double`, so with an ε every finite vector has a finite answer. A vector of one number has no spread:
      LayerNorm gives 0 for it, RMSNorm its sign. One NaN makes the whole vector NaN, so that nobody misses
      it.
      """)
    let rows: [(name: String, eps: Double, x: [Float])] = [
      ("0, 0, 0", 1e-5, [0, 0, 0]), ("5", 1e-5, [5]),
      ("1e30, 2e30, 3e30", 1e-5, [1e30, 2e30, 3e30]),
      ("1e-30, 2e-30, 3e-30", 1e-5, [1e-30, 2e-30, 3e-30]),
      ("1e-30, 2e-30, 3e-30", 0, [1e-30, 2e-30, 3e-30]), ("1, NaN, 3", 1e-5, [1, .nan, 3]),
    ]
    let outputs = rows.map { row in
      let x = Tensor([row.x])
      let rmsNorm = RMSNorm(dimensions: row.x.count, eps: row.eps)
      let layerNorm = LayerNorm(dimensions: row.x.count, eps: row.eps)
      return (rms: rmsNorm(x), layer: layerNorm(x))
    }
    func text(_ y: Tensor) -> String { y.scalars.map { $0.significant(2) }.joined(separator: ", ") }
    page.table(
      columns: ["x", "ε", "RMSNorm", "LayerNorm"],
      rows: zip(rows, outputs).map { row, y in
        [row.name, row.eps == 0 ? "0" : "1e-5", text(y.rms), text(y.layer)]
      })
    page.check(
      "N8", "finite vectors give finite numbers",
      exceptions: outputs.dropLast().map {
        [$0.rms, $0.layer].flatMap(\.scalars).count { !$0.isFinite }
      }.reduce(0, +), of: 26, "numbers")
    page.check(
      "N8", "NaN in, NaN out",
      exceptions: [outputs.last!.rms, outputs.last!.layer].flatMap(\.scalars).count { !$0.isNaN },
      of: 6, "numbers")
    let large = Tensor([[1e30, 2e30, 3e30]])
    page.check(
      "N8", "1e30, 2e30, 3e30 come out with an RMS of 1",
      abs(outputs[2].rms.rootMeanSquare - 1), isAtMost: 1e-5, measuring: "distance")
    let meanSquare = (large * large).sum / 3  // infinite
    page.goesWrong(
      "N8", "squared in Float, where 1/√∞ is 0",
      abs((large * (1 / meanSquare.squareRoot())).rootMeanSquare - 1), isAtMost: 1e-5,
      measuring: "the RMS is away from 1 by")
  }
}
