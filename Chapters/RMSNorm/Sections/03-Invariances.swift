import Mini
import Notebook
import RMSNormExperiments
import Workbench

extension RMSNormChapter {
  /// N7, N9, N10, E2, E3: the invariance table of the paper, every cell measured.
  var invariances: Section {
    Section("What each norm does not notice", "N7", "N9", "N10", "E2", "E3") { page in
      page.claim("N9")
      page.claim("N10")
      page.text(
        """
        The paper sums both claims up in a table of yes and no (Table 1), and we measure all of it.
        Weights W turn 64 cases X of 24 features into summed inputs a = X Wᵀ, 48 for each case; a
        norm follows, with ε = 0. This is the paper's setting; the end of this section has today's,
        with the norm before W. BatchNorm takes mean and spread of each summed input over the cases,
        WeightNorm divides each row of W by its length, and pRMSNorm is section 8.
        """)
      page.placements()
      page.text(
        """
        We change W or X in six ways and see whether the output notices:
        """)
      page.expect(
        """
        Multiply all weights by \(factor.typed) and normalise what they sum up: what becomes of the output?
        And if only one row of W is multiplied?
        """,
        answer: """
          Nothing in the first case: every summed input has the factor, so its mean, its spread and its RMS
          have it too, and it cancels. With one row only one of the numbers has it, and the others
          change with the norm.
          """)
      var random = page.generator(3)
      let x = Tensor.normal(64, 24, using: &random)
      let w = Tensor.normal(48, 24, using: &random)
      let gamma = Tensor.normal(24, using: &random)
      let delta = Float(factor)
      let changed = page.code {
        [
          (x, w * delta),  // all weights scaled
          (x, w.addingToRows(gamma)),  // one vector γ added to each row of W
          (x, w.scalingRow(0, by: delta)),  // one row of W scaled
          (x * delta, w),  // all data scaled
          (x.addingToRows(gamma), w),  // one vector γ added to each case
          (x.scalingRow(0, by: delta), w),  // one case scaled
        ]
      }
      let norms = Candidate.all(outputs: w.shape[0])
      let cells = norms.map { norm in
        let before = norm.output(x, w)
        return changed.map { relativeChange(of: norm.output($0.0, $0.1), from: before) }
      }
      let ways = ["δW", "W + γ", "δ · a row", "δX", "X + γ", "δ · a case"]
      let texts = zip(norms, cells).map { norm, changes in
        zip(norm.paper, changes).map { ($0 ? "yes " : "no ") + Self.brief($1) }
      }
      page.table(
        """
        Relative change of the output (δ = \(factor.typed), γ random). “yes” and “no” are the
        paper's: is the norm invariant?
        """,
        columns: [""] + ways, rows: zip(norms, texts).map { [$0.name] + $1 })
      page.heatMap(
        "The same thirty cells as a picture. Look for the cells that nearly have the colour of the page: they do not notice the change.",
        rows: norms.map(\.name), columns: ways,
        values: cells.map { changes in changes.map { max(1e-8, Double($0)) } },
        scale: .logarithmic("relative change", 1e-8...10), cells: texts)
      let pairs = zip(norms, cells).flatMap { zip($0.paper, $1) }
      let agreeing = pairs.count { $0.0 ? $0.1 <= 1e-5 : $0.1 >= 0.01 }
      page.text(
        """
        Nothing lies in between: a “yes” is at most
        \(pairs.filter { $0.0 }.map(\.1).max()!.scientific(1)), the rounding of `Float`, a “no” at least
        \(pairs.filter { !$0.0 }.map(\.1).min()!.significant(2)). The last two norms differ from LayerNorm in the
        second column only: re-centering adds exactly that.
        """)
      page.check(
        "N7", "cells that agree with the paper: yes below 1e-5, no above 0.01", agreeing,
        equals: 30)
      shifts(page, x, w, gamma)
      factors(page, x, w)
      todaysPlacement(page, x, w)
    }
  }

