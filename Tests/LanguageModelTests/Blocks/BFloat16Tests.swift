import Foundation
import LanguageModel
import Testing

@testable import Mini

@Suite struct BFloat16Tests {
  private func rounded(_ value: Float) -> Float { Float(BFloat16(value)) }

  @Test(arguments: [(256, 256), (257, 256), (259, 260), (4095, 4096), (15_962, 15_936)])
  func positionsAreRoundedToTheirNeighbours(position: Float, expected: Float) {
    #expect(rounded(position) == expected)
    #expect(rounded(-position) == -expected)
    #expect(Double(BFloat16(Double(position))) == Double(expected))
  }

  /// What becomes of a cosine when position, frequency and their product are all kept in 16 bits: the
  /// largest error over the 64 pairs of a head, of 2 at most.
  @Test(arguments: [(100, 0.10), (255, 0.55), (1000, 1.27), (4095, 1.68)])
  func anglesAreLost(position: Double, expected: Double) {
    let errors = RotaryEmbedding(headDimension: 128).frequencies.map { theta in
      let coarse = BFloat16(Double(BFloat16(position)) * Double(BFloat16(theta)))
      return abs(cos(Double(coarse)) - cos(position * theta))
    }
    #expect(abs(errors.max()! - expected) < 0.006)
  }

  @Test func integersAreExactUpTo256() {
    #expect((0...256).allSatisfy { rounded(Float($0)) == Float($0) })
  }

  @Test func specialValuesStay() {
    #expect(rounded(.infinity) == .infinity)
    #expect(rounded(-.infinity) == -.infinity)
    #expect(rounded(.nan).isNaN)
    #expect(rounded(Float(bitPattern: 0x7F80_0001)).isNaN)  // its payload lies in the lower half
    #expect(Double(BFloat16(Double.nan)).isNaN)
    #expect(Double(BFloat16(-Double.infinity)) == -.infinity)
    #expect(rounded(-0.0).sign == .minus)
    #expect(rounded(.greatestFiniteMagnitude) == .infinity)
    #expect(Double(BFloat16(Double.greatestFiniteMagnitude)) == .infinity)
    #expect(BFloat16(0x1p-133 as Float).bitPattern == 1)  // the smallest number
  }

  /// Against the definition: of the two neighbours the nearer one, of two equally near the even one.
  @Test func theNearestNumberIsTaken() {
    var generator = SeededGenerator(seed: 1)
    for _ in 0..<20_000 {
      let value = Float(bitPattern: UInt32.random(in: 0...0x7F7F_0000, using: &generator))
      let below = Float(bitPattern: value.bitPattern & 0xFFFF_0000)
      let above = Float(bitPattern: below.bitPattern + 0x1_0000)
      let (down, up) = (Double(value) - Double(below), Double(above) - Double(value))
      let belowIsEven = below.bitPattern & 0x1_0000 == 0
      let expected = down < up || (down == up && belowIsEven) ? below : above
      #expect(rounded(value) == expected)
    }
    #expect(rounded(1 + 0x1p-8) == 1)  // ties
    #expect(rounded(1 + 3 * 0x1p-8) == 1 + 0x1p-6)
  }

  /// Just above a tie in `Double`, at the tie in `Float`: rounding twice would go down.
  @Test func aDoubleIsRoundedOnce() {
    #expect(Double(BFloat16(1 + 0x1p-8 + 0x1p-40)) == 1 + 0x1p-7)
    #expect(Double(BFloat16(-1 - 0x1p-8 - 0x1p-40)) == -1 - 0x1p-7)
    #expect(Double(BFloat16(1 + 3 * 0x1p-8 - 0x1p-40)) == 1 + 0x1p-7)
    #expect(Double(BFloat16(1 + 0x1p-8)) == 1)
  }
}
