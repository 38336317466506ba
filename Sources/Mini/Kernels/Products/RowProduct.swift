import Lanes

/// The product of a few rows and a matrix: what a language model does for each new token.
///
/// With few rows there is little to compute for each weight, so the time is that of reading the
/// matrix. It is read once for all rows together, in long runs, which is how memory is quickest.
/// Every element of the result is the same chain of fused multiply–adds as in ``BlockedProduct``;
/// here sixteen chains run side by side in the lanes of a vector.
enum RowProduct {
  /// A matrix with fewer columns does not fill the vectors of this product.
  static let fewestColumns = pair

  /// Writes `x · w`, shape `[rows, columns]`, into `y`.
  ///
  /// - Parameters:
  ///   - x: `[rows, inner]`
  ///   - w: `[inner, columns]`, or `[columns, inner]` if `transposed`
  ///   - columns: at least ``fewestColumns``
  static func multiply(
    _ x: UnsafePointer<Float>, _ w: UnsafePointer<Float>, transposed: Bool,
    into y: UnsafeMutablePointer<Float>, rows: Int, columns: Int, inner: Int
  ) {
    let sizes = Sizes(rows: rows, columns: columns, inner: inner)
    // The last group is wider: what is left over would not fill a pair of vectors.
    let groups = columns / pair
    Threads.split(groups, costOfOne: pair * inner * rows) { range in
      let end = range.upperBound == groups ? columns : range.upperBound * pair
      let columns = range.lowerBound * pair..<end
      if transposed {
        walkColumns(x, w, y, sizes, columns)
      } else if rows == 1 && columns.count >= four {
        multiplyOne(x, w, y, sizes, columns)
      } else {
        multiplyAll(x, w, y, sizes, columns)
      }
    }
  }
}

private struct Sizes {
  let rows: Int
  let columns: Int
  let inner: Int
}

// MARK: One row, w is [inner, columns]

/// Four vectors are a piece of columns for a single row, two for several rows.
private let four = 64
private let pair = 32

/// Cuts `columns` into strips whose sums stay in the first cache while the whole of `w` passes by.
private func multiplyOne(
  _ x: UnsafePointer<Float>, _ w: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>,
  _ sizes: Sizes, _ columns: Range<Int>
) {
  let (n, k) = (sizes.columns, sizes.inner)
  var start = columns.lowerBound
  while start < columns.upperBound {
    // What would not fill a piece belongs to the strip before it.
    let end = start + 4096 + four > columns.upperBound ? columns.upperBound : start + 4096
    let pieces = Pieces(start..<end)
    Scratch.with(count: pieces.count * four) { sums in  // [pieces, four]
      sums.initialize(repeating: 0, count: pieces.count * four)

      let wholeSteps = k & ~3
      for p in stride(from: 0, to: wholeSteps, by: 4) {
        addFourToOne(x + p, w + p * n, sums, pieces, sizes)
      }
      for piece in 0..<pieces.count {
        let (column, sum) = (pieces.column(piece), sums + piece * four)
        for p in wholeSteps..<k { addToRow(x[p], w + p * n + column, sum, four) }
        (y + column).initialize(from: sum, count: four)
      }
    }
    start = end
  }
}

/// Columns cut into pieces of four vectors. The last may overlap its neighbour: both compute the
/// columns that they share, to the same bits. All others begin with a cache line of `w`, if its rows
/// are whole lines long: a vector that lies across two lines takes twice as long to load.
private struct Pieces {
  let count: Int
  private let first: Int
  private let last: Int

  init(_ columns: Range<Int>) {
    first = columns.lowerBound
    last = columns.upperBound - four
    count = (columns.count + four - 1) / four
  }

  @inline(__always)
  func column(_ piece: Int) -> Int { min(first &+ piece &* four, last) }
}

