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
    var m = m
    change(&m)
    return try Transformer(
      m.configuration, embedding: m.embedding, positionEncoding: m.positionEncoding,
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
    let wrong: [(String, (inout Transformer) -> Void)] = [
      ("the embedding is missing", { $0.embedding = nil }),
      ("the embedding has the shape [3, 48]", { $0.embedding = .numbers(Tensor(zeros: [3, 48])) }),
      ("the head has the shape", { $0.head = Linear(weight: Tensor(zeros: [48, 7])) }),
      ("the final norm has the shape [64]", { $0.finalNorm = wider.finalNorm }),
      ("the list of blocks has the shape [2]", { $0.blocks.removeLast() }),
      ("a norm of block 1", { $0.blocks[1].attentionNorm = wider.finalNorm }),
      ("attention of block 2", { $0.blocks[2].attention = wider.blocks[2].attention }),
      (
        "the feed-forward layer of block 0",
        {
          $0.blocks[0].feedForward = FeedForward(width: 48, hidden: 3, using: &generator)
        }
      ),
      (
        "the position encoding is not that",
        {
          $0.positionEncoding = .sinusoidal(SinusoidalEncoding(dimensions: 48))
        }
      ),
    ]
    for (sentence, change) in wrong {
      let error = #expect(throws: ModelError.self) { try rebuilt(model, change) }
      #expect(error?.description.hasPrefix(sentence) == true, "\(error?.description ?? "")")
    }
    #expect(throws: ModelError.self) {
      try AttentionLayer(
        queryHeads: 4, kvHeads: 2, query: Linear(weight: Tensor(zeros: [8, 8])),
        key: Linear(weight: Tensor(zeros: [8, 8])), value: Linear(weight: Tensor(zeros: [8, 4])),
        output: Linear(weight: Tensor(zeros: [8, 8])))
    }
    #expect(throws: ModelError("gate [4, 6], up [4, 6] and down [4, 6] do not fit")) {
      let layer = Linear(weight: Tensor(zeros: [4, 6]))
      return try FeedForward(gate: layer, up: layer, down: layer)
    }
  }
}
