import LanguageModel
import Mini
import Testing

@testable import RoPEExperiments

@Suite struct AxialRotaryEmbeddingTests {
  private func score(
    _ rope: AxialRotaryEmbedding, _ q: Tensor, _ a: AxialPosition, _ k: Tensor, _ b: AxialPosition
  ) -> Double {
    zip(rope(q, positions: [a]).scalars, rope(k, positions: [b]).scalars)
      .reduce(0) { $0 + Double($1.0) * Double($1.1) }
  }

  @Test(arguments: RotaryLayout.allCases)
  func aScoreDependsOnBothDistancesOnly(layout: RotaryLayout) {
    var generator = SeededGenerator(seed: 1)
    let (q, k) = (Tensor.normal(64, using: &generator), Tensor.normal(64, using: &generator))
    let rope = AxialRotaryEmbedding(headDimension: 64, layout: layout)
    let (a, b) = (AxialPosition(x: 3, y: 7), AxialPosition(x: 5, y: 2))
    let base = score(rope, q, a, k, b)
    for (dx, dy) in [(1.0, 0.0), (0, 9), (40, -3), (-2, 500), (0.5, 0.25)] {
      let shift = AxialPosition(x: dx, y: dy)
      #expect(abs(score(rope, q, a + shift, k, b + shift) - base) < 1e-5)
    }
    #expect(abs(score(rope, q, a, k, b + AxialPosition(x: 0, y: 1)) - base) > 0.01)
    #expect(abs(score(rope, q, a, k, b + AxialPosition(x: 1, y: 0)) - base) > 0.01)
  }

  @Test func eachAxisTurnsItsHalfOfThePairs() {
    var generator = SeededGenerator(seed: 2)
    let x = Tensor.normal(2, 3, 32, using: &generator)
    let places = [(4.0, 1.0), (-2, 6), (0, 9)].map { AxialPosition(x: $0.0, y: $0.1) }
    let y = AxialRotaryEmbedding(headDimension: 32)(x, positions: places)
    let line = RotaryEmbedding(headDimension: 16)
    for head in 0..<2 {
      for token in 0..<3 {
        let (from, to) = (x[row: head][row: token].scalars, y[row: head][row: token].scalars)
        let first = line(Tensor(Array(from[..<16])), positions: [places[token].x])
        let second = line(Tensor(Array(from[16...])), positions: [places[token].y])
        #expect(Array(to) == first.scalars + Array(second.scalars))
      }
    }
  }

  @Test func layoutsAgreeAfterRearranging() {
    var generator = SeededGenerator(seed: 3)
    let x = Tensor.normal(2, 48, using: &generator)
    let places = [AxialPosition(x: 4, y: 1), AxialPosition(x: 2, y: 8)]
    func halves(_ x: Tensor) -> Tensor {
      x.rearranged(from: .interleaved, to: .halves, headDimension: 48)
    }
    let a = AxialRotaryEmbedding(headDimension: 48)
    let b = AxialRotaryEmbedding(headDimension: 48, layout: .halves)
    #expect(halves(a(x, positions: places)) == b(halves(x), positions: places))
  }
}
