import Mini
import Notebook
import Workbench

extension RMSNormChapter {
  /// N7, N8: LayerNorm is RMSNorm after a subtraction.
  var relation: Section {
    Section("How the two are related", "N7", "N8") { page in
      page.result(
        """
        LayerNorm is RMSNorm of what is left when the mean is subtracted; the two differ in one direction.
        """)
      page.text("What the two divide by differs by the mean alone:")
      page.formula(
        """
        LayerNorm(x) = RMSNorm(x − μ)
        RMS² = σ² + μ²
        """,
        tex: #"""
          \mathrm{LayerNorm}(x) = \mathrm{RMSNorm}(x - \mu \mathbf{1}), \qquad
          \mathrm{RMS}^2 = \sigma^2 + \mu^2
          """#)
      page.normsInThePlane()
      page.text(
        """
        LayerNorm removes what points along (1, 1, …, 1) before it sets the length. On three random vectors of \(dimensions.grouped) numbers, moved by 0, 1 and 10:
        """)
      var random = page.generator(2)
      let noise = Tensor.normal(3, dimensions, using: &random)
      let shifts: [Float] = [0, 1, 10]
      let x = Tensor.concatenate((0..<3).map { noise[rows: $0..<$0 + 1] + shifts[$0] })
      let layer = LayerNorm(dimensions: dimensions)(x)  // ε = 1e-5
      let rms = RMSNorm(dimensions: dimensions)(x.recenteredRows)
      let rows = (0..<3).map { i in
        let mean = Double(x.rowMeans[i])
        let rms = Double(x.rowRootMeanSquares[i])
        return (square: rms * rms, variance: Double(x.rowVariances[i]), mean: mean * mean)
      }
      page.check(
        "N7", "LayerNorm(x) and RMSNorm(x − μ) agree up to rounding",
        layer.largestDifference(from: rms), isAtMost: 5e-6, measuring: "largest difference",
        folds: false)
      page.deeper("RMS² and σ² part as the mean grows") { page in
        page.table(
          columns: ["vector", "RMS²", "σ²", "μ²", "σ² + μ²"],
          rows: zip(["around 0", "around 1", "around 10"], rows).map { name, row in
            [
              name, row.square.fixed(4), row.variance.fixed(4), row.mean.fixed(4),
              (row.variance + row.mean).fixed(4),
            ]
          })
        page.check(
          "N8", "RMS² is σ² + μ²",
          rows.map { abs($0.variance + $0.mean - $0.square) / $0.square }.max()!, isAtMost: 1e-6,
          measuring: "largest relative difference")
      }
      let half = Tensor.normal(4, 32, using: &random)
      page.deeper("On vectors of mean zero both have the same bits") { meanZero($0, half) }
    }
  }

  private func meanZero(_ page: Page, _ half: Tensor) {
    page.text(
      """
      For a mean of exactly zero we follow each 32 numbers by their negatives; `Mini`'s two layers then do
      the same operations on the same numbers:
      """)
    let differing = page.code {
      // 32 numbers, their negatives, 32 other numbers, their negatives …
      let mirrored = Tensor.concatenate(
        (0..<4).flatMap { [half[rows: $0..<$0 + 1], -half[rows: $0..<$0 + 1]] }
      ).reshaped(1, 256)
      let layerNorm = LayerNorm(dimensions: 256)
      let rmsNorm = RMSNorm(dimensions: 256)
      return layerNorm(mirrored).differingElements(from: rmsNorm(mirrored))
    }
    page.check(
      "N7", "LayerNorm and RMSNorm are the same on a vector of mean zero", exceptions: differing,
      of: 256, "features")
  }
}
