/// Exchanging rows and columns, sixteen of each at a time in registers.
enum Transposition {
  /// Writes the matrix `[rows, columns]` at `source` as `[columns, rows]` to `target`; rows start
  /// `sourceStride` and `targetStride` scalars after one another.
  static func apply(
    _ source: UnsafePointer<Float>, sourceStride: Int, rows: Int, columns: Int,
    to target: UnsafeMutablePointer<Float>, targetStride: Int
  ) {
    let (wholeRows, wholeColumns) = (rows & ~15, columns & ~15)
    for i in stride(from: 0, to: wholeRows, by: 16) {
      for j in stride(from: 0, to: wholeColumns, by: 16) {
        square(
          source + i * sourceStride + j, sourceStride, target + j * targetStride + i, targetStride)
      }
    }
    for i in 0..<rows {
      for j in (i < wholeRows ? wholeColumns : 0)..<columns {
        target[j * targetStride + i] = source[i * sourceStride + j]
      }
    }
  }

  /// The same for 16 rows and 16 columns.
  ///
  /// One pass sorts two neighbours into the elements with an even and with an odd index, which
  /// rotates the eight bits of (row, column) by one; after four passes the bits of the row and of
  /// the column have changed places.
  @inline(never)
  static func square(
    _ source: UnsafePointer<Float>, _ sourceStride: Int,
    _ target: UnsafeMutablePointer<Float>, _ targetStride: Int
  ) {
    var row = source
    var square = InlineArray<16, SIMD16<Float>> { _ in
      defer { row += sourceStride }
      return UnsafeRawPointer(row).loadUnaligned(as: SIMD16<Float>.self)
    }
    for _ in 0..<4 {
      var next = square
      for i in 0..<8 {
        let (a, b) = (square[2 * i], square[2 * i + 1])
        next[i] = SIMD16(lowHalf: a.evenHalf, highHalf: b.evenHalf)
        next[i + 8] = SIMD16(lowHalf: a.oddHalf, highHalf: b.oddHalf)
      }
      square = next
    }
    var column = target
    for i in 0..<16 {
      UnsafeMutableRawPointer(column).storeBytes(of: square[i], as: SIMD16<Float>.self)
      column += targetStride
    }
  }
}
