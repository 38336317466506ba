import Base
import Foundation
import Testing

@testable import Pictures

/// Numbers of every size, of both kinds of precision, and those that lie half way between two decimals.
private let numbers: [Double] = {
  var numbers: [Double] = [
    0, -0.0, 1, 9.5, 0.5, 1.5, 2.5, 0.125, 0.375, 0.05, 0.95, 0.995, 9.995, 99.95, 999_999.5,
    0.999_999_5, 1e22, 1e23, 123_456_789, .leastNonzeroMagnitude, .leastNormalMagnitude,
    .greatestFiniteMagnitude,
    1e-5, 4.5e-5, Double(Float.leastNonzeroMagnitude), Double(Float.pi), .pi, 1 / 3,
  ]
  var state: UInt64 = 1
  for _ in 0..<1000 {
    // Knuth's generator of 64 bits; its upper bits are the good ones.
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    let any = Double(bitPattern: state)
    let small = Float(bitPattern: UInt32(state >> 32))
    if any.isFinite { numbers.append(any) }
    if small.isFinite { numbers.append(Double(small)) }
    // What pages show: few digits before and after the point, and halves of them.
    let count = Double(Int64(bitPattern: state) >> 40)
    numbers += [count / 16, count / 1000, count * 0.005]
  }
  return numbers
}()

@Suite struct ExactDecimalTests {
  @Test(arguments: [0, 1, 2, 3, 6, 9, 17])
  func digitsAreThoseOfPrintf(places: Int) {
    for number in numbers {
      let fixed = ExactDecimal.fixed(number, places)
      let scientific = ExactDecimal.scientific(number, places)
      guard
        fixed != String(format: "%.\(places)f", number)
          || scientific != String(format: "%.\(places)e", number)
      else { continue }
      Issue.record("\(number) to \(places) places: \(fixed), \(scientific)")
      return
    }
  }

  @Test func tiesGoToTheEvenDigit() {
    #expect([0.5, 1.5, 2.5, -2.5].map { ExactDecimal.fixed($0, 0) } == ["0", "2", "2", "-2"])
    #expect([0.125, 0.375].map { ExactDecimal.fixed($0, 2) } == ["0.12", "0.38"])
    #expect(ExactDecimal.scientific(2.5, 0) == "2e+00")
  }
}
