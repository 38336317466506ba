import Testing

@testable import Mini

@Suite struct TransformerConfigurationTests {
  func changed(_ change: (inout TransformerConfiguration) -> Void) -> TransformerConfiguration {
    var result = TransformerConfiguration()
    change(&result)
    return result
  }

  @Test func whatCannotBeBuiltIsRefusedWithASentence() {
    let wrong: [(TransformerConfiguration, String)] = [
      (changed { $0.kvHeads = 3 }, "8 query heads cannot share 3 kv heads evenly"),
      (changed { $0.width = 250 }, "a width of 250 cannot be cut into 8 equal heads"),
      (changed { $0.layers = 0 }, "the number of layers must be at least 1"),
      (changed { $0.vocabulary = 0 }, "the vocabulary must be at least 1"),
      (changed { $0.contextLength = 0 }, "the context length must be at least 1"),
      (changed { $0.feedForwardWidth = 0 }, "the width of the feed-forward layer must be"),
      (changed { $0.queryHeads = 0 }, "the number of query heads must be at least 1"),
      (changed { $0.kvHeads = 0 }, "the number of kv heads must be at least 1"),
      (changed { $0.ownHeadDimension = 0 }, "the head dimension must be at least 1"),
      (changed { $0.ownHeadDimension = 7 }, "rotary embedding turns features in pairs"),
      (changed { $0.positions = .rotary(base: 0) }, "frequencies need a positive base, not 0.0"),
      (changed { $0.eps = .nan }, "eps must be a number from 0 on"),
      (
        changed { c in (c.width, c.queryHeads, c.kvHeads, c.positions) = (9, 3, 3, .sinusoidal) },
        "sinusoidal positions need an even width"
      ),
    ]
    for (configuration, sentence) in wrong {
      let error = #expect(throws: ModelError.self) {
        _ = try Transformer(configuration, seed: 1)
      }
      #expect(error?.description.hasPrefix(sentence) == true, "\(error?.description ?? "")")
    }
  }

  @Test func aHeadMayHaveItsOwnDimension() throws {
    let configuration = changed { c in (c.width, c.ownHeadDimension) = (250, 10) }
    try configuration.validate()
    #expect(configuration.headDimension == 10)
  }

  @Test func parametersAreCountedAsTheFormulaSays() throws {
    for norm in Norm.Kind.allCases {
      for positions in [TransformerConfiguration.Positions.rotary(), .learned, .sinusoidal] {
        for ties in [true, false] {
          let configuration = changed { c in
            (c.layers, c.width, c.kvHeads, c.feedForwardWidth, c.contextLength) = (2, 32, 2, 50, 20)
            (c.norm, c.positions, c.tiesHead) = (norm, positions, ties)
          }
          let decoder = try Transformer(configuration, seed: 1)
          #expect(decoder.parameterCount == configuration.parameterCount)
          #expect(decoder.byteCount == 4 * configuration.parameterCount)
        }
      }
    }
  }

  /// The model of the paper: the bytes of keys and values per token in 16 bits and in 32.
  @Test func aKnownModelHasItsKnownSizes() {
    let llama3 = changed { c in
      (c.layers, c.width, c.queryHeads, c.kvHeads) = (32, 4096, 32, 8)
    }
    #expect(llama3.cacheBytesPerToken(bytesPerNumber: 2) == 131_072)
    #expect(llama3.cacheBytesPerToken() == 262_144)
  }

  /// Each size and each choice makes another model, and what is left unsaid makes none.
  @Test func configurationsAreComparedInAllTheySay() {
    let changes: [(inout TransformerConfiguration) -> Void] = [
      { $0.layers = 3 }, { $0.width = 320 }, { $0.queryHeads = 16 }, { $0.kvHeads = 4 },
      { $0.ownHeadDimension = 16 }, { $0.feedForwardWidth = 9 }, { $0.vocabulary = 255 },
      { $0.contextLength = 9 }, { $0.norm = .layer }, { $0.normPlacement = .after },
      { $0.eps = 1e-6 }, { $0.tiesHead = true }, { $0.attentionBias = true },
      { $0.headNorms = true }, { $0.mask = .none }, { $0.positions = .alibi },
      { $0.positions = .sinusoidal }, { $0.positions = .learned }, { $0.positions = .none },
      { $0.positions = .rotary(base: 500) }, { $0.positions = .rotary(layout: .interleaved) },
      { $0.positions = .rotary(scaling: .ntkAware(factor: 2)) },
      { $0.positions = .rotary(scaling: .interpolation(factor: 2)) },
      { $0.positions = .rotary(scaling: .yarn(factor: 2, originalContext: 8)) },
      { $0.positions = .rotary(scaling: .yarn(factor: 2, originalContext: 8, ramp: .pairs())) },
      {
        $0.positions = .rotary(
          scaling: .yarn(factor: 2, originalContext: 8, ramp: .pairs(rounded: false)))
      },
      { $0.positions = .rotary(scaling: .perPair(divisors: [2])) },
      { $0.positions = .rotary(rotatedDimensions: 8) },
      { ($0.norm, $0.normFraction) = (.partial, 0.5) },
      { ($0.norm, $0.normFraction) = (.partial, 0.25) },
    ]
    let all = [TransformerConfiguration()] + changes.map { changed($0) }
    for (i, a) in all.enumerated() {
      for (j, b) in all.enumerated() { #expect((a == b) == (i == j), "\(i), \(j)") }
    }
    let usual = TransformerConfiguration()
    #expect(usual == changed { $0.ownHeadDimension = 32 })
    #expect(usual == changed { $0.positions = .rotary(rotatedDimensions: 32) })
    #expect(usual == changed { $0.normFraction = 0.7 })
  }
}