/// Continues the chains of a single row of the result with four rows of `w`.
///
/// The loop over the four is one that the compiler writes out, so that memory is asked for all of
/// them at once: with as many requests under way as there can be, it answers a third faster.
@inline(never)
private func addFourToOne(
  _ x: UnsafePointer<Float>, _ w: UnsafePointer<Float>, _ sums: UnsafeMutablePointer<Float>,
  _ pieces: Pieces, _ sizes: Sizes
) {
  var sums = sums
  for piece in 0..<pieces.count {
    var (a, b, c, d) = (
      Lanes(at: sums), Lanes(at: sums + 16), Lanes(at: sums + 32), Lanes(at: sums + 48)
    )
    var w = w + pieces.column(piece)
    for p in 0..<4 {
      let factor = Lanes(repeating: x[p])
      a.addProduct(factor, Lanes(at: w))
      b.addProduct(factor, Lanes(at: w + 16))
      c.addProduct(factor, Lanes(at: w + 32))
      d.addProduct(factor, Lanes(at: w + 48))
      w += sizes.columns
    }
    a.store(to: sums)
    b.store(to: sums + 16)
    c.store(to: sums + 32)
    d.store(to: sums + 48)
    sums += four
  }
}

// MARK: Several rows, w is [inner, columns]

/// Cuts `columns` into strips whose sums stay near while the whole of `w` passes by: those of eight
/// rows and 1024 columns are 32 KB.
private func multiplyAll(
  _ x: UnsafePointer<Float>, _ w: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>,
  _ sizes: Sizes, _ columns: Range<Int>
) {
  for start in stride(from: columns.lowerBound, to: columns.upperBound, by: 1024) {
    let end = min(start + 1024, columns.upperBound)
    let pieces = (end - start) / pair
    if pieces > 0 { multiplyStrip(x, w, y, sizes, start, pieces: pieces) }
    // What does not fill a pair is one more, which overlaps the others. Both compute the columns that
    // they share, to the same bits.
    if start + pieces * pair < end { multiplyStrip(x, w, y, sizes, end - pair, pieces: 1) }
  }
}

/// The strip of `pieces` pairs of vectors from the column `start` on.
private func multiplyStrip(
  _ x: UnsafePointer<Float>, _ w: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>,
  _ sizes: Sizes, _ start: Int, pieces: Int
) {
  let (rows, n, k) = (sizes.rows, sizes.columns, sizes.inner)
  let (w, y) = (w + start, y + start)
  Scratch.with(count: pieces * rows * pair) { sums in  // [pieces, rows, pair]
    sums.initialize(repeating: 0, count: pieces * rows * pair)

    let wholeSteps = k & ~7
    for p in stride(from: 0, to: wholeSteps, by: 8) {
      addEightToAll(x + p, w + p * n, sums, pieces: pieces, sizes)
    }
    for piece in 0..<pieces {
      for r in 0..<rows {
        let sum = sums + (piece * rows + r) * pair
        for p in wholeSteps..<k { addToRow(x[r * k + p], w + p * n + piece * pair, sum, pair) }
        (y + r * n + piece * pair).initialize(from: sum, count: pair)
      }
    }
  }
}

/// Continues the chains of all rows of the result with eight rows of `w`. A pair of each waits in
/// sixteen registers until every row of `x` has used it.
///
/// The pieces lie side by side, so that their addresses follow from a count alone. When they were
/// looked up, memory was read at half the speed.
@inline(never)
private func addEightToAll(
  _ x: UnsafePointer<Float>, _ w: UnsafePointer<Float>, _ sums: UnsafeMutablePointer<Float>,
  pieces: Int, _ sizes: Sizes
) {
  var sums = sums
  for piece in 0..<pieces {
    var row = w + piece &* pair
    var left = InlineArray<8, Lanes>(repeating: Lanes())
    var right = InlineArray<8, Lanes>(repeating: Lanes())
    for p in 0..<8 {
      left[p] = Lanes(at: row)
      right[p] = Lanes(at: row + 16)
      row += sizes.columns
    }
    var x = x
    for _ in 0..<sizes.rows {
      var (a, b) = (Lanes(at: sums), Lanes(at: sums + 16))
      for p in 0..<8 {
        let factor = Lanes(repeating: x[p])
        a.addProduct(factor, left[p])
        b.addProduct(factor, right[p])
      }
      a.store(to: sums)
      b.store(to: sums + 16)
      x += sizes.inner
      sums += pair
    }
  }
}

