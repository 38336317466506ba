import Foundation
import Synchronization
import Testing

@testable import Mini

/// What the kernels promise for both norms: one row, one answer; every finite row has one.
@Suite struct NormalizationTests {
  static func norms(_ width: Int, eps: Double = 1e-5) -> [(String, (Tensor) -> Tensor)] {
    var generator = SeededGenerator(seed: 7)
    var rms = RMSNorm(dimensions: width, eps: eps)
    var layer = LayerNorm(dimensions: width, eps: eps)
    rms.gain = Tensor.uniform(width, in: 0.5..<1.5, using: &generator)
    layer.gain = rms.gain
    layer.bias = Tensor.uniform(width, using: &generator)
    let partial = PartialRMSNorm(dimensions: width, fraction: 0.25, eps: eps)
    return [
      ("RMSNorm", { rms($0) }), ("LayerNorm", { layer($0) }), ("PartialRMSNorm", { partial($0) }),
    ]
  }

  @Test(arguments: awkwardWidths) func aRowDoesNotKnowTheOthers(width: Int) {
    var generator = SeededGenerator(seed: 1)
    let x = Tensor.normal(64, width, using: &generator)
    for (name, norm) in Self.norms(width) {
      let all = norm(x)
      let four = norm(x[rows: 8..<12])
      #expect(four.bits == all[rows: 8..<12].bits, "\(name)")
      for i in 8..<12 { #expect(norm(x[row: i]).bits == all[row: i].bits, "\(name) row \(i)") }
    }
  }

  @Test func theNumberOfThreadsChangesNoBit() {
    var generator = SeededGenerator(seed: 2)
    let x = Tensor.normal(600, 577, using: &generator)
    let before = Threads.count
    defer { Threads.count = before }
    for (name, norm) in Self.norms(577) {
      let results = [1, 2, 3].map { threads in
        Threads.count = threads
        return norm(x).bits
      }
      #expect(results[0] == results[1] && results[0] == results[2], "\(name)")
    }
  }

  /// The order of the additions is a promise, so it is written down a second time. Squares of numbers
  /// of different sizes fill a `Double`, so that nearly every addition rounds.
  @Test(arguments: awkwardWidths) func elementJGoesIntoSumJModulo32(width: Int) {
    var generator = SeededGenerator(seed: 3)
    let x = Tensor(
      shape: [20, width],
      scalars: (0..<20 * width).map { _ in Float(exp(3 * generator.normal())) })
    let sums = x.rows.map { row in
      var sums = [Double](repeating: 0, count: 32)
      for (j, value) in row.enumerated() { sums[j % 32].addProduct(value, value) }
      for i in 0..<8 { sums[i] = (sums[i] + sums[i + 8]) + (sums[i + 16] + sums[i + 24]) }
      for half in [4, 2, 1] {
        for i in 0..<half { sums[i] += sums[i + half] }
      }
      return sums[0]
    }
    let found = Mutex([Double]())
    _ = x.summarizeRows { row in
      found.withLock { $0.append(row.sumOfSquares) }
      return 0
    }
    #expect(found.withLock { $0 } == sums)
  }

  /// 1e30² does not fit a Float and 1e-30² vanishes in one; the answer is that of ordinary rows.
  @Test(arguments: [1e-44, 1e-38, 1e-35, 1e-30, 1e-20, 1e20, 1e30, 1e37])
  func extremeRowsHaveTheAnswerOfOrdinaryOnes(scale: Double) {
    var generator = SeededGenerator(seed: 4)
    let x = Tensor(
      shape: [3, 33], scalars: (0..<99).map { _ in Float(scale * generator.normal()) })
    for (y, expected) in [
      (RMSNorm(dimensions: 33, eps: 0)(x), x.rows.map { NormReference.rmsNorm($0, eps: 0) }),
      (LayerNorm(dimensions: 33, eps: 0)(x), x.rows.map { NormReference.layerNorm($0, eps: 0) }),
    ] {
      #expect(y.distance(to: Array(expected.joined())) < 1e-6)
    }
    // With ε tiny rows vanish and huge ones do not notice.
    let y = RMSNorm(dimensions: 33)(x)
    #expect(y.distance(to: x.rows.flatMap { NormReference.rmsNorm($0, eps: 1e-5) }) < 1e-6)
  }

  @Test func theLargestFloatsOverflowNowhere() {
    let most = Float.greatestFiniteMagnitude
    let x = Tensor([most, -most, -most, -most])
    #expect(RMSNorm(dimensions: 4)(x) == Tensor([1, -1, -1, -1]))
    let root = 3.0.squareRoot()
    #expect(
      LayerNorm(dimensions: 4)(x).distance(to: [root, -1 / root, -1 / root, -1 / root]) < 1e-6)
  }

  @Test func zerosStayZeroAndAreNaNWithoutEps() {
    let zeros = Tensor(zeros: [2, 20])
    #expect(RMSNorm(dimensions: 20)(zeros) == zeros)
    #expect(LayerNorm(dimensions: 20)(zeros) == zeros)
    #expect(RMSNorm(dimensions: 20, eps: 0)(zeros).isAllNaN)
    #expect(LayerNorm(dimensions: 20, eps: 0)(zeros).isAllNaN)
  }

  @Test(arguments: [1, 16, 17, 70]) func aNaNStaysInItsRow(width: Int) {
    for position in 0..<width {
      var x = Tensor(
        shape: [3, width], scalars: (0..<3 * width).map { Float($0 % 5) + 1 })
      x[1, position] = .nan
      for (y, beside) in [
        (RMSNorm(dimensions: width)(x), RMSNorm(dimensions: width)(x[rows: 0..<1])),
        (LayerNorm(dimensions: width)(x), LayerNorm(dimensions: width)(x[rows: 0..<1])),
      ] {
        #expect(y[row: 1].isAllNaN)
        #expect(y[rows: 0..<1].bits == beside.bits)
        #expect(y[row: 2].isFinite)
      }
    }
  }

  @Test(arguments: [2, 16, 17, 70]) func anInfinityDoesAsDocumented(width: Int) {
    var x = Tensor(repeating: 1, shape: [width])
    x[width - 1] = -.infinity
    let y = RMSNorm(dimensions: width)(x)
    #expect(y[width - 1].isNaN)
    #expect(y.scalars.dropLast().allSatisfy { $0 == 0 })
    #expect(LayerNorm(dimensions: width)(x).isAllNaN)
  }

  @Test func writingIntoMemoryGivesTheSame() {
    var generator = SeededGenerator(seed: 5)
    let x = Tensor.normal(5, 33, using: &generator)
    var y = Tensor(zeros: x.shape)
    let (rms, layer) = (RMSNorm(dimensions: 33), LayerNorm(dimensions: 33))
    let partial = PartialRMSNorm(dimensions: 33, fraction: 0.5)
    rms(x, into: &y)
    #expect(y == rms(x))
    layer(x, into: &y)
    #expect(y == layer(x))
    partial(x, into: &y)
    #expect(y == partial(x))
    y = x
    layer(y, into: &y)
    #expect(y == layer(x))
  }
}
