import Foundation
import Testing

@testable import Mini

@Suite struct OptimizerTests {
  /// A matrix and a vector, with elements that do not fill a vector of sixteen.
  struct Pair: Parameterized {
    var matrix: Tensor
    var vector: Tensor

    init(_ generator: inout SeededGenerator) {
      matrix = .normal(5, 7, using: &generator)
      vector = .normal(17, using: &generator)
    }

    /// All numbers one after the other.
    var numbers: [Double] { matrix.scalars.map(Double.init) + vector.scalars.map(Double.init) }

    mutating func forEachWeights(_ name: String, _ body: (String, inout Weights) -> Void) {
      matrix.forEachWeights(name + "matrix", body)
      vector.forEachWeights(name + "vector", body)
    }
  }

  /// Ten steps against the algorithm of the paper in `Double`, decay for the matrix only.
  @Test(arguments: [0, 0.1]) func adamWIsTheAlgorithmOfThePaper(decay: Double) {
    var generator = SeededGenerator(seed: 81)
    var model = Pair(&generator)
    var adam = AdamW(beta1: 0.8, beta2: 0.95, eps: 1e-4, weightDecay: decay)
    var w = model.numbers
    var (m, v) = ([Double](repeating: 0, count: 52), [Double](repeating: 0, count: 52))
    for step in 1...10 {
      let gradient = Pair(&generator)
      let (rate, factor) = (0.01 * Double(step), 0.7)
      adam.update(&model, gradient: gradient, learningRate: rate, factor: factor)
      for (i, g) in gradient.numbers.enumerated() {
        let g = factor * g
        m[i] = 0.8 * m[i] + 0.2 * g
        v[i] = 0.95 * v[i] + 0.05 * g * g
        let direction = m[i] / (1 - pow(0.8, Double(step)))
        let size = (v[i] / (1 - pow(0.95, Double(step)))).squareRoot() + 1e-4
        let decayed = i < 35 ? decay * w[i] : 0
        w[i] -= rate * (direction / size + decayed)
      }
    }
    #expect(adam.stepCount == 10)
    #expect(model.matrix.distance(to: Array(w[..<35])) < 5e-6)
    #expect(model.vector.distance(to: Array(w[35...])) < 5e-6)
  }

  @Test(arguments: [0, 0.9]) func descentFollowsTheGradient(momentum: Double) {
    var generator = SeededGenerator(seed: 82)
    var (model, descent) = (Pair(&generator), SGD(momentum: momentum))
    var w = model.numbers
    var u = [Double](repeating: 0, count: 52)
    for _ in 0..<5 {
      let gradient = Pair(&generator)
      descent.update(&model, gradient: gradient, learningRate: 0.1, factor: 0.5)
      for (i, g) in gradient.numbers.enumerated() {
        u[i] = momentum * u[i] + 0.5 * g
        w[i] -= 0.1 * u[i]
      }
    }
    #expect(model.matrix.distance(to: Array(w[..<35])) < 2e-6)
    #expect(model.vector.distance(to: Array(w[35...])) < 2e-6)
  }

  @Test func theNormIsThatOfOneVector() {
    var generator = SeededGenerator(seed: 83)
    let pair = Pair(&generator)
    let squares = pair.numbers.reduce(0) { $0 + $1 * $1 }
    #expect(abs(pair.globalNorm - squares.squareRoot()) < 1e-12)
  }

  @Test func threadsChangeNothing() {
    func after(_ threads: Int) -> Tensor {
      withThreads(threads) {
        var generator = SeededGenerator(seed: 85)
        var layer = Linear(inputs: 300, outputs: 301, using: &generator)
        var adam = AdamW()
        for _ in 0..<3 {
          let gradient = Linear(inputs: 300, outputs: 301, using: &generator)
          adam.update(&layer, gradient: gradient, learningRate: 0.01, factor: 1)
        }
        return layer.weight
      }
    }
    let alone = after(1)
    #expect(after(2).hasSameBits(as: alone) && after(3).hasSameBits(as: alone))
  }

  // MARK: Schedule

  @Test func theScheduleRisesAndFalls() throws {
    let schedule = try LearningRateSchedule(
      peak: 0.4, warmUp: 4, steps: 14, finalFraction: 0.25)
    let rates = (1...16).map { schedule($0) }
    for (rate, expected) in zip(rates, [0.1, 0.2, 0.3, 0.4]) {
      #expect(abs(rate - expected) < 1e-15)
    }
    #expect(abs(rates[8] - 0.25) < 1e-15)  // half way
    for rate in rates[13...] { #expect(abs(rate - 0.1) < 1e-15) }
    #expect(zip(rates[3...12], rates[4...13]).allSatisfy { $0 > $1 })
    let constant = try LearningRateSchedule(constant: 0.3)
    #expect(constant(1) == 0.3 && constant(1_000_000) == 0.3)
    #expect(try LearningRateSchedule(peak: 1, steps: 1)(1) == 0.1)
  }

  @Test func wrongSchedulesAreRefused() {
    for rate in [0, -1, Double.nan, .infinity] {
      #expect(throws: ModelError("a learning rate is a number above 0, not \(rate)")) {
        _ = try LearningRateSchedule(constant: rate)
      }
      #expect(throws: ModelError.self) { _ = try LearningRateSchedule(peak: rate, steps: 5) }
    }
    #expect(throws: ModelError("the number of steps must be at least 1, not 0")) {
      _ = try LearningRateSchedule(peak: 1, steps: 0)
    }
    #expect(throws: ModelError.self) { _ = try LearningRateSchedule(peak: 1, warmUp: -1, steps: 5) }
    for fraction in [-0.1, 1.1, .nan] {
      #expect(throws: ModelError.self) {
        _ = try LearningRateSchedule(peak: 1, steps: 5, finalFraction: fraction)
      }
    }
  }

  /// No step asks for a rate that is no number, wherever it is counted from.
  @Test func ratesAreNumbersEverywhere() throws {
    for warmUp in [0, 1, 3] {
      let schedule = try LearningRateSchedule(peak: 2, warmUp: warmUp, steps: 5)
      for step in [Int.min, -5, -1, 0] { #expect(schedule(step) == (warmUp == 0 ? 2 : 0)) }
      #expect(schedule(warmUp) == 2 && abs(schedule(.max) - 0.2) < 1e-15)
    }
    #expect(try LearningRateSchedule(constant: 3)(0) == 3)
  }
}
