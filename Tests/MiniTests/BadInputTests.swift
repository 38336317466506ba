import LanguageModel
import Testing

@testable import Mini

/// What comes from outside, an option or the header of a file, may be any number: everything that is
/// documented as throwing refuses it with a sentence, and nothing stops the program.
@Suite struct BadInputTests {
  /// One size that somebody hands in, all others being sensible.
  struct Size: Sendable, CustomTestStringConvertible {
    var name: String
    /// What is refused; 1 is always accepted unless it stands here.
    var refused: [Int]
    var attempt: @Sendable (Int) throws -> Void

    init(
      _ name: String, refused: [Int] = [0, -1, .min, .max, 1 << 62],
      _ attempt: @escaping @Sendable (Int) throws -> Void
    ) {
      (self.name, self.refused, self.attempt) = (name, refused, attempt)
    }

    var testDescription: String { name }
  }

  @Test(arguments: caches + layers + models + texts + training)
  func whatCannotBeIsRefusedWithASentence(size: Size) throws {
    for value in size.refused {
      let error = #expect(throws: ModelError.self, "\(value)") { try size.attempt(value) }
      let sentence = error?.description ?? ""
      #expect(sentence.count > 20 && !sentence.contains("\n"))
    }
    if !size.refused.contains(1) { try size.attempt(1) }
    // Whatever the answer is, there is one.
    for value in [0, -1, 2, 3, .min, .max, 1 << 44, 1 << 61, 1 << 62, .max - 1]
    where !size.refused.contains(value) { _ = try? size.attempt(value) }
  }

  @Test(arguments: numbers)
  func numbersThatCannotBeAreRefusedWithASentence(number: Number) throws {
    for value in number.refused {
      let error = #expect(throws: ModelError.self, "\(value)") { try number.attempt(value) }
      #expect((error?.description.count ?? 0) > 20)
    }
    for value in number.accepted { try number.attempt(value) }
  }

  // Each of these is small enough alone; together they are not.
  @Test func productsThatWrapAreRefused() {
    let large = 1 << 32
    for product: () throws -> Void in [
      { _ = try KVCache(kvHeads: large, headDimension: large, capacity: large) },
      { _ = try KVCache(kvHeads: 1 << 31, headDimension: 1 << 31, capacity: 4) },
      {
        var random = SeededGenerator(seed: 1)
        _ = try AttentionLayer(
          width: large, queryHeads: 2, kvHeads: 1, headDimension: large, using: &random)
      },
      { try Self.validate { ($0.width, $0.vocabulary) = (large, large) } },
      { try Self.validate { ($0.layers, $0.feedForwardWidth) = (large, large) } },
      {
        try Self.validate {
          ($0.positions, $0.width, $0.contextLength) = (.learned, 1 << 31, 1 << 31)
        }
      },
    ] { #expect(throws: ModelError.self) { try product() } }
  }

  /// A count that is refused by `validate` can be asked for all the same.
  @Test func countsStopAtTheLargestNumber() {
    var configuration = TransformerConfiguration()
    configuration.vocabulary = .max
    #expect(configuration.parameterCount == .max)
    configuration.kvHeads = .max
    #expect(configuration.linearWeightsPerLayer == .max)
    #expect(configuration.cacheBytesPerToken() == .max)
    #expect(configuration.cacheBytesPerToken(bytesPerNumber: .max) == .max)
  }

  /// The largest model that was ever published has room below the bound.
  @Test func largeModelsCanBeCounted() throws {
    var configuration = TransformerConfiguration()
    (configuration.layers, configuration.width, configuration.queryHeads) = (126, 16_384, 128)
    (configuration.feedForwardWidth, configuration.vocabulary) = (53_248, 128_256)
    try configuration.validate()
    #expect(configuration.parameterCount > 400_000_000_000)
    // To build it is another matter.
    #expect(throws: ModelError.self) { _ = try Transformer(configuration, seed: 1) }
  }
}

// MARK: The sizes

extension BadInputTests {
  static let caches = [
    Size("KVCache, kvHeads") { _ = try KVCache(kvHeads: $0, headDimension: 4, capacity: 4) },
    Size("KVCache, headDimension") { _ = try KVCache(kvHeads: 4, headDimension: $0, capacity: 4) },
    Size("KVCache, capacity") { _ = try KVCache(kvHeads: 1, headDimension: 1, capacity: $0) },
    Size("KVCache.reserve", refused: [.max, 4]) {
      var cache = try KVCache(kvHeads: 1, headDimension: 1, capacity: 4)
      try cache.update(keys: Tensor(zeros: [1, 1, 1]), values: Tensor(zeros: [1, 1, 1]))
      try cache.reserve($0)
    },
    Size("TransformerCache.reserve", refused: [5, .max, .max - 1]) {
      var cache = try decoder.makeCache(capacity: 4)
      try cache.reserve($0)
    },
    Size("Transformer.makeCache, capacity") { _ = try decoder.makeCache(capacity: $0) },
    Size("Transformer.makeCache, texts") { _ = try decoder.makeCache(texts: $0, capacity: 4) },
  ]

