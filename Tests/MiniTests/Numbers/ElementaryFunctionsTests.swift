import Base
import Foundation
import Mini
import Testing

/// Exact values that mpmath computed, each as a sum of two `Double`s: `Reference/elementary.py` wrote
/// `Reference/elementary.json`.
private typealias Fixture = [String: [[Double]]]

@Suite struct ElementaryFunctionsTests {
  private let functions: [String: @Sendable (Double) -> Double] = [
    "cos": { .cos($0) }, "sin": { .sin($0) }, "exp": { .exp($0) }, "exp2": { .exp2($0) },
    "log": { .log($0) }, "log2": { .log2($0) }, "log10": { .log10($0) },
  ]

  /// How far `value` is from the exact high + low, in units of the last place there. The difference
  /// of neighbours has no rounding error.
  private func ulps(_ value: Double, _ high: Double, _ low: Double) -> Double {
    abs((value - high) - low) / high.ulp
  }

  /// Angles in use and the most difficult of every size, arguments of logarithms next to 1, powers in
  /// which an error of the logarithm grows most.
  @Test func everyFunctionIsWithinItsStatedErrorOfTheExactValue() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Reference/elementary.json")
    let fixture = try JSONDecoder().decode(Fixture.self, from: Data(contentsOf: file))
    #expect(Set(fixture.keys) == Set(functions.keys).union(["pow"]))
    for (name, values) in fixture {
      #expect(values.count > 60)
      for row in values {
        let (high, low) = (row[row.count - 2], row[row.count - 1])
        let value = functions[name].map { $0(row[0]) } ?? Double.pow(row[0], row[1])
        let error = ulps(value, high, low)
        #expect(error <= 0.52, "\(name) of \(row.dropLast(2)) is \(error) ulps off")
      }
    }
  }

  /// The C library's own error is below one ulp, so the two may be neighbours.
  @Test func theCLibraryAgreesOverTheRangeInUse() {
    var generator = SeededGenerator(seed: 3)
    func off(_ value: Double, _ library: Double) -> Double {
      abs(value - library) / max(value.ulp, library.ulp)
    }
    for _ in 0..<100_000 {
      let u = generator.uniform()
      #expect(off(.log(1 - u), Foundation.log(1 - u)) <= 1)
      #expect(off(.cos(2 * .pi * u), Foundation.cos(2 * .pi * u)) <= 1)
      let angle = (u * 0x1p40).rounded(.down) * Double.pow(1e4, -generator.uniform())
      #expect(off(.sin(angle), Foundation.sin(angle)) <= 1)
      #expect(off(.cos(angle), Foundation.cos(angle)) <= 1)
      let (base, power) = (Double.exp(7 + 9 * u), -generator.uniform())
      #expect(off(base, Foundation.exp(7 + 9 * u)) <= 1)
      #expect(off(.pow(base, power), Foundation.pow(base, power)) <= 1)
      #expect(off(.exp2(-8 * u), Foundation.exp2(-8 * u)) <= 1)
      #expect(off(.log2(base), Foundation.log2(base)) <= 1)
      #expect(off(.log10(base), Foundation.log10(base)) <= 2)  // glibc errs by 1.6 ulps
    }
  }

  @Test func sineAndCosineTogetherAreThoseOfOneByOne() {
    var generator = SeededGenerator(seed: 4)
    for _ in 0..<10_000 {
      let angle = Double.exp2(100 * generator.uniform() - 50) * (generator.uniform() < 0.5 ? -1 : 1)
      let (sine, cosine) = Double.sineAndCosine(angle)
      #expect(sine == .sin(angle) && cosine == .cos(angle))
      #expect(sine == -Double.sin(-angle) && cosine == .cos(-angle))
    }
  }

  @Test func wholePowersAreExact() {
    for n in -1074...1023 {
      let power = Double(sign: .plus, exponent: n, significand: 1)
      #expect(Double.exp2(Double(n)) == power && Double.log2(power) == Double(n))
    }
    for n in -300...300 {
      #expect(Double.log10(Double("1e\(n)")!) == Double(n))
    }
    for n in 0...22 {
      #expect(Double.pow(10, Double(n)) == Double("1e\(n)"))
    }
  }

  @Test func theEndsAreThoseOfTheCLibrary() {
    let ends: [Double] = [
      0, -0.0, 1, -1, .infinity, -.infinity, .nan, .leastNonzeroMagnitude, .leastNormalMagnitude,
      .greatestFiniteMagnitude, 709.782712893384, 709.7827128933841, -708.4, -745.13, -745.14, 1024,
      1e300, -1e300,
    ]
    func same(_ a: Double, _ b: Double) -> Bool {
      a.isNaN ? b.isNaN : a.bitPattern == b.bitPattern
    }
    for x in ends {
      #expect(same(.sin(x), Foundation.sin(x)) && same(.cos(x), Foundation.cos(x)), "\(x)")
      #expect(same(.log(x), Foundation.log(x)), "\(x)")
      #expect(same(.log2(x), Foundation.log2(x)) && same(.log10(x), Foundation.log10(x)), "\(x)")
      #expect(same(.exp(x), Foundation.exp(x)) && same(.exp2(x), Foundation.exp2(x)), "\(x)")
      // What powr leaves undefined apart: 1 to the power of ∞ or NaN.
      for y in ends where x > 0 && (x != 1 || y.isFinite) {
        #expect(same(.pow(x, y), Foundation.pow(x, y)), "\(x) to the power of \(y)")
      }
    }
    #expect(Double.pow(0, 2) == 0 && Double.pow(0, -2) == .infinity && Double.pow(0, 0) == 1)
    #expect(Double.pow(-2, 2).isNaN && Double.pow(-2, 0) == 1)
  }
}
