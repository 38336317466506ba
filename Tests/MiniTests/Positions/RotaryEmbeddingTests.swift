import Foundation
import Testing

@testable import Mini

/// A naive rotation in `Double`, straight from RoFormer's eq. 34.
private func rotated(_ x: [Float], by position: Double, with rope: RotaryEmbedding) -> [Double] {
  var result = x.map { Double($0) }
  for (i, theta) in rope.frequencies.enumerated() {
    let (a, b) = rope.layout.features(ofPair: i, rotatedDimensions: rope.rotatedDimensions)
    let (s, c) = (sin(position * theta), cos(position * theta))
    result[a] = Double(x[a]) * c - Double(x[b]) * s
    result[b] = Double(x[a]) * s + Double(x[b]) * c
  }
  return result
}

private func product(_ a: Tensor, _ b: Tensor) -> Double {
  zip(a.scalars, b.scalars).reduce(0) { $0 + Double($1.0) * Double($1.1) }
}

private func largestDifference(_ a: Tensor, _ b: Tensor) -> Double {
  zip(a.scalars, b.scalars).reduce(0) { max($0, abs(Double($1.0) - Double($1.1))) }
}

@Suite struct RotaryEmbeddingTests {
  /// Head sizes on both sides of the 16 pairs that are turned at once, with and without a rest; 31 pairs
  /// are turned by 16, 8, 4 and each alone.
  static let shapes: [(head: Int, rotated: Int)] = [
    (2, 2), (6, 6), (32, 32), (34, 34), (62, 62), (64, 64), (64, 16), (80, 32), (90, 70),
    (128, 128),
    (5, 0),
  ]

  @Test(arguments: shapes, RotaryLayout.allCases)
  func agreesWithTheNaiveRotation(shape: (head: Int, rotated: Int), layout: RotaryLayout) {
    var generator = SeededGenerator(seed: 7)
    let x = Tensor.normal(3, 5, shape.head, using: &generator)
    let rope = RotaryEmbedding(
      headDimension: shape.head, layout: layout, rotatedDimensions: shape.rotated)
    for offset in [0, 1, 100, 131_071] {
      let y = rope(x, offset: offset)
      #expect(y.shape == x.shape)
      for head in 0..<3 {
        for token in 0..<5 {
          let row = Array(x[row: head][row: token].scalars)
          let expected = rotated(row, by: Double(offset + token), with: rope)
          for j in 0..<shape.head {
            // Float cosines and two roundings on numbers below 5.
            #expect(abs(Double(y[head, token, j]) - expected[j]) < 1e-6)
          }
        }
      }
    }
  }

  @Test(arguments: RotaryLayout.allCases)
  func positionZeroIsTheIdentity(layout: RotaryLayout) {
    var generator = SeededGenerator(seed: 2)
    let x = Tensor.normal(4, 1, 64, using: &generator)
    let rope = RotaryEmbedding(headDimension: 64, layout: layout)
    #expect(rope(x) == x)
    #expect(rope(x, offset: 1) != x)
  }

  @Test(arguments: RotaryLayout.allCases)
  func rotationsComposeAndUndo(layout: RotaryLayout) {
    var generator = SeededGenerator(seed: 3)
    let x = Tensor.normal(6, 64, using: &generator)
    let rope = RotaryEmbedding(headDimension: 64, layout: layout)
    let a = [0, 3, 50, 1000, -7, 90_000]
    let b = [5, 11, -50, 24, 8, 41_071]
    let together = zip(a, b).map { $0 + $1 }
    let twice = rope(rope(x, positions: a), positions: b)
    #expect(largestDifference(twice, rope(x, positions: together)) < 2e-6)
    #expect(largestDifference(rope(rope(x, positions: a), positions: a.map { -$0 }), x) < 2e-6)
    #expect(rope(x, positions: a) == rope(x, positions: a.map { Double($0) }))
  }

  @Test func normsAreKept() {
    var generator = SeededGenerator(seed: 4)
    let x = Tensor.normal(128, using: &generator)
    let rope = RotaryEmbedding(headDimension: 128)
    for position in [1, 10, 1000, 100_000] {
      let y = rope(x, offset: position)
      #expect(abs(product(y, y) / product(x, x) - 1) < 2e-7)
    }
  }

