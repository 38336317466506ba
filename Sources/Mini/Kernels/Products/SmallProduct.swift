import Lanes

/// A product whose operands lie in the first cache, added to what is there already.
///
/// It is the same chain of fused multiply–adds for each element as in ``BlockedProduct``, with
/// sixteen columns side by side in the lanes of a vector.
enum SmallProduct {
  /// y[r, j] continues with Σ x[r, p] · w[p, j], in the order of p.
  ///
  /// The rows of the operands start `xStride`, `wStride` and `yStride` scalars after one another.
  static func add(
    _ x: UnsafePointer<Float>, xStride: Int, _ w: UnsafePointer<Float>, wStride: Int,
    to y: UnsafeMutablePointer<Float>, yStride: Int, rows: Int, depth: Int, columns: Int
  ) {
    // A tile of 4×64 has enough chains to hide the latency of one another, and each vector of w that
    // is loaded serves four rows.
    var j = 0
    while j + 64 <= columns {
      var r = 0
      while r + 4 <= rows {
        addToFourRows(
          x + r * xStride, xStride, w + j, wStride, y + r * yStride + j, yStride, depth)
        r += 4
      }
      let (x, y) = (x + r * xStride, y + r * yStride + j)
      switch rows - r {
      case 3: addToThreeRows(x, xStride, w + j, wStride, y, yStride, depth)
      case 2: addToTwoRows(x, xStride, w + j, wStride, y, yStride, depth)
      case 1: addToOneRow(x, xStride, w + j, wStride, y, yStride, depth)
      default: break
      }
      j += 64
    }
    // Narrow columns: eight rows, so that there are as many chains.
    let wholeRows = rows & ~7
    while j + 16 <= columns {
      for r in stride(from: 0, to: wholeRows, by: 8) {
        addToEightRows(
          x + r * xStride, xStride, w + j, wStride, y + r * yStride + j, yStride, depth)
      }
      for r in wholeRows..<rows {
        addToRest(x + r * xStride, w, wStride, y + r * yStride, depth, j..<j + 16)
      }
      j += 16
    }
    if j + 8 <= columns {
      for r in stride(from: 0, to: wholeRows, by: 8) {
        addToEightHalves(
          x + r * xStride, xStride, w + j, wStride, y + r * yStride + j, yStride, depth)
      }
      for r in wholeRows..<rows {
        addToRest(x + r * xStride, w, wStride, y + r * yStride, depth, j..<j + 8)
      }
      j += 8
    }
    for r in 0..<rows where j < columns {
      addToRest(x + r * xStride, w, wStride, y + r * yStride, depth, j..<columns)
    }
  }
}

private typealias FourVectors = InlineArray<4, Lanes>

@inline(never)
private func addToFourRows(
  _ x: UnsafePointer<Float>, _ xStride: Int, _ w: UnsafePointer<Float>, _ wStride: Int,
  _ y: UnsafeMutablePointer<Float>, _ yStride: Int, _ depth: Int
) { add(x, xStride, w, wStride, y, yStride, depth, rows: 4) }

@inline(never)
private func addToThreeRows(
  _ x: UnsafePointer<Float>, _ xStride: Int, _ w: UnsafePointer<Float>, _ wStride: Int,
  _ y: UnsafeMutablePointer<Float>, _ yStride: Int, _ depth: Int
) { add(x, xStride, w, wStride, y, yStride, depth, rows: 3) }

@inline(never)
private func addToTwoRows(
  _ x: UnsafePointer<Float>, _ xStride: Int, _ w: UnsafePointer<Float>, _ wStride: Int,
  _ y: UnsafeMutablePointer<Float>, _ yStride: Int, _ depth: Int
) { add(x, xStride, w, wStride, y, yStride, depth, rows: 2) }

@inline(never)
private func addToOneRow(
  _ x: UnsafePointer<Float>, _ xStride: Int, _ w: UnsafePointer<Float>, _ wStride: Int,
  _ y: UnsafeMutablePointer<Float>, _ yStride: Int, _ depth: Int
) { add(x, xStride, w, wStride, y, yStride, depth, rows: 1) }

