import Experiments
import Mini

/// The same text written with a cache and without, in turns, token by token: what slows the machine down
/// slows both.
package struct TurnByTurn {
  package let decoder: Transformer
  package let start: [Int]
  /// What they write, `start` included.
  package let text: [Int]
  private var cache: TransformerCache

  package init(decoder: Transformer, start: [Int], text: [Int], cache: TransformerCache) {
    (self.decoder, self.start, self.text, self.cache) = (decoder, start, text, cache)
  }

  /// Seconds for each new token, without a cache and with one.
  package mutating func round() throws -> [[Double]] {
    var (slow, quick): ([Double], [Double]) = ([], [])
    let (decoder, start, text, clock) = (decoder, start, text, ContinuousClock())
    var failure: (any Error)?
    cache.reset()
    var last = clock.now
    _ = try decoder.generate(from: start, newTokens: text.count - start.count, cache: &cache) { _ in
      quick.append((clock.now - last) / .seconds(1))
      let before = Array(text.prefix(start.count + slow.count))
      do {
        let time = try clock.measure { _ = try decoder.generate(from: before, newTokens: 1) }
        slow.append(time / .seconds(1))
      } catch {
        failure = error
      }
      last = clock.now
      return failure == nil
    }
    if let failure { throw failure }
    return [slow, quick]
  }

  /// Both curves, with the multiply–adds of each token.
  package func curves(_ rounds: [[[Double]]]) throws -> [Curve] {
    let c = decoder.configuration
    let head = c.width * c.vocabulary
    let works = (start.count..<text.count).map { length in
      let pairs = 2 * c.layers * c.queryHeads * c.headDimension * length
      return [
        Double(Work(c, prompt: length, new: 1).without + head),
        Double(c.layers * c.linearWeightsPerLayer + pairs + head),
      ]
    }
    return try ["without cache", "with cache"].enumerated().map { i, name in
      try Curve(
        name, rounds: rounds.map { $0[i] }, works: works.map { $0[i] }, firstLength: start.count)
    }
  }
}

/// The time of each token of a text, and a straight line through it.
package struct Curve {
  /// Which of the two it is.
  package let name: String
  /// (tokens in the text, seconds)
  package let points: [(Double, Double)]
  /// How often it was measured.
  package let rounds: Int
  /// Seconds that each token of text adds to the next one.
  package let slope: Double
  /// All tokens, seconds.
  package let total: Double
  /// The time of the last quarter of the tokens over that of the first.
  package let growth: Double
  /// The same for the work.
  package let growthOfWork: Double
  /// Seconds for a multiply–add, token by token; the first token pays for waking up and is left out.
  package let timesPerWork: [Double]

  /// Takes the fastest round for each token: what else the machine does can only make it slower.
  init(_ name: String, rounds: [[Double]], works: [Double], firstLength: Int) throws {
    let times = rounds[0].indices.map { i in rounds.map { $0[i] }.min()! }
    (self.name, self.rounds) = (name, rounds.count)
    points = times.enumerated().map { (Double(firstLength + $0), $1) }
    // The first token pays for the prompt and for waking up.
    let fitted = points.dropFirst()
    let line = try LeastSquares(fitted.map { [1, $0.0] }).factorized(ridge: 0)
    slope = line.solve(fitted.map(\.1))[1]
    total = times.reduce(0, +)
    let quarter = max(1, times.count / 4)
    func growth(_ values: [Double]) -> Double {
      func middle(_ part: ArraySlice<Double>) -> Double { part.sorted()[part.count / 2] }
      return middle(values.suffix(quarter)) / middle(values.dropFirst().prefix(quarter))
    }
    self.growth = growth(times)
    growthOfWork = growth(works)
    timesPerWork = zip(times, works).dropFirst().map { $0 / $1 }
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