  /// P4. Since angles are computed in `Double`, the spread does not grow with the shift.
  @Test(arguments: RotaryLayout.allCases)
  func aScoreDependsOnDistanceOnly(layout: RotaryLayout) {
    var generator = SeededGenerator(seed: 5)
    let (q, k) = (Tensor.normal(128, using: &generator), Tensor.normal(128, using: &generator))
    let rope = RotaryEmbedding(headDimension: 128, layout: layout)
    func score(_ m: Int, _ n: Int) -> Double { product(rope(q, offset: m), rope(k, offset: n)) }
    for shift in [1, 10, 100, 4000, 32_000, 100_000] {
      #expect(abs(score(3 + shift, shift) - score(3, 0)) < 1e-5)
    }
    #expect(abs(score(4, 0) - score(3, 0)) > 0.1)
    // With the key q turned by r, distance r gets the largest score of all: |q|² (Barbero et al.,
    // 2024, Prop. 3.1).
    let peaked = rope(q, offset: 37)
    let scores = (0..<100).map { product(rope(q, offset: $0), peaked) }
    #expect(scores.firstIndex(of: scores.max()!) == 37)
  }

  @Test(arguments: RotaryLayout.allCases)
  func prefillEqualsStepByStep(layout: RotaryLayout) {
    var generator = SeededGenerator(seed: 6)
    let x = Tensor.normal(12, 2, 64, using: &generator)  // [tokens, heads, headDimension]
    let rope = RotaryEmbedding(headDimension: 64, layout: layout)
    let table = rope.table(upTo: 117)
    for head in 0..<2 {
      // [tokens, headDimension]
      let all = Tensor((0..<12).map { Array(x[row: $0][row: head].scalars) })
      let whole = rope(all, offset: 105)
      #expect(rope(all, table: table, from: 105) == whole)
      for token in 0..<12 {
        #expect(rope(all[row: token], offset: 105 + token) == whole[row: token])
        #expect(rope(all[row: token], table: table, from: 105 + token) == whole[row: token])
      }
      for size in [1, 2, 3, 7] {
        let chunks = stride(from: 0, to: 12, by: size).map { start in
          rope(all[rows: start..<min(start + size, 12)], table: table, from: 105 + start)
        }
        #expect(Tensor.concatenate(chunks) == whole)
      }
    }
  }

  @Test func headsAreTurnedAlikeAndTokensDoNotReadOneAnother() {
    var generator = SeededGenerator(seed: 8)
    let x = Tensor.normal(3, 4, 32, using: &generator)
    let rope = RotaryEmbedding(headDimension: 32)
    var changed = x
    changed[1, 2, 5] += 1
    let (before, after) = (rope(x, offset: 9), rope(changed, offset: 9))
    for head in 0..<3 {
      #expect(before[row: head] == rope(x[row: head], offset: 9))
      for token in 0..<4 where (head, token) != (1, 2) {
        #expect(before[row: head][row: token] == after[row: head][row: token])
      }
    }
  }

  @Test(arguments: RotaryLayout.allCases)
  func partialRotationPassesTheRestThrough(layout: RotaryLayout) {
    var generator = SeededGenerator(seed: 9)
    let x = Tensor.normal(3, 80, using: &generator)
    let rope = RotaryEmbedding(headDimension: 80, layout: layout, rotatedDimensions: 32)
    let small = RotaryEmbedding(headDimension: 32, layout: layout)
    let y = rope(x, offset: 11)
    #expect(rope.frequencies == small.frequencies)  // the exponent counts rotated features
    for token in 0..<3 {
      #expect(Array(y[row: token].scalars[32...]) == Array(x[row: token].scalars[32...]))
      let first = Tensor(Array(x[row: token].scalars[..<32]))
      #expect(Scalars(y[row: token].scalars[..<32]) == small(first, offset: 11 + token).scalars)
    }
  }

