import Mini
import Testing

@testable import RoPEExperiments

@Suite struct RotaryPairCountsTests {
  private func counts(_ scaling: RotaryScaling) -> RotaryPairCounts {
    RotaryEmbedding(headDimension: 128, scaling: scaling).pairCounts
  }

  @Test(arguments: [
    (4096, RotaryPairCounts(untouched: 21, ramped: 25, interpolated: 18)),
    (2048, RotaryPairCounts(untouched: 17, ramped: 24, interpolated: 23)),
  ])
  func yarnTreatsPairsByTheirTurns(context: Int, expected: RotaryPairCounts) {
    for ramp in [RotaryScaling.Ramp.turns, .pairs(rounded: false)] {
      #expect(counts(.yarn(factor: 4, originalContext: context, ramp: ramp)) == expected)
    }
  }

  @Test func otherSchemesTreatAllPairsAlike() {
    #expect(counts(.none).untouched == 64)
    #expect(counts(.interpolation(factor: 3)).interpolated == 64)
    #expect(counts(.yarn(factor: 1, originalContext: 4096)).untouched == 64)
    #expect(
      counts(.ntkAware(factor: 4)) == RotaryPairCounts(untouched: 1, ramped: 62, interpolated: 1))
  }
}
