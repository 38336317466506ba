import Testing

@testable import Experiments

@Suite struct ServingPlanTests {
  /// 14 GB of weights, half a megabyte for each token, 24 GB of memory, 1 TB/s, 100 TFLOP/s.
  private let plan = ServingPlan(
    weightBytes: 14_000_000_000, readWeightBytes: 14_000_000_000, cacheBytesPerToken: 524_288,
    operationsPerToken: 14_000_000_000, outputOperations: 0, operationsPerPair: 524_288,
    context: nil, window: nil,
    machine: ServingMachine(memory: 24_000_000_000, bandwidth: 1e12, peak: 1e14))

  private func bytes(_ plan: ServingPlan, _ texts: Int64, _ tokens: Int64) throws -> Int64 {
    try #require(plan.cacheBytes(texts: texts, tokens: tokens)) + plan.weightBytes
  }

  @Test func whatFitsFillsTheMemoryAndOneMoreDoesNot() throws {
    for texts in [1, 3, 16] as [Int64] {
      let tokens = try #require(plan.longestText(texts: texts))
      #expect(try bytes(plan, texts, tokens) <= plan.machine.memory)
      #expect(try bytes(plan, texts, tokens + 1) > plan.machine.memory)
    }
    for tokens in [1, 1000, 8192] as [Int64] {
      let texts = plan.largestBatch(tokens: tokens)
      #expect(try bytes(plan, texts, tokens) <= plan.machine.memory)
      #expect(try bytes(plan, texts + 1, tokens) > plan.machine.memory)
    }
  }

  @Test func byHand() {
    #expect(plan.longestText() == 19_073)  // 10e9 / 524288
    #expect(plan.largestBatch(tokens: 4096) == 4)  // 10e9 / 2147483648
    #expect(plan.stepTime(texts: 1, tokens: 0) == 14e9 / 1e12)
    // 14e9 bytes take 14 ms and 14e9 operations 0.14 ms: a hundred texts.
    #expect(abs(plan.arithmeticTakesOver(tokens: 0)! - 100) < 1e-9)
    #expect(plan.arithmeticTakesOver(tokens: 1000) == nil)  // 0.5 ms to read, 0.15 ms to compute
    // A prompt of 1000 tokens: 14e12 operations, and 500 500 pairs of tokens.
    let operations = 14e12 + 500_500 * 524_288
    #expect(abs(plan.timeToFirstToken(prompt: 1000) - operations / 1e14) < 1e-9)
    #expect(plan.timeToFirstToken(prompt: 1) == 14e9 / 1e12)
  }

  /// A step takes the longer of its two times, and both are equal where arithmetic takes over.
  @Test func arithmeticTakesOverWhereBothTimesAreEqual() throws {
    let texts = try #require(plan.arithmeticTakesOver(tokens: 100))
    let (reading, computing) = (
      plan.readingTime(texts: texts, tokens: 100), plan.computingTime(texts: texts, tokens: 100)
    )
    #expect(abs(reading / computing - 1) < 1e-9)
    let (fewer, more) = (Int64(texts) - 1, Int64(texts) + 2)
    #expect(
      plan.stepTime(texts: fewer, tokens: 100)
        == plan.readingTime(texts: Double(fewer), tokens: 100))
    #expect(
      plan.stepTime(texts: more, tokens: 100)
        == plan.computingTime(texts: Double(more), tokens: 100))
  }

  /// A reader waits longer the more there are, and all together get more, as long as reading decides.
  @Test func readersShareTheWeights() {
    for texts in 1..<32 as Range<Int64> {
      let (fewer, more) = (
        1 / plan.stepTime(texts: texts, tokens: 1024),
        1 / plan.stepTime(texts: texts + 1, tokens: 1024)
      )
      #expect(more < fewer)
      #expect(Double(texts + 1) * more > Double(texts) * fewer)
    }
  }

  @Test func nothingFitsIntoTooLittle() {
    var small = plan
    small.machine.memory = 1_000_000_000
    #expect(small.room == nil)
    #expect(small.longestText() == 0 && small.largestBatch(tokens: 1) == 0)
  }

  @Test func aWindowKeepsNoMoreThanItHolds() {
    var windowed = plan
    windowed.window = 1000
    #expect(windowed.longestText() == nil)
    windowed.context = 8192
    #expect(windowed.longestText() == 8192)
    #expect(windowed.largestBatch(tokens: 8000) == windowed.largestBatch(tokens: 1000))
    #expect(windowed.longestText(texts: 100) == 190)  // 10e9 / 100 / 524288
    // 1000 tokens look at 1 to 1000, the others at 1000 each.
    let operations = 14e9 * 3000 + (500_500.0 + 2000 * 1000) * 524_288
    #expect(abs(windowed.timeToFirstToken(prompt: 3000) - operations / 1e14) < 1e-9)
  }

  @Test func aTextIsNoLongerThanItsModelWasMadeFor() {
    var short = plan
    short.context = 4096
    #expect(short.longestText() == 4096 && short.longestText(texts: 16) == 1192)
  }

  @Test func whatSixtyFourBitsCannotCountIsToldAsSuch() {
    #expect(plan.cacheBytes(texts: 1_000_000, tokens: 100_000_000) == nil)
    #expect(plan.cacheBytes(texts: 1_000_000, tokens: 10_000_000) == 5_242_880_000_000_000_000)
  }
}
