import Foundation
import Testing

@testable import Mini

@Suite struct SiLUTests {
  /// Every 5003rd number that there is: the documented error in units of the last place, down to the
  /// smallest of them.
  @Test func errsByAsMuchAsIsSaid() {
    let x = Tensor(
      stride(from: UInt32(0), to: .max - 5003, by: 5003).map { Float(bitPattern: $0) }
        .filter(\.isFinite))
    for (x, y) in zip(x.scalars, silu(x).scalars) {
      let expected = Double(x) / (1 + exp(-Double(x)))
      let ulp = max(Double(Float(expected).ulp), Double(Float.leastNonzeroMagnitude))
      #expect(abs(Double(y) - expected) <= (x < 0 ? 3.2 : 1.5) * ulp, "\(x)")
    }
  }

  /// Where the exponential of −x is infinite, the result is still a number.
  @Test func farBelowZeroIsNotZeroYet() {
    #expect(abs(silu(Tensor([-88.73]))[0] / -2.58893e-37 - 1) < 1e-5)
    #expect(silu(Tensor([-100]))[0] < 0 && silu(Tensor([-115]))[0] == 0)
  }

  @Test func extremes() {
    let y = silu(Tensor([0, 1e30, -1e30, .infinity, .nan, -.infinity]))
    #expect(y[0] == 0 && y[1] == 1e30 && y[2] == 0 && y[3] == .infinity && y[4].isNaN && y[5].isNaN)
  }
}