  static let layers = [
    Size("AttentionLayer.validate, queryHeads", refused: [0, -1, .min, 3, .max]) {
      try AttentionLayer.validate(queryHeads: $0, kvHeads: $0 == 1 ? 1 : 2)
    },
    Size("AttentionLayer.validate, kvHeads", refused: [0, -1, .min, 3, 16, .max]) {
      try AttentionLayer.validate(queryHeads: 8, kvHeads: $0)
    },
    Size("AttentionLayer, width") { try layer(width: $0) },
    Size("AttentionLayer, queryHeads") { try layer(queryHeads: $0) },
    Size("AttentionLayer, headDimension") { try layer(headDimension: $0) },
    Size("RotaryEmbedding.validate, headDimension", refused: [0, -1, .min, .max, .max - 1]) {
      try RotaryEmbedding.validate(rotatedDimensions: 0, headDimension: $0)
    },
    Size("RotaryEmbedding.validate, rotatedDimensions", refused: [-1, 1, 3, 10, .min, .max]) {
      try RotaryEmbedding.validate(rotatedDimensions: $0, headDimension: 8)
    },
    Size("SinusoidalEncoding.codes", refused: [.max, 1 << 62]) {
      _ = try SinusoidalEncoding(dimensions: 4).codes(for: 0..<max(0, $0))
    },
    Size("SinusoidalEncoding.codes, below 0", refused: [.min, -1 << 62]) {
      _ = try SinusoidalEncoding(dimensions: 4).codes(for: min(1, $0)..<2)
    },
    Size("LearnedEncoding.codes", refused: [3, .max, .max - 1]) {
      _ = try LearnedEncoding(table: Tensor([[1, 2], [3, 4]])).codes(for: 0..<max(0, $0))
    },
  ]

