import Foundation
import Mini
import Testing

@testable import LanguageModel

@Suite struct ModelDescriptionTests {
  typealias Architecture = ModelDescription.Architecture

  private func file(
    _ description: ModelDescription = .small(.llama),
    _ change: (inout GGUFWriter) throws -> Void = { _ in }
  ) throws -> GGUFFile {
    var writer = try randomModel(description, .q8_0)
    try change(&writer)
    return try opened(try written(writer))
  }

  private func file(with key: String, _ value: GGUFValue?) throws -> GGUFFile {
    try file { writer in
      writer.metadata.removeAll { $0.key == key }
      if let value { writer.metadata.append((key, value)) }
    }
  }

  private func expect(
    _ file: GGUFFile, _ sentence: String, at location: SourceLocation = #_sourceLocation
  ) {
    let error = #expect(throws: LanguageModelError.self, sourceLocation: location) {
      try ModelDescription(file)
    }
    let text = error?.description.drop { $0 != ":" }.dropFirst(2)
    #expect(text.map(String.init) == sentence, sourceLocation: location)
  }

  @Test(arguments: Architecture.allCases) func aDescriptionComesBackFromAFile(
    architecture: Architecture
  ) throws {
    let small = ModelDescription.small(architecture)
    var rotary = small.rotary
    rotary.scaling = .yarn(
      factor: 4, originalContext: 32, alpha: 2, beta: 16, ramp: .pairs())
    rotary.magnitude = 1.25
    if architecture == .llama { rotary.divisors = [Float](repeating: 1.0625, count: 32) }
    var description = ModelDescription(architecture, small.configuration, rotary)
    description.name = "a small one"
    let read = try ModelDescription(
      file(description) { writer in
        // The divisors are drawn at random too: put the right ones in.
        var fixed = GGUFWriter()
        fixed.metadata = description.metadata(rotary) + Vocabulary.bytes.metadata
        for shape in description.tensorShapes(listsDivisors: rotary.divisors != nil) {
          let count = shape.dimensions.reduce(1, *)
          try fixed.append(
            shape.name, shape.dimensions, [Float](repeating: 1.0625, count: count))
        }
        writer = fixed
      })
    #expect(read == description)
    #expect(read.rotaryLayout == (architecture == .llama ? .interleaved : .halves))
    #expect(read.headNorms == (architecture == .qwen3))
  }

  @Test func whatAFileLeavesOutHasItsUsualValue() throws {
    let prefix = "llama."
    let read = try ModelDescription(
      file { writer in
        writer.metadata.removeAll { entry in
          [
            "rope.freq_base", "attention.key_length", "attention.value_length", "vocab_size",
            "rope.dimension_count",
          ].contains { entry.key == prefix + $0 }
        }
      })
    #expect(read.rotary == RotaryDescription())
    #expect(read.headDimension == 64)
    #expect(read.vocabulary == 257)
    // Without kv heads there are as many as query heads.
    var multiHead = ModelDescription.small(.llama)
    multiHead.configuration.kvHeads = 4
    let file = try file(multiHead) { writer in
      writer.metadata.removeAll { $0.key == prefix + "attention.head_count_kv" }
    }
    #expect(try ModelDescription(file).kvHeads == 4)
  }

  @Test func parametersAreCounted() {
    // SmolLM2-135M: 134,515,008 by its model card's configuration, embedding and head one matrix.
    var sizes = TransformerConfiguration()
    (sizes.layers, sizes.width, sizes.feedForwardWidth) = (30, 576, 1536)
    (sizes.queryHeads, sizes.kvHeads, sizes.vocabulary, sizes.tiesHead) = (9, 3, 49_152, true)
    #expect(sizes.parameterCount == 134_515_008)
  }

  @Test func otherFilesAreRefused() throws {
    expect(
      try file(with: "general.architecture", .string("gemma3")),
      "the model is of the architecture “gemma3”, which is not read; llama, qwen2, qwen3 are")
    expect(
      try file(with: "general.architecture", nil), "the key “general.architecture” is missing")
    expect(
      try file(with: "general.architecture", .uint32(1)),
      "the key “general.architecture” is a whole number, where a text should stand")
    expect(
      try file(with: "general.type", .string("adapter")), "the file holds “adapter”, not a model")
    expect(
      try file { $0.metadata += [("split.no", .uint16(0)), ("split.count", .uint16(3))] },
      "the file is part 1 of 3 of a split model; join the parts first")
    var part = GGUFWriter()  // of which only the first has the other keys
    part.metadata = [("split.no", .uint16(1)), ("split.count", .uint16(3))]
    expect(
      try opened(try written(part)),
      "the file is part 2 of 3 of a split model; join the parts first")
    var words = GGUFWriter()
    words.metadata = ModelDescription.small(.llama).metadata + Vocabulary.bytes.metadata
    expect(
      try opened(try written(words)), "the file has no weights: it holds a vocabulary at most")
    expect(
      try file(with: "general.quantization_version", .uint32(1)),
      "the blocks are of version 1; only version 2 is read")
  }

  @Test func impossibleSizesAreRefused() throws {
    let heads = "llama.attention.head_count"
    expect(
      try file(with: "llama.block_count", nil), "the key “llama.block_count” is missing")
    for value in [GGUFValue.uint32(0), .int32(-4)] {
      expect(
        try file(with: "llama.block_count", value),
        "the key “llama.block_count” is \(value.integer!); a size is at least 1")
    }
    expect(
      try file(with: "llama.block_count", .float32(2)),
      "the key “llama.block_count” is a floating-point number, where a whole number should stand")
    expect(
      try file(with: "llama.block_count", .uint64(.max)),
      "the key “llama.block_count” is a whole number, where a whole number should stand")
    expect(
      try file(with: "llama.block_count", .uint32(2_000_000_000)),
      "the file has 20 tensors for 2000000000 layers")
    expect(try file(with: heads, .uint32(0)), "the key “\(heads)” is 0; a size is at least 1")
    expect(
      try file(with: "llama.context_length", .uint32(.max)),
      "the key “llama.context_length” is 4294967295; a size is at most 2147483647 here")
    expect(
      try file(with: heads + "_kv", .uint32(3)),
      "4 query heads cannot share 3 kv heads evenly")
    expect(
      try file(with: heads, .array(GGUFArray([Int32(4), 2]))),
      "the key “\(heads)” gives layers different sizes, which is not done here")
    expect(
      try file(with: heads, .array(GGUFArray([Int32(0), 0]))),
      "the key “\(heads)” gives layers different sizes, which is not done here")
    #expect(
      try ModelDescription(file(with: heads, .array(GGUFArray([Int32(4), 4])))).queryHeads == 4)
    expect(
      try file(with: "llama.attention.key_length", .uint32(63)),
      "the key “llama.attention.value_length” is 64; only heads of one length, 63, that are turned "
        + "as a whole are read")
    expect(
      try file(with: "llama.rope.dimension_count", .uint32(32)),
      "the key “llama.rope.dimension_count” is 32; only heads of one length, 64, that are turned as "
        + "a whole are read")
    expect(
      try file(with: "llama.vocab_size", .uint32(256)),
      "the embedding has 257 rows for a vocabulary of 256")
    expect(
      try file(with: "tokenizer.ggml.tokens", .array(GGUFArray(["a"]))),
      "the embedding has 257 rows for a list of 1 tokens")
  }

  @Test(arguments: [Float(0), -2, .nan, .infinity]) func impossibleNumbersAreRefused(
    value: Float
  ) throws {
    for key in [
      "llama.attention.layer_norm_rms_epsilon", "llama.rope.freq_base", "llama.rope.scaling.factor",
      "llama.rope.scaling.attn_factor",
    ] {
      expect(
        try file(with: key, .float32(value)), "the key “\(key)” is \(value); it must be above 0")
    }
  }

  /// A published attention factor stands in the place of the one that follows from the scale; the other
  /// key multiplies.
  @Test func anAttentionFactorMayBeGivenAsAWhole() throws {
    func rotary(_ keys: [(String, GGUFValue)]) throws -> RotaryDescription {
      try ModelDescription(
        file { writer in
          writer.metadata.removeAll { $0.key.hasPrefix("llama.rope.scaling") }
          writer.metadata += keys.map { ("llama.rope.scaling." + $0.0, $0.1) }
        }
      ).rotary
    }
    let yarn: [(String, GGUFValue)] = [("type", .string("yarn")), ("factor", .float32(4))]
    #expect(abs(try rotary(yarn).wholeScaling(headDimension: 64).attentionFactor - 1.1386) < 1e-4)
    let whole = yarn + [("yarn_attn_factor", .float32(0.75))]
    let scaling = try rotary(whole).wholeScaling(headDimension: 64)
    #expect(abs(scaling.attentionFactor - 0.75) < 1e-12)
    #expect(
      scaling.frequencies(base: 500_000, dimensions: 64)
        == (try rotary(yarn)).scaling.frequencies(base: 500_000, dimensions: 64))
    let both = try rotary(whole + [("attn_factor", .float32(2))])
    #expect(abs(both.wholeScaling(headDimension: 64).attentionFactor - 1.5) < 1e-12)
    #expect(try rotary([("yarn_attn_factor", .float32(1))]) == rotary([]))
    #expect(throws: LanguageModelError.self) {
      try rotary([("type", .string("linear")), ("yarn_attn_factor", .float32(0.75))])
    }
  }

  /// YaRN by 1 changes nothing; by less it is none.
  @Test func theSmallestFactorIsOne() throws {
    func scaled(_ factor: Float) throws -> GGUFFile {
      try file { writer in
        writer.metadata += [
          ("llama.rope.scaling.type", .string("yarn")),
          ("llama.rope.scaling.factor", .float32(factor)),
        ]
      }
    }
    #expect(throws: Never.self) { try ModelDescription(scaled(1)) }
    #expect(throws: LanguageModelError.self) { try ModelDescription(scaled(0.5)) }
  }

  @Test func whatIsNotDoneIsRefused() throws {
    let cases: [(String, GGUFValue, String)] = [
      ("expert_count", .uint32(8), "asks for experts, which is not done here"),
      (
        "attention.causal", .bool(false),
        "asks for attention in both directions, which is not done here"
      ),
      ("final_logit_softcapping", .float32(30), "asks for capped logits, which is not done here"),
      ("attn_logit_softcapping", .float32(50), "asks for capped scores, which is not done here"),
      ("attention.sliding_window", .uint32(64), "asks for a window, which is not done here"),
      (
        "attention.scale", .float32(0.5),
        "asks for a scale of its own for scores, which is not done here"
      ),
      ("pooling_type", .uint32(3), "asks for pooled outputs, which is not done here"),
      (
        "something.new", .uint32(1),
        "is not known here, and passing over it might change the results"
      ),
    ]
    for (key, value, end) in cases {
      expect(try file(with: "llama." + key, value), "the key “llama.\(key)” \(end)")
    }
    for (key, value) in [
      ("expert_count", GGUFValue.uint32(0)), ("attention.causal", .bool(true)),
      ("attention.sliding_window", .uint32(128)), ("rope.scaling.finetuned", .bool(true)),
    ] {
      #expect(throws: Never.self) { try ModelDescription(file(with: "llama." + key, value)) }
    }
    expect(
      try file(with: "llama.rope.scaling.type", .string("longrope")),
      "the rotation is scaled by the scheme “longrope”, which is not done here; “linear” and "
        + "“yarn” are")
  }

  @Test func tensorsThatAreMissingOrMoreAreRefused() throws {
    let description = ModelDescription.small(.llama)
    func changed(_ change: (String, [Int]) -> (String, [Int])?) throws -> GGUFFile {
      var writer = GGUFWriter()
      writer.metadata = description.metadata + Vocabulary.bytes.metadata
      for shape in description.tensorShapes {
        guard let (name, dimensions) = change(shape.name, shape.dimensions) else { continue }
        try writer.append(
          name, dimensions, [Float](repeating: 0, count: dimensions.reduce(1, *)))
      }
      return try opened(try written(writer))
    }
    expect(
      try changed { $0 == "blk.1.ffn_up.weight" ? nil : ($0, $1) },
      "the tensor “blk.1.ffn_up.weight” is missing")
    expect(
      try changed { $0 == "token_embd.weight" ? nil : ($0, $1) },
      "the embedding, a matrix “token_embd.weight”, is missing")
    expect(
      try changed { ($0, $0 == "blk.0.attn_k.weight" ? [256, 64] : $1) },
      "the tensor “blk.0.attn_k.weight” has the extents [256, 64] where [256, 128] belong")
    for other in ["blk.0.attn_output.bias", "blk.0.ffn_gate_inp.weight", "output_norm.bias"] {
      expect(
        try file { try $0.append(other, [1], [0]) },
        "the tensor “\(other)” has no place in a llama model as it is computed here, and leaving it "
          + "out would change the results")
    }
    expect(
      try file(.small(.qwen2)) {
        try $0.append("rope_freqs.weight", [32], [Float](repeating: 1, count: 32))
      },
      "the tensor “rope_freqs.weight” has no place in a qwen2 model as it is computed here, and "
        + "leaving it out would change the results")
    expect(
      try file { try $0.append("rope_freqs.weight", [32], [Float](repeating: -1, count: 32)) },
      "“rope_freqs.weight” holds numbers that are not above 0")
    expect(
      try file { try $0.append("rope_freqs.weight", [2], [1, 1]) },
      "the tensor “rope_freqs.weight” has no place in a llama model as it is computed here, and "
        + "leaving it out would change the results")
  }
}