  private func todaysPlacement(_ page: Page, _ x: Tensor, _ w: Tensor) {
    page.text(
      """
      *Today's placement.* With the norm before W, as norm(x) W, what of the invariances is left?
      """)
    let delta = Float(factor)
    let changes = page.code {
      let norms = [
        Mini.Norm.layer(LayerNorm(dimensions: 24, eps: 0)),
        Mini.Norm.rms(RMSNorm(dimensions: 24, eps: 0)),
      ]
      return norms.map { norm in
        let before = matmul(norm(x), transposed: w)
        return [
          matmul(norm(x * delta), transposed: w),  // all data scaled
          matmul(norm(x + delta), transposed: w),  // one constant added
          matmul(norm(x), transposed: w * delta),  // all weights scaled
        ].map { relativeChange(of: $0, from: before) }
      }
    }
    page.table(
      "Relative change of norm(x) W:", columns: ["", "δX", "X + constant", "δW"],
      rows: zip(["LayerNorm", "RMSNorm"], changes).map { [$0] + $1.map { $0.significant(2) } })
    page.check(
      "N10", "norm before W: largest change of both when the data are scaled",
      max(changes[0][0], changes[1][0]), isAtMost: 1e-5)
    // Numbers near δ are rounded to multiples of δ · 2⁻²³ or less, whatever is subtracted then.
    page.check(
      "N9", "norm before W: change of LayerNorm under one constant on all features", changes[0][1],
      isAtMost: Double(max(1e-5, 3e-7 * delta)))
    page.check(
      "N10", "norm before W: change of either when the weights are scaled, over |δ − 1|",
      min(changes[0][2], changes[1][2]) / max(abs(delta - 1), 1e-6), is: 1, within: 1e-3)
    page.text(
      """
      The data may still be scaled, and for LayerNorm moved by a constant. The weights may not: the output
      follows them, and the next norm sees it mixed with the residual stream.
      """)
  }

  private func shifts(_ page: Page, _ x: Tensor, _ w: Tensor, _ gamma: Tensor) {
    page.correction("E2")
    page.text(
      "Only a shift that reaches every summed input of a case as the same number is absorbed:")
    let a = matmul(x, transposed: w)
    let layerNorm = LayerNorm(dimensions: a.width, eps: 0)
    let rmsNorm = RMSNorm(dimensions: a.width, eps: 0)
    let shifted = page.code {
      [
        a + 5,  // the same constant on every summed input
        matmul(x, transposed: w.addingToRows(gamma)),  // W + 1γᵀ
        matmul(x.addingToRows(gamma), transposed: w),  // X + 1γᵀ
      ]
    }
    let changes = shifted.map {
      (
        layer: relativeChange(of: layerNorm($0), from: layerNorm(a)),
        rms: relativeChange(of: rmsNorm($0), from: rmsNorm(a))
      )
    }
    page.table(
      "Relative change of the output:", columns: ["shift", "LayerNorm", "RMSNorm"],
      rows: zip(["a + 5", "W + γ, on each row", "X + γ, on each case"], changes).map {
        [$0, Self.brief($1.layer), Self.brief($1.rms)]
      })
    page.check(
      "N9", "LayerNorm: change under a constant on all summed inputs", changes[0].layer,
      isAtMost: 1e-5, decides: true)
    page.check(
      "N9", "LayerNorm: change under the same vector on all rows of W", changes[1].layer,
      isAtMost: 1e-5)
    page.check(
      "E2", "LayerNorm notices a vector added to all data", changes[2].layer, isAtLeast: 0.01)
    page.check(
      "N9", "RMSNorm notices all three; its smallest change", changes.map(\.rms).min()!,
      isAtLeast: 0.01)
  }

  private func factors(_ page: Page, _ x: Tensor, _ w: Tensor) {
    page.correction("E3")
    page.text("One factor on all of W, for both norms and ε = 0:")
    let layerNorm = LayerNorm(dimensions: w.shape[0], eps: 0)
    let rmsNorm = RMSNorm(dimensions: w.shape[0], eps: 0)
    let a = matmul(x, transposed: w)
    let sizes: [Float] = [0.01, 0.1, 4, 10, 100]
    let scaled = sizes.map { matmul(x, transposed: w * $0) }
    let layer = scaled.map { relativeChange(of: layerNorm($0), from: layerNorm(a)) }
    let rms = scaled.map { relativeChange(of: rmsNorm($0), from: rmsNorm(a)) }
    page.check(
      "N10", "largest change of both, factors from 0.01 to 100", (layer + rms).max()!,
      isAtMost: 1e-5, decides: true)
    page.text(
      """
      A power of two only moves exponents; nothing is rounded:
      """)
    page.check(
      "N10", "numbers that differ after a factor of 4, both norms",
      layerNorm(scaled[2]).differingElements(from: layerNorm(a))
        + rmsNorm(scaled[2]).differingElements(from: rmsNorm(a)), equals: 0)
    page.text("A factor on a single row of W:")
    let oneRow = matmul(x, transposed: w.scalingRow(0, by: Float(factor)))
    page.check(
      "E3", "one row of W scaled: change of the output, the smaller of the two",
      min(
        relativeChange(of: layerNorm(oneRow), from: layerNorm(a)),
        relativeChange(of: rmsNorm(oneRow), from: rmsNorm(a))), isAtLeast: 0.01)
  }

  /// A change in at most five characters.
  private static func brief(_ change: Float) -> String {
    change == 0 ? "0" : change < 1e-3 ? change.scientific(1) : change.significant(2)
  }
}