  static let models = [
    Size("rotatedDimensions", refused: [-1, 1, 3, 34, .min, .max]) { value in
      try validate { $0.positions = .rotary(rotatedDimensions: value) }
    },
    Size("originalContext", refused: [0, -1, .min]) { value in
      try validate {
        $0.positions = .rotary(scaling: .yarn(factor: 2, originalContext: value))
      }
    },
    Size("QuantizedMatrix, outputs", refused: [0, -1, 2, .min, .max, 1 << 62]) {
      _ = try QuantizedMatrix(
        [UInt8](repeating: 0, count: 34), kind: .q8_0, outputs: $0, inputs: 32)
    },
    Size("QuantizedMatrix, inputs", refused: [0, -1, 1, 33, 64, .min, .max, 1 << 62]) {
      _ = try QuantizedMatrix(
        [UInt8](repeating: 0, count: 34), kind: .q8_0, outputs: 1, inputs: $0)
    },
    Size("layers") { value in try validate { $0.layers = value } },
    Size("width") { value in
      try validate { ($0.width, $0.ownHeadDimension) = (value, 4) }
    },
    Size("width that is cut", refused: [0, -1, 1, 7, 12, .min, .max]) { value in
      try validate { $0.width = value }
    },
    Size("queryHeads") { value in
      try validate { ($0.queryHeads, $0.kvHeads, $0.ownHeadDimension) = (value, 1, 4) }
    },
    Size("queryHeads that cut", refused: [0, -1, 3, .min, .max]) { value in
      try validate { ($0.queryHeads, $0.kvHeads) = (value, 1) }
    },
    Size("kvHeads", refused: [0, -1, 3, 16, .min, .max]) { value in
      try validate { $0.kvHeads = value }
    },
    Size("ownHeadDimension", refused: [0, -1, 1, 3, .min, .max, .max - 1]) { value in
      try validate { $0.ownHeadDimension = value }
    },
    Size("feedForwardWidth") { value in try validate { $0.feedForwardWidth = value } },
    Size("vocabulary") { value in try validate { $0.vocabulary = value } },
    Size("contextLength", refused: [0, -1, .min]) { value in
      try validate { $0.contextLength = value }
    },
    Size("contextLength that is learned") { value in
      try validate { ($0.positions, $0.contextLength) = (.learned, value) }
    },
    Size("a model's vocabulary", refused: [0, 1 << 40, .max]) { value in
      var configuration = small
      configuration.vocabulary = value
      _ = try Transformer(configuration, seed: 1)
    },
  ]

  static let texts = [
    Size("a token", refused: [-1, 8, .min, .max]) { _ = try decoder([$0]) },
    Size("where a text begins", refused: [16, .max, .max - 1]) {
      _ = try decoder([1], position: max(0, $0))
    },
    Size("hiddenStates", refused: [16, .max]) {
      _ = try decoder.hiddenStates([1], position: max(0, $0))
    },
    Size("projections", refused: [16, .max]) {
      _ = try decoder.projections([1], position: max(0, $0))
    },
    Size("a position with a cache", refused: [16, .max]) {
      var cache = try decoder.makeCache(capacity: 4)
      _ = try decoder([1], cache: &cache, position: max(0, $0))
    },
    Size("newTokens", refused: [-1, 16, .min, .max]) {
      _ = try decoder.generate(from: [1, 2], newTokens: $0)
    },
    Size("newTokens with a cache", refused: [-1, 16, .min, .max]) {
      var cache = try decoder.makeCache(capacity: 16)
      _ = try decoder.generate(from: [1, 2], newTokens: $0, cache: &cache)
    },
    Size("a token of a batch", refused: [-1, 8, .min, .max]) {
      var cache = try decoder.makeCache(texts: 2, capacity: 4)
      _ = try decoder(together: [1, $0], cache: &cache)
    },
    Size("Sampler.topK", refused: [0, -1, .min]) { _ = try Sampler(topK: $0, seed: 1) },
    Size("chunk", refused: [0, -1, .min]) {
      var cache = try decoder.makeCache(capacity: 16)
      _ = try decoder.generate(from: [1, 2], newTokens: 2, cache: &cache, chunk: $0)
    },
  ]
}

// MARK: What the sizes are tried on

extension BadInputTests {
  /// 8 tokens, 16 positions.
  static var small: TransformerConfiguration {
    var result = TransformerConfiguration()
    (result.layers, result.width, result.queryHeads, result.kvHeads) = (1, 8, 2, 2)
    (result.feedForwardWidth, result.vocabulary, result.contextLength) = (8, 8, 16)
    return result
  }

  static let decoder = try! Transformer(small, seed: 1)

  static func validate(_ change: (inout TransformerConfiguration) -> Void) throws {
    var configuration = TransformerConfiguration()
    change(&configuration)
    try configuration.validate()
  }

  private static func layer(
    width: Int = 4, queryHeads: Int = 4, headDimension: Int = 4
  ) throws {
    var random = SeededGenerator(seed: 1)
    _ = try AttentionLayer(
      width: width, queryHeads: queryHeads, kvHeads: 1, headDimension: headDimension, using: &random
    )
  }
}
