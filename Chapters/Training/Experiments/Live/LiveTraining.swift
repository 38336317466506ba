import Base
import Experiments
import Mini
import Pictures

/// A small model learns while the reader looks, at a rate under his hand.
package func liveTraining() -> LivePicture {
  let course = Course()
  return LivePicture(
    "training",
    invitation: """
      Let it run, and watch the loss leave what is lost without any knowledge. Raise the rate meanwhile until the run \
      no longer learns; from another seed it may end otherwise.
      """,
    knobs: [
      .run("steps", most: 100_000, shown: 300),
      LiveKnob(
        "learning rate",
        [1e-4, 3e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1, 0.3, 1, 10, 1e3, 1e30].map { ($0, $0.brief(1)) },
        shown: 4),
      .whole("seed", 1...20, shown: 1),
    ]
  ) { setting in
    let (steps, rate, seed) = (Int(setting[0]), setting[1], UInt64(setting[2]))
    do throws(ModelError) {
      return try course.run(seed: seed, to: steps, rate: rate).view
    } catch {
      return LivePicture.View(LiveRun.plot([], floor: 0), numbers: ["\(error.description)"])
    }
  }
}

/// A run that has come as far as somebody has looked.
private final class Course: @unchecked Sendable {
  private var run: LiveRun?

  /// Goes on at a rate; begins anew with another seed, or where less steps are wanted than there were.
  func run(seed: UInt64, to steps: Int, rate: Double) throws(ModelError) -> LiveRun {
    let before = run
    var run: LiveRun
    if let before, before.seed == seed, before.asked <= steps {
      run = before
    } else {
      run = try LiveRun(seed: seed)
    }
    try run.goOn(to: steps, rate: rate)
    self.run = run
    return run
  }
}

/// A training run of a model that is small enough for a page, and what is seen of it.
package struct LiveRun {
  /// One block of width 32 with 4 heads; 11,392 numbers.
  package static var configuration: TransformerConfiguration {
    var c = TransformerConfiguration.smallLanguage
    (c.layers, c.width, c.queryHeads, c.kvHeads, c.feedForwardWidth) = (1, 32, 4, 4, 64)
    c.contextLength = 64
    return c
  }

  /// The texts of a step, counted from 0: eight of 32 words, none of them twice.
  package static func texts(_ step: Int, seed: UInt64) -> [[Int]] {
    SmallLanguage.texts(8 * step..<8 * (step + 1), words: 32, seed: seed)
  }

  let seed: UInt64
  /// How many steps were wanted; fewer were made where the run has diverged.
  private(set) var asked = 0
  /// The model and what it remembers of its gradients.
  package private(set) var trainer: Trainer
  private var losses: [Double] = []
  private var written = "nothing yet"
  private var last: Trainer.Report?
  /// The mean entropy of what comes next: no reader loses less.
  private let floor: Double

  package init(seed: UInt64) throws(ModelError) {
    self.seed = seed
    trainer = try Trainer(
      Transformer(Self.configuration, seed: seed), optimizer: AdamW(beta2: 0.99),
      schedule: LearningRateSchedule(constant: 1))
    let entropies = (0..<4).flatMap { Self.texts($0, seed: seed) }.flatMap { text in
      var story = Story()
      return text.dropFirst().map { token in
        let entropy = story.choices.entropy
        story.tell(Word.allCases[token])
        return entropy
      }
    }
    floor = entropies.reduce(0, +) / Double(entropies.count)
  }

  /// Whether no further step would help.
  var isOver: Bool { last?.hasDiverged ?? false }

  /// More steps, at one rate.
  package mutating func goOn(to steps: Int, rate: Double) throws(ModelError) {
    trainer.schedule = try LearningRateSchedule(constant: rate)
    while asked < steps {
      if !isOver { try step() }
      asked += 1
    }
  }

  private mutating func step() throws(ModelError) {
    let report = try trainer.step(on: Self.texts(trainer.stepCount, seed: seed))
    last = report
    losses.append(report.loss)
    if report.step % 50 == 0 { written = try write() }
  }

  /// Twelve words, each drawn with the probability that the model gives it.
  private func write() throws(ModelError) -> String {
    let text = try trainer.model.generate(
      from: [SmallLanguage.beginning], newTokens: 12, sampler: Sampler(seed: 1))
    return "“\(SmallLanguage.write(text.tokens))”"
  }

  /// The mean losses of equal parts of the run, at most 150 of them.
  private var curve: [(Double, Double)] {
    let window = (losses.count + 149) / 150
    return stride(from: 0, to: losses.count, by: max(1, window)).map { first in
      let part = losses[first..<min(first + window, losses.count)]
      let mean = part.reduce(0, +) / Double(part.count)
      return (Double(first + part.count), mean.isFinite ? min(mean, 8) : 8)
    }
  }

  static func plot(_ curve: [(Double, Double)], floor: Double) -> Figure {
    let none = Double.log(Double(configuration.vocabulary))
    let end = max(100, curve.last?.0 ?? 0)
    func level(_ name: String, _ loss: Double) -> Plot.Series {
      .line(name, [(0, loss), (end, loss)])
    }
    return .plot(
      Plot(
        "A small model learns. Look for the way down to what nobody can go below.",
        x: .linear("step", 0...end),
        y: .linear("loss, nats a word (more than 8 is drawn at 8)", 0...8),
        [level("no knowledge", none), level("floor", floor), .line("loss", curve)]))
  }

  var view: LivePicture.View {
    let figure = Self.plot(curve, floor: floor)
    guard let last else {
      return .init(figure, numbers: ["no step is made yet"])
    }
    let recent = losses.suffix(20)
    let mean = recent.reduce(0, +) / Double(recent.count)
    let none = Double.log(Double(Self.configuration.vocabulary))
    return .init(
      figure,
      numbers: [
        "step \(last.step.grouped): loss \(last.loss.fixed(4)), bits \(bits(last.loss)); length of the gradient "
          + "\(last.gradientNorm.significant(3)); all numbers of the model together: \(bits(trainer.model.sum))",
        "it writes after step \((last.step / 50 * 50).grouped): \(written)",
      ],
      checks: [
        .init(
          "the last losses are below that of no knowledge, ln 64",
          "\(mean.fixed(3)), at most \(none.fixed(3))", holds: mean <= none),
        .init(
          "loss and gradient are numbers",
          isOver ? "not in step \(last.step.grouped)" : "all of them",
          holds: !isOver),
      ], isOver: isOver)
  }
}

extension Transformer {
  /// The sum of all learned numbers, added up in their order: it tells models apart that differ in a bit.
  package var sum: Double {
    var (copy, sum) = (self, 0.0)
    copy.forEachParameter { _, tensor in sum = tensor.scalars.reduce(sum) { $0 + Double($1) } }
    return sum
  }
}

/// The bits of a number, as a hexadecimal number of 16 digits. What is no number has others on every machine.
private func bits(_ x: Double) -> String {
  guard !x.isNaN else { return "of no number" }
  let digits = String(x.bitPattern, radix: 16)
  return String(repeating: "0", count: 16 - digits.utf8.count) + digits
}
