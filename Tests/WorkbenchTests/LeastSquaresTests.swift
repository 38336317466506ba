import Base
import Foundation
import Mini
import Testing

@testable import Experiments

@Suite struct LeastSquaresTests {
  @Test func aLineThroughPointsIsFound() throws {
    let rows = (0..<10).map { x in [1, Double(x)] }
    let w = try LeastSquares(rows).factorized(ridge: 0).solve((0..<10).map { 3 - 2 * Double($0) })
    #expect(abs(w[0] - 3) < 1e-12)
    #expect(abs(w[1] + 2) < 1e-12)
  }

  /// The solution is where the gradient vanishes: Aᵀ(A·w − y) + ridge · w = 0.
  @Test(arguments: [0, 1e-3, 10])
  func theGradientVanishes(ridge: Double) throws {
    var generator = SeededGenerator(seed: 1)
    let rows = (0..<40).map { _ in (0..<7).map { _ in generator.normal() } }
    let y = (0..<40).map { _ in generator.normal() }
    let w = try LeastSquares(rows).factorized(ridge: ridge).solve(y)
    let residuals = zip(rows, y).map { row, y in zip(row, w).reduce(-y) { $0 + $1.0 * $1.1 } }
    for j in 0..<7 {
      let gradient = zip(rows, residuals).reduce(ridge * w[j]) { $0 + $1.0[j] * $1.1 }
      #expect(abs(gradient) < 1e-12)
    }
  }

  @Test func dependentColumnsNeedARidge() throws {
    let system = LeastSquares((0..<5).map { [Double($0), Double($0)] })
    #expect(throws: NotPositiveDefinite(column: 1, ridge: 0)) { try system.factorized(ridge: 0) }
    let w = try system.factorized(ridge: 1e-9).solve([0, 2, 4, 6, 8])
    #expect(abs(w[0] - 1) < 1e-6)
    #expect(abs(w[1] - 1) < 1e-6)
    #expect(throws: NotPositiveDefinite.self) {
      try LeastSquares([[.nan], [1]]).factorized(ridge: 1)
    }
    #expect(throws: NotPositiveDefinite.self) {
      try LeastSquares([[.infinity], [1]]).factorized(ridge: 1)
    }
  }

  /// P1, property 2: the map from PE(p) to PE(p + k) is found from some positions and holds at others.
  @Test func theMapBetweenSinusoidsIsFound() throws {
    let encoding = SinusoidalEncoding(dimensions: 8, base: 100)
    let map = try LeastSquares.linearMap(
      from: encoding(0..<100), to: encoding(37..<137), ridge: 1e-9)
    // One block [[cos, sin], [−sin, cos]] for each frequency.
    for i in 0..<8 {
      for j in 0..<8 {
        let angle = 37 * encoding.frequencies[i / 2]
        let block = i == j ? Double.cos(angle) : (i < j ? 1 : -1) * .sin(angle)
        #expect(abs(Double(map[i, j]) - (i / 2 == j / 2 ? block : 0)) < 1e-5)
      }
    }
  }

  @Test func noMapExistsBetweenLearnedRows() throws {
    var generator = SeededGenerator(seed: 1)
    let encoding = LearnedEncoding(table: .normal(137, 8, using: &generator))
    let map = try LeastSquares.linearMap(
      from: encoding(0..<100), to: encoding(37..<137), ridge: 1e-9)
    let mapped = (0..<100).map { p in
      (0..<8).map { i in (0..<8).reduce(Float(0)) { $0 + map[i, $1] * encoding.table[p, $1] } }
    }
    let residual = mapped.enumerated().reduce(0.0) { sum, row in
      sum + zip(row.1, encoding(row.0 + 37).scalars).reduce(0) { $0 + pow(Double($1.0 - $1.1), 2) }
    }
    #expect((residual / 800).squareRoot() > 0.8)
  }

  /// Chen et al., Figure 2: sinusoids fitted to 2048 random scores stay calm inside and between them
  /// and explode beyond. How far depends on the ridge and on the draw: the ranges hold 90 % of draws.
  @Test func rotaryScoresExplodeBeyondTheFit() throws {
    let frequencies = RotaryEmbedding(headDimension: 128).frequencies
    func features(_ s: Double) -> [Double] {
      frequencies.map { sin(s * $0) } + frequencies.map { cos(s * $0) }
    }
    func largest(_ rows: [[Double]], _ w: [Double]) -> Double {
      rows.reduce(0) { worst, row in max(worst, abs(zip(row, w).reduce(0) { $0 + $1.0 * $1.1 })) }
    }
    let inside = (0..<2048).map { features(Double($0)) }
    let outside = (2048..<4096).map { features(Double($0)) }
    let between = (0..<4096).map { features(Double($0) / 2) }
    var generator = SeededGenerator(seed: 1)
    let targets = (0..<5).map { _ in (0..<2048).map { _ in generator.normal() } }

    let system = LeastSquares(inside)
    let expected: [(ridge: Double, outside: ClosedRange<Double>)] = [
      (1e-8, 2e3...3e4), (1e-6, 2e2...3e3), (1e-4, 20...300), (1e-2, 3...30),
    ]
    for (ridge, range) in expected {
      let fit = try system.factorized(ridge: ridge)
      let fits = targets.map { fit.solve($0) }
      let beyond = fits.map { largest(outside, $0) }.sorted()
      #expect(range.contains(beyond[2]), "ridge \(ridge): median \(beyond[2])")
      for w in fits {
        #expect((0.4...1.2).contains(largest(inside, w)))
        #expect((0.4...1.2).contains(largest(between, w)))
      }
    }
  }
}
