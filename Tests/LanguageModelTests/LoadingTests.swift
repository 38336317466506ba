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

  private func model(_ architecture: Architecture, _ kind: BlockKind) throws -> GGUFFile {
    var rotary = RotaryDescription()
    rotary.base = 500_000
    rotary.scaling = .yarn(factor: 4, originalContext: 32, ramp: .pairs())
    if architecture == .llama { rotary.divisors = [Float](repeating: 1, count: 32) }
    return try opened(try written(randomModel(.small(architecture), kind, rotary: rotary)))
  }

  @Test(arguments: Architecture.allCases, BlockKind.allCases)
  func logitsAreThoseOfThePapers(architecture: Architecture, kind: BlockKind) throws {
    let file = try model(architecture, kind)
    // The divisors are drawn like norms, around 1.
    let read = try ModelDescription(file)
    let expected = ReferenceForward(description: read, file: file).logits(tokens)
    #expect(largestError(try Transformer(file)(tokens), expected) < 2e-5)
    #expect(largestError(try Transformer(file, widened: true)(tokens), expected) < 2e-5)
  }

  @Test(arguments: BlockKind.allCases) func aPromptInPartsHasTheSameBits(kind: BlockKind) throws {
    let model = try Transformer(model(.qwen3, kind))
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
    c.positions = .rotary(layout: .interleaved)
    change(&c)
    return c
  }

  private func saved(_ model: Transformer) throws -> GGUFFile {
    try withFolder { folder in
      try model.write(to: folder + "/model.gguf", vocabulary: .bytes, name: "saved")
      return try GGUFFile(path: folder + "/model.gguf")
    }
  }

  /// A model and the one that is read from its file are the same to the bit.
  @Test(arguments: [0, 1, 2]) func aModelComesBack(family: Int) throws {
    let configuration = configuration {
      $0.positions = .rotary(
        base: 5000, layout: family == 0 ? .interleaved : .halves,
        scaling: .interpolation(factor: 2))
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
    #expect(back.configuration == model.configuration)
    #expect(try back(tokens) == model(tokens))
    #expect(back.allWeights.map(\.weights) == model.allWeights.map(\.weights))
  }

  /// What was learned comes back to the bit.
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

  /// A scheme that keys name, or divisors of 32 bits, come back; others would come back as others.
  @Test(arguments: [
    RotaryScaling.none, .interpolation(factor: 4),
    .yarn(factor: 4, originalContext: 16, alpha: 2, beta: 8, ramp: .pairs()),
    .yarn(
      factor: 4, originalContext: 16, ramp: .pairs(),
      attentionFactor: 1.25 * RotaryScaling.yarn(factor: 4, originalContext: 16).attentionFactor),
    .perPair(divisors: [1, 2, 3, 4, 5, 6], attentionFactor: 1.25),
    .perPair(divisors: [1, 1, 1, 1, 1, 1], attentionFactor: 0.5),
  ])
  func aScalingComesBack(scaling: RotaryScaling) throws {
    let model = try Transformer(
      configuration {
        $0.positions = .rotary(base: 5000, layout: .interleaved, scaling: scaling)
      }, seed: 3)
    let back = try Transformer(saved(model), widened: true)
    let (before, after) = (model.blocks[0].attention.rotary!, back.blocks[0].attention.rotary!)
    #expect(before.frequencies == after.frequencies)
    #expect(before.scaling.attentionFactor == after.scaling.attentionFactor)
    let tokens = [72, 101, 108, 108, 111, 256]
    #expect(try model(tokens) == back(tokens))
  }

  private func expectRefused(
    _ model: Transformer, _ sentence: String, at location: SourceLocation = #_sourceLocation
  ) {
    let error = #expect(throws: LanguageModelError.self, sourceLocation: location) {
      try saved(model)
    }
    #expect(error?.description == sentence, sourceLocation: location)
  }

  /// A model of the one family or the other that differs in one thing from what its files hold.
  @Test func whatNoFileHoldsIsRefused() throws {
    func refused(
      _ own: String, _ read: String, family: String = "llama",
      at location: SourceLocation = #_sourceLocation,
      _ change: (inout TransformerConfiguration) -> Void
    ) throws {
      expectRefused(
        try Transformer(configuration(change), seed: 1),
        "this model has \(own), and of a file of the family “\(family)” \(read) would be read",
        at: location)
    }
    let rms = "the kind of norm “rms”"
    try refused("the kind of norm “layer”", rms) { $0.norm = .layer }
    try refused("the kind of norm “partial”", rms) { $0.norm = .partial }
    try refused("the kind of norm “identity”", rms) { $0.norm = .identity }
    try refused("norms after the layers", "norms before the layers") { $0.normPlacement = .after }
    try refused("no mask", "a causal mask") { $0.mask = .none }
    let rotation = "a rotation with the base 10000.0"
    try refused("learned positions", rotation) { $0.positions = .learned }
    try refused("sines of positions", rotation) { $0.positions = .sinusoidal }
    try refused("ALiBi", rotation) { $0.positions = .alibi }
    try refused("no positions", rotation) { $0.positions = .none }
    try refused("6 rotated features", "12 rotated features") {
      $0.positions = .rotary(layout: .interleaved, rotatedDimensions: 6)
    }
    try refused("pairs of the layout “halves”", "pairs of the layout “interleaved”") {
      $0.positions = .rotary()
    }
    try refused(
      "pairs of the layout “interleaved”", "pairs of the layout “halves”", family: "qwen3"
    ) { $0.headNorms = true }
    try refused("biases of queries, keys and values", "no biases", family: "qwen3") {
      ($0.attentionBias, $0.headNorms, $0.positions) = (true, true, .rotary())
    }
    try refused("the scaling “NTK-aware by 2.0”", "the scaling “none”", family: "qwen3") {
      ($0.headNorms, $0.positions) = (true, .rotary(scaling: .ntkAware(factor: 2)))
    }
    for scaling in [
      RotaryScaling.ntkAware(factor: 2), .llama3(originalContext: 16),
      .yarn(factor: 4, originalContext: 16), .interpolation(factor: 1.1),
      .yarn(factor: 4, originalContext: 16, ramp: .pairs(), attentionFactor: 1.1),
      .perPair(divisors: [1, 1, 1, 1, 1, 1.1]),
    ] {
      let model = try Transformer(
        configuration { $0.positions = .rotary(layout: .interleaved, scaling: scaling) }, seed: 1)
      let error = #expect(throws: LanguageModelError.self) { try saved(model) }
      #expect(error?.description.hasPrefix("this model has the scaling “") == true)
    }
    expectRefused(
      try Transformer(
        configuration {
          ($0.attentionBias, $0.ownHeadDimension, $0.positions) = (true, 8, .rotary())
        }, seed: 1),
      "4 heads of 8 features are not the width of 48 that models with biases have in a file")
    expectRefused(
      try Transformer(configuration { $0.vocabulary = 30 }, seed: 1),
      "a list of 257 tokens does not fit a model with 30")
  }

  /// Numbers that have no place among those of 32 bits above 0.
  @Test func whatWouldBeRoundedIsRefused() throws {
    func refused(_ own: String, _ read: String, _ change: (inout TransformerConfiguration) -> Void)
      throws
    {
      expectRefused(
        try Transformer(configuration(change), seed: 1),
        "this model has \(own), and of a file of the family “llama” \(read) would be read")
    }
    try refused("the eps 1e-05 in norms", "the eps 9.999999747378752e-06 in norms") {
      $0.eps = 1e-5
    }
    try refused("the eps 1e-46 in norms", "the eps 0.0 in norms") { $0.eps = 1e-46 }
    try refused(
      "a rotation with the base 1e+39", "a rotation with the base inf"
    ) { $0.positions = .rotary(base: 1e39, layout: .interleaved) }
    expectRefused(
      try Transformer(configuration { $0.eps = 0 }, seed: 1),
      "a file has no place for 0.0 in “llama.attention.layer_norm_rms_epsilon”: numbers are above 0"
    )
    expectRefused(
      try Transformer(configuration { $0.contextLength = 5_000_000_000 }, seed: 1),
      "a file has no place for 5000000000 in “llama.context_length”: sizes go from 1 to 2147483647")
  }

  /// Parts that were changed after the model was built, each in one thing, and numbers that are none.
  @Test func noPartIsLeftOut() throws {
    let model = try Transformer(configuration { _ in }, seed: 1)
    func refused(
      _ sentence: String, at location: SourceLocation = #_sourceLocation,
      _ change: (inout Transformer) -> Void
    ) {
      var other = model
      change(&other)
      expectRefused(other, sentence, at: location)
    }
    let next = "and the configuration asks for"
    refused("the model has head.bias [257], \(next) nothing more") {
      $0.head.bias = Tensor(zeros: [257])
    }
    refused(
      "the model has blocks.1.attention.output.bias [48], \(next) blocks.1.feedForwardNorm.gain [48]"
    ) { $0.blocks[1].attention.output.bias = Tensor(zeros: [48]) }
    refused(
      "the model has blocks.0.feedForward.gate.bias [80], \(next) "
        + "blocks.0.feedForward.up.weight [48, 80]"
    ) { $0.blocks[0].feedForward.gate.bias = Tensor(zeros: [80]) }
    refused("block 1 has the eps 0.5 in norms, \(next) the eps 9.999999747378752e-06 in norms") {
      $0.blocks[1].attentionNorm = .rms(RMSNorm(dimensions: 48, eps: 0.5))
    }
    refused(
      "the model has blocks.1.attentionNorm.bias [48], \(next) "
        + "blocks.1.attention.query.weight [48, 48]"
    ) { $0.blocks[1].attentionNorm = .layer(LayerNorm(dimensions: 48)) }
    for number in [Float.nan, .infinity, -.infinity] {
      refused(
        "the tensor “blk.1.ffn_down.weight” has \(number) for its number 82, and a file holds finite "
          + "numbers only"
      ) { $0.blocks[1].feedForward.down.weight[2, 1] = number }
    }
    // Layers of three bases: whichever the configuration is asked for, two others are not as it says.
    var bases = model
    for (i, base) in [500.0, 1e6].enumerated() {
      let a = model.blocks[i].attention
      bases.blocks[i].attention = try AttentionLayer(
        queryHeads: 4, kvHeads: 2, query: a.query, key: a.key, value: a.value, output: a.output,
        rotary: RotaryEmbedding(headDimension: 12, base: base))
    }
    expectRefused(
      bases,
      "block 1 has a rotation with the base 1000000.0, \(next) a rotation with the base 500.0")
  }
}
