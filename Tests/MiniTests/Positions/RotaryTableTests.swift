import Foundation
import Testing

@testable import Mini

@Suite struct RotaryTableTests {
  @Test func holdsCosineAndSineRoundedOnce() {
    let rope = RotaryEmbedding(headDimension: 8)
    let table = rope.table(positions: [0, 131_071, -2.5])
    #expect((table.tokens, table.pairs) == (3, 4))
    for (token, position) in [0, 131_071, -2.5].enumerated() {
      for (pair, theta) in rope.frequencies.enumerated() {
        #expect(table[token, pair].cosine == Float(cos(position * theta)))
        #expect(table[token, pair].sine == Float(sin(position * theta)))
      }
    }
  }

  /// Why angles are not `Float`: their largest error at a position, in radians.
  @Test(arguments: [(2047, 5.8e-5), (4095, 1.4e-4), (32_767, 1.7e-3), (131_071, 2.7e-3)])
  func floatAnglesDrift(position: Double, expected: Double) {
    let errors = RotaryEmbedding(headDimension: 128).frequencies.map { theta in
      abs(Double(Float(position) * Float(theta)) - position * theta)
    }
    #expect(abs(errors.max()! / expected - 1) < 0.05)
  }

  @Test func aTableMadeByHandTurnsAsSaid() {
    let rope = RotaryEmbedding(headDimension: 4)
    let x = Tensor([[1, 2, 3, 4], [1, 2, 3, 4]])
    let half = RotaryTable(tokens: 3, pairs: 2) { token, _ in token == 2 ? .pi : 0 }
    let y = rope(x, table: half, from: 1)
    #expect(y[row: 0] == x[row: 0])
    for j in 0..<4 { #expect(abs(y[1, j] + x[1, j]) < 1e-6) }
  }
}
