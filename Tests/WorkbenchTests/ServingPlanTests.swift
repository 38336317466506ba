import Testing

@testable import Experiments

@Suite struct ServingPlanTests {
  /// 14 GB of weights, half a megabyte for each token, 24 GB of memory, 1 TB/s.
  private let plan = ServingPlan(
    weightBytes: 14e9, cacheBytesPerToken: 524_288, memory: 24e9, bandwidth: 1e12)

  @Test func whatFitsFillsTheMemoryAndOneMoreDoesNot() {
    for batch in [1, 3, 16] {
      let context = plan.longestContext(batch: batch)
      #expect(plan.bytesPerStep(batch: batch, context: context) <= plan.memory)
      #expect(plan.bytesPerStep(batch: batch, context: context + 1) > plan.memory)
    }
    for context in [1, 1000, 8192] {
      let batch = plan.largestBatch(context: context)
      #expect(plan.bytesPerStep(batch: batch, context: context) <= plan.memory)
      #expect(plan.bytesPerStep(batch: batch + 1, context: context) > plan.memory)
    }
  }

  @Test func byHand() {
    #expect(plan.longestContext() == 19_073)  // 10e9 / 524288
    #expect(plan.largestBatch(context: 4096) == 4)  // 10e9 / 2147483648
    #expect(abs(plan.tokensPerSecond(batch: 1, context: 0) - 1e12 / 14e9) < 1e-9)
  }

  /// A reader waits longer the more there are, and all together get more.
  @Test func readersShareTheWeights() {
    for batch in 1..<32 {
      let (fewer, more) = (
        plan.tokensPerSecond(batch: batch, context: 1024),
        plan.tokensPerSecond(batch: batch + 1, context: 1024)
      )
      #expect(more < fewer)
      #expect(Double(batch + 1) * more > Double(batch) * fewer)
    }
  }

  @Test func nothingFitsIntoTooLittle() {
    var small = plan
    small.memory = 1e9
    #expect(small.longestContext() == 0 && small.largestBatch(context: 1) == 0)
  }
}