  @Test(arguments: RotaryLayout.allCases)
  func whatIsNotANumberStaysInItsPair(layout: RotaryLayout) {
    let rope = RotaryEmbedding(headDimension: 70, layout: layout)
    for bad in [Float.nan, .infinity, -.infinity] {
      for i in [0, 20, 34] {  // in the vectorized part and in the rest
        let (a, b) = layout.features(ofPair: i, rotatedDimensions: 70)
        var x = Tensor(repeating: 1, shape: [70])
        x[a] = bad
        x[b] = bad
        let y = rope(x, offset: 3)
        #expect(y[a].isNaN && y[b].isNaN || bad.isInfinite)
        #expect(!y[a].isFinite && !y[b].isFinite)
        for j in 0..<70 where j != a && j != b { #expect(y[j].isFinite) }
      }
    }
    for position in [Double.nan, .infinity] {
      let y = rope(Tensor(repeating: 1, shape: [70]), positions: [position])
      #expect(y.scalars.allSatisfy { $0.isNaN })
    }
  }

  @Test func emptyTensorsComeBackEmpty() {
    let rope = RotaryEmbedding(headDimension: 8)
    #expect(rope(Tensor(zeros: [2, 0, 8]), offset: 4).shape == [2, 0, 8])
    #expect(rope(Tensor(zeros: [0, 3, 8])).shape == [0, 3, 8])
    #expect(rope.table(upTo: 0).tokens == 0)
  }

  /// How many pairs do not finish a turn within a context.
  @Test(arguments: [
    (64, 1e4, 47_117.0, [16, 11, 9, 7, 2, 0]), (128, 1e4, 54_410, [33, 23, 18, 14, 4, 0]),
    (256, 1e4, 58_470, [66, 47, 37, 28, 9, 0]), (128, 5e5, 2_559_196, [42, 35, 32, 29, 22, 15]),
    (128, 1e6, 5_063_256, [43, 37, 33, 30, 24, 17]),
  ])
  func wavelengths(dimensions: Int, base: Double, longest: Double, counts: [Int]) {
    let wavelengths = RotaryEmbedding(headDimension: dimensions, base: base).wavelengths
    #expect(wavelengths.count == dimensions / 2)
    #expect(abs(wavelengths[0] - 2 * .pi) < 1e-15)
    #expect(wavelengths.max()!.rounded() == longest)
    let contexts = [512.0, 2048, 4096, 8192, 32_768, 131_072]
    #expect(contexts.map { context in wavelengths.count { $0 > context } } == counts)
  }

  @Test func anOddNumberOfFeaturesIsRejectedWithASentence() {
    #expect(
      throws: ModelError(
        "rotary embedding turns features in pairs, and with 63 of them the last has no partner: "
          + "choose an even number")
    ) { try RotaryEmbedding.validate(rotatedDimensions: 63, headDimension: 63) }
    #expect(throws: ModelError("66 features cannot be rotated in a head of 64")) {
      try RotaryEmbedding.validate(rotatedDimensions: 66, headDimension: 64)
    }
    #expect(throws: ModelError("a head needs at least one feature, not 0")) {
      try RotaryEmbedding.validate(rotatedDimensions: 0, headDimension: 0)
    }
    #expect(throws: Never.self) {
      try RotaryEmbedding.validate(rotatedDimensions: 32, headDimension: 63)
    }
  }
}

/// The way back through a rotation is its transpose.
@Suite struct RotationGradientTests {
  @Test(arguments: [RotaryLayout.interleaved, .halves], [2, 6, 8, 16, 18, 40, 64])
  func isTheTransposeOfTheRotation(layout: RotaryLayout, headDimension: Int) {
    var generator = SeededGenerator(seed: 61)
    for rotated in [headDimension, headDimension / 2 & ~1] {
      let rope = RotaryEmbedding(
        headDimension: headDimension, layout: layout, rotatedDimensions: rotated,
        scaling: .yarn(factor: 4, originalContext: 64))
      let table = rope.table(positions: [0, 1, 5, 1000])
      let dy = Tensor.normal(3, 4, headDimension, using: &generator)
      var dx = dy
      rotate(&dx, by: table, from: 0, layout: layout, direction: -1)
      for (token, position) in [0.0, 1, 5, 1000].enumerated() {
        // y = x Mᵀ for a row x, so ∂x = ∂y M. The unit vectors become the rows of Mᵀ.
        let places = [Double](repeating: position, count: headDimension)
        let matrix = rope(Tensor(identity: headDimension), positions: places).transposed
        for head in 0..<3 {
          let expected = Naive.matmul(
            dy[row: head][row: token].reshaped(1, headDimension), matrix)
          #expect(dx[row: head][row: token].distance(to: expected.values) < 2e-6)
        }
      }
    }
  }
}
