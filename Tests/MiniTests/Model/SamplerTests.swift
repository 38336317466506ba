import Foundation
import Testing

@testable import Mini

@Suite struct SamplerTests {
  /// How often each token is drawn in `count` draws.
  func frequencies(_ sampler: Sampler, _ logits: Tensor, count: Int = 20_000) -> [Double] {
    var (sampler, counts) = (sampler, [Int](repeating: 0, count: logits.count))
    for _ in 0..<count { counts[sampler(logits)] += 1 }
    return counts.map { Double($0) / Double(count) }
  }

  let logits = Tensor([0.5, 2, -1, 2, 1, -.infinity])

  @Test(arguments: [0.3, 1, 3]) func drawsFollowTheSoftmax(temperature: Double) throws {
    let sampler = try Sampler(temperature: temperature, seed: 1)
    let expected = Naive.softmax(logits.scalars.map { Double($0) / temperature })
    for (found, expected) in zip(frequencies(sampler, logits), expected) {
      // Four standard deviations of a share of 20,000 draws.
      #expect(abs(found - expected) <= 4 * (expected * (1 - expected) / 20_000).squareRoot())
    }
  }

  @Test func temperatureZeroIsGreedyAndTiesGoToTheLowerIndex() throws {
    var (greedy, cold) = (Sampler.greedy, try Sampler(temperature: 0, seed: 3))
    for _ in 0..<10 { #expect(greedy(logits) == 1 && cold(logits) == 1) }
    // One of two equals: the one with the lower index.
    let one = frequencies(try Sampler(topK: 1, seed: 2), logits, count: 100)
    #expect(one == [0, 1, 0, 0, 0, 0])
  }

  @Test func onlyTheMostLikelyAreDrawn() throws {
    let three = frequencies(try Sampler(topK: 3, seed: 4), logits)
    let all = Naive.softmax(logits.scalars.map(Double.init))
    let mass = all[1] + all[3] + all[4]
    for token in [1, 3, 4] { #expect(abs(three[token] - all[token] / mass) < 0.015) }
    #expect(three[0] == 0 && three[2] == 0 && three[5] == 0)
  }

  /// The fewest that reach the mass: with 0.36 each, the first two make 0.73 of the whole.
  @Test(arguments: [
    (0.3, [1]), (0.4, [1, 3]), (0.72, [1, 3]), (0.8, [1, 3, 4]), (0.999, [0, 1, 2, 3, 4]),
  ])
  func theNucleusHasTheFewestTokens(topP: Double, expected: [Int]) throws {
    let drawn = frequencies(try Sampler(topP: topP, seed: 5), logits)
    #expect(drawn.indices.filter { drawn[$0] > 0 } == expected)
  }

  @Test func aSeedGivesOneText() throws {
    var (a, b, c) = (
      try Sampler(seed: 6), try Sampler(seed: 6), try Sampler(seed: 7)
    )
    let draws = (0..<50).map { _ in (a(logits), b(logits), c(logits)) }
    #expect(draws.allSatisfy { $0.0 == $0.1 } && draws.contains { $0.0 != $0.2 })
  }

  @Test func whatIsNoNumberIsNeverChosen() throws {
    var sampler = try Sampler(temperature: 5, seed: 8)
    for _ in 0..<50 { #expect(sampler(Tensor([.nan, 1, -.infinity, .nan])) == 1) }
    #expect(sampler(Tensor([.nan, .nan])) == 0)
    #expect(sampler(Tensor([0, .infinity, 1])) == 1)
  }

  @Test func whatMakesNoSenseIsRefused() {
    for temperature in [-1, .nan, .infinity] {
      #expect(throws: ModelError.self) { try Sampler(temperature: temperature, seed: 0) }
    }
    for topP in [0, -0.5, 1.5, .nan] {
      #expect(throws: ModelError.self) { try Sampler(topP: topP, seed: 0) }
    }
    #expect(throws: ModelError("the number of tokens to draw from must be at least 1, not 0")) {
      try Sampler(topK: 0, seed: 0)
    }
  }

  /// What insertion into a sorted list gives, which is the definition: for every k, ties included.
  @Test func theMostLikelyAreThoseOfASort() throws {
    var random = SeededGenerator(seed: 9)
    // Few different logits, so that many are equal at every border; some weigh nothing.
    let logits = Tensor(
      (0..<70).map { _ in random.uniform() < 0.1 ? -200 : Float(Int(random.uniform() * 6)) })
    let sorted = logits.scalars.indices.sorted { (logits[$0], $1) > (logits[$1], $0) }
    for k in 1..<70 {
      for topP in [1, 0.9] {
        var found = try Sampler(topK: k, topP: topP, seed: UInt64(k))
        var draws = SeededGenerator(seed: UInt64(k))
        let kept = sorted.prefix(k).filter { logits[$0] > -200 }
        let weights = Mini.exp(logits - logits[sorted[0]])
        var (sum, last) = (0.0, kept.count)
        let total = kept.reduce(0) { $0 + Double(weights[$1]) }
        for (i, token) in kept.enumerated() where last == kept.count && topP < 1 {
          sum += Double(weights[token])
          if sum >= topP * total { last = i + 1 }
        }
        for _ in 0..<20 {
          let some = kept.prefix(last)
          var left = draws.uniform() * some.reduce(0) { $0 + Double(weights[$1]) }
          let expected = some.first { token in
            left -= Double(weights[token])
            return left < 0
          }
          #expect(found(logits) == expected ?? some.last!)
        }
      }
    }
  }

  /// As many as there are, and more, are all: the same draws of one seed.
  @Test func allAreAll() throws {
    for (topK, topP) in [(6, 1), (7, 1), (.max, 1), (6, 0.9), (1000, 0.5)] as [(Int, Double)] {
      var (some, all) = (
        try Sampler(topK: topK, topP: topP, seed: 3), try Sampler(topP: topP, seed: 3)
      )
      for _ in 0..<100 { #expect(some(logits) == all(logits)) }
    }
  }

  /// A sum that is the share exactly is enough: two of four equals are a half.
  @Test func theNucleusEndsWhereTheShareIsReached() throws {
    let drawn = frequencies(
      try Sampler(topP: 0.5, seed: 5), Tensor([1, 1, 1, 1]), count: 200)
    #expect(drawn.indices.filter { drawn[$0] > 0 } == [0, 1])
  }
}