/// One to four rows together: the chains of a single row would wait for one another.
@inline(__always)
private func add(
  _ x: UnsafePointer<Float>, _ xStride: Int, _ w: UnsafePointer<Float>, _ wStride: Int,
  _ y: UnsafeMutablePointer<Float>, _ yStride: Int, _ depth: Int, rows: Int
) {
  let (x1, x2, x3) = (x + xStride, x + 2 &* xStride, x + 3 &* xStride)
  let (y1, y2, y3) = (y + yStride, y + 2 &* yStride, y + 3 &* yStride)
  var sums0 = loadFour(y)
  var sums1 = rows > 1 ? loadFour(y1) : sums0
  var sums2 = rows > 2 ? loadFour(y2) : sums0
  var sums3 = rows > 3 ? loadFour(y3) : sums0
  var w = w
  for p in 0..<depth {
    let weights = loadFour(w)
    add(x[p], weights, to: &sums0)
    if rows > 1 { add(x1[p], weights, to: &sums1) }
    if rows > 2 { add(x2[p], weights, to: &sums2) }
    if rows > 3 { add(x3[p], weights, to: &sums3) }
    w += wStride
  }
  store(sums0, y)
  if rows > 1 { store(sums1, y1) }
  if rows > 2 { store(sums2, y2) }
  if rows > 3 { store(sums3, y3) }
}

@inline(never)
private func addToEightRows(
  _ x: UnsafePointer<Float>, _ xStride: Int, _ w: UnsafePointer<Float>, _ wStride: Int,
  _ y: UnsafeMutablePointer<Float>, _ yStride: Int, _ depth: Int
) {
  var sums = InlineArray<8, Lanes> { Lanes(at: y + $0 * yStride) }
  var (x, w) = (x, w)
  for _ in 0..<depth {
    let weights = Lanes(at: w)
    for r in 0..<8 { sums[r].addProduct(Lanes(repeating: x[r * xStride]), weights) }
    x += 1
    w += wStride
  }
  for r in 0..<8 { sums[r].store(to: y + r * yStride) }
}

@inline(never)
private func addToEightHalves(
  _ x: UnsafePointer<Float>, _ xStride: Int, _ w: UnsafePointer<Float>, _ wStride: Int,
  _ y: UnsafeMutablePointer<Float>, _ yStride: Int, _ depth: Int
) {
  var sums = InlineArray<8, SIMD8<Float>> { SIMD8(at: y + $0 * yStride) }
  var (x, w) = (x, w)
  for _ in 0..<depth {
    let weights = SIMD8<Float>(at: w)
    for r in 0..<8 { sums[r].addProduct(SIMD8(repeating: x[r * xStride]), weights) }
    x += 1
    w += wStride
  }
  for r in 0..<8 { sums[r].store(to: y + r * yStride) }
}

/// Columns that do not fill a tile: one vector at a time, and then one by one.
@inline(never)
private func addToRest(
  _ x: UnsafePointer<Float>, _ w: UnsafePointer<Float>, _ wStride: Int,
  _ y: UnsafeMutablePointer<Float>, _ depth: Int, _ columns: Range<Int>
) {
  var j = columns.lowerBound
  while j + 16 <= columns.upperBound {
    var sum = Lanes(at: y + j)
    for p in 0..<depth { sum.addProduct(Lanes(repeating: x[p]), Lanes(at: w + p * wStride + j)) }
    sum.store(to: y + j)
    j += 16
  }
  if j + 8 <= columns.upperBound {
    var sum = SIMD8<Float>(at: y + j)
    for p in 0..<depth {
      sum.addProduct(SIMD8(repeating: x[p]), SIMD8(at: w + p * wStride + j))
    }
    sum.store(to: y + j)
    j += 8
  }
  while j < columns.upperBound {
    for p in 0..<depth { y[j].addProduct(x[p], w[p * wStride + j]) }
    j += 1
  }
}

@inline(__always)
private func add(_ factor: Float, _ w: FourVectors, to sums: inout FourVectors) {
  let factor = Lanes(repeating: factor)
  for i in 0..<4 { sums[i].addProduct(factor, w[i]) }
}

@inline(__always)
private func loadFour(_ x: UnsafePointer<Float>) -> FourVectors {
  [Lanes(at: x), Lanes(at: x + 16), Lanes(at: x + 32), Lanes(at: x + 48)]
}

@inline(__always)
private func store(_ four: FourVectors, _ x: UnsafeMutablePointer<Float>) {
  for i in 0..<4 { four[i].store(to: x + 16 * i) }
}
