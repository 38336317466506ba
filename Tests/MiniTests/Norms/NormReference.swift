import Foundation

@testable import Mini

/// The formulas in plain `Double`, one number after the other: what every kernel is held against.
enum NormReference {
  static func rmsNorm(
    _ x: [Double], gain: [Double]? = nil, eps: Double, first k: Int? = nil
  ) -> [Double] {
    let sample = x.prefix(k ?? x.count)
    let root = (sample.map { $0 * $0 }.reduce(0, +) / Double(sample.count) + eps).squareRoot()
    return x.indices.map { x[$0] / root * (gain?[$0] ?? 1) }
  }

  static func layerNorm(
    _ x: [Double], gain: [Double]? = nil, bias: [Double]? = nil, eps: Double
  ) -> [Double] {
    let mean = x.reduce(0, +) / Double(x.count)
    let root = (variance(x) + eps).squareRoot()
    return x.indices.map { (x[$0] - mean) / root * (gain?[$0] ?? 1) + (bias?[$0] ?? 0) }
  }

  static func variance(_ x: [Double]) -> Double {
    let mean = x.reduce(0, +) / Double(x.count)
    return x.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(x.count)
  }
}

extension Tensor {
  /// The rows as `Double`s, over all leading axes.
  var rows: [[Double]] {
    (0..<rowCount).map { scalars[$0 * width..<($0 + 1) * width].map(Double.init) }
  }

  /// The bits of every element: equal also where NaN meets NaN and 0 meets −0 does not.
  var bits: [UInt32] { scalars.map(\.bitPattern) }

  func scaled(by factor: Float) -> Tensor {
    Tensor(shape: shape, scalars: scalars.map { $0 * factor })
  }

  /// The largest absolute difference of two elements; NaN where either is NaN.
  func distance(to other: [Double]) -> Double {
    precondition(count == other.count)
    return zip(scalars, other).reduce(0) { largest, pair in
      let difference = abs(Double(pair.0) - pair.1)
      return difference.isNaN || difference > largest ? difference : largest
    }
  }

  func distance(to other: Tensor) -> Double { distance(to: other.scalars.map(Double.init)) }

  /// x Wᵀ for `[cases, inputs]` and `[outputs, inputs]`: each output one chain of fused
  /// multiply–adds in `Float`, as the matrix product does it.
  func summedInputs(_ weight: Tensor) -> Tensor {
    let (outputs, inputs) = (weight.shape[0], weight.shape[1])
    var result = Tensor(zeros: [shape[0], outputs])
    for i in 0..<shape[0] {
      for o in 0..<outputs {
        var sum: Float = 0
        for k in 0..<inputs {
          sum.addProduct(scalars[i * inputs + k], weight.scalars[o * inputs + k])
        }
        result[i, o] = sum
      }
    }
    return result
  }
}

/// The central difference of `loss` with respect to each number of `point`, one after the other.
func centralDifferences(at point: [Double], step: Double, _ loss: ([Double]) -> Double) -> [Double]
{
  point.indices.map { i in
    var (above, below) = (point, point)
    above[i] += step
    below[i] -= step
    return (loss(above) - loss(below)) / (2 * step)
  }
}

/// Widths around the registers of 8, 16 and 32 elements, and widths of real rows.
let awkwardWidths = [1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 129, 577, 1024]
