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

/// Two vectors: every strip of columns is cut into pairs.
private let pair = 32

/// Cuts `columns` into strips whose sums stay in the first cache while the whole of `w` passes by.
private func walkStrips(
  _ x: UnsafePointer<Float>, _ w: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>,
  _ sizes: Sizes, _ columns: Range<Int>
) {
  // Strips begin with a cache line of w (if its rows are whole cache lines long): a vector that lies
  // across two lines takes twice as long to load.
  let beyondLine = Int(bitPattern: w + columns.lowerBound) / MemoryLayout<Float>.stride % 16
  let aligned = columns.lowerBound + (16 - beyondLine) % 16
  let width = sizes.rows == 1 ? 4096 : 512
  var start = columns.lowerBound
  while start < columns.upperBound {
    var end = max(start, aligned) + width
    if end + pair > columns.upperBound { end = columns.upperBound }
    walkStrip(x, w, y, sizes, start..<end, aligned: max(start, aligned))
    start = end
  }
}

/// A strip is cut into pairs from the column `aligned` on. What is left over at its ends are pairs
/// that overlap their neighbours: both compute the columns that they share, to the same bits.
private func walkStrip(
  _ x: UnsafePointer<Float>, _ w: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>,
  _ sizes: Sizes, _ columns: Range<Int>, aligned: Int
) {
  let (rows, n, k) = (sizes.rows, sizes.columns, sizes.inner)
  let whole = (columns.upperBound - aligned) / pair
  // Columns where runs of pairs begin, and how many pairs follow one another from there.
  var runs = [(aligned, whole)]
  if aligned > columns.lowerBound { runs.append((columns.lowerBound, 1)) }
  if aligned + whole * pair < columns.upperBound { runs.append((columns.upperBound - pair, 1)) }
  let pairs = whole + runs.count - 1

  // [pairs, rows, pair]: the pairs in the order of the runs
  let sums = cacheLines(scalars: pairs * rows * pair)
  defer { sums.deallocate() }
  sums.initialize(repeating: 0, count: pairs * rows * pair)

  let stepDepth = rows == 1 ? 4 : 8
  let wholeSteps = k - k % stepDepth
  for p in stride(from: 0, to: wholeSteps, by: stepDepth) {
    var sums = sums
    for (column, count) in runs {
      if rows == 1 {
        addFourToOne(x + p, w + p * n + column, sums, count, sizes)
      } else {
        addEightToAll(x + p, w + p * n + column, sums, count, sizes)
      }
      sums += count * rows * pair
    }
  }
  for p in wholeSteps..<k {
    var sums = sums
    for (column, count) in runs {
      addOneToAll(x + p, w + p * n + column, sums, count, sizes)
      sums += count * rows * pair
    }
  }

  var slot = sums
  for (column, count) in runs {
    for column in stride(from: column, to: column + count * pair, by: pair) {
      for r in 0..<rows {
        (y + r * n + column).initialize(from: slot, count: pair)
        slot += pair
      }
    }
  }
}

/// Continues the chains of a single row of the result with four rows of `w`.
///
/// The loop over the four is one that the compiler writes out, so that memory is asked for all of
/// them at once: with as many requests under way as there can be, it answers a third faster.
@inline(never)
private func addFourToOne(
  _ x: UnsafePointer<Float>, _ w: UnsafePointer<Float>, _ sums: UnsafeMutablePointer<Float>,
  _ pairs: Int, _ sizes: Sizes
) {
  var (w, sums, left) = (w, sums, pairs)
  while left >= 2 {
    var (a, b, c, d) = (load(sums), load(sums + 16), load(sums + 32), load(sums + 48))
    var weights = w
    for p in 0..<4 {
      let factor = Lanes(repeating: x[p])
      a.addProduct(factor, load(weights))
      b.addProduct(factor, load(weights + 16))
      c.addProduct(factor, load(weights + 32))
      d.addProduct(factor, load(weights + 48))
      weights += sizes.columns
    }
    store(a, sums)
    store(b, sums + 16)
    store(c, sums + 32)
    store(d, sums + 48)
    w += 2 * pair
    sums += 2 * pair
    left -= 2
  }
  guard left == 1 else { return }
  var (a, b) = (load(sums), load(sums + 16))
  for p in 0..<4 {
    let factor = Lanes(repeating: x[p])
    a.addProduct(factor, load(w))
    b.addProduct(factor, load(w + 16))
    w += sizes.columns
  }
  store(a, sums)
  store(b, sums + 16)
}

/// Continues the chains of all rows of the result with eight rows of `w`. A pair of each waits in
/// sixteen registers until every row of `x` has used it.
@inline(never)
private func addEightToAll(
  _ x: UnsafePointer<Float>, _ w: UnsafePointer<Float>, _ sums: UnsafeMutablePointer<Float>,
  _ pairs: Int, _ sizes: Sizes
) {
  var (w, sums) = (w, sums)
  for _ in 0..<pairs {
    var row = w
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
    w += pair
  }
}

/// The same with one row of `w`: what the steps leave over.
private func addOneToAll(
  _ x: UnsafePointer<Float>, _ w: UnsafePointer<Float>, _ sums: UnsafeMutablePointer<Float>,
  _ pairs: Int, _ sizes: Sizes
) {
  var (w, sums) = (w, sums)
  for _ in 0..<pairs {
    for r in 0..<sizes.rows {
      let factor = Lanes(repeating: x[r * sizes.inner])
      var (a, b) = (load(sums), load(sums + 16))
      a.addProduct(factor, load(w))
      b.addProduct(factor, load(w + 16))
      store(a, sums)
      store(b, sums + 16)
      sums += pair
    }
    w += pair
  }
}

// MARK: w is [columns, inner]

/// Squares of 16×16 weights are turned in registers, so that the sixteen lanes are again sixteen
/// outputs.
private func walkColumns(
  _ x: UnsafePointer<Float>, _ w: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>,
  _ sizes: Sizes, _ columns: Range<Int>
) {
  let (rows, n, k) = (sizes.rows, sizes.columns, sizes.inner)
  let sums = cacheLines(scalars: rows * 16)
  let weights = cacheLines(scalars: 16 * 16)
  defer {
    sums.deallocate()
    weights.deallocate()
  }

  for j in stride(from: columns.lowerBound, to: columns.upperBound, by: 16) {
    // The last sixteen may overlap those before them, and compute some outputs twice.
    let j = min(j, columns.upperBound - 16)
    let wholeInner = k & ~15
    sums.initialize(repeating: 0, count: rows * 16)
    for p in stride(from: 0, to: wholeInner, by: 16) {
      Transposition.square(w + j * k + p, k, weights, 16)
      for r in 0..<rows {
        let x = x + r * k + p
        var sum = load(sums + r * 16)
        for i in 0..<16 { sum.addProduct(Lanes(repeating: x[i]), load(weights + 16 * i)) }
        store(sum, sums + r * 16)
      }
    }
    for p in wholeInner..<k {
      for r in 0..<rows {
        for i in 0..<16 { sums[r * 16 + i].addProduct(x[r * k + p], w[(j + i) * k + p]) }
      }
    }
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