@Suite struct RotaryDescriptionTests {
  private func frequencies(_ rotary: RotaryDescription, _ headDimension: Int) -> [Double] {
    rotary.wholeScaling(headDimension: headDimension)
      .frequencies(base: rotary.base, dimensions: headDimension)
  }

  @Test func divisorsActBesidesTheScheme() {
    var rotary = RotaryDescription()
    rotary.divisors = (0..<32).map { Float(1 + $0) }
    let plain = RotaryEmbedding(headDimension: 64).frequencies
    let expected = plain.enumerated().map { $1 / Double(1 + $0) }
    #expect(frequencies(rotary, 64) == expected)
    rotary.scaling = .interpolation(factor: 4)
    rotary.magnitude = 1.5
    for (a, b) in zip(frequencies(rotary, 64), expected) { #expect(abs(a * 4 / b - 1) < 1e-14) }
    #expect(rotary.wholeScaling(headDimension: 64).attentionFactor == 1.5)
  }

  @Test func aSchemeStaysItselfWhereItSaysAll() {
    var rotary = RotaryDescription()
    #expect(rotary.wholeScaling(headDimension: 64) == .none)
    rotary.scaling = .interpolation(factor: 4)
    #expect(rotary.wholeScaling(headDimension: 64) == .interpolation(factor: 4))
    rotary.scaling = .yarn(factor: 4, originalContext: 32, ramp: .pairs())
    rotary.magnitude = 2
    #expect(
      rotary.wholeScaling(headDimension: 64)
        == .yarn(
          factor: 4, originalContext: 32, ramp: .pairs(),
          attentionFactor: 2 * rotary.scaling.attentionFactor))
  }

  /// Computed in Python by the formulas of `transformers`, with factor 4, 32,768 positions, base
  /// 1,000,000 and heads of 128 (Qwen2.5's long form), for pairs 0, 8, … 56.
  @Test func yarnIsThatOfThePublishedCode() {
    var rotary = RotaryDescription()
    rotary.base = 1_000_000
    rotary.scaling = .yarn(factor: 4, originalContext: 32_768, ramp: .pairs())
    let frequencies = frequencies(rotary, 128)
    let expected = [
      1.0, 0.17782794100389226, 0.03162277660168379, 0.005375321490790102, 0.0006029411764705882,
      4.445698525097307e-05, 7.905694150420949e-06, 1.4058533129758728e-06,
    ]
    for (i, value) in expected.enumerated() {
      #expect(abs(frequencies[8 * i] / value - 1) < 1e-12)
    }
    #expect(abs(rotary.scaling.attentionFactor - 1.138629436111989) < 1e-12)
  }
}
