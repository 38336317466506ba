import Mini
import Notebook
import RMSNormExperiments
import Workbench

extension RMSNormChapter {
  /// N7: what re-centering does, when it is missed, and how it can be built into the weights.
  var recentering: Section {
    Section("What re-centering does, and when it is missed", "N7") { page in
      page.claim("N7")
      page.text(
        """
        A vector carries a signal of spread 1 around a mean c. LayerNorm removes c and hands the
        signal on at full size; RMSNorm divides by √(1 + c²), and the mean crowds the signal out. We
        take a vector of mean 0 and spread 1 exactly, add c, and measure what comes out.
        """)
      page.expect(
        "A signal of spread 1 sits on a mean of 10. Which spread does it have behind RMSNorm?",
        answer: """
          About a tenth, 1/√(1 + 10²): nearly all of the length that RMSNorm sets to 1 belongs to the mean.
          """)
      page.live(liveNorms)
      var random = page.generator(5)
      let layerNorm = LayerNorm(dimensions: dimensions, eps: 0)
      let rmsNorm = RMSNorm(dimensions: dimensions, eps: 0)
      let signal = layerNorm(Tensor.normal(1, dimensions, using: &random))
      let means = Set([0, 0.5, 1, 2, 10, 100, mean]).sorted()
      let rows = page.code {
        means.map { c in
          let x = signal + Float(c)
          let (rms, layer) = (rmsNorm(x), layerNorm(x))
          return (
            mean: Double(rms.mean),
            spread: Double(rms.rowVariances[0]).squareRoot(),
            layer: Double(layer.rowVariances[0]).squareRoot()
          )
        }
      }
      func expected(_ c: Double) -> Double { 1 / (1 + c * c).squareRoot() }
      page.table(
        columns: [
          "mean c", "RMSNorm: mean", "RMSNorm: spread", "1/√(1 + c²)", "LayerNorm: spread",
        ],
        rows: zip(means, rows).map { c, row in
          [
            c.typed, row.mean.fixed(3), row.spread.fixed(4), expected(c).fixed(4),
            row.layer.fixed(3),
          ]
        })
      page.check(
        "N7", "RMSNorm: largest difference of the spread from 1/√(1 + c²)",
        zip(means, rows).map { abs($1.spread - expected($0)) }.max()!, isAtMost: 0.0001)
      page.check(
        "N7", "RMSNorm: largest difference of the mean from c/√(1 + c²)",
        zip(means, rows).map { abs($1.mean - $0 * expected($0)) }.max()!, isAtMost: 0.0001)
      pictureOfMeans(page, signal, means, (rmsNorm, layerNorm))
      page.check(
        "N7", "LayerNorm: largest difference of the spread from 1",
        rows.map { abs($0.layer - 1) }.max()!, isAtMost: 0.0001)
      directions(page, &random)
      try rewrite(page)
    }
  }

  private func pictureOfMeans(
    _ page: Page, _ signal: Tensor, _ means: [Double], _ norms: (rms: RMSNorm, layer: LayerNorm)
  ) {
    let count = min(16, dimensions)
    func curve(_ y: Tensor) -> [(Double, Double)] {
      (0..<count).map { (Double($0), Double(y.scalars[$0])) }
    }
    page.plot(
      """
      The first \(count) features of the signal behind each norm, for a mean of \(mean.typed). Look at how
      much of the ups and downs is left: the larger the mean, the flatter the line of RMSNorm.
      """,
      x: .linear("feature"), y: .linear("output"), for: "mean c",
      means.map { c in
        let x = signal + Float(c)
        return .init(
          c.typed, .line("LayerNorm", curve(norms.layer(x))), .line("RMSNorm", curve(norms.rms(x))))
      }, shown: mean.typed)
  }

