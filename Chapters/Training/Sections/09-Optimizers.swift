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
      page.result(
        """
        AdamW divides each gradient by its own usual size; on this model it ends a little below plain descent,
        each at its best rate.
        """)
      page.claim("T9")
      page.text(
        """
        Plain descent steps against the gradient, w ← w − rate · ∂w, with one rate for gradients that differ by
        orders of magnitude. AdamW keeps two running averages for each weight, m of the gradient and v of its
        square, corrected for the zeros with which they begin:
        """)
      try page.source(of: "struct PlainAdamW", in: "Chapters/Training/Experiments/PlainAdamW.swift")
      page.expect(
        """
        Of two weights one has a gradient that is a million times smaller. How much less does the first step
        of AdamW move it?
        """,
        answer: """
          Hardly less. The gradient is divided by the root of its own square, and what is left is its sign.
          """)
      stepLengths(page)
      try bestRates(page)
      page.text(
        """
        The price of AdamW is memory: two numbers beside each weight and its gradient.
        """)
      try page.deeper("The plain lines and `Mini` make the same steps") { page in
        try firstSteps(page)
      }
      try page.deeper("One seed, trained just now, shows the same order") { page in
        try race(page)
      }
    }
  }

  /// How far a step goes for steady gradients, for small ones and for noise.
  private func stepLengths(_ page: Page) {
    var random = page.generator(9)
    func noise(around mean: Double) -> [Double] {
      (0..<20_000).map { _ in mean + random.normal() }
    }
    let sizes = [1000, 1, 1e-6, 1e-8, 1e-9]
    let steady = sizes.map { meanStep([$0]) }
    let means = [0, 0.3, 1]
    let noisy = means.map { meanStep(noise(around: $0)) }
    page.table(
      """
      How far a step of AdamW moves a weight, over the rate; ε = 1e-8. Noise is normal, with a deviation of 1,
      and the mean of 20 000 steps:
      """,
      columns: ["gradient", "step over rate"],
      rows: zip(sizes, steady).map { ["the same in each step, \($0.typed)", $1.fixed(2)] }
        + zip(means, noisy).map { ["noise around \($0.typed)", $1.fixed(2)] })
    page.text(
      """
      So the sentence holds for a gradient that is steady and far above ε. Where texts pull to and fro, m
      becomes small beside √v.
      """)
    page.check(
      "T9", "steady gradients from 1e-6 to 1000 move a weight by the rate",
      steady[..<3].map { abs($0 - 1) }.max()!, isAtMost: 0.02,
      measuring: "furthest from 1, over the rate")
    page.check(
      "T9", "a gradient as small as ε moves it by half of that", steady[3], is: 0.5, within: 0.01,
      measuring: "step over rate")
    page.check(
      "T9", "one of a tenth of ε by an eleventh", steady[4], is: 1.0 / 11, within: 0.01,
      measuring: "step over rate")
    page.check(
      "T9", "noise around 0 makes steps much shorter than the rate", noisy[0], isAtMost: 0.3,
      measuring: "step over rate")
    page.check(
      "T9", "and noise around its own deviation shorter, too", noisy[2], isAtMost: 0.9,
      measuring: "step over rate")
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
      "T9", "plain lines and `Mini` agree in all 12 weights",
      zip(plain.joined(), mini.flatMap { Array($0.scalars) })
        .map { abs($0 - Double($1)) / 0.01 }.max()!, isAtMost: 1e-4,
      measuring: "largest difference over the rate")
    page.check(
      "T9", "the first step moves each of four weights by the rate",
      mini[0].scalars.map { abs(abs(Double($0)) / 0.01 - 1) }.max()!, isAtMost: 0.02,
      measuring: "furthest from 1, over the rate")
  }

  /// The same model, the same texts, several rates for each.
  private func race(_ page: Page) throws {
    let steps = page.options.quick ? 60 : 200
    page.text(
      """
      The default model from the same start on the same texts, \(steps) steps with each of several rates.
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
      "The loss of each at its best rate. Look at the distance of the two curves.",
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
      descent.
      """)
  }
}
