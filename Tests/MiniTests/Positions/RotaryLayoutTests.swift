import LanguageModel
import Testing

@testable import Mini

@Suite struct RotaryLayoutTests {
  @Test func pairsAreNeighboursOrOneFromEachHalf() {
    #expect(RotaryLayout.interleaved.features(ofPair: 3, rotatedDimensions: 16) == (6, 7))
    #expect(RotaryLayout.halves.features(ofPair: 3, rotatedDimensions: 16) == (3, 11))
  }

  @Test func featuresMoveWithTheirPairs() {
    let x = Tensor([0, 1, 2, 3, 4, 5, 90, 91])
    let halves = x.rearranged(
      from: .interleaved, to: .halves, headDimension: 8, rotatedDimensions: 6)
    #expect(halves == Tensor([0, 2, 4, 1, 3, 5, 90, 91]))
    #expect(
      halves.rearranged(from: .halves, to: .interleaved, headDimension: 8, rotatedDimensions: 6)
        == x)
  }

  /// Exactly equal: every number meets the same numbers in the same order.
  @Test(arguments: RotaryEmbeddingTests.shapes)
  func layoutsAgreeAfterRearranging(shape: (head: Int, rotated: Int)) {
    var generator = SeededGenerator(seed: 1)
    let x = Tensor.normal(2, 3, shape.head, using: &generator)
    func rope(_ layout: RotaryLayout) -> RotaryEmbedding {
      RotaryEmbedding(headDimension: shape.head, layout: layout, rotatedDimensions: shape.rotated)
    }
    func halves(_ x: Tensor) -> Tensor {
      x.rearranged(
        from: .interleaved, to: .halves, headDimension: shape.head,
        rotatedDimensions: shape.rotated)
    }
    #expect(
      halves(rope(.interleaved)(x, offset: 77)) == rope(.halves)(halves(x), offset: 77))
    if shape.rotated > 2 {  // a single pair is the same pair in both
      #expect(halves(rope(.interleaved)(x, offset: 77)) != rope(.halves)(x, offset: 77))
    }
  }

  @Test func rowsOfAProjectionAreRearrangedWithinEachHead() {
    var generator = SeededGenerator(seed: 2)
    let (heads, headDimension, inputs) = (3, 8, 5)
    let weights = Tensor.normal(heads * headDimension, inputs, using: &generator)
    let halves = weights.transposed
      .rearranged(from: .interleaved, to: .halves, headDimension: headDimension).transposed
    // view(heads, headDimension / 2, 2, inputs).transpose(1, 2), index by index
    for head in 0..<heads {
      for pair in 0..<headDimension / 2 {
        for side in 0..<2 {
          let old = head * headDimension + 2 * pair + side
          let new = head * headDimension + side * headDimension / 2 + pair
          #expect(halves[row: new] == weights[row: old])
        }
      }
    }
    #expect(
      halves.transposed.rearranged(from: .halves, to: .interleaved, headDimension: headDimension)
        == weights.transposed)
  }
}
