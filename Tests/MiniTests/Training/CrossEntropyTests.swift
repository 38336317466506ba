import Foundation
import Testing

@testable import Mini

@Suite struct CrossEntropyTests {
  static func loss(_ logits: [Double], _ target: Int) -> Double {
    let maximum = logits.max()!
    return log(logits.reduce(0) { $0 + exp($1 - maximum) }) + maximum - logits[target]
  }

  @Test(arguments: [[1, 1], [3, 5], [2, 16], [4, 37], [300, 64]])
  func agreesWithDoubleAndItsDifferencesAtEveryIndex(shape: [Int]) {
    var generator = SeededGenerator(seed: 71)
    let logits = Tensor.normal(shape[0], shape[1], deviation: 4, using: &generator)
    let targets = (0..<shape[0]).map { ($0 * 7 + 3) % shape[1] }
    let losses = crossEntropy(logits, targets: targets)
    let expected = targets.indices.map { i in
      Self.loss((0..<shape[1]).map { Double(logits[i, $0]) }, targets[i])
    }
    #expect(losses.distance(to: expected) < 3e-6)

    var (gradient, same) = (logits, Tensor(zeros: [shape[0]]))
    crossEntropyBackward(&gradient, targets: targets, factor: 0.25, losses: &same)
    #expect(same.hasSameBits(as: losses))
    for i in targets.indices where i < 8 {
      let row = (0..<shape[1]).map { Double(logits[i, $0]) }
      let slopes = centralDifferences(at: row, step: 1e-5) { 0.25 * Self.loss($0, targets[i]) }
      #expect(gradient[row: i].distance(to: slopes) < 1e-6)
    }
  }

  /// A logit may be anything: far apart, huge, or not a number at all.
  @Test func extremeLogitsHaveTheirLoss() {
    let logits = Tensor([
      [1000, -1000, 0], [-3e38, 3e38, 0], [0, 0, 0], [.nan, 0, 0], [30, 0, 0],
    ])
    let losses = crossEntropy(logits, targets: [1, 1, 2, 1, 0])
    #expect(losses[0] == 2000 && losses[1] == 0)
    #expect(abs(losses[2] - Float(log(3.0))) < 1e-6)
    #expect(losses[3].isNaN)
    #expect(losses[4] >= 0 && losses[4] < 1e-6)
  }

  @Test func threadsAndRowsChangeNothing() {
    var generator = SeededGenerator(seed: 72)
    let logits = Tensor.normal(2000, 65, deviation: 4, using: &generator)
    let targets = (0..<2000).map { $0 % 65 }
    let alone = withThreads(1) { crossEntropy(logits, targets: targets) }
    for threads in [2, 3] {
      #expect(
        withThreads(threads) { crossEntropy(logits, targets: targets) }.hasSameBits(as: alone))
    }
    #expect(crossEntropy(logits[rows: 7..<8], targets: [7])[0] == alone[7])
  }
}
