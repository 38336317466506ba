import Testing

@testable import Mini

@Suite struct ALiBiTests {
  @Test func eightHeadsHaveTheSlopesOfThePaper() {
    #expect(
      ALiBi(heads: 8).slopes == (1...8).map { Float(sign: .plus, exponent: -$0, significand: 1) })
    #expect(ALiBi(heads: 1).slopes == [0x1p-8])
    #expect(ALiBi(heads: 16).slopes[1] == 0.5)
    #expect(ALiBi(heads: 16).slopes[15] == 0x1p-8)
  }

  /// 12 heads: those of 8 heads, then the first, third, fifth and seventh of 16.
  @Test func otherNumbersOfHeadsFillUpFromTheNextPower() {
    let (eight, sixteen) = (ALiBi(heads: 8).slopes, ALiBi(heads: 16).slopes)
    #expect(ALiBi(heads: 12).slopes == eight + [0, 2, 4, 6].map { sixteen[$0] })
    #expect((1...40).allSatisfy { ALiBi(heads: $0).slopes.count == $0 })
  }

  @Test func aBiasGrowsWithTheDistanceOnly() {
    let bias = ALiBi(heads: 8)
    #expect(bias(head: 0, distance: 0) == 0)
    #expect(bias(head: 0, distance: 3) == -1.5)
    #expect(bias(head: 0, distance: -3) == -1.5)
  }

  @Test func attentionAddsTheBiasToTheScaledScore() {
    var generator = SeededGenerator(seed: 41)
    let (queries, keys, values) = (
      Tensor.normal(6, 5, 16, using: &generator), Tensor.normal(3, 9, 16, using: &generator),
      Tensor.normal(3, 9, 16, using: &generator)
    )
    let bias = ALiBi(heads: 6)
    for mask in [AttentionMask.none, .causal] {
      let reference = Naive.attention(
        queries: queries, keys: keys, values: values, causal: mask == .causal
      ) { head, distance in -Double(bias.slopes[head]) * Double(distance) }
      let result = attention(queries: queries, keys: keys, values: values, mask: mask, bias: bias)
      for (value, expected) in zip(result.scalars, reference.outputs) {
        #expect(abs(Double(value) - expected) <= 4e-6)
      }
    }
  }
}
