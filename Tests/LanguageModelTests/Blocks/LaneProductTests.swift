import Mini
import Testing

@testable import Blocks

@Suite struct LaneProductTests {
  /// `[rows, outputs, inputs]` on both sides of the tile of 3×8, of a panel of 768 and of 192 rows.
  static let shapes = [
    [0, 3, 32], [1, 1, 32], [1, 8, 64], [1, 9, 768], [2, 7, 800], [3, 16, 96], [4, 17, 1536],
    [5, 33, 576], [191, 3, 32], [192, 9, 64], [194, 8, 32], [7, 40, 1600],
  ]

  private func weights(
    _ outputs: Int, _ inputs: Int, _ kind: BlockKind = .q8_0, seed: UInt64 = 31
  ) throws -> QuantizedMatrix {
    var generator = SeededGenerator(seed: seed)
    return try QuantizedMatrix(rounding: .normal(outputs, inputs, using: &generator), to: kind)
  }

  /// Weights of any kind: random bytes, with scales about 1/100.
  private func randomBytes(_ outputs: Int, _ inputs: Int, _ kind: BlockKind) throws
    -> QuantizedMatrix
  {
    var generator = SeededGenerator(seed: 33)
    let size = kind.bytesPerBlock
    var bytes = (0..<outputs * inputs / kind.blockLength * size).map { _ in
      UInt8(truncatingIfNeeded: generator.next())
    }
    let scales =
      switch kind {
      case .q4_0, .q5_0, .q8_0: [0]
      case .q4_1, .q5_1, .q4_K, .q5_K: [0, 2]
      case .q2_K: [80, 82]
      case .q3_K: [108]
      case .q6_K: [208]
      default: [size - 2]  // plain numbers
      }
    for block in stride(from: 0, to: bytes.count, by: size) {
      for place in scales {  // 0x20…0x23 is 0.008 to 0.015 as half, 1e-19 to 1e-17 as bfloat
        bytes[block + place + 1] = 0x20 | bytes[block + place + 1] & 0x83
      }
    }
    return try QuantizedMatrix(bytes, kind: kind, outputs: outputs, inputs: inputs)
  }

  private func rows(_ count: Int, _ inputs: Int) -> Tensor {
    var generator = SeededGenerator(seed: 32)
    return .normal(count, inputs, using: &generator)
  }

  /// The chain that the documentation promises, in plain loops.
  private func lanes(_ x: Tensor, _ w: Tensor) -> Tensor {
    var y = Tensor(zeros: [x.shape[0], w.shape[0]])
    for i in 0..<x.shape[0] {
      for j in 0..<w.shape[0] {
        var lanes = [Float](repeating: 0, count: 16)
        for k in 0..<x.shape[1] {
          lanes[k % 16].addProduct(x.scalars[i * x.width + k], w.scalars[j * w.width + k])
        }
        while lanes.count > 1 {
          lanes = stride(from: 0, to: lanes.count, by: 2).map { lanes[$0] + lanes[$0 + 1] }
        }
        y[i, j] = lanes[0]
      }
    }
    return y
  }

  /// What is added up for each element of the product, in `Double`.
  private func terms(_ x: Tensor, _ w: Tensor) -> [[Double]] {
    (0..<x.shape[0]).flatMap { i in
      (0..<w.shape[0]).map { j in
        (0..<x.width).map { Double(x[i, $0]) * Double(w[j, $0]) }
      }
    }
  }

  @Test(arguments: shapes) func everyElementIsItsLanesFolded(shape: [Int]) throws {
    let w = try weights(shape[1], shape[2])
    let x = rows(shape[0], shape[2])
    #expect(w(x).hasSameBits(as: lanes(x, w.dequantized())))
  }

