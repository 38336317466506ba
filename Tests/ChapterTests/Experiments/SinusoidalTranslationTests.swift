import Mini
import Testing

@testable import RoPEExperiments

@Suite struct SinusoidalTranslationTests {
  @Test func theNextCodeIsALinearMapOfThisOne() {
    let encoding = SinusoidalEncoding(dimensions: 64)
    for distance in [0, 1, 37, -5] {
      let map = encoding.translation(by: Double(distance))
      for position in [0, 9, 12_345] {
        let (from, to) = (encoding(position), encoding(position + distance))
        for i in 0..<64 {
          let mapped = (0..<64).reduce(0.0) { $0 + Double(map[i, $1]) * Double(from[$1]) }
          #expect(abs(mapped - Double(to[i])) < 3e-7)
        }
      }
    }
  }
}
