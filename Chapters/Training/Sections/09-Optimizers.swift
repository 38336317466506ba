import Base
import Experiments
import Mini
import Notebook
import TrainingExperiments
import Workbench

extension TrainingChapter {
  /// T9: plain descent beside AdamW.
  var optimizers: Section {
    Section("Plain descent and AdamW", "T9") { page in
      page.claim("T9")
      page.text(
        """
        The simplest step goes against the gradient: w ← w − rate · ∂w. It has one rate for all weights,
        and their gradients differ by orders of magnitude. AdamW keeps two running averages for each
        weight, m of the gradient and v of its square, and divides one by the root of the other, so that
        what remains of the gradient is little more than its sign. Both averages begin with zeros, which
        is corrected for.
        """)
      page.formula(
        """
        m ← β₁ m + (1 − β₁) ∂w        v ← β₂ v + (1 − β₂) ∂w²
        w ← w − rate · (m̂ / (√v̂ + ε) + decay · w)
        with m̂ = m / (1 − β₁ᵗ), v̂ = v / (1 − β₂ᵗ) in step t
        """,
        tex: #"""
          m \leftarrow \beta_1 m + (1-\beta_1)\,\partial w,\;
          v \leftarrow \beta_2 v + (1-\beta_2)\,\partial w^2 \qquad
          w \leftarrow w - \eta\left(\frac{\hat m}{\sqrt{\hat v}+\varepsilon} + \lambda w\right)
          """#)
      page.expect(
        """
        Of two weights one has a gradient that is a million times smaller. How much less does the first step
        of AdamW move it?
        """,
        answer: """
          Hardly less. The gradient is divided by the root of its own square, and what is left is its sign.
          """)
      page.text("A step for one number, in plain lines:")
      try page.source(of: "struct PlainAdamW", in: "Chapters/Training/Experiments/PlainAdamW.swift")
      try firstSteps(page)
      try race(page)
      try thoroughOptimizers(page)
    }
  }

  /// The plain lines beside `Mini`, on gradients of very different sizes.
  private func firstSteps(_ page: Page) throws {
    let gradients = [1000, 1, 0.001, -0.000_001]
    let steps = 3
    let (plain, mini) = page.code {
      var plain = gradients.map { _ in PlainAdamW() }
      var weights = [[Double]]()
      var model = Linear(weight: Tensor([[0, 0, 0, 0]]))
      var gradient = model
      gradient.weight = Tensor([gradients.map { Float($0) }])
      var optimizer = AdamW(beta2: 0.99)
      var rows: [Tensor] = []
      for _ in 0..<steps {
        weights.append(
          plain.indices.map {
            plain[$0].step(gradient: gradients[$0], rate: 0.01)
          })
        optimizer.update(
          &model, gradient: gradient, learningRate: 0.01, factor: 1)
        rows.append(model.weight)
      }
      return (weights, rows)
    }
    page.table(
      "Four weights that begin at 0, after three steps with a rate of 0.01 and the same gradient:",
      columns: ["gradient"] + gradients.map { $0.typed },
      rows: (0..<steps).map { i in
        ["after step \(i + 1)"] + mini[i].scalars.map { Double($0).fixed(5) }
      })
    page.check(
      "T9", "plain lines and `Mini`, largest difference relative to the rate",
      zip(plain.joined(), mini.flatMap { Array($0.scalars) })
        .map { abs($0 - Double($1)) / 0.01 }.max()!, isAtMost: 1e-4)
    page.check(
      "T9", "how far the first step moves a weight, over the rate; furthest from 1",
      mini[0].scalars.map { abs(abs(Double($0)) / 0.01 - 1) }.max()!, isAtMost: 0.02)
    page.text(
      """
      A gradient a billion times smaller moves its weight as far, nearly: only ε makes a difference.
      """)
  }

  /// The same model, the same texts, several rates for each.
  private func race(_ page: Page) throws {
    let steps = page.options.quick ? 60 : 200
    page.text(
      """
      Now the default model from the same start on the same texts, \(steps) steps with each of several
      rates, one seed. Which rate suits plain descent is not known beforehand, so it gets five to choose
      from.
      """)
    let start = try Contest.start(seed: page.options.seed)
    let results = try Contest.all.enumerated().map { i, contest in
      let plan = contest.plan(steps: steps, seed: page.options.seed)
      let run = try page.train(start, plan, named: "\(i + 1) of \(Contest.all.count)")
      return (name: contest.name, rate: contest.rate, run: run)
    }
    let last = steps / 5
    page.table(
      "Mean loss of the last \(last) of \(steps) steps, nats a word:",
      columns: ["", "rate", "loss"],
      rows: results.map { [$0.name, $0.rate.typed, $0.run.lastLoss(of: last).fixed(3)] })
    func best(_ name: String) -> (name: String, rate: Double, run: TrainingRun) {
      results.filter { $0.name == name }.min {
        $0.run.lastLoss(of: last) < $1.run.lastLoss(of: last)
      }!
    }
    let (plain, adam) = (best("plain descent"), best("AdamW"))
    let window = max(1, steps / 40)
    page.plot(
      "The loss of each at its best rate. Look at the distance: AdamW is ahead soon, and plain descent comes nearly as far.",
      x: .linear("step"), y: .linear("loss, nats a word"),
      .line(
        "plain descent, \(plain.rate.typed)",
        plain.run.curve(window: window).map { ($0.step, $0.loss) }),
      .line(
        "AdamW, \(adam.rate.typed)", adam.run.curve(window: window).map { ($0.step, $0.loss) }))
    page.text(
      """
      With this seed the best AdamW ends
      \((plain.run.lastLoss(of: last) - adam.run.lastLoss(of: last)).fixed(3)) nats a word below the best plain
      descent. With its best rate plain descent comes nearly as far here, in a model of two blocks with a norm before
      each layer and with long gradients clipped. But look down the table: it has to be the right rate.
      AdamW forgives a rate that is several times too small or too large, and that is what it is used
      for. The price is memory: it keeps two numbers beside each weight and its gradient, which makes
      four where writing needs one.
      """)
  }
}