/// Continues chains with one row of `w`: what the steps leave over.
private func addToRow(
  _ x: Float, _ w: UnsafePointer<Float>, _ sums: UnsafeMutablePointer<Float>, _ width: Int
) {
  let factor = Lanes(repeating: x)
  for j in stride(from: 0, to: width, by: 16) {
    var sum = Lanes(at: sums + j)
    sum.addProduct(factor, Lanes(at: w + j))
    sum.store(to: sums + j)
  }
}

// MARK: Any number of rows, w is [columns, inner]

/// Sixteen columns at a time, so that the sixteen lanes are again sixteen outputs.
private func walkColumns(
  _ x: UnsafePointer<Float>, _ w: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>,
  _ sizes: Sizes, _ columns: Range<Int>
) {
  let (rows, n, k) = (sizes.rows, sizes.columns, sizes.inner)
  let whole = k & ~15
  Scratch.with(count: rows * 16) { sums in  // [rows, 16]
    for j in stride(from: columns.lowerBound, to: columns.upperBound, by: 16) {
      // The last sixteen may overlap those before them, and compute some outputs twice.
      let j = min(j, columns.upperBound - 16)
      sums.initialize(repeating: 0, count: rows * 16)
      addSquares(x, w + j * k, sums, depth: whole, sizes)
      for r in 0..<rows {
        for p in whole..<k {
          for i in 0..<16 { sums[r * 16 + i].addProduct(x[r * k + p], w[(j + i) * k + p]) }
        }
      }
      for r in 0..<rows { (y + r * n + j).initialize(from: sums + r * 16, count: 16) }
    }
  }
}

/// Continues the chains of all rows of the result with sixteen rows of `w`, which is how many columns
/// `sums` has, over `depth` features, a multiple of 16. Eight features of each are turned in registers
/// and stay there until every row of `x` has used them.
///
/// Sixteen rows that are read side by side are more than memory foresees, so it is asked for half a
/// kilobyte of each in time, if the matrix is larger than a cache.
@inline(never)
private func addSquares(
  _ x: UnsafePointer<Float>, _ w: UnsafePointer<Float>, _ sums: UnsafeMutablePointer<Float>,
  depth: Int, _ sizes: Sizes
) {
  let isLarge = sizes.columns * sizes.inner > 1 << 20
  for p in stride(from: 0, to: depth, by: 16) {
    if isLarge {
      var later = w + p + 128
      for _ in 0..<16 {
        prefetch(later)
        later += sizes.inner
      }
    }
    addEight(x + p, w + p, sums, sizes)
    addEight(x + p + 8, w + p + 8, sums, sizes)
  }
}

@inline(__always)
private func addEight(
  _ x: UnsafePointer<Float>, _ w: UnsafePointer<Float>, _ sums: UnsafeMutablePointer<Float>,
  _ sizes: Sizes
) {
  let stride = sizes.inner
  let weights = turned(
    InlineArray<8, Lanes> { i in
      let row = w + 2 &* i &* stride
      return Lanes(lowHalf: SIMD8(at: row), highHalf: SIMD8(at: row + stride))
    })
  var (x, sums) = (x, sums)
  for _ in 0..<sizes.rows {
    var sum = Lanes(at: sums)
    for i in 0..<8 { sum.addProduct(Lanes(repeating: x[i]), weights[i]) }
    sum.store(to: sums)
    x += stride
    sums += 16
  }
}
