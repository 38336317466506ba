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

  /// Continues the chains of a product with sixteen rows of weights, `sums[r, i]` with
  /// Σ x[r, p] · w[i, p] in the order of p: each square of weights is turned in registers and stays
  /// there for all rows of `x`.
  ///
  /// - Parameters:
  ///   - x: `[rows, depth]`
  ///   - w: `[16, depth]`
  ///   - sums: `[rows, 16]`
  ///   - depth: a multiple of 16
  ///   - stride: from one row of `x` or `w` to the next, in scalars
  static func addProducts(
    _ x: UnsafePointer<Float>, _ w: UnsafePointer<Float>, to sums: UnsafeMutablePointer<Float>,
    rows: Int, depth: Int, stride: Int
  ) {
    var (x, w) = (x, w)
    for _ in 0..<depth / 16 {
      let weights = turnedSquare(w, stride)
      var (factors, sums) = (x, sums)
      for _ in 0..<rows {
        var sum = UnsafeRawPointer(sums).loadUnaligned(as: SIMD16<Float>.self)
        // Two loops of eight, because the compiler writes out a loop of eight, and not one of
        // sixteen: only then are the weights in registers.
        for p in 0..<8 { sum.addProduct(SIMD16(repeating: factors[p]), weights[p]) }
        for p in 8..<16 { sum.addProduct(SIMD16(repeating: factors[p]), weights[p]) }
        UnsafeMutableRawPointer(sums).storeBytes(of: sum, as: SIMD16<Float>.self)
        factors += stride
        sums += 16
      }
      x += 16
      w += 16
    }
  }

  /// Writes 16 rows of 16 numbers with rows and columns exchanged.
  @inline(never)
  private static func sixteen(
    _ source: UnsafePointer<Float>, _ sourceStride: Int,
    _ target: UnsafeMutablePointer<Float>, _ targetStride: Int
  ) {
    let square = turnedSquare(source, sourceStride)
    var column = target
    for i in 0..<16 {
      UnsafeMutableRawPointer(column).storeBytes(of: square[i], as: SIMD16<Float>.self)
      column += targetStride
    }
  }

  /// 16 rows of 16 numbers with rows and columns exchanged, in sixteen registers.
  ///
  /// One pass sorts two neighbours into the elements with an even and with an odd index, which
  /// rotates the eight bits of (row, column) by one; after four passes the bits of the row and of
  /// the column have changed places.
  @inline(__always)
  private static func turnedSquare(
    _ source: UnsafePointer<Float>, _ stride: Int
  ) -> InlineArray<16, SIMD16<Float>> {
    var row = source
    var square = InlineArray<16, SIMD16<Float>> { _ in
      defer { row += stride }
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
    return square
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
