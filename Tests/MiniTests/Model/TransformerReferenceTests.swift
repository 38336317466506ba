import Foundation
import Testing

@testable import Mini

/// Logits that NumPy computed: `Reference/decoder.py` wrote `Reference/decoder.json`.
@Suite struct TransformerReferenceTests {
  struct Fixture: Decodable {
    struct Case: Decodable {
      var norm: String
      var positions: String
      var tiesHead: Bool
      var logits: [[Double]]
    }
    var text: [Int]
    var cases: [Case]
  }

  /// Weights by formula, handed out in the order of the script.
  struct Weights {
    var number = 0

    mutating func callAsFunction(_ shape: Int..., scale: Double) -> Tensor {
      number += 1
      let scalars = (0..<shape.reduce(1, *)).map { i in
        Float(scale * sin(Double(number) + 0.7 * Double(i)))
      }
      return Tensor(shape: shape, scalars: scalars)
    }

    mutating func norm(_ kind: Norm.Kind) -> Norm {
      let gain = self(24, scale: 0.2) + 1
      switch kind {
      case .rms:
        var norm = RMSNorm(dimensions: 24, eps: 1e-5)
        norm.gain = gain
        return .rms(norm)
      case .layer:
        var norm = LayerNorm(dimensions: 24, eps: 1e-5)
        (norm.gain, norm.bias) = (gain, self(24, scale: 0.1))
        return .layer(norm)
      case .partial, .identity: preconditionFailure("the reference has no such norm")
      }
    }

    mutating func linear(_ inputs: Int, _ outputs: Int) -> Linear {
      Linear(weight: self(inputs, outputs, scale: 0.3))
    }
  }

  func decoder(_ reference: Fixture.Case) throws -> Transformer {
    var c = TransformerConfiguration()
    (c.layers, c.width, c.queryHeads, c.kvHeads, c.ownHeadDimension) = (2, 24, 4, 2, 8)
    (c.feedForwardWidth, c.vocabulary, c.contextLength) = (40, 11, 16)
    (c.norm, c.tiesHead) = (try #require(Norm.Kind(rawValue: reference.norm)), reference.tiesHead)
    let positions: [String: TransformerConfiguration.Positions] = [
      "halves": .rotary(layout: .halves), "interleaved": .rotary(layout: .interleaved),
      "learned": .learned, "sinusoidal": .sinusoidal, "none": .none,
    ]
    c.positions = try #require(positions[reference.positions])
    var decoder = try Transformer(c, seed: 1)
    var weights = Weights()
    let embedding = weights(11, 24, scale: 1)
    if c.tiesHead {
      decoder.head = Linear(weight: embedding.transposed)
    } else {
      decoder.embedding = .numbers(embedding)
    }
    if c.positions == .learned {
      decoder.positionEncoding = .learned(LearnedEncoding(table: weights(16, 24, scale: 0.5)))
    }
    for layer in decoder.blocks.indices {
      decoder.blocks[layer].attentionNorm = weights.norm(c.norm)
      decoder.blocks[layer].attention.query = weights.linear(24, 32)
      decoder.blocks[layer].attention.key = weights.linear(24, 16)
      decoder.blocks[layer].attention.value = weights.linear(24, 16)
      decoder.blocks[layer].attention.output = weights.linear(32, 24)
      decoder.blocks[layer].feedForwardNorm = weights.norm(c.norm)
      decoder.blocks[layer].feedForward = try FeedForward(
        gate: weights.linear(24, 40), up: weights.linear(24, 40), down: weights.linear(40, 24))
    }
    decoder.finalNorm = weights.norm(c.norm)
    if !c.tiesHead { decoder.head = weights.linear(24, 11) }
    return decoder
  }

  @Test func logitsAgreeWithNumPy() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Reference/decoder.json")
    let fixture = try JSONDecoder().decode(Fixture.self, from: Data(contentsOf: file))
    #expect(fixture.cases.count == 5)
    for reference in fixture.cases {
      let decoder = try decoder(reference)
      let logits = try decoder(fixture.text)
      for (t, row) in reference.logits.enumerated() {
        for (j, expected) in row.enumerated() {
          // Logits of magnitude 10 behind two blocks, each number rounded to 24 bits.
          #expect(abs(Double(logits[t, j]) - expected) < 3e-5)
        }
      }
    }
  }
}
