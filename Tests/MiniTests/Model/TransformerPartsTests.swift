import LanguageModel
import Testing

@testable import Mini

/// A model is its parts: listed by name, and put together from outside.
@Suite struct TransformerPartsTests {
  static func configuration() -> TransformerConfiguration {
    var c = TransformerTests.configuration(kvHeads: 2)
    c.attentionBias = true
    return c
  }

  func rebuilt(
    _ m: Transformer, _ change: (inout Transformer) -> Void = { _ in }
  ) throws -> Transformer {
    let configuration = m.configuration
    var m = m
    change(&m)
    return try Transformer(
      configuration, embedding: m.embedding, positionEncoding: m.positionEncoding,
      blocks: m.blocks, finalNorm: m.finalNorm, head: m.head)
  }

  @Test(arguments: [
    TransformerConfiguration.Positions.rotary(), .rotary(rotatedDimensions: 4), .learned,
    .sinusoidal, .alibi, .none,
  ]) func aModelFromItsPartsIsTheSame(positions: TransformerConfiguration.Positions) throws {
    for tied in [false, true] {
      var c = Self.configuration()
      (c.positions, c.tiesHead, c.headNorms) = (positions, tied, tied)
      let model = try Transformer(c, seed: 41)
      #expect(try rebuilt(model)([1, 2, 3]) == model([1, 2, 3]))
      #expect(model.parameterCount == c.parameterCount)
    }
  }

  @Test func everyParameterHasAName() throws {
    var model = try Transformer(Self.configuration(), seed: 42)
    var names: [String] = []
    model.forEachParameter { name, _ in names.append(name) }
    #expect(names.first == "embedding" && names.last == "head.weight")
    #expect(names.contains("blocks.2.feedForward.gate.weight"))
    #expect(names.contains("blocks.0.attention.query.bias"))
    #expect(Set(names).count == names.count && names.count == 1 + 3 * 12 + 1 + 1)
    // A change through the list is a change of the model.
    let before = model
    model.forEachParameter { name, tensor in
      if name == "blocks.1.attentionNorm.gain" { tensor[0] = 7 }
    }
    #expect(model.blocks[0].attentionNorm == before.blocks[0].attentionNorm)
    #expect(model.blocks[1].attentionNorm != before.blocks[1].attentionNorm)
  }

