import Testing

@testable import Workbench

@Suite struct StudyProgressTests {
  @Test func theShareGrowsWithStepsRunsAndParts() {
    var way = StudyProgress(parts: 2)
    var shares: [Double] = []
    for part in 0..<2 {
      // Six rows of three runs.
      for _ in 0..<3 {
        way.beginRun(of: 10)
        way.step = 5
        shares.append(way.share(ofPartWithRows: 6))
      }
      #expect(way.words.hasPrefix("\(part + 1) of 2, run 3"))
      way.endPart()
    }
    #expect(shares.map { ($0 * 24).rounded() } == [1, 3, 5, 14, 18, 22])
  }

  @Test func anInterruptionSaysWhatIsDone() {
    var way = StudyProgress(parts: 5)
    way.beginRun(of: 1200)
    way.beginRun(of: 1200)
    way.step = 340
    let place = "Interrupted in part 1 of 5, run 2, step 340 of 1200: "
    #expect(way.interrupted(isKept: true) == place + "no part is complete yet, and none is kept.")
    #expect(way.interrupted(isKept: false) == place + "no part is complete yet.")
    way.endPart()
    way.beginRun(of: 10)
    #expect(way.interrupted(isKept: true).hasSuffix(": 1 part measured before it, and kept."))
  }
}
