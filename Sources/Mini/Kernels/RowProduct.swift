/// The product of a few rows and a matrix: what a language model does for each new token.
///
/// With few rows there is little to compute for each weight, so the time is that of reading the
/// matrix. It is read once, in order, for all rows together. Every element of the result is the
/// same chain of fused multiply–adds as in ``BlockedProduct``; here sixteen chains run side by side
/// in the lanes of a vector.
enum RowProduct {
  /// Writes `x · w`, shape `[rows, columns]`, into `y`.
  ///
  /// - Parameters:
  ///   - x: `[rows, inner]`
  ///   - w: `[inner, columns]`, or `[columns, inner]` if `transposed`
  static func multiply(
    _ x: UnsafePointer<Float>, _ w: UnsafePointer<Float>, transposed: Bool,
    into y: UnsafeMutablePointer<Float>, rows: Int, columns: Int, inner: Int
  ) {
    y.initialize(repeating: 0, count: rows * columns)
    let sizes = Sizes(rows: rows, columns: columns, inner: inner)
    Threads.split((columns + 15) / 16, costOfOne: 16 * inner * rows) { groups in
      let strip = groups.lowerBound * 16..<min(groups.upperBound * 16, columns)
      if transposed {
        walkColumns(x, w, y, sizes, strip)
      } else {
        walkRows(x, w, y, sizes, strip)
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

/// `w` is `[inner, columns]`: eight of its rows at a time, so that a sum is loaded and stored only
/// once for eight products.
private func walkRows(
  _ x: UnsafePointer<Float>, _ w: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>,
  _ sizes: Sizes, _ strip: Range<Int>
) {
  let (n, k) = (sizes.columns, sizes.inner)
  let wholeColumns = strip.lowerBound + strip.count & ~15
  let wholeInner = k & ~7
  for p in stride(from: 0, to: wholeInner, by: 8) {
    let w = w + p * n
    for j in stride(from: strip.lowerBound, to: wholeColumns, by: 16) {
      let w0 = load(w + j)
      let w1 = load(w + n + j)
      let w2 = load(w + 2 * n + j)
      let w3 = load(w + 3 * n + j)
      let w4 = load(w + 4 * n + j)
      let w5 = load(w + 5 * n + j)
      let w6 = load(w + 6 * n + j)
      let w7 = load(w + 7 * n + j)
      var (x, y) = (x + p, y + j)
      for _ in 0..<sizes.rows {
        var sum = load(y)
        sum.addProduct(Lanes(repeating: x[0]), w0)
        sum.addProduct(Lanes(repeating: x[1]), w1)
        sum.addProduct(Lanes(repeating: x[2]), w2)
        sum.addProduct(Lanes(repeating: x[3]), w3)
        sum.addProduct(Lanes(repeating: x[4]), w4)
        sum.addProduct(Lanes(repeating: x[5]), w5)
        sum.addProduct(Lanes(repeating: x[6]), w6)
        sum.addProduct(Lanes(repeating: x[7]), w7)
        store(sum, y)
        x += k
        y += n
      }
    }
  }
  for p in wholeInner..<k {
    for j in stride(from: strip.lowerBound, to: wholeColumns, by: 16) {
      let weights = load(w + p * n + j)
      for r in 0..<sizes.rows {
        var sum = load(y + r * n + j)
        sum.addProduct(Lanes(repeating: x[r * k + p]), weights)
        store(sum, y + r * n + j)
      }
    }
  }
  // Columns that do not fill a vector: the same chains one by one.
  for r in 0..<sizes.rows where wholeColumns < strip.upperBound {
    for p in 0..<k {
      for j in wholeColumns..<strip.upperBound {
        y[r * n + j].addProduct(x[r * k + p], w[p * n + j])
      }
    }
  }
}

/// `w` is `[columns, inner]`: squares of 16×16 weights are turned in registers, so that the sixteen
/// lanes are again sixteen outputs.
private func walkColumns(
  _ x: UnsafePointer<Float>, _ w: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>,
  _ sizes: Sizes, _ strip: Range<Int>
) {
  let (n, k) = (sizes.columns, sizes.inner)
  let wholeColumns = strip.lowerBound + strip.count & ~15
  let wholeInner = k & ~15
  for j in stride(from: strip.lowerBound, to: wholeColumns, by: 16) {
    for p in stride(from: 0, to: wholeInner, by: 16) {
      var square = InlineArray<16, Lanes>(repeating: Lanes())
      for i in 0..<16 { square[i] = load(w + (j + i) * k + p) }
      transpose(&square)
      for r in 0..<sizes.rows {
        let x = x + r * k + p
        var sum = load(y + r * n + j)
        for i in 0..<16 { sum.addProduct(Lanes(repeating: x[i]), square[i]) }
        store(sum, y + r * n + j)
      }
    }
  }
  // What the squares do not cover: the rest of each chain, and the columns that fill no vector.
  for r in 0..<sizes.rows {
    for j in strip {
      for p in (j < wholeColumns ? wholeInner : 0)..<k {
        y[r * n + j].addProduct(x[r * k + p], w[j * k + p])
      }
    }
  }
}

/// Exchanges rows and columns. One pass sorts two neighbours into the elements with an even and
/// with an odd index, which rotates the eight bits of (row, column) by one; after four passes the
/// bits of the row and of the column have changed places.
@inline(__always)
private func transpose(_ square: inout InlineArray<16, Lanes>) {
  for _ in 0..<4 {
    var next = square
    for i in 0..<8 {
      let (a, b) = (square[2 * i], square[2 * i + 1])
      next[i] = Lanes(lowHalf: a.evenHalf, highHalf: b.evenHalf)
      next[i + 8] = Lanes(lowHalf: a.oddHalf, highHalf: b.oddHalf)
    }
    square = next
  }
}

@inline(__always)
private func load(_ x: UnsafePointer<Float>) -> Lanes {
  UnsafeRawPointer(x).loadUnaligned(as: Lanes.self)
}

@inline(__always)
private func store(_ lanes: Lanes, _ x: UnsafeMutablePointer<Float>) {
  UnsafeMutableRawPointer(x).storeBytes(of: lanes, as: Lanes.self)
}
