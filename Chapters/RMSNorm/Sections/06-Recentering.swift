import Mini
import Notebook
import RMSNormExperiments
import Workbench

extension RMSNormChapter {
  /// N7, N13: what re-centering does, when it is missed, and how it can be built into the weights.
  var recentering: Section {
    Section("What re-centering does, and when it is missed", "N7", "N13") { page in
      page.result(
        """
        Re-centering keeps a mean from crowding the signal out; a transformer with other weights does without
        it, logit for logit.
        """)
      page.claim("N7")
      page.text(
        """
        Of a signal of spread 1 around a mean c, LayerNorm removes c; RMSNorm divides both by √(1 + c²).
        """)
      page.live(liveNorms)
      var random = page.generator(5)
      let layerNorm = LayerNorm(dimensions: dimensions, eps: 0)
      let rmsNorm = RMSNorm(dimensions: dimensions, eps: 0)
      let signal = layerNorm(Tensor.normal(1, dimensions, using: &random))
      page.deeper("Measured, the spread that is left is 1/√(1 + c²)") { page in
        page.expect(
          "A signal of spread 1 sits on a mean of 10. Which spread does it have behind RMSNorm?",
          answer: """
            About a tenth, 1/√(1 + 10²): nearly all of the length that RMSNorm sets to 1 belongs to the mean.
            """)
        spreads(page, signal, (rmsNorm, layerNorm))
      }
      page.text(
        """
        Do hidden vectors have a large mean? In trained language models they do not (Gupta et al., 2024, and
        section 12).
        """)
      page.deeper("In random vectors the mean is one direction of d, and counts as one") {
        directions($0, &random)
      }
      try rewrite(page)
    }
  }

  private func spreads(_ page: Page, _ signal: Tensor, _ norms: (rms: RMSNorm, layer: LayerNorm)) {
    let (rmsNorm, layerNorm) = norms
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
      "N7", "behind RMSNorm the spread is 1/√(1 + c²)",
      zip(means, rows).map { abs($1.spread - expected($0)) }.max()!, isAtMost: 0.0001,
      measuring: "largest difference")
    page.check(
      "N7", "behind RMSNorm the mean is c/√(1 + c²)",
      zip(means, rows).map { abs($1.mean - $0 * expected($0)) }.max()!, isAtMost: 0.0001,
      measuring: "largest difference")
    page.check(
      "N7", "behind LayerNorm the spread is 1", rows.map { abs($0.layer - 1) }.max()!,
      isAtMost: 0.0001, measuring: "largest difference")
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
          c.typed, .line("LayerNorm", curve(layerNorm(x))), .line("RMSNorm", curve(rmsNorm(x))))
      }, shown: mean.typed)
  }

  private func directions(_ page: Page, _ random: inout SeededGenerator) {
    page.text(
      """
      cos(x, 1) = mean(x) / RMS(x). For a random vector (1, 1, …, 1) is one of d directions, and the cosine has
      a typical size of 1/√d.
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
      "N13", "the cosine of a random vector has a typical size of 1/√d",
      zip(widths, sizes).map { abs($1 * Double($0).squareRoot() - 1) }.max()!, isAtMost: 0.15,
      measuring: "largest relative difference")
    page.text(
      """
      In the paper's recurrent network the summed inputs have a spread of 1.51 with LayerNorm, 1.50 with
      RMSNorm and 3.04 without (Table 5): RMSNorm reduces the spread equally.
      """)
  }

  private func rewrite(_ page: Page) throws {
    page.claim("N13")
    page.text(
      """
      If all that is added to the residual stream has mean zero, so has the stream, and there LayerNorm *is* RMSNorm
      (section 3). Mean zero can be built into the weights (Jiang et al., 2023). We rewrite a random transformer
      of three blocks whose weights push the mean away from zero:
      """)
    try page.source(
      of: "func rewrittenForRMSNorm()",
      in: "Chapters/RMSNorm/Experiments/RewrittenTransformer.swift")
    var random = page.generator(50)
    let model = try Transformer.withMeans(
      layers: 3, width: 64, vocabulary: 100, length: 24, using: &random)
    let text = (0..<24).map { _ in Int.random(in: 0..<100, using: &random) }
    let rewritten = model.rewrittenForRMSNorm()
    let logits = try model(text)  // [24, 100], with LayerNorm
    let same = try rewritten(text)  // RMSNorm only
    let wrong = try model.withNormsReplaced()(text)  // RMSNorm, old weights
    page.check(
      "N13", "rewritten for RMSNorm, the model gives the logits that it gave with LayerNorm",
      relativeChange(of: same, from: logits), isAtMost: 2e-5, measuring: "largest relative change",
      decides: true)
    page.goesWrong(
      "N13", "RMSNorm put in without the rewrite",
      relativeChange(of: wrong, from: logits), isAtMost: 2e-5,
      measuring: "the logits change by, as a part of the largest,")
    page.text(
      """
      So re-centering adds nothing to what a pre-norm transformer can compute, if each matrix behind a norm has a
      bias, that of the logits too, and shares no weights with the embedding. (Models like Llama have no such biases.) Whether training finds such weights: section 11.
      """)
    page.deeper("In the rewritten stream no token has a mean") { page in
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
        "N13", "the rewritten stream is orthogonal to (1, …, 1)", after.max()!, isAtMost: 1e-5,
        measuring: "largest cosine")
    }
  }
}
