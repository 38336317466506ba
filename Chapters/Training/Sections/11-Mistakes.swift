import Base
import Experiments
import Mini
import Notebook
import TrainingExperiments
import Workbench

extension TrainingChapter {
  /// Mistakes that look right, each caught by the check that stands above.
  var mistakes: Section {
    Section("What goes wrong", "T1", "T2", "T3", "T5", "T7", "T9") { page in
      page.result(
        """
        A wrong gradient, a step too many, a leak: each looks like learning, and each breaks a check that the
        right way keeps.
        """)
      wrongRules(page)
      try accumulated(page)
      try leak(page)
      try wrongAdam(page)
    }
  }

  /// Gradients of the first three sections with a term left out.
  private func wrongRules(_ page: Page) {
    let (x, w, dy) = ([1.0, 2], [[0.5, -1], [2, 0.25]], [3.5, 1.5])
    let right = (0..<2).map { i in dy[0] * w[i][0] + dy[1] * w[i][1] }
    let notTransposed = (0..<2).map { i in dy[0] * w[0][i] + dy[1] * w[1][i] }
    page.check(
      "T1", "∂x = ∂y Wᵀ and differences agree in both slopes",
      (0..<2).map { i in
        let slope = centralDifference { h in
          var moved = x
          moved[i] += h
          return (0..<2).reduce(0) { sum, j in
            sum + dy[j] * (moved[0] * w[0][j] + moved[1] * w[1][j])
          }
        }
        return abs(slope - right[i])
      }.max()!, isAtMost: 1e-8, measuring: "largest difference")
    page.goesWrong(
      "T1", "W is not transposed on the way back",
      zip(right, notTransposed).map { abs($0 - $1) }.max()!, isAtMost: 1e-8,
      measuring: "largest difference")

    let row = [1.0, 2, 3, 4]
    let r = (row.map { $0 * $0 }.reduce(0, +) / 4).squareRoot()
    let constant = [1 / r, 0, 0, 0]  // ∂n / r, as if r did not depend on x
    page.goesWrong(
      "T2", "the size r is taken for a constant",
      abs(zip(constant, row).reduce(0) { $0 + $1.0 * $1.1 }), isAtMost: 1e-12,
      measuring: "∂x · x")

    let z = [2.0, 1, 0]
    let sum = z.map { Double.exp($0) }.reduce(0, +)
    let p = z.map { Double.exp($0) / sum }
    let dp = [0, -1 / p[1], 0]
    let alone = zip(p, dp).map { $0 * $1 }  // without Σ p · ∂p
    page.goesWrong(
      "T3", "softmax is treated element by element",
      zip(alone, [p[0], p[1] - 1, p[2]]).map { abs($0 - $1) }.max()!, isAtMost: 1e-12,
      measuring: "largest difference from p minus what came")
  }

  /// The gradient of the step before is still there.
  private func accumulated(_ page: Page) throws {
    page.text("Gradients are added up. Who forgets to begin with zeros has those of all steps:")
    let model = try smallModel(page)
    let texts = SmallLanguage.texts(0..<2, words: 16, seed: page.options.seed)
    let (once, twice, slope) = try page.code {
      var step = try TrainingStep(
        model.configuration, texts: 2, tokens: 16)
      var gradient = model.zeros
      _ = try step(texts, model, addingTo: &gradient)
      let once = gradient
      _ = try step(texts, model, addingTo: &gradient)  // no new zeros
      let head = try slopes(of: model, once, along: once, on: texts).last!
      return (
        Double(once.head.weight.norm),
        Double(gradient.head.weight.norm), head.slope
      )
    }
    page.check(
      "T5", "along the gradient of the head the slope is its length", abs(slope / once - 1),
      isAtMost: 0.01, measuring: "ratio from 1")
    page.goesWrong(
      "T5", "the gradient does not begin with zeros", abs(slope / twice - 1), isAtMost: 0.01,
      measuring: "ratio from 1")
  }

  /// A model that sees what it should foresee.
  private func leak(_ page: Page) throws {
    let steps = page.options.quick ? 60 : 150
    page.text(
      """
      Without a causal mask each token sees the one that it should foresee, and after \(steps) steps the loss
      is wonderful. Only the floor tells that it is too good to be true.
      """)
    let heldOut = KnownTexts(100, words: 64, seed: page.options.seed)
    func belowFloor(_ mask: AttentionMask) throws -> Double {
      var c = TransformerConfiguration.smallLanguage
      c.mask = mask
      var plan = TrainingPlan(steps: steps, seed: page.options.seed)
      plan.learningRate = 0.01
      let run = try page.train(try Transformer(c, seed: page.options.seed), plan)
      return heldOut.floor - (try run.model.evaluate(heldOut.texts).mean)
    }
    page.check(
      "T7", "with a causal mask the loss is not below the floor", try belowFloor(.causal),
      isAtMost: 0, measuring: "nats a word below it")
    page.goesWrong(
      "T7", "no mask", try belowFloor(.none), isAtMost: 0, measuring: "nats a word below the floor")
  }

  /// AdamW whose averages are not corrected for their beginning.
  private func wrongAdam(_ page: Page) throws {
    // Both begin with zeros, and v fills more slowly than m: without the correction the first steps are too
    // long.
    func firstStep(corrected: Bool) -> Double {
      let (beta1, beta2, gradient, rate) = (0.9, 0.999, 2.0, 0.01)
      let (m, v) = ((1 - beta1) * gradient, (1 - beta2) * gradient * gradient)
      return corrected
        ? rate * (m / (1 - beta1)) / (v / (1 - beta2)).squareRoot() : rate * m / v.squareRoot()
    }
    page.check(
      "T9", "the first step with corrected averages is the rate",
      abs(firstStep(corrected: true) / 0.01 - 1), isAtMost: 0.02,
      measuring: "furthest from 1, over the rate")
    page.goesWrong(
      "T9", "the averages of AdamW are not corrected for beginning with zeros",
      abs(firstStep(corrected: false) / 0.01 - 1),
      isAtMost: 0.02, measuring: "furthest from 1, over the rate")
  }
}
