import Mini
import Notebook
import RMSNormExperiments
import Workbench

extension RMSNormChapter {
  /// N11: how gradients change when weights or inputs are scaled.
  var gradients: Section {
    Section("The hidden learning rate", "N11") { page in
      page.result(
        """
        Behind W a norm divides the gradient of larger weights; before W, as today, that of large ones only.
        """)
      page.claim("N11")
      page.text(
        """
        A step from W to W + s then does what one from δW to δW + δs does, so at δW the loss is δ times as flat, and
        the gradient is divided by δ (the paper's section 4.2). We take a linear layer, a norm, and the squared distance from a random target as the loss; then 12 blocks
        with the norm before W, and scale one W in their middle:
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
      let scaled = losses.map { loss in
        factors.map { delta in
          (
            weights: loss.lengths(x, w * Float(delta)),  // of ∂L/∂W
            inputs: loss.lengths(x * Float(delta), w)
          )
        }
      }
      let unscaled = losses.map { $0.lengths(x, w) }
      let stack = stack(page)
      let (middle, cases) = (6, stack.cases)
      let today = factors.map {
        stack.model.scalingFirst(of: middle, by: Float($0)).lengths(ofFirst: middle, cases)
      }
      let still = stack.model.lengths(ofFirst: middle, cases)
      page.table(
        "Length of the gradient, scaled over not scaled; the last column is the slope of the loss along it:",
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
        } + [
          ["RMSNorm before W", "weights"]
            + today.map { ($0.gradient / still.gradient).significant(4) }
            + [(today.last!.slope / still.slope).significant(4)]
        ])
      page.text(
        """
        Before W, the next norm divides what a large W leads to; what a small one adds is lost in the stream.
        """)
      for i in 1...2 {
        let name = losses[i].norm.name
        page.check(
          "N11", "\(name) behind W: W times δ gets the gradient over δ",
          zip(factors, scaled[i]).map { delta, lengths in
            abs(lengths.weights.gradient / unscaled[i].gradient * delta - 1)
          }.max()!, isAtMost: 1e-4, measuring: "largest relative difference", decides: i == 2)
        page.check(
          "N11", "\(name) behind W: inputs times δ leave the gradient",
          scaled[i].map { abs($0.inputs.gradient / unscaled[i].gradient - 1) }.max()!,
          isAtMost: 1e-4, measuring: "largest relative difference")
      }
      page.check(
        "N11", "before W, weights ten times as large get a smaller gradient",
        today[3].gradient / still.gradient, isAtMost: 0.7, measuring: "ratio", folds: false)
      page.check(
        "N11", "before W, weights a tenth as large get no larger gradient",
        today[0].gradient / still.gradient, is: 1, within: 0.5, measuring: "ratio")
      page.check(
        "N11", "without a norm the gradient grows with W",
        scaled[0][3].weights.gradient / unscaled[0].gradient, isAtLeast: 2,
        measuring: "ratio at δ = 10:")
      try page.deeper("The gradient is the slope of the loss") { page in
        page.text(
          """
          The gradient comes by the chain rule through a = X Wᵀ. `pullback` takes it back through the norm: with
          y = x/RMS(x) and u = ∂L/∂y that is ∂L/∂x = (u − y · mean(u ⊙ y)) / RMS(x). What points along y is
          taken away, for a longer x changes nothing.
          """)
        try page.source(of: "func gradient(", in: "Chapters/RMSNorm/Experiments/ScaledLoss.swift")
        page.text(
          """
          To test it we walk a small step along the gradient, to both sides: the slope of the loss has to be the
          gradient's length.
          """)
        page.check(
          "N11", "the length of each gradient is the slope of the loss along it",
          (unscaled + scaled.flatMap { $0.flatMap { [$0.weights, $0.inputs] } })
            .map { abs($0.slope / $0.gradient - 1) }.max()!, isAtMost: 2e-3,
          measuring: "largest relative difference")
        page.check(
          "N11", "and so it is in twelve blocks",
          (today + [still]).map { abs($0.slope / $0.gradient - 1) }.max()!, isAtMost: 0.02,
          measuring: "largest relative difference")
      }
      page.deeper("Behind a norm, every step of plain descent makes W longer") {
        consequence($0, losses, x, w)
      }
    }
  }

  /// Twelve blocks of today's placement, and what goes in.
  private func stack(_ page: Page) -> (model: PreNormStack, cases: Tensor) {
    var random = page.generator(70)
    let cases = Tensor.normal(16, 64, using: &random)
    let target = Tensor.normal(16, 64, using: &random)
    return (PreNormStack(12, target: target, using: &random), cases)
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
      "N11", "behind a norm the gradient stands at a right angle to W",
      max(abs(angles[1]), abs(angles[2])), isAtMost: 1e-5, measuring: "larger cosine")
    page.check(
      "N11", "behind a norm, W times 10 takes relative steps of a hundredth",
      steps[1...].map { abs(Double($0[1] / $0[0]) - 0.01) }.max()!, isAtMost: 1e-5,
      measuring: "largest difference")
    page.check(
      "N11", "behind either norm each step lengthens W", exceptions: 40 - grown[1] - grown[2],
      of: 40, "steps")
  }
}
