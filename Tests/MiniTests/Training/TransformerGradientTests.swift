import Testing

@testable import Mini

/// The way back through a whole model: every number of every tensor against central differences of a
/// model in `Double`.
@Suite struct TransformerGradientTests {
  static func small(
    _ change: (inout TransformerConfiguration) -> Void = { _ in }
  ) -> TransformerConfiguration {
    var c = TransformerConfiguration()
    (c.layers, c.width, c.queryHeads, c.kvHeads) = (2, 8, 2, 2)
    (c.feedForwardWidth, c.vocabulary, c.contextLength, c.tiesHead) = (6, 7, 5, true)
    change(&c)
    return c
  }

  /// Each choice of a configuration at least once, and where it matters beside others.
  static let configurations: [TransformerConfiguration] = [
    small(),
    small { c in (c.norm, c.normPlacement) = (.rms, .after) },
    small { c in (c.norm, c.positions, c.tiesHead) = (.layer, .learned, false) },
    small { c in (c.norm, c.normPlacement, c.positions) = (.layer, .after, .sinusoidal) },
    small { c in (c.norm, c.normFraction, c.positions) = (.partial, 0.6, .alibi) },
    small { c in (c.norm, c.normPlacement, c.normFraction) = (.partial, .after, 0.8) },
    small { c in (c.norm, c.positions, c.kvHeads) = (.identity, .none, 1) },
    small { c in
      (c.norm, c.normPlacement, c.tiesHead) = (.identity, .after, false)
      c.positions = .rotary(layout: .interleaved)
    },
    small { c in (c.attentionBias, c.kvHeads, c.width, c.queryHeads) = (true, 1, 12, 3) },
    small { c in
      (c.headNorms, c.kvHeads, c.ownHeadDimension, c.layers) = (true, 1, 6, 1)
      c.positions = .rotary(rotatedDimensions: 4)
    },
  ]

  static let texts = [[1, 5, 0, 3, 1], [6, 6, 2, 5, 4], [4, 0, 3, 3, 2]]

  /// A model whose gains and biases are no ones and zeros, so that they cannot be left out unseen.
  static func model(_ configuration: TransformerConfiguration) throws -> Transformer {
    var model = try Transformer(configuration, seed: 3)
    var generator = SeededGenerator(seed: 4)
    model.forEachParameter { _, tensor in
      if tensor.rank == 1 {
        tensor = tensor + .uniform(tensor.count, in: -0.4..<0.4, using: &generator)
      }
    }
    return model
  }

  @Test(arguments: configurations.indices)
  func agreesWithCentralDifferencesAtEveryIndex(index: Int) throws {
    let configuration = Self.configurations[index]
    let model = try Self.model(configuration)
    let naive = NaiveTransformer(model)
    var step = try TrainingStep(configuration, texts: 3, tokens: 4)
    var gradient = model.zeros
    let losses = try step(Self.texts, model, addingTo: &gradient)
    #expect(abs(losses.meanOfAll - naive.loss(Self.texts)) < 1e-6)

    var count = 0
    gradient.forEachParameter { name, tensor in
      var moved = naive
      let slopes = centralDifferences(at: naive.tensors[name]!, step: 1e-5) { numbers in
        moved.tensors[name] = numbers
        return moved.loss(Self.texts)
      }
      let scale = max(1, slopes.map(abs).max()!)
      #expect(tensor.distance(to: slopes) < 2e-6 * scale, "\(name)")
      count += tensor.count
    }
    #expect(count == configuration.parameterCount)
  }

  /// Gradients are added, and each element is one chain over the tokens: texts in parts, and any
  /// threads, give the bits of the whole.
  @Test(arguments: configurations.indices)
  func partsAndThreadsChangeNoBit(index: Int) throws {
    let model = try Self.model(Self.configurations[index])
    func gradients(_ textsAtOnce: Int, threads: Int) throws -> (Tensor, [Tensor]) {
      try withThreads(threads) {
        var step = try TrainingStep(model.configuration, texts: textsAtOnce, tokens: 4)
        var gradient = model.zeros
        let losses = try step(Self.texts, model, addingTo: &gradient)
        return (losses, gradient.parameters)
      }
    }
    let (losses, whole) = try gradients(3, threads: 1)
    for (textsAtOnce, threads) in [(3, 2), (3, 3), (1, 1), (2, 3)] {
      let other = try gradients(textsAtOnce, threads: threads)
      #expect(other.0.hasSameBits(as: losses))
      #expect(zip(other.1, whole).allSatisfy { $0.hasSameBits(as: $1) })
    }
  }

  /// The same with work enough for several threads, and heads that are shared.
  @Test func aStepIsTheSameForAnyThreads() throws {
    var c = TransformerConfiguration()
    (c.layers, c.width, c.queryHeads, c.kvHeads) = (2, 64, 8, 4)
    (c.feedForwardWidth, c.vocabulary, c.contextLength, c.tiesHead) = (160, 64, 64, true)
    let model = try Transformer(c, seed: 5)
    var generator = SeededGenerator(seed: 6)
    let texts = (0..<16).map { _ in (0..<65).map { _ in Int(generator.next() % 64) } }
    func gradients(_ threads: Int, textsAtOnce: Int) throws -> [Tensor] {
      try withThreads(threads) {
        var step = try TrainingStep(c, texts: textsAtOnce, tokens: 64)
        var gradient = model.zeros
        let losses = try step(texts, model, addingTo: &gradient)
        return [losses] + gradient.parameters
      }
    }
    let alone = try gradients(1, textsAtOnce: 16)
    for (threads, textsAtOnce) in [(2, 16), (3, 16), (2, 5)] {
      let other = try gradients(threads, textsAtOnce: textsAtOnce)
      #expect(zip(other, alone).allSatisfy { $0.hasSameBits(as: $1) })
    }
  }

  /// The losses of a step are those of the model as it is used everywhere else.
  @Test(arguments: configurations.indices) func lossesAreThoseOfTheModel(index: Int) throws {
    let model = try Self.model(Self.configurations[index])
    var (step, gradient) = (try TrainingStep(model.configuration, texts: 3, tokens: 4), model.zeros)
    let losses = try step(Self.texts, model, addingTo: &gradient)
    #expect(try model.evaluate(Self.texts).losses.hasSameBits(as: losses))
    #expect(try model.evaluate(Self.texts, textsAtOnce: 2).losses.hasSameBits(as: losses))
    for (i, text) in Self.texts.enumerated() {
      let logits = try model(Array(text.dropLast()))
      #expect(
        crossEntropy(logits, targets: Array(text.dropFirst())).hasSameBits(as: losses[row: i]))
    }
  }
}
