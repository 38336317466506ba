import Mini
import Notebook
import RMSNormExperiments
import Workbench

extension RMSNormChapter {
  /// N8, E4: both formulas on four numbers, every step printed.
  var byHand: Section {
    Section("Both formulas by hand", "N8", "E4") { page in
      page.result(
        """
        RMSNorm squares, averages, takes the root and divides; LayerNorm subtracts the mean first.
        """)
      page.claim("N8")
      page.correction("E4")
      page.formula(
        """
        RMSNorm     yᵢ = gᵢ · xᵢ / √(mean(x²) + ε)
        LayerNorm   yᵢ = gᵢ · (xᵢ − μ) / √(σ² + ε) + bᵢ
        """,
        tex: #"""
          \mathrm{RMSNorm:}\; y_i = g_i \frac{x_i}{\sqrt{\frac{1}{n}\sum_j x_j^2 + \varepsilon}}
          \qquad \mathrm{LayerNorm:}\; y_i = g_i \frac{x_i - \mu}{\sqrt{\sigma^2 + \varepsilon}} + b_i
          """#)
      page.text(
        """
        x is the vector of one token, μ the mean of its n numbers, σ² the mean of (x − μ)². Gain g and bias b are learned, a number for each feature; ε, such as 1e-5, keeps zeros from being divided by
        zero. Here x = (1, 2, 3, 4), g = 1, b = 0 and ε = 0:
        """)
      let hand = page.code {
        let x = [1.0, 2, 3, 4]

        // RMSNorm: square, average, root, divide.
        let squares = x.map { $0 * $0 }
        let meanSquare = squares.reduce(0, +) / 4
        let rms = meanSquare.squareRoot()
        let scaled = x.map { $0 / rms }

        // LayerNorm: average, subtract; then the same four steps.
        let mean = x.reduce(0, +) / 4
        let centered = x.map { $0 - mean }
        let variance = centered.map { $0 * $0 }.reduce(0, +) / 4
        let deviation = variance.squareRoot()
        let normalized = centered.map { $0 / deviation }

        return (
          rms: (squares, meanSquare, rms, scaled),
          layer: (mean, centered, variance, deviation, normalized)
        )
      }
      func row(_ name: String, _ values: [Double], _ digits: Int) -> [String] {
        [name] + values.map { $0.fixed(digits) } + ["–"]
      }
      func row(_ name: String, _ value: Double, _ digits: Int) -> [String] {
        [name, "–", "–", "–", "–", value.fixed(digits)]
      }
      page.table(
        "RMSNorm, down to x / RMS, then LayerNorm:",
        columns: ["step", "1st", "2nd", "3rd", "4th", "of all four"],
        rows: [
          row("x", [1, 2, 3, 4], 0), row("x²", hand.rms.0, 0),
          row("mean of x²", hand.rms.1, 2), row("RMS, its root", hand.rms.2, 7),
          row("y = x / RMS", hand.rms.3, 5),
          row("mean μ", hand.layer.0, 2), row("x − μ", hand.layer.1, 1),
          row("variance σ²", hand.layer.2, 2), row("σ, its root", hand.layer.3, 7),
          row("y = (x − μ) / σ", hand.layer.4, 5),
        ])
      page.check(
        "N8", "the RMS of (1, 2, 3, 4) is √7.5", hand.rms.2, is: 2.7386128, within: 1e-6,
        measuring: "RMS")
      page.text("For vectors of any length:")
      try page.source(
        of: "func plainRMSNorm(", in: "Chapters/RMSNorm/Experiments/PlainNorms.swift")
      let x = Tensor([1, 2, 3, 4])
      let (rms, layer) = (
        RMSNorm(dimensions: 4, eps: 0)(x), LayerNorm(dimensions: 4, eps: 0)(x)
      )
      func difference(_ y: Tensor, _ hand: [Double]) -> Double {
        zip(y.scalars, hand).map { abs(Double($0) - $1) }.max()!
      }
      page.check(
        "N8", "`Mini`'s RMSNorm gives the numbers found by hand", difference(rms, hand.rms.3),
        isAtMost: 2e-7, measuring: "largest difference", decides: true)
      page.check(
        "N8", "`Mini`'s LayerNorm gives the numbers found by hand",
        difference(layer, hand.layer.4), isAtMost: 2e-7, measuring: "largest difference")
      try page.deeper("The lines as typed and `Mini`'s give the same") { try plain($0) }
      page.deeper("Dividing by the plain length is another norm") { lengths($0, rms, layer) }
    }
  }

  private func plain(_ page: Page) throws {
    page.twoRecipes()
    try page.source(
      of: "func plainLayerNorm(", in: "Chapters/RMSNorm/Experiments/PlainNorms.swift")
    page.text(
      """
      In `Mini`, `normalizeRows` finds the sum of squares of a row in one pass, sixteen numbers at a time, and
      scales in a second one:
      """)
    try page.source(
      of: "public func callAsFunction(_ x: Tensor, into y: inout Tensor)",
      in: "Sources/Mini/Norms/RMSNorm.swift")
    var random = page.generator(1)
    let x = Tensor.normal(dimensions, using: &random)
    let (rms, layer) = page.code {
      let ones = [Float](repeating: 1, count: dimensions)
      let zeros = [Float](repeating: 0, count: dimensions)
      return (
        Tensor(plainRMSNorm(Array(x.scalars), gain: ones, eps: 1e-5)),
        Tensor(
          plainLayerNorm(
            Array(x.scalars), gain: ones, bias: zeros, eps: 1e-5))
      )
    }
    page.check(
      "N8", "RMSNorm as typed has the bits of `Mini`'s",
      exceptions: rms.differingElements(from: RMSNorm(dimensions: dimensions)(x)),
      of: dimensions, "features")
    page.check(
      "N8", "LayerNorm as typed and `Mini`'s agree up to rounding",
      layer.largestDifference(from: LayerNorm(dimensions: dimensions)(x)), isAtMost: 1e-6,
      measuring: "largest difference")
  }

  private func lengths(_ page: Page, _ rms: Tensor, _ layer: Tensor) {
    page.text(
      """
      RMSNorm gives every vector a mean square of 1, and so a length of √n: all outputs lie on one
      sphere. Dividing by the plain length (“L2”) is not the same: its outputs have length 1, so
      the wider the layer, the smaller each number:
      """)
    let l2 = L2Norm(dimensions: 4, eps: 0)(Tensor([1, 2, 3, 4]))
    page.table(
      "The outputs for (1, 2, 3, 4):", columns: ["norm", "y", "RMS of y", "length of y"],
      rows: [("RMSNorm", rms), ("LayerNorm", layer), ("L2", l2)].map { name, y in
        [
          name, y.scalars.map { $0.fixed(4) }.joined(separator: ", "),
          y.rootMeanSquare.fixed(3), y.norm.fixed(3),
        ]
      })
    page.check(
      "N8", "the output of RMSNorm has the length √4", rms.norm, is: 2, within: 1e-6,
      measuring: "length")
    page.text(
      """
      The factor √n matters to training: in the paper's Table 2 a translator with L2 reached 20.7
      and 22.0 BLEU on two test sets, and with RMSNorm 22.4 and 23.7 (higher is better).
      """)
  }
}
