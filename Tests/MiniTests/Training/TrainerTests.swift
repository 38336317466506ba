import Foundation
import LanguageModel
import Testing

@testable import Mini

@Suite struct TrainerTests {
  static func configuration(
    _ change: (inout TransformerConfiguration) -> Void = { _ in }
  ) -> TransformerConfiguration {
    var c = TransformerConfiguration()
    (c.layers, c.width, c.queryHeads, c.kvHeads) = (1, 32, 4, 4)
    (c.feedForwardWidth, c.vocabulary, c.contextLength, c.tiesHead) = (48, 12, 32, true)
    change(&c)
    return c
  }

  /// Texts in which a token is the sum of the two before it, modulo 12: what comes next can be known.
  static func texts(_ count: Int, tokens: Int = 17, seed: UInt64) -> [[Int]] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { _ in
      var text = [Int(generator.next() % 12), Int(generator.next() % 12)]
      while text.count < tokens { text.append((text[text.count - 1] + text[text.count - 2]) % 12) }
      return text
    }
  }

  func trainer(
    _ change: (inout TransformerConfiguration) -> Void = { _ in }, rate: Double = 1e-2,
    steps: Int = 150, optimizer: any Optimizer = AdamW()
  ) throws -> Trainer {
    try Trainer(
      Transformer(Self.configuration(change), seed: 1), optimizer: optimizer,
      schedule: LearningRateSchedule(peak: rate, warmUp: 10, steps: steps))
  }

  @Test func aModelLearnsARule() throws {
    var trainer = try trainer()
    let heldOut = Self.texts(20, seed: 99)
    let before = try trainer.model.evaluate(heldOut)
    #expect(abs(before.mean - log(12)) < 1)
    for step in 1...150 {
      let report = try trainer.step(on: Self.texts(8, seed: UInt64(step)))
      #expect(report.step == step && !report.hasDiverged)
      #expect(report.learningRate == trainer.schedule(step))
      #expect(trainer.losses.shape == [8, 16] && report.loss == trainer.losses.meanOfAll)
    }
    let after = try trainer.model.evaluate(heldOut)
    // The first token foresees nothing, the others could know.
    #expect(after.byPosition.count == 16)
    #expect(abs(after.byPosition.reduce(0, +) / 16 - after.mean) < 1e-6)
    #expect(after.byPosition[1...].reduce(0, +) / 15 < 0.3)
    #expect(after.byPosition[0] > 2)
  }

  /// Threads, parts of a batch, and what else happens to the model change no bit of it.
  @Test func everyWayGivesTheSameModel() throws {
    func trained(threads: Int, textsAtOnce: Int?) throws -> [Tensor] {
      try withThreads(threads) {
        var trainer = try trainer(steps: 5)
        trainer.textsAtOnce = textsAtOnce
        for step in 1...5 { _ = try trainer.step(on: Self.texts(7, seed: UInt64(step))) }
        return trainer.model.parameters
      }
    }
    let alone = try trained(threads: 1, textsAtOnce: nil)
    for (threads, textsAtOnce) in [(2, nil), (3, nil), (1, 1), (2, 3), (1, 100)] {
      let other = try trained(threads: threads, textsAtOnce: textsAtOnce)
      #expect(zip(other, alone).allSatisfy { $0.hasSameBits(as: $1) })
    }
  }

  @Test func aLongGradientIsClipped() throws {
    let texts = Self.texts(4, seed: 1)
    func step(clipping: Double?) throws -> (Trainer.Report, Transformer, Transformer) {
      var trainer = try Trainer(
        Transformer(Self.configuration(), seed: 1), optimizer: SGD(),
        schedule: LearningRateSchedule(constant: 1), clipping: clipping)
      let before = trainer.model
      let report = try trainer.step(on: texts)
      #expect(report.gradientNorm == trainer.gradient.globalNorm)
      return (report, before, trainer.model)
    }
    func distance(_ a: Transformer, _ b: Transformer) -> Double {
      zip(a.parameters, b.parameters).reduce(0) { $0 + ($1.0 - $1.1).sumOfSquares }.squareRoot()
    }
    let (free, before, after) = try step(clipping: nil)
    #expect(abs(distance(before, after) - free.gradientNorm) < 1e-5 * free.gradientNorm)
    let (clipped, _, other) = try step(clipping: free.gradientNorm / 2)
    #expect(clipped == free)
    #expect(abs(distance(before, other) - free.gradientNorm / 2) < 1e-5 * free.gradientNorm)
    let (_, _, same) = try step(clipping: 2 * free.gradientNorm)
    #expect(zip(same.parameters, after.parameters).allSatisfy { $0.hasSameBits(as: $1) })
  }

  /// A rate that is much too high ends in numbers that are none: the step says so, nothing traps, and
  /// the weights stay as they were.
  @Test func divergenceIsReported() throws {
    var trainer = try trainer({ $0.norm = .identity }, rate: 1e20, steps: 50, optimizer: SGD())
    var report = try trainer.step(on: Self.texts(4, seed: 1))
    var steps = 1
    while !report.hasDiverged && steps < 50 {
      steps += 1
      report = try trainer.step(on: Self.texts(4, seed: UInt64(steps)))
    }
    #expect(report.hasDiverged && report.step == steps)
    let before = trainer.model.parameters
    #expect(try trainer.step(on: Self.texts(4, seed: 7)).hasDiverged)
    #expect(zip(before, trainer.model.parameters).allSatisfy { $0.hasSameBits(as: $1) })
  }

  @Test func batchesMayDiffer() throws {
    var trainer = try trainer()
    for (count, tokens) in [(4, 17), (2, 17), (2, 9), (5, 33)] {
      _ = try trainer.step(on: Self.texts(count, tokens: tokens, seed: 1))
      #expect(trainer.losses.shape == [count, tokens - 1])
    }
    #expect(trainer.stepCount == 4)
  }

  /// A run that begins anew is the run of a new trainer.
  @Test func aTrainerBeginsAnew() throws {
    var trainer = try trainer()
    let start = trainer.model
    func run(_ trainer: inout Trainer) throws -> [Double] {
      try (0..<3).map { try trainer.step(on: Self.texts(4, seed: UInt64($0))).loss }
    }
    let first = try run(&trainer)
    trainer.restart(with: start, optimizer: AdamW())
    #expect(try run(&trainer) == first && trainer.stepCount == 3)
  }

  // MARK: Bad input

  @Test func wrongTextsAreRefused() throws {
    var trainer = try trainer()
    let wrong: [([[Int]], String)] = [
      ([], "there is no text to learn from; give at least one"),
      ([[]], "a text of 0 tokens has no token that another foresees; give at least 2"),
      ([[1]], "a text of 1 token has no token that another foresees; give at least 2"),
      (
        [[1, 2], [1, 2, 3]], "texts that are read together have one length, not 2 and 3 tokens"
      ),
      ([[1, 12]], "token 12 is not one of the 12 of the vocabulary"),
      ([[-1, 1]], "token -1 is not one of the 12 of the vocabulary"),
      (
        [Array(repeating: 1, count: 34)],
        "a text of 33 tokens is longer than the context of 32; shorten it, or build the model with a "
          + "longer context"
      ),
    ]
    for (texts, sentence) in wrong {
      #expect(throws: ModelError(sentence)) { _ = try trainer.step(on: texts) }
      #expect(throws: ModelError(sentence)) { _ = try trainer.model.evaluate(texts) }
    }
    #expect(trainer.stepCount == 0)
    #expect(throws: ModelError.self) {
      _ = try trainer.model.evaluate(Self.texts(2, seed: 1), textsAtOnce: 0)
    }
  }

  /// Refused before any memory is asked for.
  @Test func whatDoesNotFitIntoMemoryIsRefused() throws {
    let c = Self.configuration { $0.contextLength = 1 << 40 }
    for (texts, tokens) in [(1 << 40, 1), (1, 1 << 40), (1 << 40, 1 << 40), (.max, .max)] {
      #expect(throws: ModelError.self) { _ = try TrainingStep(c, texts: texts, tokens: tokens) }
    }
    for (texts, tokens) in [(0, 1), (1, 0), (-1, 1)] {
      #expect(throws: ModelError.self) { _ = try TrainingStep(c, texts: texts, tokens: tokens) }
    }
    #expect(throws: ModelError("a gradient is clipped to a length above 0, not 0.0")) {
      _ = try Trainer(
        Transformer(Self.configuration(), seed: 1),
        schedule: LearningRateSchedule(constant: 1), clipping: 0)
    }
  }

  @Test func weightsInBlocksCannotLearn() throws {
    var model = try Transformer(Self.configuration(), seed: 1)
    model.blocks[0].feedForward.up = try Linear(
      QuantizedMatrix(rounding: model.blocks[0].feedForward.up.weight.transposed, to: .q8_0))
    #expect(throws: ModelError("stored weights cannot learn: dequantize them first")) {
      _ = try Trainer(model, schedule: LearningRateSchedule(constant: 1))
    }
  }

  // MARK: Start

  @Test func theEmbeddingAndTheLastGainBeginAsTold() throws {
    for ties in [true, false] {
      let c = Self.configuration { c in (c.tiesHead, c.vocabulary) = (ties, 300) }
      let model = try Transformer(c, seed: 1, embeddingDeviation: 0.5, finalGain: 0.25)
      let table = ties ? model.head.weight : try #require(model.embedding).numbers
      #expect(abs((table.sumOfSquares / Double(table.count)).squareRoot() - 0.5) < 0.02)
      guard case .rms(let norm) = model.finalNorm else { throw ModelError("another norm") }
      #expect(norm.gain == Tensor(repeating: 0.25, shape: [32]))
      let usual = try Transformer(c, seed: 1)
      let numbers = ties ? usual.head.weight : try #require(usual.embedding).numbers
      let deviation = (numbers.sumOfSquares / Double(numbers.count)).squareRoot()
      #expect(abs(deviation / (ties ? 1 / 32.0.squareRoot() : 1) - 1) < 0.04)
    }
  }

  /// A gradient of any size that is finite: the weights stay finite, or the step is called diverged.
  @Test(
    arguments: [Float(1e15), 1e19, 1e21, 1e25, 1e30, 1e36], [1, nil, 1e12, 1e30] as [Double?])
  func hugeGradientsLeaveFiniteWeights(size: Float, clipping: Double?) throws {
    var model = try Transformer(
      Self.configuration { ($0.width, $0.tiesHead) = (8, false) }, seed: 1)
    model.head.weight = model.head.weight * size
    var trainer = try Trainer(
      model, schedule: LearningRateSchedule(constant: 1e-3), clipping: clipping)
    let report = try trainer.step(on: Self.texts(2, seed: 1))
    let same = zip(trainer.model.parameters, model.parameters).allSatisfy { $0.hasSameBits(as: $1) }
    #expect(same == report.hasDiverged)
    #expect(trainer.model.parameters.allSatisfy { $0.scalars.allSatisfy { $0.isFinite } })
    if size == 1e25 {
      #expect(report.gradientNorm > 1e20 && report.gradientNorm.isFinite)
      #expect(report.hasDiverged == (clipping.map { $0 > 1e18 } ?? true))
    }
    // What the optimiser keeps is finite too: it learns on.
    let next = try trainer.step(on: Self.texts(2, seed: 2))
    let after = trainer.model.parameters
    #expect(next.hasDiverged || after.allSatisfy { $0.scalars.allSatisfy { $0.isFinite } })
  }

  /// A step that is refused is no step: the gradient of the last one is still there.
  @Test func aRefusedStepLeavesTheGradient() throws {
    var trainer = try trainer()
    _ = try trainer.step(on: Self.texts(2, seed: 1))
    let before = trainer.gradient.parameters
    #expect(trainer.gradient.globalNorm > 0)
    for texts in [[[1, 2, 99]], [[1, 99, 2]], [[1]], [], [Array(repeating: 1, count: 100)]] {
      #expect(throws: ModelError.self) { _ = try trainer.step(on: texts) }
      #expect(zip(trainer.gradient.parameters, before).allSatisfy { $0.hasSameBits(as: $1) })
    }
    #expect(trainer.stepCount == 1)
  }
}
