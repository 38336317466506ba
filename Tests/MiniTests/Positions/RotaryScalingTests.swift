import Foundation
import Testing

@testable import Mini

@Suite struct RotaryScalingTests {
  private func rope(_ scaling: RotaryScaling) -> RotaryEmbedding {
    RotaryEmbedding(headDimension: 128, scaling: scaling)
  }

  /// Chen et al., eq. 4. A power of two divides without rounding, so the equality is exact.
  @Test func interpolationDividesPositions() {
    var generator = SeededGenerator(seed: 1)
    let x = Tensor.normal(5, 128, using: &generator)
    let positions = [0.0, 1, 17, 4095, 131_071]
    let interpolated = rope(.interpolation(factor: 4))(x, positions: positions)
    #expect(interpolated == rope(.none)(x, positions: positions.map { $0 / 4 }))
    let third = rope(.interpolation(factor: 3))(x, positions: positions)
    let divided = rope(.none)(x, positions: positions.map { $0 / 3 })
    for (a, b) in zip(third.scalars, divided.scalars) { #expect(abs(a - b) < 1e-6) }
  }

  /// YaRN, eq. 16.
  @Test(arguments: zip([2.0, 4, 8, 16, 32], [20_221.0, 40_890, 82_685, 167_199, 338_097]))
  func ntkAwareRaisesTheBase(factor: Double, expected: Double) {
    let scaling = RotaryScaling.ntkAware(factor: factor)
    #expect(scaling.base(10_000, dimensions: 128).rounded() == expected)
    let (before, after) = (rope(.none).frequencies, rope(scaling).frequencies)
    #expect(after.first == before.first)
    #expect(abs(before.last! / after.last! / factor - 1) < 1e-12)
    #expect(rope(scaling).pairCounts == RotaryPairCounts(untouched: 1, ramped: 62, interpolated: 1))
  }

  @Test func ntkAwareLeavesASinglePairAlone() {
    let rope = RotaryEmbedding(headDimension: 2, scaling: .ntkAware(factor: 8))
    #expect(rope.frequencies == [1])
    #expect(RotaryScaling.ntkAware(factor: 8).base(10_000, dimensions: 2) == 10_000)
  }

  @Test(arguments: [
    (4096, RotaryPairCounts(untouched: 21, ramped: 25, interpolated: 18)),
    (2048, RotaryPairCounts(untouched: 17, ramped: 24, interpolated: 23)),
  ])
  func yarnTreatsPairsByTheirTurns(context: Int, counts: RotaryPairCounts) {
    #expect(rope(.yarn(factor: 4, originalContext: context)).pairCounts == counts)
  }

  @Test func otherSchemesTreatAllPairsAlike() {
    #expect(rope(.none).pairCounts.untouched == 64)
    #expect(rope(.interpolation(factor: 3)).pairCounts.interpolated == 64)
    #expect(rope(.yarn(factor: 1, originalContext: 4096)).pairCounts.untouched == 64)
  }

  @Test func yarnStaysBetweenItsEnds() {
    let (before, after) = (
      rope(.none).frequencies, rope(.yarn(factor: 16, originalContext: 4096)).frequencies
    )
    for (old, new) in zip(before, after) {
      #expect(new <= old)
      #expect(new >= old / 16)
    }
    #expect(zip(after, after.dropFirst()).allSatisfy { $0 > $1 })
  }

  @Test(arguments: zip([4.0, 16, 32], [1.139, 1.277, 1.347]))
  func yarnEnlargesQueriesAndKeys(factor: Double, expected: Double) {
    let scaling = RotaryScaling.yarn(factor: factor, originalContext: 4096)
    #expect(abs(scaling.attentionFactor - expected) < 0.0005)
    let x = Tensor(repeating: 1, shape: [128])
    for position in [0, 5, 10_000] {
      let y = rope(scaling)(x, offset: position)
      let norm = y.scalars.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
      #expect(abs(norm / 128.0.squareRoot() - scaling.attentionFactor) < 1e-6)
    }
    for other in [RotaryScaling.none, .interpolation(factor: factor), .ntkAware(factor: factor)] {
      #expect(other.attentionFactor == 1)
    }
  }

  @Test func eachPairCanHaveADivisorOfItsOwn() {
    let divisors = (0..<64).map { 1 + Double($0) / 8 }
    let scaled = rope(.perPair(divisors: divisors, attentionFactor: 1.5))
    let plain = rope(.none)
    #expect(scaled.frequencies == zip(plain.frequencies, divisors).map { $0 / $1 })
    let x = Tensor(repeating: 1, shape: [128])
    let y = scaled(x, offset: 7)
    let norm = y.scalars.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
    #expect(abs(norm / 128.0.squareRoot() - 1.5) < 1e-6)
    #expect(
      rope(.perPair(divisors: [Double](repeating: 4, count: 64))).frequencies
        == rope(.interpolation(factor: 4)).frequencies)
  }

  @Test func numbersWithoutMeaningAreNamed() {
    let few = RotaryScaling.perPair(divisors: [1, 1])
    #expect(few.problem(pairs: 64) == "2 divisors do not fit 64 pairs")
    for other in [0, -1, Double.nan, .infinity] {
      #expect(RotaryScaling.perPair(divisors: [1, other]).problem(pairs: 2) != nil)
      #expect(
        RotaryScaling.perPair(divisors: [1], attentionFactor: other).problem(pairs: 1) != nil)
    }

    #expect(RotaryScaling.interpolation(factor: 0.5).problem(pairs: 64)?.contains("0.5") == true)
    #expect(RotaryScaling.ntkAware(factor: .nan).problem(pairs: 64) != nil)
    #expect(RotaryScaling.yarn(factor: 2, originalContext: 0).problem(pairs: 64) != nil)
    #expect(
      RotaryScaling.yarn(factor: 2, originalContext: 9, alpha: 3, beta: 3).problem(pairs: 64) != nil
    )
    #expect(RotaryScaling.yarn(factor: 2, originalContext: 4096).problem(pairs: 64) == nil)
  }
}
