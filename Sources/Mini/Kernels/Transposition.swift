/// Exchanging rows and columns, in squares of sixteen or eight that fit into registers.
enum Transposition {
  /// Writes the matrix `[rows, columns]` at `source` as `[columns, rows]` to `target`; rows start
  /// `sourceStride` and `targetStride` scalars after one another.
  static func apply(
    _ source: UnsafePointer<Float>, sourceStride: Int, rows: Int, columns: Int,
    to target: UnsafeMutablePointer<Float>, targetStride: Int
  ) {
    var i = 0
    while i < rows {
      let size = rows - i >= 16 ? 16 : rows - i >= 8 ? 8 : 1
      let from = source + i * sourceStride
      var j = 0
      while size > 1 && j + size <= columns {
        if size == 16 {
          sixteen(from + j, sourceStride, target + j * targetStride + i, targetStride)
        } else {
          eight(from + j, sourceStride, target + j * targetStride + i, targetStride)
        }
        j += size
      }
      for r in 0..<size {
        for j in j..<columns { target[j * targetStride + i + r] = from[r * sourceStride + j] }
      }
      i += size
    }
  }

  /// Writes 16 rows of 16 numbers with rows and columns exchanged.
  ///
  /// One pass sorts two neighbours into the elements with an even and with an odd index, which
  /// rotates the eight bits of (row, column) by one; after four passes the bits of the row and of
  /// the column have changed places.
  @inline(never)
  static func sixteen(
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

  /// The same for 8 rows of 8 numbers, in three passes.
  @inline(never)
  private static func eight(
    _ source: UnsafePointer<Float>, _ sourceStride: Int,
    _ target: UnsafeMutablePointer<Float>, _ targetStride: Int
  ) {
    var row = source
    var square = InlineArray<8, SIMD8<Float>> { _ in
      defer { row += sourceStride }
      return UnsafeRawPointer(row).loadUnaligned(as: SIMD8<Float>.self)
    }
    for _ in 0..<3 {
      var next = square
      for i in 0..<4 {
        let (a, b) = (square[2 * i], square[2 * i + 1])
        next[i] = SIMD8(lowHalf: a.evenHalf, highHalf: b.evenHalf)
        next[i + 4] = SIMD8(lowHalf: a.oddHalf, highHalf: b.oddHalf)
      }
      square = next
    }
    var column = target
    for i in 0..<8 {
      UnsafeMutableRawPointer(column).storeBytes(of: square[i], as: SIMD8<Float>.self)
      column += targetStride
    }
  }
}
