import Lanes
import Mini
import Testing
import Words

/// What one instruction does has the bits of its plain form, whichever this processor has.
@Suite struct PickingTests {
  @Test func onlyTheLowestFourBitsOfAnIndexCount() {
    var generator = SeededGenerator(seed: 71)
    var second = Lanes.countingUp * -2
    second[3] = .nan
    second[7] = -.infinity
    for _ in 0..<100 {
      var index = SIMD16<Int32>()
      for i in 0..<16 { index[i] = Int32(truncatingIfNeeded: generator.next()) }
      let bits = UInt16(truncatingIfNeeded: generator.next())
      let (one, two) = (
        second.picked(index), Lanes.countingUp.picked(index, or: second, where: bits)
      )
      for i in 0..<16 {
        let place = Int(index[i] & 15)
        let isSecond = bits >> UInt16(i) & 1 == 1
        #expect(one[i].bitPattern == second[place].bitPattern)
        #expect(two[i].bitPattern == (isSecond ? second[place] : Float(place)).bitPattern)
      }
      #expect(bitsOf(one) == bitsOf(words_plainly_pick(second, index)))
      #expect(bitsOf(two) == bitsOf(words_plainly_pick_of_two(.countingUp, second, bits, index)))
    }
  }

  private func bitsOf(_ x: Lanes) -> [UInt32] { (0..<16).map { x[$0].bitPattern } }
}
