import Testing

@testable import Pictures

private let space = "\u{00A0}"

@Suite struct NumbersTests {
  @Test func fixedDigits() {
    #expect(0.97.fixed(3) == "0.970")
    #expect(Float(-1.26).fixed(1) == "-1.3")
    #expect((-0.0001).fixed(2) == "0.00")
    #expect((-0.0).fixed(0) == "0")
    #expect(Double.nan.fixed(2) == "NaN" && Double.infinity.fixed(2) == "∞")
    #expect((-Double.infinity).fixed(2) == "-∞")
  }

  @Test(
    arguments: [
      (0, "0"), (0.000_123_4, "0.000123"), (9.999, "10.0"), (999.9, "1000"), (-2.5, "-2.50"),
      (47_117.3, "47 117"), (1.234e-9, "1.23e-09"), (1.234e12, "1.23e+12"), (123, "123"),
    ] as [(Double, String)])
  func significantDigits(value: Double, text: String) {
    #expect(value.significant(3) == text.replacing(" ", with: space))
  }

  @Test func groupsOfThree() {
    #expect(9_999.grouped == "9999" && (-9_999).grouped == "-9999")
    #expect(10_000.grouped == "10\(space)000")
    #expect((-1_234_567).grouped == "-1\(space)234\(space)567")
    #expect(UInt64.max.grouped.filter(\.isNumber) == "18446744073709551615")
    #expect(Int.min.grouped.hasPrefix("-9\(space)223"))
  }

  @Test func briefNumbers() {
    #expect(5.0.brief() == "5" && 0.0001.brief() == "0.0001" && 2.5.brief() == "2.5")
    #expect(1e15.brief() == "1e+15" && 123_456_789_012.0.brief().hasPrefix("123\(space)456"))
  }

  @Test(
    arguments: [
      (1.5e-9, "1.50 ns"), (2e-6, "2.00 µs"), (0.000_999_7, "1.00 ms"), (0.012, "12.0 ms"),
      (0.9999, "1.00 s"), (75, "75.0 s"), (0, "0 ns"), (-0.002, "-2.00 ms"),
    ] as [(Double, String)])
  func durations(seconds: Double, text: String) {
    #expect(duration(seconds) == text.replacing(" ", with: space))
  }

  @Test(arguments: [
    (0, "0 B"), (1023, "1023 B"), (1024, "1 KiB"), (1536, "1.50 KiB"), (1_048_575, "1.00 MiB"),
    (5 << 30, "5 GiB"), (1 << 55, "32 768 TiB"), (-2048, "-2 KiB"),
  ])
  func amountsOfMemory(bytes: Int, text: String) {
    #expect(memory(bytes) == text.replacing(" ", with: space))
  }

  @Test func shares() { #expect(0.98971.percent(2) == "98.97\(space)%") }
}
