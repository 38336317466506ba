import Foundation
import Mini
import Testing

@testable import LanguageModel

@Suite struct LoadingTests {
  typealias Architecture = ModelDescription.Architecture

  private let tokens = [84, 105, 109, 101, 32, 102, 108, 105, 101, 115, 256, 0]

  private func largestError(_ logits: Tensor, _ expected: [[Double]]) -> Double {
    expected.enumerated().flatMap { row, values in
      values.enumerated().map { abs(Double(logits[row, $0]) - $1) }
    }.max()!
  }

  private func description(_ architecture: Architecture) -> ModelDescription {
    var description = ModelDescription.small(architecture)
    description.rotary.scaling = .yarn(factor: 4, originalContext: 32, ramp: .pairs())
    if architecture == .llama {
      description.rotary.divisors = [Float](repeating: 1, count: 32)
    }
    return description
  }

  @Test(arguments: Architecture.allCases, BlockKind.allCases)
  func logitsAreThoseOfThePapers(architecture: Architecture, kind: BlockKind) throws {
    let description = description(architecture)
    let file = try opened(try written(randomModel(description, kind)))
    // The divisors are drawn like norms, around 1.
    let read = try ModelDescription(file)
    let expected = ReferenceForward(description: read, file: file).logits(tokens)
    #expect(largestError(try Transformer(file)(tokens), expected) < 2e-5)
    #expect(largestError(try Transformer(file, widened: true)(tokens), expected) < 2e-5)
  }