  private func directions(_ page: Page, _ random: inout SeededGenerator) {
    page.text(
      """
      So a large mean drowns a signal in one pass through RMSNorm. In training that need not make
      RMSNorm the worse choice: with weights that started around 0.2, and so with large means, the
      paper saw LayerNorm become unstable and RMSNorm stay the more robust of the two (Zhang and
      Sennrich, 2019, Figure 4, sec. 6.1). In a transformer section 11 finds the opposite, and why.

      Do hidden vectors have a large mean? The mean is what points along (1, 1, …, 1), and
      cos(x, 1) = mean(x) / RMS(x) says how much of x does. For a random vector that is one of d directions,
      and the cosine has a typical size of 1/√d.
      """)
    let widths = [64, 256, 768]
    let sizes = widths.map { d in
      let x = Tensor.normal(1000, d, using: &random)
      let cosines = zip(x.rowMeans.scalars, x.rowRootMeanSquares.scalars)
        .map { Double($0) / Double($1) }
      return (cosines.map { $0 * $0 }.reduce(0, +) / 1000).squareRoot()
    }
    page.table(
      "cos(x, 1) of 1000 random vectors; the part of the length that LayerNorm removes is"
        + " 1 − √(1 − cos²):",
      columns: ["d", "cosine, typical size", "1/√d", "part of the length removed"],
      rows: zip(widths, sizes).map { d, size in
        [
          "\(d)", size.fixed(4), (1 / Double(d).squareRoot()).fixed(4),
          (1 - (1 - size * size).squareRoot()).percent(2),
        ]
      })
    page.check(
      "N7", "typical size of the cosine times √d, furthest from 1",
      zip(widths, sizes).map { abs($1 * Double($0).squareRoot() - 1) }.max()!, isAtMost: 0.15)
    page.text(
      """
      In trained language models with either norm, hidden vectors are on average orthogonal to (1,
      1, …, 1), so there is little for re-centering to do (Gupta et al., 2024; section 12 looks into
      one). In the paper's recurrent network the summed inputs have a spread of 1.51 with LayerNorm,
      1.50 with RMSNorm and 3.04 without (Table 5): RMSNorm reduces the spread equally.
      """)
  }

  private func rewrite(_ page: Page) throws {
    page.text(
      """
      A stronger argument needs no trained model. In a *pre-norm* transformer the *residual stream*
      runs past all layers: each reads a normalised copy of it and adds its result. If all that is
      added has mean zero, so has the stream, and there LayerNorm *is* RMSNorm (section 2). Mean
      zero can be built into the weights (Jiang et al., 2023). We rewrite a transformer of three
      blocks, with random gains and biases, and weights that push the mean away from zero:
      """)
    try page.source(
      of: "func rewrittenForRMSNorm()",
      in: "Chapters/RMSNorm/Experiments/RewrittenTransformer.swift")
    var random = page.generator(50)
    let model = try Transformer.withMeans(
      layers: 3, width: 64, vocabulary: 100, length: 24, using: &random)
    let text = (0..<24).map { _ in Int.random(in: 0..<100, using: &random) }
    let rewritten = model.rewrittenForRMSNorm()
    let (logits, same, wrong) = try page.code {
      (
        try model(text),  // [24, 100], with LayerNorm
        try rewritten(text),  // RMSNorm only
        try model.withNormsReplaced()(text)  // RMSNorm, old weights
      )
    }
    func largestMean(_ model: Transformer) -> [Float] {
      model.stream(text).map { x in
        zip(x.rowMeans.scalars, x.rowRootMeanSquares.scalars).map { abs($0) / $1 }.max()!
      }
    }
    let (before, after) = (largestMean(model), largestMean(rewritten))
    page.table(
      "Largest |cos(x, 1)| of a token in the residual stream:",
      columns: ["after", "embedding", "block 1", "block 2", "block 3"],
      rows: [
        ["original"] + before.map { $0.fixed(3) },
        ["rewritten"] + after.map { $0 < 1e-4 ? $0.scientific(1) : $0.fixed(3) },
      ])
    page.check(
      "N7", "largest cosine in the rewritten stream", after.max()!, isAtMost: 1e-5)
    page.check(
      "N7", "LayerNorm and rewritten RMSNorm: relative change of the logits",
      relativeChange(of: same, from: logits), isAtMost: 2e-5)
    page.goesWrong(
      "N7", "RMSNorm put in without the rewrite: relative change of the logits",
      relativeChange(of: wrong, from: logits), isAtMost: 2e-5)
    page.text(
      """
      Of logits up to \(logits.largestMagnitude.fixed(1)), none moved by more than
      \(same.largestDifference(from: logits).scientific(1)): rounding. Every pre-LayerNorm
      transformer is a pre-RMSNorm transformer with other weights, so re-centering adds nothing to
      what such a model can compute. Whether training finds these weights as easily is another
      question.
      """)
  }
}