  /// inputs / 16 + 4 roundings of what was summed so far, which the magnitudes bound.
  @Test(arguments: shapes) func agreesWithDouble(shape: [Int]) throws {
    let w = try weights(shape[1], shape[2])
    let x = rows(shape[0], shape[2])
    for (value, terms) in zip(w(x).scalars, terms(x, w.dequantized())) {
      let bound = Double(shape[2] / 16 + 5) * 0x1p-24 * terms.map(abs).reduce(0, +)
      #expect(abs(Double(value) - terms.reduce(0, +)) <= bound)
    }
  }

  @Test(arguments: BlockKind.allCases, [[1, 13, 1024], [5, 9, 768], [3, 8, 256]])
  func everyKind(kind: BlockKind, shape: [Int]) throws {
    let w = try randomBytes(shape[1], shape[2], kind)
    let x = rows(shape[0], shape[2])
    let weights = w.dequantized()
    #expect(weights.scalars.allSatisfy(\.isFinite) && weights.scalars.contains { $0 != 0 })
    #expect(w(x).hasSameBits(as: lanes(x, weights)))
  }

  /// Plain numbers need not fill vectors.
  @Test(arguments: [BlockKind.f32, .f16, .bf16], [1, 15, 16, 17, 100, 783, 785])
  func rowsOfAnyLength(kind: BlockKind, inputs: Int) throws {
    let w = try weights(11, inputs, kind)
    let x = rows(4, inputs)
    #expect(w(x).hasSameBits(as: lanes(x, w.dequantized())))
  }

  @Test(arguments: [64, 1600]) func aRowDoesNotDependOnTheOthers(inputs: Int) throws {
    let w = try weights(43, inputs)
    let x = rows(200, inputs)
    let whole = w(x)
    for count in [1, 2, 3, 4, 5, 7, 31, 100] {
      for first in stride(from: 0, to: 200, by: count) {
        let range = first..<min(first + count, 200)
        #expect(w(x[rows: range]).hasSameBits(as: whole[rows: range]))
      }
    }
  }

  @Test(arguments: [1, 5, 40]) func threadsChangeNothing(count: Int) throws {
    let w = try weights(1203, 800)
    let x = rows(count, 800)
    let alone = Threads.with(1) { w(x) }
    for threads in [2, 3, 7] {
      #expect(Threads.with(threads) { w(x) }.hasSameBits(as: alone))
    }
  }

  /// An infinity or NaN reaches exactly the elements that it reaches in the formula.
  @Test(arguments: [1, 2, 5]) func infinitiesAndNaNGoWhereTheFormulaSendsThem(count: Int) throws {
    for special: Float in [.infinity, -.infinity, .nan] {
      for position in [0, 17, 36] {
        var x = Tensor(repeating: 1, shape: [count, 37])
        var w = Tensor(repeating: 0.5, shape: [35, 37])
        x[count - 1, position] = special
        for j in 0..<35 where j % 3 == 0 { w[j, position] = 0 }
        w[34, 3] = special
        let product = try QuantizedMatrix(rounding: w, to: .f32)(x)
        for (value, terms) in zip(product.scalars, terms(x, w)) {
          let expected = terms.reduce(0, +)
          #expect(value.isNaN ? expected.isNaN : Double(value) == expected)
        }
      }
    }
  }

  /// A scale that is infinite or NaN spoils the outputs of its row and no other.
  @Test(arguments: [UInt16(0x7C00), 0x7E00]) func aSpoiltScaleSpoilsItsRow(scale: UInt16) throws {
    var bytes = [UInt8](repeating: 1, count: 9 * 2 * 34)
    bytes[4 * 68] = UInt8(scale & 255)
    bytes[4 * 68 + 1] = UInt8(scale >> 8)
    bytes[4 * 68 + 2] = 0  // ∞ · 0
    let w = try QuantizedMatrix(bytes, kind: .q8_0, outputs: 9, inputs: 64)
    let y = w(Tensor(repeating: 1, shape: [4, 64]))
    for i in 0..<4 {
      for j in 0..<9 { #expect(y[i, j].isNaN == (j == 4)) }
    }
  }
}