  /// Every linear layer and the embedding in 8-bit blocks: the answers of a model of the numbers that
  /// the blocks hold, and still one row, one answer.
  @Test(arguments: [false, true]) func weightsInBlocksComputeTheSame(tied: Bool) throws {
    var c = TransformerTests.configuration(kvHeads: 2)
    (c.width, c.ownHeadDimension, c.feedForwardWidth, c.tiesHead) = (64, 16, 96, tied)
    let source = try Transformer(c, seed: 47)
    var (blocks, numbers) = (source, source)
    func rounded(_ layer: Linear) throws -> (Linear, Linear) {
      let matrix = try QuantizedMatrix(rounding: layer.weight.transposed, to: .q8_0)
      return (try Linear(matrix), Linear(weight: matrix.dequantized().transposed))
    }
    func round(_ path: WritableKeyPath<Transformer, Linear>) throws {
      (blocks[keyPath: path], numbers[keyPath: path]) = try rounded(source[keyPath: path])
    }
    for layer in source.blocks.indices {
      let linears: [WritableKeyPath<TransformerBlock, Linear>] = [
        \.attention.query, \.attention.key, \.attention.value, \.attention.output,
        \.feedForward.gate, \.feedForward.up, \.feedForward.down,
      ]
      for linear in linears {
        let path: WritableKeyPath<Transformer, TransformerBlock> = \.blocks[layer]
        try round(path.appending(path: linear))
      }
    }
    try round(\.head)
    if let table = source.embedding {
      let matrix = try QuantizedMatrix(rounding: table.numbers, to: .q8_0)
      (blocks.embedding, numbers.embedding) = (.stored(matrix), .numbers(matrix.dequantized()))
    }
    let text = [5, 99, 0, 42, 7, 7, 31]
    let logits = try blocks(text)
    #expect(logits.largestDifference(from: try numbers(text)) < 2e-5)
    #expect(logits.largestDifference(from: try source(text)) > 1e-3)
    var cache = try blocks.makeCache(capacity: 10)
    let rows = try text.map { try blocks([$0], cache: &cache) }
    #expect(Tensor.concatenate(rows) == logits)
    #expect(blocks.parameterCount == source.parameterCount)
    #expect(blocks.byteCount < source.byteCount * 3 / 10)
    #expect(try rebuilt(blocks)(text) == logits)
    cache.reset()
    #expect(
      try blocks.generate(from: text, newTokens: 3, cache: &cache).tokens
        == blocks.generate(from: text, newTokens: 3).tokens)
  }

  /// Qwen3: each query and each key is normalised within its head, before it is turned.
  @Test func headsAreNormalisedBeforeTheyAreTurned() throws {
    var generator = SeededGenerator(seed: 48)
    var layer = try AttentionLayer(
      width: 24, queryHeads: 4, kvHeads: 2, headDimension: 6,
      rotary: RotaryEmbedding(headDimension: 6), using: &generator)
    (layer.queryNorm, layer.keyNorm) = (RMSNorm(dimensions: 6), RMSNorm(dimensions: 6))
    layer.keyNorm!.gain = .normal(6, using: &generator)
    let x = Tensor.normal(5, 24, using: &generator)
    let p = layer.project(x, position: 9)
    let queries = layer.queryNorm!(layer.query(x).splitHeads(4))
    #expect(p.queries == layer.rotary!(queries, offset: 9))
    #expect(p.keys == layer.rotary!(layer.keyNorm!(layer.key(x).splitHeads(2)), offset: 9))
    #expect(p.values == layer.value(x).splitHeads(2))
  }

  /// A rotation of some features, a scaling and biases are those of the layer by hand.
  @Test func theConfigurationReachesEveryLayer() throws {
    var c = Self.configuration()
    c.positions = .rotary(
      base: 500, layout: .interleaved, scaling: .interpolation(factor: 2), rotatedDimensions: 6)
    var model = try Transformer(c, seed: 43)
    var generator = SeededGenerator(seed: 44)
    for layer in model.blocks.indices {
      model.blocks[layer].attention.query.bias = .normal(8 * 16, using: &generator)
    }
    let rope = RotaryEmbedding(
      headDimension: 16, base: 500, layout: .interleaved, rotatedDimensions: 6,
      scaling: .interpolation(factor: 2))
    let attention = model.blocks[0].attention
    let x = model.blocks[0].attentionNorm(
      Tensor.concatenate([5, 6].map { model.embedding!.numbers[rows: $0..<$0 + 1] }))
    let queries = matmul(x, attention.query.weight).addingToRows(attention.query.bias!)
    let found = try model.projections([5, 6], position: 3)[0]
    #expect(found.queries == rope(queries.splitHeads(8), offset: 3))
    #expect(found.keys == rope(matmul(x, attention.key.weight).splitHeads(2), offset: 3))
    var cache = try model.makeCache(capacity: 8)
    let pieces = try [[5, 6], [7]].map { try model($0, cache: &cache) }
    #expect(Tensor.concatenate(pieces) == (try model([5, 6, 7])))
  }

  @Test func partsThatDoNotFitAreNamed() throws {
    let model = try Transformer(Self.configuration(), seed: 45)
    var generator = SeededGenerator(seed: 46)
    var other = Self.configuration()
    other.width = 64
    let wider = try Transformer(other, seed: 45)
    let wrong: [(String, String, (inout Transformer) -> Void)] = [
      ("blocks.0.attentionNorm.gain [48]", "embedding [100, 48]", { $0.embedding = nil }),
      (
        "embedding [3, 48]", "embedding [100, 48]",
        { $0.embedding = .numbers(Tensor(zeros: [3, 48])) }
      ),
      ("embedding [3]", "embedding [100, 48]", { $0.embedding = .numbers(Tensor(zeros: [3])) }),
      (
        "head.weight [48, 7]", "head.weight [48, 100]",
        { $0.head = Linear(weight: Tensor(zeros: [48, 7])) }
      ),
      (
        "finalNorm.gain [64]", "finalNorm.gain [48]", { $0.finalNorm = wider.finalNorm }
      ),
      ("2 blocks", "3 blocks", { $0.blocks.removeLast() }),
      ("0 blocks", "3 blocks", { $0.blocks = [] }),
      (
        "blocks.1.attentionNorm.gain [64]", "blocks.1.attentionNorm.gain [48]",
        { $0.blocks[1].attentionNorm = wider.finalNorm }
      ),
      (
        "blocks.2.attention.query.weight [64, 128]", "blocks.2.attention.query.weight [48, 128]",
        { $0.blocks[2].attention = wider.blocks[2].attention }
      ),
      (
        "blocks.0.feedForward.gate.weight [48, 3]", "blocks.0.feedForward.gate.weight [48, 130]",
        { $0.blocks[0].feedForward = FeedForward(width: 48, hidden: 3, using: &generator) }
      ),
      (
        "blocks.1.attention.value.weight [48, 32]", "blocks.1.attention.key.bias [32]",
        { $0.blocks[1].attention.key.bias = nil }
      ),
    ]
    for (found, asked, change) in wrong {
      let error = #expect(throws: ModelError.self) { try rebuilt(model, change) }
      let end = "has \(found), and the configuration asks for \(asked)"
      #expect(error?.description.hasSuffix(end) == true, "\(error?.description ?? "")")
    }
    #expect(throws: ModelError.self) {
      _ = try AttentionLayer(
        queryHeads: 4, kvHeads: 2, query: Linear(weight: Tensor(zeros: [8, 8])),
        key: Linear(weight: Tensor(zeros: [8, 8])), value: Linear(weight: Tensor(zeros: [8, 4])),
        output: Linear(weight: Tensor(zeros: [8, 8])))
    }
    #expect(throws: ModelError("gate [4, 6], up [4, 6] and down [4, 6] do not fit")) {
      let layer = Linear(weight: Tensor(zeros: [4, 6]))
      return try FeedForward(gate: layer, up: layer, down: layer)
    }
  }

  /// All that is no tensor: what a layer owns is compared with what the configuration says.
  @Test func whatALayerOwnsIsCompared() throws {
    func refused(
      _ place: String, _ found: String, _ asked: String, _ c: TransformerConfiguration,
      at location: SourceLocation = #_sourceLocation, _ change: (inout Transformer) throws -> Void
    ) throws {
      var model = try Transformer(c, seed: 45)
      try change(&model)
      let sentence = "\(place) has \(found), and the configuration asks for \(asked)"
      #expect(throws: ModelError(sentence), sourceLocation: location) {
        _ = try Transformer(
          c, embedding: model.embedding, positionEncoding: model.positionEncoding,
          blocks: model.blocks, finalNorm: model.finalNorm, head: model.head)
      }
    }
    func configuration(
      _ positions: TransformerConfiguration.Positions = .rotary(),
      _ change: (inout TransformerConfiguration) -> Void = { _ in }
    ) -> TransformerConfiguration {
      var c = TransformerTests.configuration(positions: positions)
      change(&c)
      return c
    }
    func turning(_ rotary: RotaryEmbedding?, _ bias: ALiBi? = nil, heads: Int = 8)
      -> (inout Transformer) throws -> Void
    {
      { model in
        let a = model.blocks[1].attention
        model.blocks[1].attention = try AttentionLayer(
          queryHeads: heads, kvHeads: heads / 4, query: a.query, key: a.key, value: a.value,
          output: a.output, rotary: rotary, distanceBias: bias)
      }
    }
    let (one, c) = ("block 1", configuration())
    let base = "a rotation with the base 10000.0"
    try refused(
      one, "a rotation with the base 500.0", base, c,
      turning(RotaryEmbedding(headDimension: 16, base: 500, layout: .halves)))
    try refused(
      one, "pairs of the layout “interleaved”", "pairs of the layout “halves”", c,
      turning(RotaryEmbedding(headDimension: 16)))
    try refused(
      one, "the scaling “interpolation by 2.0”", "the scaling “none”", c,
      turning(
        RotaryEmbedding(
          headDimension: 16, layout: .halves, scaling: .interpolation(factor: 2))))
    try refused(
      one, "6 rotated features", "16 rotated features", c,
      turning(RotaryEmbedding(headDimension: 16, layout: .halves, rotatedDimensions: 6)))
    try refused(one, "no positions", base, c, turning(nil))
    try refused(one, "ALiBi", base, c, turning(nil, ALiBi(heads: 8)))
    try refused(one, base, "ALiBi", configuration(.alibi), turning(c.rotary))
    try refused(one, base, "learned positions", configuration(.learned), turning(c.rotary))
    let slopes = ALiBi(heads: 8).slopes
    try refused(
      one, "slopes \(slopes)", "slopes []", c, turning(c.rotary, ALiBi(heads: 8)))
    try refused(
      one, "4 query heads", "8 query heads", c,
      turning(RotaryEmbedding(headDimension: 32, layout: .halves), heads: 4))
    try refused("the model", "codes of 48 to 10000.0", "no codes", c) {
      $0.positionEncoding = .sinusoidal(SinusoidalEncoding(dimensions: 48))
    }
    let sines = configuration(.sinusoidal)
    try refused("the model", "codes of 48 to 500.0", "codes of 48 to 10000.0", sines) {
      $0.positionEncoding = .sinusoidal(SinusoidalEncoding(dimensions: 48, base: 500))
    }
    try refused("the model", "codes of 50 to 10000.0", "codes of 48 to 10000.0", sines) {
      $0.positionEncoding = .sinusoidal(SinusoidalEncoding(dimensions: 50))
    }
    try refused("block 0", "no positions", "sines of positions", sines) {
      $0.positionEncoding = nil
    }
    let eps = "the eps 1e-05 in norms"
    let other = Norm.rms(RMSNorm(dimensions: 48, eps: 0.5))
    try refused(one, "the eps 0.5 in norms", eps, c) { $0.blocks[1].attentionNorm = other }
    try refused(one, "the eps 0.5 in norms", eps, c) { $0.blocks[1].feedForwardNorm = other }
    try refused("the end", "the eps 0.5 in norms", eps, c) { $0.finalNorm = other }
    let partial = Norm.partial(PartialRMSNorm(dimensions: 48, fraction: 0.5))
    try refused(one, "the kind of norm “partial”", "the kind of norm “rms”", c) {
      $0.blocks[1].attentionNorm = partial
    }
    try refused(
      "the end", "norms of 24 features", "norms of 6 features", configuration { $0.norm = .partial }
    ) { $0.finalNorm = partial }
    try refused(one, "norms after the layers", "norms before the layers", c) {
      let b = $0.blocks[1]
      $0.blocks[1] = TransformerBlock(
        attentionNorm: b.attentionNorm, attention: b.attention, feedForwardNorm: b.feedForwardNorm,
        feedForward: b.feedForward, placement: .after)
    }
    let normed = configuration { $0.headNorms = true }
    for path in [\AttentionLayer.queryNorm, \.keyNorm] {
      try refused("a norm of heads of block 1", "eps 0.5", "eps 1e-05", normed) {
        $0.blocks[1].attention[keyPath: path]?.eps = 0.5
      }
    }
  }

  /// What a layer was made to be after the model is what the model says it is.
  @Test func theConfigurationIsReadFromTheLayers() throws {
    var model = try Transformer(Self.configuration(), seed: 45)
    #expect(model.configuration == Self.configuration())
    for i in model.blocks.indices {
      model.blocks[i].attentionNorm = .layer(LayerNorm(dimensions: 48, eps: 0.25))
      model.blocks[i].feedForwardNorm = model.blocks[i].attentionNorm
    }
    model.finalNorm = model.blocks[0].attentionNorm
    #expect(model.configuration.norm == .layer && model.configuration.eps == 0.25)
    #expect(try rebuilt(model).parameterCount == model.configuration.parameterCount)
  }
}
