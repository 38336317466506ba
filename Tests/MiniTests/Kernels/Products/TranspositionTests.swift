import Testing

@testable import Mini

@Suite struct TranspositionTests {
  /// On both sides of the squares of 8 and of 16.
  @Test(arguments: [0, 1, 7, 8, 9, 15, 16, 17, 24, 33, 64]) func rowsBecomeColumns(rows: Int) {
    for columns in [0, 1, 5, 8, 13, 16, 31, 48] {
      // Room around the matrix on both sides: nothing else may be read or written.
      let (sourceStride, targetStride) = (columns + 3, rows + 2)
      let source = (0..<rows * sourceStride).map(Float.init)
      var target = [Float](repeating: -1, count: columns * targetStride)
      Transposition.apply(
        source, sourceStride: sourceStride, rows: rows, columns: columns, to: &target,
        targetStride: targetStride)
      for j in 0..<columns {
        for i in 0..<targetStride {
          let expected = i < rows ? Float(i * sourceStride + j) : -1
          #expect(target[j * targetStride + i] == expected)
        }
      }
    }
  }
}
