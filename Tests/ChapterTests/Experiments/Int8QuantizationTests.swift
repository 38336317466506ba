import Mini
import Testing

@testable import KVCacheExperiments

@Suite struct Int8QuantizationTests {
  @Test(arguments: Int8Scales.allCases) func noErrorExceedsHalfAScale(sharing: Int8Scales) {
    var generator = SeededGenerator(seed: 41)
    // The smallest Float is 1.4e-45, the smallest with all its digits 1.2e-38.
    for magnitude in [1e-44, 3e-44, 1e-43, 3e-43, 1e-41, 1e-38, 1e-30, 1, 1e30] {
      let x = Tensor.normal(3, 17, 20, deviation: magnitude, using: &generator)
      let rounded = Int8Quantization(x, scales: sharing)
      #expect(rounded.scales.shape == (sharing == .perToken ? [3, 17] : [3, 20]))
      let back = rounded.dequantized
      #expect(back.shape == x.shape)
      for h in 0..<3 {
        for t in 0..<17 {
          for d in 0..<20 {
            let bound = Double(rounded.scales[h, sharing == .perToken ? t : d]) / 2
            // Beside the rounding to a code there are those of the quotient and the product.
            let error = abs(Double(back[h, t, d]) - Double(x[h, t, d]))
            #expect(error <= bound * 1.0001)
          }
        }
      }
      #expect(rounded.byteCount == 3 * 17 * 20 + 4 * rounded.scales.count)
    }
  }

  @Test func theLargestNumberIsKept() {
    let x = Tensor(shape: [1, 2, 2], scalars: [127, -3.4, 0, -254])
    let rounded = Int8Quantization(x, scales: .perToken)
    #expect(rounded.codes == [127, -3, 0, -127])
    #expect(rounded.scales.scalars == [1, 2])
    #expect(rounded.dequantized.scalars == [127, -3, 0, -254])
  }

  @Test func zerosStayZeros() {
    let rounded = Int8Quantization(Tensor(zeros: [2, 3, 4]), scales: .perChannel)
    #expect(rounded.dequantized == Tensor(zeros: [2, 3, 4]))
  }

  /// Two features twenty times as large as the others: per token they set the scale for all.
  @Test func scalesPerChannelStopOutliers() {
    var generator = SeededGenerator(seed: 42)
    var x = Tensor.normal(2, 64, 32, using: &generator)
    for h in 0..<2 {
      for t in 0..<64 { for d in [3, 20] { x[h, t, d] *= 20 } }
    }
    func error(_ sharing: Int8Scales) -> Float {
      let difference = Int8Quantization(x, scales: sharing).dequantized - x
      // The ordinary features: an outlier itself loses the same either way.
      var (sum, count) = (Float(0), Float(0))
      for h in 0..<2 {
        for t in 0..<64 {
          for d in 0..<32 where d != 3 && d != 20 {
            sum += difference[h, t, d] * difference[h, t, d]
            count += 1
          }
        }
      }
      return (sum / count).squareRoot()
    }
    #expect(error(.perToken) / error(.perChannel) > 5)
  }

  @Test func whatIsNotFiniteBecomesNaN() {
    for poison in [Float.nan, .infinity, -.infinity] {
      var x = Tensor(repeating: 1, shape: [1, 3, 2])
      x[0, 1, 0] = poison
      let back = Int8Quantization(x, scales: .perToken).dequantized
      #expect(back.scalars.map(\.isNaN) == [false, false, true, true, false, false])
    }
  }
}
