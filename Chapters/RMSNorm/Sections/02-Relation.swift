import Mini
import Notebook
import Workbench

extension RMSNormChapter {
  /// N7, N8: LayerNorm is RMSNorm after a subtraction.
  var relation: Section {
    Section("How the two are related", "N7", "N8") { page in
      page.text(
        """
        LayerNorm *is* RMSNorm, applied to what remains when the mean is subtracted. And the two numbers
        they divide by differ by the mean alone:
        """)
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
        We check both on three random vectors of \(dimensions.grouped) numbers, the second moved by 1,
        the third by 10. Look at how RMS² and σ² part as the mean grows.
        """)
      var random = page.generator(2)
      let noise = Tensor.normal(3, dimensions, using: &random)
      let shifts: [Float] = [0, 1, 10]
      let x = Tensor.concatenate((0..<3).map { noise[rows: $0..<$0 + 1] + shifts[$0] })
      let (layer, rms) = page.code {
        let layerNorm = LayerNorm(dimensions: dimensions)  // ε = 1e-5
        let rmsNorm = RMSNorm(dimensions: dimensions)
        return (layerNorm(x), rmsNorm(x.recenteredRows))
      }
      let rows = (0..<3).map { i in
        let mean = Double(x.rowMeans[i])
        let rms = Double(x.rowRootMeanSquares[i])
        return (square: rms * rms, variance: Double(x.rowVariances[i]), mean: mean * mean)
      }
      page.table(
        columns: ["vector", "RMS²", "σ²", "μ²", "σ² + μ²"],
        rows: zip(["around 0", "around 1", "around 10"], rows).map { name, row in
          [
            name, row.square.fixed(4), row.variance.fixed(4), row.mean.fixed(4),
            (row.variance + row.mean).fixed(4),
          ]
        })
      page.check(
        "N8", "RMS² and σ² + μ², largest relative difference",
        rows.map { abs($0.variance + $0.mean - $0.square) / $0.square }.max()!, isAtMost: 1e-6)
      page.check(
        "N7", "LayerNorm(x) and RMSNorm(x − μ), largest difference up to rounding",
        layer.largestDifference(from: rms), isAtMost: 5e-6)

      page.text(
        """
        So on vectors of mean zero the two are one. For a mean of exactly zero we follow each 32
        numbers by their negatives; `Mini`'s two layers then do the same operations on the same
        numbers:
        """)
      let half = Tensor.normal(4, 32, using: &random)
      let differing = page.code {
        // 32 numbers, their negatives, 32 other numbers, their negatives …
        let mirrored = Tensor.concatenate(
          (0..<4).flatMap { [half[rows: $0..<$0 + 1], -half[rows: $0..<$0 + 1]] }
        ).reshaped(1, 256)
        let layerNorm = LayerNorm(dimensions: 256)
        let rmsNorm = RMSNorm(dimensions: 256)
        return layerNorm(mirrored).differingElements(from: rmsNorm(mirrored))
      }
      page.check("N7", "numbers that differ on a vector of mean zero", differing, equals: 0)
      page.text(
        """
        As geometry: LayerNorm removes the part of the vector along (1, 1, …, 1), then sets the
        length; RMSNorm only sets the length. They differ by that one direction out of
        \(dimensions.grouped).
        """)
    }
  }
}
