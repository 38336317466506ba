import Mini
import Notebook
import RMSNormExperiments
import Workbench

extension RMSNormChapter {
  /// N3, N4: a case alone and in company, sequences of different lengths.
  var batch: Section {
    Section("Alone or in a batch", "N3", "N4") { page in
      page.result(
        """
        Both norms look at one vector only, so a case has the same bits in any batch and at any length;
        BatchNorm does not.
        """)
      page.claim("N3")
      page.text(
        """
        BatchNorm averages over the cases of a batch (at inference it uses running averages). The same case alone,
        among 4 and among 64:
        """)
      page.rowsAndColumns()
      var random = page.generator(4)
      let cases = Tensor.normal(64, dimensions, using: &random)
      let layerNorm = LayerNorm(dimensions: dimensions)
      let rmsNorm = RMSNorm(dimensions: dimensions)
      let batchNorm = BatchNorm(dimensions: dimensions)
      let outputs = page.code {
        [1, 4, 64].map { batch in
          let x = cases[rows: 0..<batch]  // case 0 and others
          return (layerNorm(x)[row: 0], rmsNorm(x)[row: 0], batchNorm(x)[row: 0])
        }
      }
      let layer = outputs.map { $0.0.differingElements(from: outputs[0].0) }
      let rms = outputs.map { $0.1.differingElements(from: outputs[0].1) }
      page.table(
        "Numbers of case 0 that differ from those computed alone, of \(dimensions.grouped):",
        columns: ["", "alone", "among 4", "among 64"],
        rows: [
          ["LayerNorm"] + layer.map(\.grouped), ["RMSNorm"] + rms.map(\.grouped),
          ["BatchNorm"]
            + outputs.map { $0.2.differingElements(from: outputs[0].2).grouped },
        ])
      page.check(
        "N3", "with LayerNorm and RMSNorm no feature of case 0 depends on another case",
        exceptions: (layer + rms).reduce(0, +), of: 6 * dimensions, "features", decides: true)
      page.check(
        "N3", "BatchNorm gives case 0 other numbers among 64 than among 4",
        outputs[2].2.largestDifference(from: outputs[1].2), isAtLeast: 1e-3,
        measuring: "largest difference")
      page.check(
        "N3", "in a batch of 1 BatchNorm subtracts the case from itself, and nothing is left",
        exceptions: outputs[0].2.scalars.count { $0 != 0 }, of: dimensions, "features")
      lengths(page, &random)
    }
  }

  private func lengths(_ page: Page, _ random: inout SeededGenerator) {
    page.claim("N4")
    page.text(
      """
      Three texts of 3, 7 and 20 tokens stand side by side, as a recurrent network reads them, step by step.
      """)
    let texts = [3, 7, 20].map { Tensor.normal($0, dimensions, using: &random) }
    let batchNorm = BatchNorm(dimensions: dimensions)
    page.deeper("Where one text is left, BatchNorm returns zeros whatever it says") { page in
      ending(page, texts, batchNorm)
    }
    let layerNorm = LayerNorm(dimensions: dimensions)
    let rmsNorm = RMSNorm(dimensions: dimensions)
    // Token 4 of the longest text, with the seven-token text beside it; then the text of three
    // tokens is padded, which adds a row of zeros to this step.
    let step = Tensor.concatenate([texts[2][rows: 3..<4], texts[1][rows: 3..<4]])
    let padded = Tensor.concatenate([step, Tensor(zeros: [1, dimensions])])
    let change = batchNorm(padded)[row: 0].largestDifference(from: batchNorm(step)[row: 0])
    let differing =
      layerNorm(padded)[row: 0].differingElements(from: layerNorm(step)[row: 0])
      + rmsNorm(padded)[row: 0].differingElements(from: rmsNorm(step)[row: 0])
    page.check(
      "N4", "with BatchNorm token 4 changes when a text that is padded with zeros joins", change,
      isAtLeast: 1e-3, measuring: "largest difference")
    page.check(
      "N4", "with LayerNorm and RMSNorm the padding changes nothing", exceptions: differing,
      of: 2 * dimensions, "features", decides: true)
  }

  private func ending(_ page: Page, _ texts: [Tensor], _ batchNorm: BatchNorm) {
    page.text("BatchNorm needs statistics for every step, from the texts that have not ended.")
    let (counts, sizes) = page.code {
      let counts = (0..<20).map { step in texts.count { step < $0.shape[0] } }
      // The longest text at each step, normalised with whoever is left.
      let sizes = (0..<20).map { step in
        let present = texts.filter { step < $0.shape[0] }
        let x = Tensor.concatenate(present.map { $0[rows: step..<step + 1] })
        return batchNorm(x)[row: x.shape[0] - 1].rootMeanSquare
      }
      return (counts, sizes)
    }
    func range(_ steps: Range<Int>) -> String {
      let (low, high) = (sizes[steps].min()!, sizes[steps].max()!)
      return low == high ? low.fixed(2) : low.fixed(2) + " to " + high.fixed(2)
    }
    let parts = [0..<3, 3..<7, 7..<20]
    page.table(
      "BatchNorm by step; the output should have a size near 1:",
      columns: ["steps", "texts left", "size (RMS) of the longest text's output"],
      rows: parts.map {
        ["\($0.lowerBound + 1) to \($0.upperBound)", "\(counts[$0.lowerBound])", range($0)]
      })
    page.check(
      "N4", "BatchNorm has the statistics of a single text", counts.count { $0 == 1 },
      equals: 13, measuring: "at so many of 20 steps:")
    page.check(
      "N4", "and there the output is 0 whatever the text says",
      exceptions: sizes[7...].count { $0 != 0 }, of: 13, "steps")
    page.text(
      """
      With two texts left, each number becomes +1 or −1: of two numbers one is above their mean and one as
      far below. Padding the short texts with zeros makes the padding part of the statistics.
      """)
  }
}
