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
      } else {
        walkStrips(x, w, y, sizes, columns)
      }
    }
  }
}

private typealias Lanes = SIMD16<Float>

private struct Sizes {
  let rows: Int
  let columns: Int
  let inner: Int
}

// MARK: w is [inner, columns]

/// Two vectors, the narrowest piece of columns, and four, the piece for a single row.
private let pair = 32
private let four = 64

/// Cuts `columns` into strips whose sums stay in the first cache while the whole of `w` passes by.
private func walkStrips(
  _ x: UnsafePointer<Float>, _ w: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>,
  _ sizes: Sizes, _ columns: Range<Int>
) {
  let width = sizes.rows == 1 ? 4096 : 512
  var start = columns.lowerBound
  while start < columns.upperBound {
    var end = cacheLine(of: w, from: start) + width
    if end + pair > columns.upperBound { end = columns.upperBound }
    walkStrip(x, w, y, sizes, start..<end)
    start = end
  }
}

private func walkStrip(
  _ x: UnsafePointer<Float>, _ w: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>,
  _ sizes: Sizes, _ columns: Range<Int>
) {
  let (rows, n, k) = (sizes.rows, sizes.columns, sizes.inner)
  let isSingle = rows == 1 && columns.count >= four
  let pieces = Pieces(columns, of: w, width: isSingle ? four : pair)
  let sums = cacheLines(scalars: pieces.count * rows * pieces.width)  // [pieces, rows, width]
  defer { sums.deallocate() }
  sums.initialize(repeating: 0, count: pieces.count * rows * pieces.width)

  let stepDepth = isSingle ? 4 : 8
  let wholeSteps = k - k % stepDepth
  for p in stride(from: 0, to: wholeSteps, by: stepDepth) {
    if isSingle {
      addFourToOne(x + p, w + p * n, sums, pieces, sizes)
    } else {
      addEightToAll(x + p, w + p * n, sums, pieces, sizes)
    }
  }
  for p in wholeSteps..<k { addOneToAll(x + p, w + p * n, sums, pieces, sizes) }

  var sum = sums
  for piece in 0..<pieces.count {
    for r in 0..<rows {
      (y + r * n + pieces.column(piece)).initialize(from: sum, count: pieces.width)
      sum += pieces.width
    }
  }
}

/// Columns cut into pieces of one width. From the second on they begin with a cache line of `w` (if
/// its rows are whole cache lines long): a vector that lies across two lines takes twice as long to
/// load. Therefore the first and the last may overlap their neighbours. Both compute the columns
/// that they share, to the same bits.
private struct Pieces {
  let width: Int
  let count: Int
  private let first: Int
  private let second: Int
  private let last: Int

  init(_ columns: Range<Int>, of w: UnsafePointer<Float>, width: Int) {
    self.width = width
    first = columns.lowerBound
    let aligned = cacheLine(of: w, from: first)
    second = aligned == first ? first + width : aligned
    last = columns.upperBound - width
    count = 1 + (max(0, columns.upperBound - second) + width - 1) / width
  }

  @inline(__always)
  func column(_ piece: Int) -> Int {
    piece == 0 ? first : min(second &+ (piece &- 1) &* width, last)
  }
}

/// The first column from `start` on whose address begins a cache line.
private func cacheLine(of w: UnsafePointer<Float>, from start: Int) -> Int {
  start + (16 - Int(bitPattern: w + start) / MemoryLayout<Float>.stride % 16) % 16
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
    var (a, b, c, d) = (load(sums), load(sums + 16), load(sums + 32), load(sums + 48))
    var w = w + pieces.column(piece)
    for p in 0..<4 {
      let factor = Lanes(repeating: x[p])
      a.addProduct(factor, load(w))
      b.addProduct(factor, load(w + 16))
      c.addProduct(factor, load(w + 32))
      d.addProduct(factor, load(w + 48))
      w += sizes.columns
    }
    store(a, sums)
    store(b, sums + 16)
    store(c, sums + 32)
    store(d, sums + 48)
    sums += four
  }
}

