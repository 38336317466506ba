import Foundation
import Testing

@testable import Mini

@Suite struct GELUTests {
  @Test func agreesWithDouble() {
    let x = Tensor((-3300...3300).map { Float($0) / 300 })
    for (value, y) in zip(x.scalars, gelu(x).scalars) {
      let z = Double(value)
      let inner = (2 / Double.pi).squareRoot() * (z + 0.044715 * z * z * z)
      // Half of 1 + tanh, without the cancellation where tanh is near −1.
      let expected = z / (1 + exp(-2 * inner))
      let ulp = max(Double(Float(expected).ulp), Double(Float.leastNonzeroMagnitude))
      let tolerance = z < 0 ? 2.4 * (2 + abs(2 * inner)) : 2
      #expect(abs(Double(y) - expected) <= tolerance * ulp, "\(z)")
      #expect(abs(expected - 0.5 * z * (1 + tanh(inner))) <= 1e-12)
    }
  }

  /// Where the exponential is infinite, the result is still a number.
  @Test func farBelowZeroIsNotZeroYet() {
    #expect(abs(gelu(Tensor([-10.071]))[0] / -2.343e-38 - 1) < 1e-3)
    #expect(gelu(Tensor([-10.5]))[0] < 0 && gelu(Tensor([-12]))[0] == 0)
  }

  /// The two forms of the activation differ by less than the documentation says.
  @Test func staysNearTheDistributionFunction() {
    let x = Tensor((-500...500).map { Float($0) / 100 })
    for (value, y) in zip(x.scalars, gelu(x).scalars) {
      let exact = Double(value) * 0.5 * erfc(-Double(value) / 2.0.squareRoot())
      #expect(abs(Double(y) - exact) < 0.0005)
    }
  }

  @Test func extremes() {
    let y = gelu(Tensor([0, 1e10, -1e10, 1e30, -1e30, .infinity, .nan, -.infinity]))
    #expect(y[0] == 0 && y[1] == 1e10 && y[2] == 0 && y[3] == 1e30 && y[4] == 0)
    #expect(y[5] == .infinity && y[6].isNaN && y[7].isNaN)
  }

  @Test(arguments: [0, 1, 15, 16, 17, 100]) func aRowHasOneAnswer(width: Int) {
    var generator = SeededGenerator(seed: 12)
    let x = Tensor.normal(5, width, deviation: 3, using: &generator)
    let all = gelu(x)
    for i in 0..<5 { #expect(gelu(x[row: i]).hasSameBits(as: all[row: i])) }
    for i in 0..<5 * width {
      #expect(gelu(Tensor([x.scalars[i]]))[0].bitPattern == all.scalars[i].bitPattern)
    }
  }
}
