import LanguageModel
import Mini
import Testing

@testable import GQAExperiments

@Suite struct HeadPoolingTests {
  static let heads = 32
  static let headDimension = 64

  /// Heads that share a matrix within each group of `perPooled` and differ by `noise` times numbers
  /// of the same magnitude.
  func relatedHeads(perPooled: Int, noise: Float, _ generator: inout SeededGenerator) -> Linear {
    let (inputs, dh) = (128, Self.headDimension)
    var weight = noise * Tensor.normal(inputs, Self.heads * dh, using: &generator)
    let shared = Tensor.normal(inputs, Self.heads / perPooled * dh, using: &generator)
    for i in 0..<inputs {
      for h in 0..<Self.heads {
        for d in 0..<dh { weight[i, h * dh + d] += shared[i, h / perPooled * dh + d] }
      }
    }
    return Linear(weight: weight)
  }

  /// ‖W_h − pooled‖ / ‖W_h‖ over all heads.
  func relativeError(_ full: Linear, _ pooled: Linear) -> Double {
    let dh = Self.headDimension
    let perPooled = full.outputs / pooled.outputs
    var (error, norm) = (0.0, 0.0)
    for i in 0..<full.inputs {
      for j in 0..<full.outputs {
        let w = Double(full.weight[i, j])
        let p = Double(pooled.weight[i, j / dh / perPooled * dh + j % dh])
        error += (w - p) * (w - p)
        norm += w * w
      }
    }
    return (error / norm).squareRoot()
  }

  /// With m heads for each pooled one and noise e: mean √((1 − 1/m) e² / (1 + e²)), first √2 times
  /// that, random √2 whatever e is.
  @Test(arguments: [2, 8], [0, 0.1, 0.5, 1]) func errorsFollowTheFormulas(m: Int, e: Double) throws
  {
    var generator = SeededGenerator(seed: 91)
    let full = relatedHeads(perPooled: m, noise: Float(e), &generator)
    let meanError = ((1 - 1 / Double(m)) * e * e / (1 + e * e)).squareRoot()
    let expected: [HeadPooling: Double] = [
      .mean: meanError, .first: 2.0.squareRoot() * meanError, .random: 2.0.squareRoot(),
    ]
    for pooling in HeadPooling.allCases {
      let pooled = try full.poolingHeads(
        Self.heads, to: Self.heads / m, by: pooling, using: &generator)
      #expect(pooled.weight.shape == [128, Self.heads / m * Self.headDimension])
      let error = relativeError(full, pooled)
      #expect(abs(error - expected[pooling]!) <= 0.02 * expected[pooling]! + 1e-6)
    }
  }

  /// The mean of projections is the projection that gives the mean of keys, before and after the
  /// rotation, since all heads of a token turn alike.
  @Test func poolingCommutesWithRotation() throws {
    var generator = SeededGenerator(seed: 92)
    let rotary = RotaryEmbedding(headDimension: 16)
    let layer = try AttentionLayer(
      width: 32, queryHeads: 8, kvHeads: 8, headDimension: 16, rotary: rotary, using: &generator)
    let pooled = try layer.pooled(toKVHeads: 2, by: .mean, using: &generator)
    #expect(pooled.kvHeads == 2 && pooled.queryHeadsPerKVHead == 4)
    #expect(pooled.query == layer.query && pooled.output == layer.output)
    let x = Tensor.normal(9, 32, using: &generator)
    let (all, few) = (layer.project(x, position: 5), pooled.project(x, position: 5))
    for g in 0..<2 {
      func mean(_ heads: Tensor) -> Tensor {
        (4 * g..<4 * g + 4).reduce(Tensor(zeros: [9, 16])) { $0 + heads[row: $1] } / 4
      }
      // Keys of magnitude 4, whose sums of 32 terms are rounded in another order.
      #expect(few.keys[row: g].largestDifference(from: mean(all.keys)) < 4e-6)
      #expect(few.values[row: g].largestDifference(from: mean(all.values)) < 4e-6)
    }
  }

  @Test func poolingToAsManyHeadsChangesNothing() throws {
    var generator = SeededGenerator(seed: 93)
    let full = Linear(inputs: 10, outputs: 24, using: &generator)
    for pooling in [HeadPooling.mean, .first] {
      #expect(try full.poolingHeads(4, to: 4, by: pooling, using: &generator) == full)
    }
    let first = try full.poolingHeads(4, to: 2, by: .first, using: &generator)
    #expect(first.weight[3, 6] == full.weight[3, 12])
    #expect(throws: ModelError.self) {
      _ = try full.poolingHeads(4, to: 3, by: .mean, using: &generator)
    }
  }

  @Test(arguments: [0, -1, .min, 3, 16, .max]) func headsThatCannotBePooledAreRefused(heads: Int)
    throws
  {
    var generator = SeededGenerator(seed: 94)
    let full = Linear(inputs: 2, outputs: 16, using: &generator)
    #expect(throws: ModelError.self) {
      _ = try full.poolingHeads(8, to: heads, by: .mean, using: &generator)
    }
    let layer = try AttentionLayer(
      width: 2, queryHeads: 8, kvHeads: 8, headDimension: 2, using: &generator)
    #expect(throws: ModelError.self) {
      _ = try layer.pooled(toKVHeads: heads, by: .mean, using: &generator)
    }
  }

  /// A bias is one more row, and a head that stands there twice is read twice.
  @Test func biasesFollowAndHeadsCanBeRepeated() throws {
    var generator = SeededGenerator(seed: 94)
    let weight = Tensor.normal(5, 12, using: &generator)
    let full = Linear(weight: weight, bias: Tensor.normal(1, 12, using: &generator)[row: 0])
    let x = Tensor.normal(7, 5, using: &generator)
    let (y, pooled) = (full(x), try full.poolingHeads(4, to: 2, by: .mean, using: &generator)(x))
    for token in 0..<7 {
      for j in 0..<3 {
        for g in 0..<2 {
          let mean = (y[token, 6 * g + j] + y[token, 6 * g + 3 + j]) / 2
          #expect(abs(pooled[token, 3 * g + j] - mean) < 1e-6)
        }
      }
    }
    let repeated = full.repeatedHeads(4, times: 3)
    #expect(repeated.outputs == 36)
    let z = repeated(x)
    for token in 0..<7 {
      for j in 0..<36 { #expect(z[token, j] == y[token, j / 9 * 3 + j % 3]) }
    }
    let random = try full.poolingHeads(4, to: 1, by: .random, using: &generator)
    #expect(random.bias == Tensor(zeros: [3]))
  }

  /// Weights in blocks are the same numbers once they are widened.
  @Test func widenedLayersComputeTheSame() throws {
    var generator = SeededGenerator(seed: 95)
    let rows = Tensor.normal(8, 32, using: &generator)
    let matrix = try QuantizedMatrix(rounding: rows, to: .q8_0)
    let layer = try Linear(matrix, bias: Tensor.normal(1, 8, using: &generator)[row: 0])
    #expect(layer.widened.weight == matrix.dequantized().transposed)
    #expect(layer.widened.bias == layer.bias && layer.widened.widened == layer.widened)
    let x = Tensor.normal(3, 32, using: &generator)
    #expect(layer.widened(x).largestDifference(from: layer(x)) < 1e-5)
  }
}
