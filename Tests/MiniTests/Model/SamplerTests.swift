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
}
