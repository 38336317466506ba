import Foundation
import Testing

@testable import Mini

@Suite struct SiLUTests {
  @Test func agreesWithDouble() {
    let x = Tensor((-3000...3000).map { Float($0) / 30 })
    for (value, y) in zip(x.scalars, silu(x).scalars) {
      let expected = Double(value) / (1 + exp(-Double(value)))
      // What is less than 26 times the smallest normal number from 0 may become 0.
      #expect(abs(Double(y) - expected) <= 4e-7 * abs(expected) + 3e-37)
    }
  }

  @Test func extremes() {
    let y = silu(Tensor([0, 1e30, -1e30, .infinity, .nan, -.infinity]))
    #expect(y[0] == 0 && y[1] == 1e30 && y[2] == 0 && y[3] == .infinity && y[4].isNaN && y[5].isNaN)
  }
}
