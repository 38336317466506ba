import Testing

@testable import Mini

@Suite struct RowReductionsTests {
  /// Lengths around the sixteen lanes, and lengths of real rows.
  static let lengths = [0, 1, 2, 3, 15, 16, 17, 31, 32, 33, 64, 129, 577, 4096]

  /// Rounding may cost a few units of the last place for each step of the longest chain.
  func bound(_ magnitude: Double, _ length: Int) -> Double {
    magnitude * 0x1p-24 * Double(length / 16 + 8)
  }

  @Test(arguments: lengths) func sumsAgreeWithDouble(length: Int) {
    var generator = SeededGenerator(seed: 1)
    let x = Array(Tensor.normal(length, using: &generator).scalars)
    let y = Array(Tensor.normal(length, using: &generator).scalars)
    let (dx, dy) = (x.map(Double.init), y.map(Double.init))
    let sum = dx.reduce(0, +)
    #expect(
      abs(Double(Row.sum(x, count: length)) - sum) <= bound(dx.map(abs).reduce(0, +), length))
    let products = zip(dx, dy).map { $0 * $1 }
    #expect(
      abs(Double(Row.dot(x, y, count: length)) - products.reduce(0, +))
        <= bound(products.map(abs).reduce(0, +), length))
    #expect(Row.maximum(x, count: length) == x.max() ?? -.infinity)
  }

  /// The order of the additions is a promise, so it is written down a second time.
  @Test(arguments: lengths) func elementJGoesIntoLaneJModulo16(length: Int) {
    var generator = SeededGenerator(seed: 2)
    let x = Array(Tensor.normal(length, using: &generator).scalars)
    let y = Array(Tensor.normal(length, using: &generator).scalars)
    func folded(_ add: (inout Float, Int) -> Void) -> Float {
      var lanes = [Float](repeating: 0, count: 16)
      for j in 0..<length { add(&lanes[j % 16], j) }
      while lanes.count > 1 {
        lanes = stride(from: 0, to: lanes.count, by: 2).map { lanes[$0] + lanes[$0 + 1] }
      }
      return lanes[0]
    }
    #expect(Row.sum(x, count: length) == folded { $0 += x[$1] })
    #expect(Row.dot(x, y, count: length) == folded { $0.addProduct(x[$1], y[$1]) })
  }

  @Test(arguments: lengths) func aNaNIsNeverLost(length: Int) {
    for position in 0..<length {
      var x = (0..<length).map { Float($0 % 7) }
      x[position] = .nan
      #expect(Row.maximum(x, count: length).isNaN)
      #expect(Row.sum(x, count: length).isNaN)
      #expect(Row.dot(x, x, count: length).isNaN)
    }
  }

  @Test func infinitiesStayInfinite() {
    var x = [Float](repeating: 1, count: 21)
    x[19] = -.infinity
    #expect(Row.maximum(x, count: 21) == 1)
    #expect(Row.sum(x, count: 21) == -.infinity)
    #expect(Row.maximum([-.infinity, -.infinity], count: 2) == -.infinity)
  }
}
