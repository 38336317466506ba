import Mini
import Notebook
import RMSNormExperiments
import Workbench

extension RMSNormChapter {
  /// N11: how gradients change when weights or inputs are scaled.
  var gradients: Section {
    Section("The hidden learning rate", "N11") { page in
      page.text(
        """
        If a factor on W changes nothing in the output, it must change something in the gradient. The
        notes do not mention it, the paper has it in section 4.2: multiply W by δ, and its gradient is
        divided by δ; multiply the inputs by δ, and the gradient stays.

        We take 16 random cases, a linear layer, a norm with ε = 0, and as the loss the squared distance
        of the output from a random target. The gradient comes by the chain rule through a = X Wᵀ:
        """)
      try page.source(of: "func gradient(", in: "Chapters/RMSNorm/Experiments/ScaledLoss.swift")
      page.text(
        """
        where `pullback` takes the gradient back through the norm. With y = x/RMS(x) and u = ∂L/∂y that is
        ∂L/∂x = (u − y · mean(u ⊙ y)) / RMS(x): what points along y is taken away, for a longer x changes
        nothing. To test it we walk a small step along the gradient, to both sides: the slope of the loss
        has to be the gradient's length.
        """)
      var random = page.generator(7)
      let x = Tensor.normal(16, 24, using: &random)
      let w = Tensor.normal(32, 24, using: &random)
      let target = Tensor.normal(16, 32, using: &random)
      let losses = [
        Loss(norm: .none, target: target), Loss(norm: .layer, target: target),
        Loss(norm: .rms, target: target),
      ]
      let factors = [0.1, 0.5, 2, 10]
      let scaled = page.code {
        losses.map { loss in
          factors.map { delta in
            (
              weights: loss.lengths(x, w * Float(delta)),  // of ∂L/∂W
              inputs: loss.lengths(x * Float(delta), w)
            )
          }
        }
      }
      let unscaled = losses.map { $0.lengths(x, w) }
      page.table(
        "Length of the gradient, scaled over not scaled:",
        columns: ["", "scaled"] + factors.map { "δ = \($0.typed)" } + ["slope, δ = 10"],
        rows: losses.indices.flatMap { i in
          let base = unscaled[i]
          func row(_ name: String, _ what: String, _ lengths: [Loss.Lengths]) -> [String] {
            [name, what] + lengths.map { ($0.gradient / base.gradient).significant(4) }
              + [(lengths.last!.slope / base.slope).significant(4)]
          }
          return [
            row(losses[i].norm.name, "weights", scaled[i].map(\.weights)),
            row("", "inputs", scaled[i].map(\.inputs)),
          ]
        })
      page.check(
        "N11", "gradient and slope, largest relative difference of all",
        (unscaled + scaled.flatMap { $0.flatMap { [$0.weights, $0.inputs] } })
          .map { abs($0.slope / $0.gradient - 1) }.max()!, isAtMost: 2e-3)
      for i in 1...2 {
        let name = losses[i].norm.name
        page.check(
          "N11", "\(name), W scaled: ratio times δ, furthest from 1",
          zip(factors, scaled[i]).map { delta, lengths in
            abs(lengths.weights.gradient / unscaled[i].gradient * delta - 1)
          }.max()!, isAtMost: 1e-4, decides: i == 2)
        page.check(
          "N11", "\(name), inputs scaled: ratio, furthest from 1",
          scaled[i].map { abs($0.inputs.gradient / unscaled[i].gradient - 1) }.max()!,
          isAtMost: 1e-4)
      }
      page.check(
        "N11", "without a norm the gradient grows with W; ratio at δ = 10",
        scaled[0][3].weights.gradient / unscaled[0].gradient, isAtLeast: 2)
      page.text(
        """
        With either norm the law holds to the last digit shown. Without one, larger weights make
        larger outputs, and these larger gradients.
        """)
      consequence(page, losses, x, w)
      page.text(
        """
        With the norm before W, as in today's models, the law does not hold: norm(x) is then an input like
        any other, and the rows of “no norm” apply to W.
        """)
    }
  }

  private func consequence(_ page: Page, _ losses: [Loss], _ x: Tensor, _ w: Tensor) {
    page.text(
      """
      So a step of the same learning rate moves a matrix that is 10 times larger by a tenth, and
      relative to its size by a hundredth. And every step of plain gradient descent makes the matrix
      grow: along W the loss is flat, so the gradient stands at a right angle to W.
      """)
    page.stepToTheSide()
    let (angles, grown) = page.code {
      let angles = losses.map { loss in
        let gradient = loss.gradient(x, w)
        return dot(gradient, w) / (gradient.norm * w.norm)
      }
      // 20 steps of gradient descent: how many of them lengthen W?
      let grown = losses.map { loss in
        var v = w
        return (0..<20).count { _ in
          let before = v.norm
          v = v - loss.gradient(x, v) * 0.01
          return v.norm > before
        }
      }
      return (angles, grown)
    }
    let steps = losses.map { loss in
      [Float(1), 10].map { delta in
        let large = w * delta
        return 0.01 * loss.gradient(x, large).norm / large.norm
      }
    }
    page.table(
      "Learning rate 0.01; a step is given as a part of the length of W:",
      columns: ["", "cosine of gradient and W", "one step", "W times 10", "steps that lengthen W"],
      rows: losses.indices.map { i in
        [losses[i].norm.name, angles[i].fixed(3)] + steps[i].map { $0.significant(2) }
          + ["\(grown[i]) of 20"]
      })
    page.check(
      "N11", "with a norm: cosine of gradient and W, the larger of the two",
      max(abs(angles[1]), abs(angles[2])), isAtMost: 1e-5)
    page.check(
      "N11", "with a norm: relative step at W times 10, furthest from a hundredth",
      steps[1...].map { abs(Double($0[1] / $0[0]) - 0.01) }.max()!, isAtMost: 1e-5)
    page.check(
      "N11", "with a norm: steps of 2 × 20 that lengthen W", grown[1] + grown[2], equals: 40)
  }
}
