import Experiments
import Mini

/// The time of each token of a text, and a straight line through it.
package struct Curve {
  /// (tokens in the text, seconds)
  package let points: [(Double, Double)]
  /// Seconds that each token of text adds to the next one.
  package let slope: Double
  /// All tokens, seconds.
  package let total: Double
  /// The time of the last quarter of the tokens over that of the first.
  package let growth: Double

  /// Takes the fastest round for each token: what else the machine does can only make it slower.
  package init(rounds: [[Double]], firstLength: Int) throws {
    let times = rounds[0].indices.map { i in rounds.map { $0[i] }.min()! }
    points = times.enumerated().map { (Double(firstLength + $0), $1) }
    // The first token pays for the prompt and for waking up.
    let fitted = points.dropFirst()
    let line = try LeastSquares(fitted.map { [1, $0.0] }).factorized(ridge: 0)
    slope = line.solve(fitted.map(\.1))[1]
    total = times.reduce(0, +)
    let quarter = max(1, times.count / 4)
    func middle(_ times: ArraySlice<Double>) -> Double { times.sorted()[times.count / 2] }
    growth = middle(times.suffix(quarter)) / middle(times.dropFirst().prefix(quarter))
  }
}

/// A text that goes into an empty cache at once or one token after the other.
package final class Phase {
  package let decoder: Transformer
  package let text: [Int]
  private var cache: TransformerCache

  package init(decoder: Transformer, text: [Int], cache: TransformerCache) {
    (self.decoder, self.text, self.cache) = (decoder, text, cache)
  }

  package func prefilled() throws -> Tensor {
    cache.reset()
    return try decoder.hiddenStates(text, cache: &cache)
  }

  package func decoded() throws -> Tensor {
    cache.reset()
    return .concatenate(try text.map { try decoder.hiddenStates([$0], cache: &cache) })
  }
}