/// Continues the chains of all rows of the result with eight rows of `w`. A pair of each waits in
/// sixteen registers until every row of `x` has used it.
@inline(never)
private func addEightToAll(
  _ x: UnsafePointer<Float>, _ w: UnsafePointer<Float>, _ sums: UnsafeMutablePointer<Float>,
  _ pieces: Pieces, _ sizes: Sizes
) {
  var sums = sums
  for piece in 0..<pieces.count {
    var row = w + pieces.column(piece)
    var left = InlineArray<8, Lanes>(repeating: Lanes())
    var right = InlineArray<8, Lanes>(repeating: Lanes())
    for p in 0..<8 {
      left[p] = load(row)
      right[p] = load(row + 16)
      row += sizes.columns
    }
    var x = x
    for _ in 0..<sizes.rows {
      var (a, b) = (load(sums), load(sums + 16))
      for p in 0..<8 {
        let factor = Lanes(repeating: x[p])
        a.addProduct(factor, left[p])
        b.addProduct(factor, right[p])
      }
      store(a, sums)
      store(b, sums + 16)
      x += sizes.inner
      sums += pair
    }
  }
}

/// The same with one row of `w`: what the steps leave over.
private func addOneToAll(
  _ x: UnsafePointer<Float>, _ w: UnsafePointer<Float>, _ sums: UnsafeMutablePointer<Float>,
  _ pieces: Pieces, _ sizes: Sizes
) {
  var sums = sums
  for piece in 0..<pieces.count {
    let w = w + pieces.column(piece)
    for r in 0..<sizes.rows {
      let factor = Lanes(repeating: x[r * sizes.inner])
      for j in stride(from: 0, to: pieces.width, by: 16) {
        var sum = load(sums + j)
        sum.addProduct(factor, load(w + j))
        store(sum, sums + j)
      }
      sums += pieces.width
    }
  }
}

// MARK: w is [columns, inner]

/// Sixteen columns at a time, so that the sixteen lanes are again sixteen outputs.
private func walkColumns(
  _ x: UnsafePointer<Float>, _ w: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>,
  _ sizes: Sizes, _ columns: Range<Int>
) {
  let (rows, n, k) = (sizes.rows, sizes.columns, sizes.inner)
  let sums = cacheLines(scalars: rows * 16)  // [rows, 16]
  defer { sums.deallocate() }
  // Whole cache lines of w, if its rows are that long, and what is before and after them.
  let first = min(cacheLine(of: w, from: 0), k)
  let end = first + (k - first) & ~15

  for j in stride(from: columns.lowerBound, to: columns.upperBound, by: 16) {
    // The last sixteen may overlap those before them, and compute some outputs twice.
    let j = min(j, columns.upperBound - 16)
    sums.initialize(repeating: 0, count: rows * 16)
    func addSingly(_ range: Range<Int>) {
      for r in 0..<rows {
        for p in range {
          for i in 0..<16 { sums[r * 16 + i].addProduct(x[r * k + p], w[(j + i) * k + p]) }
        }
      }
    }
    addSingly(0..<first)
    Transposition.addProducts(
      x + first, w + j * k + first, to: sums, rows: rows, depth: end - first, stride: k)
    addSingly(end..<k)
    for r in 0..<rows { (y + r * n + j).initialize(from: sums + r * 16, count: 16) }
  }
}

/// Memory that starts with a cache line.
private func cacheLines(scalars: Int) -> UnsafeMutablePointer<Float> {
  UnsafeMutableRawPointer.allocate(byteCount: 4 * scalars, alignment: 64)
    .bindMemory(to: Float.self, capacity: scalars)
}

@inline(__always)
private func load(_ x: UnsafePointer<Float>) -> Lanes {
  UnsafeRawPointer(x).loadUnaligned(as: Lanes.self)
}

@inline(__always)
private func store(_ lanes: Lanes, _ x: UnsafeMutablePointer<Float>) {
  UnsafeMutableRawPointer(x).storeBytes(of: lanes, as: Lanes.self)
}