  @Test(arguments: BlockKind.allCases) func aPromptInPartsHasTheSameBits(kind: BlockKind) throws {
    let file = try opened(try written(randomModel(description(.qwen3), kind)))
    let model = try Transformer(file)
    let whole = try model(tokens)
    var cache = try model.makeCache(capacity: 32)
    var parts = try model(Array(tokens[..<5]), cache: &cache)
    parts = .concatenate([parts, try model(Array(tokens[5..<6]), cache: &cache)])
    parts = .concatenate([parts, try model(Array(tokens[6...]), cache: &cache)])
    #expect(parts == whole)
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity]) func otherNumbersAreRefused(
    value: Float
  ) throws {
    for name in ["output_norm.weight", "blk.1.ffn_up.weight", "blk.0.attn_k.bias"] {
      let description = ModelDescription.small(.qwen2)
      var writer = GGUFWriter()
      writer.metadata = description.metadata + Vocabulary.bytes.metadata
      for shape in description.tensorShapes {
        var numbers = [Float](repeating: 0.5, count: shape.dimensions.reduce(1, *))
        if shape.name == name { numbers[77] = value }
        try writer.append(shape.name, shape.dimensions, numbers)
      }
      let file = try opened(try written(writer))
      let error = #expect(throws: LanguageModelError.self) { try Transformer(file) }
      #expect(
        error?.description.hasSuffix(
          "the tensor “\(name)” has a number that is infinite or NaN near its number 77") == true)
    }
  }

  @Test(arguments: BlockKind.allCases) func blocksWithOtherScalesAreFound(kind: BlockKind) throws {
    let numbers = (0..<512).map { Float($0 % 17) - 8 }
    let bytes = try kind.quantized(numbers)
    let block = 256 / kind.blockLength
    #expect(bytes.withUnsafeBytes { kind.firstOther($0) } == nil)
    for place in 0..<kind.bytesPerBlock {
      // All bits of a byte and its neighbour: an exponent, wherever it is.
      var damaged = bytes
      let start = block * kind.bytesPerBlock + place
      damaged[start] = 0xFF
      if place + 1 < kind.bytesPerBlock { damaged[start + 1] = 0xFF }
      let hasOther = PlainBlocks.numbers(kind, damaged).contains { !$0.isFinite }
      let found = damaged.withUnsafeBytes { kind.firstOther($0) }
      if hasOther { #expect(found == 256) }
      if found == nil { #expect(!hasOther) }
    }
  }
}

@Suite struct SavingTests {
  private func configuration(_ change: (inout TransformerConfiguration) -> Void)
    -> TransformerConfiguration
  {
    var c = TransformerConfiguration()
    c.layers = 2
    c.width = 48
    c.queryHeads = 4
    c.kvHeads = 2
    c.feedForwardWidth = 80
    c.vocabulary = 257
    c.contextLength = 64
    c.eps = Double(Float(1e-5))
    change(&c)
    return c
  }

  private func saved(_ model: Transformer) throws -> GGUFFile {
    try withFolder { folder in
      try model.write(to: folder + "/model.gguf", vocabulary: .bytes, name: "saved")
      return try GGUFFile(path: folder + "/model.gguf")
    }
  }

  /// A model and the one that is read from its file compute the same, whatever the order of features.
  @Test(arguments: [RotaryLayout.interleaved, .halves], [0, 1, 2]) func aModelComesBack(
    layout: RotaryLayout, family: Int
  ) throws {
    let configuration = configuration {
      $0.positions = .rotary(base: 5000, layout: layout, scaling: .interpolation(factor: 2))
      $0.attentionBias = family == 1
      $0.headNorms = family == 2
      $0.tiesHead = family == 0
    }
    var model = try Transformer(configuration, seed: 3)
    // Norms and biases begin with ones and zeros: give them something to lose.
    var generator = SeededGenerator(seed: 5)
    model.forEachParameter { _, tensor in
      if tensor.rank == 1 {
        for i in 0..<tensor.count { tensor[i] += Float(generator.uniform()) / 4 }
      }
    }
    let tokens = [72, 101, 108, 108, 111, 256]
    let back = try Transformer(saved(model), widened: true)
    let (before, after) = (try model(tokens), try back(tokens))
    for (a, b) in zip(before.scalars, after.scalars) { #expect(abs(a - b) < 1e-5) }
  }

  /// What was learned comes back to the bit, where features have the order of the family already.
  @Test func aTrainedModelComesBackToTheBit() throws {
    let configuration = configuration {
      $0.positions = .rotary(layout: .interleaved)
      $0.tiesHead = true
    }
    var trainer = try Trainer(
      Transformer(configuration, seed: 3), schedule: LearningRateSchedule(constant: 0.01))
    let texts = [Array("the cat sat".utf8).map(Int.init), Array("a dog stood".utf8).map(Int.init)]
    for _ in 0..<3 { _ = try trainer.step(on: texts) }
    let back = try Transformer(saved(trainer.model), widened: true)
    let (before, after) = (try trainer.model(texts[0]), try back(texts[0]))
    #expect(before.differingElements(from: after) == 0)
    #expect(try trainer.model.evaluate(texts).mean == back.evaluate(texts).mean)
  }

  /// What a key can name is named; else a `llama` file lists by what each frequency is divided.
  @Test(arguments: [
    RotaryScaling.ntkAware(factor: 2), .llama3(originalContext: 16),
    .yarn(factor: 4, originalContext: 16),
    .yarn(factor: 4, originalContext: 16, alpha: 2, beta: 8, ramp: .pairs(), attentionFactor: 1.5),
    .perPair(divisors: [1, 2, 3, 4, 5, 6], attentionFactor: 1.25),
  ])
  func aScalingComesBack(scaling: RotaryScaling) throws {
    let model = try Transformer(
      configuration { $0.positions = .rotary(base: 5000, scaling: scaling) }, seed: 3)
    let file = try saved(model)
    let rotary = try ModelDescription(file).rotary
    if case .yarn(_, _, _, _, .pairs, _) = scaling {
      #expect(rotary.divisors == nil)
    } else {
      #expect(rotary.scaling == .none && rotary.divisors?.count == 6)
    }
    let back = rotary.wholeScaling(headDimension: 12)
    #expect(abs(back.attentionFactor / scaling.attentionFactor - 1) < 1e-6)
    let expected = scaling.frequencies(base: 5000, dimensions: 12)
    for (a, b) in zip(back.frequencies(base: 5000, dimensions: 12), expected) {
      #expect(abs(a / b - 1) < 1e-6)
    }
    let tokens = [72, 101, 108, 108, 111, 256]
    let after = try Transformer(file, widened: true)(tokens)
    for (a, b) in zip(try model(tokens).scalars, after.scalars) { #expect(abs(a - b) < 1e-5) }
  }

  @Test func whatNoFileHoldsIsRefused() throws {
    for change: (inout TransformerConfiguration) -> Void in [
      { $0.norm = .layer }, { $0.norm = .partial }, { $0.norm = .identity },
      { $0.normPlacement = .after }, { $0.positions = .learned }, { $0.mask = .none },
      { $0.positions = .rotary(rotatedDimensions: 6) },
      {
        $0.positions = .rotary(scaling: .ntkAware(factor: 2))
        $0.headNorms = true
      },
      {
        $0.attentionBias = true
        $0.headNorms = true
      },
    ] {
      let model = try Transformer(configuration(change), seed: 1)
      #expect(throws: LanguageModelError.self) { try saved(model) }
    }
    let other = try Transformer(configuration { $0.vocabulary = 30 }, seed: 1)
    #expect(
      throws: LanguageModelError("a list of 257 tokens does not fit a model with 30")
    ) { try saved(other) }
  }
}
