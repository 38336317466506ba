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
      page.text(
        """
        A wrong gradient often still learns, only worse, and nothing stops the program. So every rule is
        held against differences. Here are mistakes that are easily made, and the checks that see them.
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
      "T1", "∂x = ∂y Wᵀ, largest difference from the slopes",
      (0..<2).map { i in
        let slope = centralDifference { h in
          var moved = x
          moved[i] += h
          return (0..<2).reduce(0) { sum, j in
            sum + dy[j] * (moved[0] * w[0][j] + moved[1] * w[1][j])
          }
        }
        return abs(slope - right[i])
      }.max()!, isAtMost: 1e-8)
    page.goesWrong(
      "T1", "W is not transposed on the way back",
      zip(right, notTransposed).map { abs($0 - $1) }.max()!, isAtMost: 1e-8)

    let row = [1.0, 2, 3, 4]
    let r = (row.map { $0 * $0 }.reduce(0, +) / 4).squareRoot()
    let constant = [1 / r, 0, 0, 0]  // ∂n / r, as if r did not depend on x
    page.goesWrong(
      "T2", "the size r is taken for a constant: ∂x · x",
      abs(zip(constant, row).reduce(0) { $0 + $1.0 * $1.1 }), isAtMost: 1e-12)

    let z = [2.0, 1, 0]
    let sum = z.map { Double.exp($0) }.reduce(0, +)
    let p = z.map { Double.exp($0) / sum }
    let dp = [0, -1 / p[1], 0]
    let alone = zip(p, dp).map { $0 * $1 }  // without Σ p · ∂p
    page.goesWrong(
      "T3", "softmax is treated element by element; difference from p minus what came",
      zip(alone, [p[0], p[1] - 1, p[2]]).map { abs($0 - $1) }.max()!, isAtMost: 1e-12)
  }

  /// The gradient of the step before is still there.
  private func accumulated(_ page: Page) throws {
    page.text("Gradients are added up. Who forgets to begin with zeros has those of all steps:")
    let (once, twice, slope) = try page.code {
      var small = TransformerConfiguration.smallLanguage
      (small.width, small.queryHeads, small.kvHeads) = (16, 4, 2)
      let model = try Transformer(small, seed: page.options.seed)
      let texts = SmallLanguage.texts(0..<2, words: 16, seed: page.options.seed)
      var step = try TrainingStep(small, texts: 2, tokens: 16)
      var gradient = model.zeros
      _ = try step(texts, model, addingTo: &gradient)
      let once = gradient
      _ = try step(texts, model, addingTo: &gradient)  // no new zeros
      let all = try slopes(of: model, along: once, on: texts)
      return (
        Double(once.head.weight.norm), Double(gradient.head.weight.norm),
        all.last!.slope  // of the head
      )
    }
    page.check(
      "T5", "slope over length of the gradient of the head, from 1", abs(slope / once - 1),
      isAtMost: 0.01)
    page.goesWrong(
      "T5", "the gradient does not begin with zeros", abs(slope / twice - 1), isAtMost: 0.01)
  }

  /// A model that sees what it should foresee.
  private func leak(_ page: Page) throws {
    let steps = page.options.quick ? 60 : 150
    page.text(
      """
      The nicest loss can be the worst sign. Without a causal mask each token sees the one that it should
      foresee, and after \(steps) steps the loss is wonderful. Only the floor tells that it is too good
      to be true:
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
      "T7", "with a causal mask: how far the loss is below the floor, nats a word",
      try belowFloor(.causal), isAtMost: 0)
    page.goesWrong(
      "T7", "no mask: how far the loss is below the floor, nats a word", try belowFloor(.none),
      isAtMost: 0)
  }

  /// AdamW whose averages are not corrected for their beginning.
  private func wrongAdam(_ page: Page) throws {
    page.text(
      """
      Both averages of AdamW begin with zeros, and v fills more slowly than m. Without the correction the
      first steps are therefore too long, with the usual β₁ = 0.9 and β₂ = 0.999 more than three times:
      """)
    func firstStep(corrected: Bool) -> Double {
      let (beta1, beta2, gradient, rate) = (0.9, 0.999, 2.0, 0.01)
      let (m, v) = ((1 - beta1) * gradient, (1 - beta2) * gradient * gradient)
      return corrected
        ? rate * (m / (1 - beta1)) / (v / (1 - beta2)).squareRoot() : rate * m / v.squareRoot()
    }
    page.check(
      "T9", "the first step over the rate, from 1", abs(firstStep(corrected: true) / 0.01 - 1),
      isAtMost: 0.02)
    page.goesWrong(
      "T9", "the averages are not corrected", abs(firstStep(corrected: false) / 0.01 - 1),
      isAtMost: 0.02)
  }
}
