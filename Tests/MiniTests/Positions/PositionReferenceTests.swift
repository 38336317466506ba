import Foundation
import LanguageModel
import Testing

@testable import Mini

/// Values that NumPy computed: `Reference/positions.py` wrote `Reference/positions.json`.
private struct Fixture: Decodable {
  struct Case: Decodable {
    var layout: String
    var headDimension: Int
    var rotatedDimensions: Int
    var base: Double
    var scaling: String
    var frequencies: [Double]
    var rotated: [[Double]]
  }
  var positions: [Int]
  var rotary: [Case]
  var sinusoid: [[Double]]

  static func load() throws -> Fixture {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Reference/positions.json")
    return try JSONDecoder().decode(Fixture.self, from: Data(contentsOf: file))
  }
}

@Suite struct PositionReferenceTests {
  @Test func rotationsAgreeWithNumPy() throws {
    let fixture = try Fixture.load()
    let scalings: [String: RotaryScaling] = [
      "none": .none, "interpolation": .interpolation(factor: 4), "ntkAware": .ntkAware(factor: 4),
      "yarn": .yarn(factor: 4, originalContext: 4096),
      "yarnOverPairs": .yarn(factor: 4, originalContext: 4096, ramp: .pairs()),
      "yarnNotRounded": .yarn(factor: 4, originalContext: 4096, ramp: .pairs(rounded: false)),
      "llama3": .llama3(),
      "perPair": .perPair(
        divisors: (0..<16).map { 1 + 7 * Double($0) / 15 }, attentionFactor: 1.25),
    ]
    #expect(fixture.rotary.count == 14)
    for reference in fixture.rotary {
      let rope = RotaryEmbedding(
        headDimension: reference.headDimension, base: reference.base,
        layout: try #require(RotaryLayout(rawValue: reference.layout)),
        rotatedDimensions: reference.rotatedDimensions,
        scaling: try #require(scalings[reference.scaling]))
      for (a, b) in zip(rope.frequencies, reference.frequencies) { #expect(abs(a / b - 1) < 1e-13) }

      // The same exact inputs as in the script.
      let rows = fixture.positions.indices.map { token in
        (0..<reference.headDimension).map { j in
          (Float((j * 37 + token * 11 + 5) % 64) - 31.5) / 32
        }
      }
      let y = rope(Tensor(rows), positions: fixture.positions)
      for token in rows.indices {
        for j in 0..<reference.headDimension {
          // Inputs within ±1; cosine, product and sum are each rounded to 24 bits.
          #expect(abs(Double(y[token, j]) - reference.rotated[token][j]) < 2.5e-7)
        }
      }
    }
  }

  @Test func sinusoidsAgreeWithNumPy() throws {
    let fixture = try Fixture.load()
    let encoding = SinusoidalEncoding(dimensions: 64)
    for (position, expected) in zip(fixture.positions, fixture.sinusoid) {
      let code = encoding(position)
      for j in 0..<64 { #expect(abs(Double(code[j]) - expected[j]) < 5e-8) }
    }
  }
}
