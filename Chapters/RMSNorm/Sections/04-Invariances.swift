import Mini
import Notebook
import RMSNormExperiments
import Workbench

extension RMSNormChapter {
  /// N7, N9, N10, E2, E3: the invariance table of the paper, every cell measured.
  var invariances: Section {
    Section("What each norm does not notice", "N7", "N9", "N10", "E2", "E3") { page in
      page.result(
        """
        Behind W, both norms ignore one factor on all weights or on a case, LayerNorm one constant on all sums, and
        neither more than that.
        """)
      page.claim("N9")
      page.claim("N10")
      page.text(
        """
        Weights W sum up cases X, a = X Wᵀ, and a norm follows. (BatchNorm takes mean and spread over the cases,
        WeightNorm divides each row of W by its length.) We change W or X in six ways:
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
      let ways = ["δW", "W+γ", "δwᵢ", "δX", "X+γ", "δxᵢ"]
      let texts = zip(norms, cells).map { norm, changes in
        zip(norm.paper, changes).map { ($0 ? "yes " : "no ") + Self.brief($1) }
      }
      page.heatMap(
        """
        Relative change of the output (δ = \(factor.typed), γ random; wᵢ is a row of W, xᵢ a case). Look for the
        cells that nearly have the colour of the page: they do not notice.
        """,
        rows: norms.map(\.name), columns: ways,
        values: cells.map { changes in changes.map { max(1e-8, Double($0)) } },
        scale: .logarithmic("relative change", 1e-8...10), cells: texts)
      page.deeper("The thirty numbers, and what the paper says of each") { page in
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
        page.table(
          "“yes” and “no” are the paper's: is the norm invariant?",
          columns: [""] + ways, rows: zip(norms, texts).map { [$0.name] + $1 })
      }
      let pairs = zip(norms, cells).flatMap { zip($0.paper, $1) }
      let agreeing = pairs.count { $0.0 ? $0.1 <= 1e-5 : $0.1 >= 0.01 }
      page.text(
        """
        The paper's Table 1 says yes or no, and nothing lies in between: a “yes” is at most
        \(pairs.filter { $0.0 }.map(\.1).max()!.scientific(1)), the rounding of `Float`, a “no” at least
        \(pairs.filter { !$0.0 }.map(\.1).min()!.significant(2)). Re-centering adds the second column, and nothing else.
        """)
      page.check(
        "N7", "each cell is the paper's: yes below 1e-5, no above 0.01", exceptions: 30 - agreeing,
        of: 30, "cells", folds: false)
      shifts(page, x, w, gamma)
      factors(page, x, w)
      page.deeper("With the norm before W, as today, a factor on the weights comes through") {
        todaysPlacement($0, x, w)
      }
    }
  }

  private func todaysPlacement(_ page: Page, _ x: Tensor, _ w: Tensor) {
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
      "N10", "norm before W: neither notices when the data are scaled",
      max(changes[0][0], changes[1][0]), isAtMost: 1e-5, measuring: "largest relative change")
    // Numbers near δ are rounded to multiples of δ · 2⁻²³ or less, whatever is subtracted then.
    page.check(
      "N9", "norm before W: LayerNorm does not notice one constant on all features", changes[0][1],
      isAtMost: Double(max(1e-5, 3e-7 * delta)), measuring: "relative change")
    page.check(
      "N10", "norm before W: both outputs follow the weights when these are scaled",
      min(changes[0][2], changes[1][2]) / max(abs(delta - 1), 1e-6), is: 1, within: 1e-3,
      measuring: "change over |δ − 1|")
    page.text(
      """
      The data may still be scaled, and for LayerNorm moved by a constant. The weights may not: the output
      follows them, and the next norm sees it mixed with the residual stream.
      """)
  }

  private func shifts(_ page: Page, _ x: Tensor, _ w: Tensor, _ gamma: Tensor) {
    let a = matmul(x, transposed: w)
    let layerNorm = LayerNorm(dimensions: a.width, eps: 0)
    let rmsNorm = RMSNorm(dimensions: a.width, eps: 0)
    let shifted = [
      a + 5,  // the same constant on every summed input
      matmul(x, transposed: w.addingToRows(gamma)),  // W + 1γᵀ
      matmul(x.addingToRows(gamma), transposed: w),  // X + 1γᵀ
    ]
    let changes = shifted.map {
      (
        layer: relativeChange(of: layerNorm($0), from: layerNorm(a)),
        rms: relativeChange(of: rmsNorm($0), from: rmsNorm(a))
      )
    }
    page.check(
      "N9", "LayerNorm does not notice one constant on all summed inputs", changes[0].layer,
      isAtMost: 1e-5, measuring: "relative change", decides: true)
    page.check(
      "N9", "LayerNorm does not notice one vector on all rows of W", changes[1].layer,
      isAtMost: 1e-5, measuring: "relative change")
    page.check(
      "E2", "LayerNorm notices a vector added to all data", changes[2].layer, isAtLeast: 0.01,
      measuring: "relative change")
    page.check(
      "N9", "RMSNorm notices all three", changes.map(\.rms).min()!, isAtLeast: 0.01,
      measuring: "smallest relative change")
    page.deeper("Only what reaches every sum as the same number is absorbed") { page in
      page.correction("E2")
      page.table(
        "Relative change of the output:", columns: ["shift", "LayerNorm", "RMSNorm"],
        rows: zip(["a + 5", "W + γ, on each row", "X + γ, on each case"], changes).map {
          [$0, Self.brief($1.layer), Self.brief($1.rms)]
        })
    }
  }

  private func factors(_ page: Page, _ x: Tensor, _ w: Tensor) {
    let layerNorm = LayerNorm(dimensions: w.shape[0], eps: 0)
    let rmsNorm = RMSNorm(dimensions: w.shape[0], eps: 0)
    let a = matmul(x, transposed: w)
    let sizes: [Float] = [0.01, 0.1, 4, 10, 100]
    let scaled = sizes.map { matmul(x, transposed: w * $0) }
    let layer = scaled.map { relativeChange(of: layerNorm($0), from: layerNorm(a)) }
    let rms = scaled.map { relativeChange(of: rmsNorm($0), from: rmsNorm(a)) }
    page.check(
      "N10", "neither norm notices one factor on all of W, from 0.01 to 100",
      (layer + rms).max()!, isAtMost: 1e-5, measuring: "largest relative change", decides: true)
    // A power of two only moves exponents; nothing is rounded.
    page.check(
      "N10", "a factor of 4, which only moves exponents, leaves the bits of both outputs",
      exceptions: layerNorm(scaled[2]).differingElements(from: layerNorm(a))
        + rmsNorm(scaled[2]).differingElements(from: rmsNorm(a)), of: 2 * a.count, "numbers")
    page.deeper("A factor on one row of W is noticed") { page in
      page.correction("E3")
      let oneRow = matmul(x, transposed: w.scalingRow(0, by: Float(factor)))
      page.check(
        "E3", "both notice a factor on one row of W",
        min(
          relativeChange(of: layerNorm(oneRow), from: layerNorm(a)),
          relativeChange(of: rmsNorm(oneRow), from: rmsNorm(a))), isAtLeast: 0.01,
        measuring: "the smaller change")
    }
  }

  /// A change in at most five characters.
  private static func brief(_ change: Float) -> String {
    change == 0 ? "0" : change < 1e-3 ? change.scientific(1) : change.significant(2)
  }
}
