import Experiments
import Mini
import Testing
import Workbench

/// Times differ; what a limit is does not.
@Suite(.serialized) struct MeasuredLimitsTests {
  @Test func limitsArePositiveAndWorkingSetsGrow() {
    let limits = Limits.measured()
    #expect(limits.operationsPerSecond > 0 && limits.operationsPerSecond.isFinite)
    #expect(limits.bandwidths.count >= 2)
    #expect(limits.bandwidths.allSatisfy { $0.bytesPerSecond > 0 && $0.bytesPerSecond.isFinite })
    let sizes = limits.bandwidths.map(\.workingSet)
    #expect(zip(sizes, sizes.dropFirst()).allSatisfy { $0 < $1 })
    #expect(sizes.last == 128 << 20)
  }
}
