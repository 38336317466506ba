import Foundation
import LanguageModel
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
  }

  @Test func ntkAwareLeavesASinglePairAlone() {
    let rope = RotaryEmbedding(headDimension: 2, scaling: .ntkAware(factor: 8))
    #expect(rope.frequencies == [1])
    #expect(RotaryScaling.ntkAware(factor: 8).base(10_000, dimensions: 2) == 10_000)
  }

  @Test func aFactorOfOneChangesNothing() {
    for scaling in [
      RotaryScaling.interpolation(factor: 1), .ntkAware(factor: 1),
      .yarn(factor: 1, originalContext: 4096),
      .yarn(factor: 1, originalContext: 4096, ramp: .pairs()),
    ] {
      for (scaled, trained) in zip(rope(scaling).frequencies, rope(.none).frequencies) {
        // A ramp adds two parts, each of which is rounded.
        #expect(abs(scaled / trained - 1) <= 2 * .ulpOfOne)
      }
    }
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

  /// The same ends, another way between them: how far the two ramps lie apart.
  @Test(arguments: [
    (128, 1e4, 4096, 16.0, true, 25, 3.04), (128, 1e4, 4096, 16, false, 24, 2.92),
    (64, 1e4, 4096, 16, true, 12, 3.04), (128, 1e6, 32_768, 4, true, 16, 1.71),
  ])
  func theRampsAgreeAtTheirEndsOnly(
    d: Int, base: Double, context: Int, factor: Double, rounded: Bool, differing: Int, most: Double
  ) {
    func frequencies(_ ramp: RotaryScaling.Ramp) -> [Double] {
      RotaryScaling.yarn(factor: factor, originalContext: context, ramp: ramp)
        .frequencies(base: base, dimensions: d)
    }
    let (turns, pairs) = (frequencies(.turns), frequencies(.pairs(rounded: rounded)))
    let ratios = zip(pairs, turns).map { max($0 / $1, $1 / $0) }
    #expect(ratios.count { $0 > 1.01 } == differing)
    #expect(abs(ratios.max()! - most) < 0.005)
    #expect(abs(ratios.first! - 1) < 1e-12 && abs(ratios.last! - 1) < 1e-12)
  }

  /// In words of turns Llama's wavelengths are a ramp from 1 to 4.
  @Test func llama3IsByPartsWithoutAFactor() {
    let scaling = RotaryScaling.llama3()
    #expect(scaling.attentionFactor == 1 && scaling.factor == 8)
    let theta = RotaryScaling.none.frequencies(base: 500_000, dimensions: 128)
    for (before, after) in zip(theta, scaling.frequencies(base: 500_000, dimensions: 128)) {
      let wavelength = 2 * .pi / before
      let expected =
        if wavelength < 8192 / 4 {
          before
        } else if wavelength > 8192 {
          before / 8
        } else {
          before * (1 / 8 + 7.0 / 8 * (8192 / wavelength - 1) / 3)
        }
      #expect(abs(after / expected - 1) < 1e-12)
    }
  }

  /// A list of divisors says the same as the rule that it was made by.
  @Test func divisorsMayBeListed() {
    let rule = RotaryScaling.llama3(factor: 32)
    let theta = RotaryScaling.none.frequencies(base: 500_000, dimensions: 64)
    let divisors = zip(theta, rule.frequencies(base: 500_000, dimensions: 64)).map { $0 / $1 }
    let listed = RotaryScaling.perPair(divisors: divisors, attentionFactor: 1.2)
    #expect(listed.factor == 32 && listed.attentionFactor == 1.2)
    let rope = RotaryEmbedding(headDimension: 64, base: 500_000, scaling: listed)
    for (a, b) in zip(rope.frequencies, rule.frequencies(base: 500_000, dimensions: 64)) {
      #expect(abs(a / b - 1) < 1e-14)
    }
  }

  /// With a base of 1 all pairs are alike, and both ramps ask how many turns they make.
  @Test func aBaseOfOneHasOneFrequency() {
    for (context, kept) in [(300, true), (3, false)] {
      for ramp in [RotaryScaling.Ramp.turns, .pairs(), .pairs(rounded: false)] {
        let scaling = RotaryScaling.yarn(factor: 4, originalContext: context, ramp: ramp)
        let frequencies = scaling.frequencies(base: 1, dimensions: 32)
        #expect(frequencies == [Double](repeating: kept ? 1 : 0.25, count: 16))
      }
    }
  }

  /// Where all pairs turn often, or none does, the ramp lies outside of the pairs.
  @Test(arguments: [RotaryScaling.Ramp.turns, .pairs(), .pairs(rounded: false)])
  func aRampMayLieOutside(ramp: RotaryScaling.Ramp) {
    func frequencies(context: Int) -> [Double] {
      RotaryScaling.yarn(factor: 4, originalContext: context, ramp: ramp)
        .frequencies(base: 10_000, dimensions: 32)
    }
    let trained = RotaryScaling.none.frequencies(base: 10_000, dimensions: 32)
    #expect(frequencies(context: 1 << 30) == trained)
    // Over pairs, the first one stays in the published code even where it makes no whole turn.
    #expect(frequencies(context: 1).dropFirst() == trained.map { $0 / 4 }.dropFirst())
  }

  @Test func anAttentionFactorMayBeGiven() {
    #expect(
      RotaryScaling.yarn(factor: 40, originalContext: 4096, attentionFactor: 0.8).attentionFactor
        == 0.8)
  }

  @Test func numbersWithoutMeaningAreNamed() {
    func problem(_ scaling: RotaryScaling, base: Double = 10_000) -> String {
      do throws(ModelError) {
        try scaling.validate(base: base, dimensions: 8)
        return ""
      } catch { return error.description }
    }
    #expect(problem(.interpolation(factor: 0.5)).contains("0.5"))
    #expect(problem(.ntkAware(factor: .nan)).contains("at least 1, not nan"))
    #expect(problem(.none, base: 0) == "frequencies need a positive base, not 0.0")
    #expect(problem(.yarn(factor: 2, originalContext: 0)).contains("at least 1, not 0"))
    #expect(problem(.yarn(factor: 2, originalContext: 9, alpha: 3, beta: 3)).contains("3.0 to 3.0"))
    #expect(problem(.yarn(factor: 2, originalContext: 9, attentionFactor: 0)).contains("not 0.0"))
    #expect(
      problem(.yarn(factor: 2, originalContext: 9, ramp: .pairs()), base: 0.5).contains("not 0.5"))
    #expect(problem(.perPair(divisors: [1, 2, 3])) == "3 divisors do not fit 4 pairs")
    for other in [0, -1, Double.nan, .infinity] {
      #expect(problem(.perPair(divisors: [1, other, 1, 1])).contains("divided by \(other)"))
      #expect(
        problem(.perPair(divisors: [1, 1, 1, 1], attentionFactor: other)).contains("not \(other)"))
    }
    #expect(problem(.perPair(divisors: [0.5, 0.5, 0.5, 0.5])).isEmpty)
    #expect(problem(.yarn(factor: 2, originalContext: 4096)).isEmpty)
  }
}
