import Testing

@testable import Mini

@Suite struct LaneTranspositionTests {
  /// On both sides of the eight columns that are turned together.
  @Test(arguments: 1...16) func rowsStandInLanesAndComeBack(rows: Int) {
    for columns in [1, 5, 8, 13, 16, 31, 40] {
      let source = (0..<rows * columns).map(Float.init)
      var lanes = [Float](repeating: -1, count: 16 * columns)
      LaneTransposition.turn(source, rows: rows, columns: columns, to: &lanes)
      for j in 0..<columns {
        for lane in 0..<16 {
          // Lanes without a row repeat the last.
          #expect(lanes[16 * j + lane] == source[min(lane, rows - 1) * columns + j])
        }
      }
      // Room behind the rows: nothing is written there.
      var back = [Float](repeating: -1, count: rows * columns + 9)
      LaneTransposition.turnBack(lanes, rows: rows, columns: columns, to: &back)
      #expect(Array(back.prefix(source.count)) == source)
      #expect(back.suffix(9).allSatisfy { $0 == -1 })
    }
  }
}
