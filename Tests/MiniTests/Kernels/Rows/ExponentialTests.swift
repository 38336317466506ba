import Foundation
import Lanes
import Testing

@testable import Mini

@Suite struct ExponentialTests {
  /// The distance from `reference` in units of the last place that a Float has there.
  func ulps(_ value: Float, _ reference: Double) -> Double {
    let ulp = max(Double(Float(reference).ulp), Double(Float.leastNonzeroMagnitude))
    return abs(Double(value) - reference) / ulp
  }

  /// A third of a million numbers over the whole range in which the result is neither 0 nor ∞, and
  /// as many around 0, where attention weights come from.
  @Test func errsByLessThanAUnitInTheLastPlace() {
    var generator = SeededGenerator(seed: 11)
    let wide = Tensor.uniform(333_331, in: -103.9..<88.72, using: &generator)
    let narrow = Tensor.uniform(333_331, in: -1..<1, using: &generator)
    for x in [wide, narrow] {
      let worst = zip(exp(x).scalars, x.scalars).map { ulps($0, Foundation.exp(Double($1))) }.max()!
      #expect(worst <= 0.9)
    }
  }

  /// Every possible number is too many for each run; one in 4099 is enough to see a wrong range.
  @Test func agreesWithDoubleForEveryKindOfNumber() {
    let x = Tensor(
      stride(from: UInt32(0), to: .max - 4099, by: 4099).map { Float(bitPattern: $0) })
    for (value, x) in zip(exp(x).scalars, x.scalars) {
      let reference = Foundation.exp(Double(x))
      if x.isNaN {
        #expect(value.isNaN)
      } else if Float(reference) == .infinity {
        #expect(value == .infinity)
      } else if ulps(value, reference) > 0.9 {
        Issue.record("exp(\(x)) is \(value), not \(reference)")
      }
    }
  }

  @Test func theEndsAreExact() {
    let x = Tensor([0, -0.0, -.infinity, .infinity, .nan, 88.72283, 88.72284, -104, -1e30, 1e30])
    let y = exp(x)
    #expect(y[0] == 1 && y[1] == 1)
    #expect(y[2] == 0 && y[2].sign == .plus)
    #expect(y[3] == .infinity)
    #expect(y[4].isNaN)
    #expect(y[5].isFinite && y[6] == .infinity)
    #expect(y[7] == 0 && y[8] == 0 && y[9] == .infinity)
  }

  /// What the softmax and the activations use: eˣ for x ≤ 0, 2⁴⁰ times as large.
  @Test func theRaisedOneHasTheSameError() {
    for first in stride(from: 0, to: 115.4, by: 0.001) {
      let x = Lanes((0..<16).map { -Float(first) - Float($0) * 0.00006 })
      let y = raisedExponential(x)
      for lane in 0..<16 {
        let reference = Foundation.exp(Double(x[lane])) * 0x1p40
        #expect(ulps(y[lane], reference) <= 0.9, "\(x[lane])")
      }
    }
    let ends = raisedExponential(
      Lanes([0, -0.0, -116, -200, -1e30, -.infinity, .nan] + [Float](repeating: 0, count: 9)))
    #expect(ends[0] == 0x1p40 && ends[1] == 0x1p40 && ends[6].isNaN)
    for lane in 2...5 { #expect(ends[lane] == 0 && ends[lane].sign == .plus) }
  }

  /// An element does not see which lane it is in, or how many others there are.
  @Test func anElementDoesNotDependOnItsPlace() {
    for count in 1...40 {
      let y = exp(Tensor(repeating: 1.25, shape: [count]))
      #expect(y.scalars.allSatisfy { $0 == y[0] })
      #expect(y[0] == exp(Tensor([1.25]))[0])
    }
  }
}
