import Lanes
import Require

/// One row of a tensor while a kernel works on it, and the sums that normalisation asks of it.
///
/// The sums are kept in `Double`: the square of a `Float` then neither overflows nor vanishes, and a
/// row far from zero keeps its variance. This costs no bandwidth, the elements are still read as
/// `Float`.
struct RowView {
  fileprivate let start: UnsafePointer<Float>

  /// The number of elements.
  let count: Int

  /// Σ xⱼ
  var sum: Double {
    var sums = Sums()
    for j in stride(from: 0, to: whole, by: 32) { sums.add(start + j) }
    sums.addLast(rest) { sums, x in sums += x }
    return sums.total
  }

  /// Σ xⱼ²
  var sumOfSquares: Double { sumOfSquaredDeviations(from: 0) }

  /// Σ (xⱼ − mean)²: the second pass of a variance, which does not cancel as E[x²] − E[x]² does.
  func sumOfSquaredDeviations(from mean: Double) -> Double {
    var sums = Sums()
    let center = EightSums(repeating: mean)
    for j in stride(from: 0, to: whole, by: 32) { sums.addSquares(start + j, from: center) }
    sums.addLast(rest) { sums, x in sums.addProduct(x - center, x - center) }
    return sums.total
  }

  fileprivate func prefix(_ length: Int) -> RowView {
    require(1 <= length && length <= count, "\(length) elements of a row of \(count)")
    return RowView(start: start, count: length)
  }

  /// As many elements as can be taken 32 at a time.
  fileprivate var whole: Int { count & ~31 }

  /// The elements that are left then.
  fileprivate var rest: RowView { RowView(start: start + whole, count: count - whole) }
}

// MARK: All rows

extension Tensor {
  /// Writes `x · inverse ⊙ gain` for each row x, where `inverse` is found from Σ xⱼ² over the first
  /// `length` elements.
  ///
  /// Two rows are under way: one leaves, and the sum of the next is taken. So memory is read while
  /// it is written, each row once, and no row waits for the root of another. One thread computes a
  /// row whole, to the bits that it has alone.
  func normalizeRows(
    into result: inout Tensor, gain: Tensor, squaresOf length: Int, _ inverse: (Double) -> Double
  ) {
    require(gain.shape == [width], "a gain \(gain.shape) does not fit rows of \(shape)")
    gain.withScalars { gain in
      forEachPart(into: &result) { rows, y in
        var sum = rows[0].prefix(length).sumOfSquares
        for i in 0..<rows.count {
          let next = i + 1 < rows.count ? rows[i + 1].prefix(length) : rows.none
          sum = scale(rows[i], by: inverse(sum), gain: gain, into: y(i), squaring: next)
        }
      }
    }
  }

  /// Writes `(x − mean) · inverse(variance) ⊙ gain + bias` for each row x.
  ///
  /// Three rows are under way: one leaves, the variance of the next is found from the mean that is
  /// known by then, and the sum of the one after it is taken; otherwise as above. Wide rows go one by
  /// one.
  func normalizeRows(
    into result: inout Tensor, gain: Tensor, bias: Tensor, _ inverse: (Double) -> Double
  ) {
    require(
      gain.shape == [width] && bias.shape == [width],
      "a gain \(gain.shape) and a bias \(bias.shape) do not fit rows of \(shape)")
    let n = Double(width)
    gain.withScalars { gain in
      bias.withScalars { bias in
        forEachPart(into: &result) { rows, y in
          guard width <= widestOfThree else {
            for i in 0..<rows.count {
              let mean = rows[i].sum / n
              let squares = rows[i].sumOfSquaredDeviations(from: mean)
              let row = Centered(row: rows[i], mean: mean, inverse: inverse(squares / n))
              write(row, from: 0, gain: gain, bias: bias, into: y(i))
            }
            return
          }
          var mean = rows[0].sum / n
          var squares = rows[0].sumOfSquaredDeviations(from: mean)
          var nextMean = rows.count > 1 ? rows[1].sum / n : 0
          for i in 0..<rows.count {
            let row = Centered(row: rows[i], mean: mean, inverse: inverse(squares / n))
            mean = nextMean
            let next = i + 1 < rows.count ? rows[i + 1] : rows.none
            let last = i + 2 < rows.count ? rows[i + 2] : rows.none
            let found = write(
              row, gain: gain, bias: bias, into: y(i), measuring: next, from: mean, summing: last)
            squares = found.squares
            nextMean = found.sum / n
          }
        }
      }
    }
  }

  /// One number for each row: shape `shape.dropLast()`, so `[rows]` for a matrix.
  func summarizeRows(_ summary: (RowView) -> Double) -> Tensor {
    reducingRows { start, count in Float(summary(RowView(start: start, count: count))) }
  }

  /// Calls `body(rows, y)` on every thread with its part of the rows, and the place of each result.
  private func forEachPart(
    into result: inout Tensor, _ body: (Rows, (Int) -> UnsafeMutablePointer<Float>) -> Void
  ) {
    require(result.shape == shape, "\(shape) does not go into \(result.shape)")
    guard count > 0 else { return }
    let width = width
    result.withMutableScalars { y in
      withScalars { x in
        // Reading and writing an element costs about as much time as two multiply–adds.
        Threads.split(rowCount, costOfOne: 2 * width) { part in
          let first = part.lowerBound * width
          body(Rows(start: x + first, count: part.count, width: width)) { y + first + $0 * width }
        }
      }
    }
  }
}

/// Rows that are neighbours in memory.
private struct Rows {
  let start: UnsafePointer<Float>
  let count: Int
  let width: Int

  subscript(i: Int) -> RowView { RowView(start: start + i * width, count: width) }

  /// What comes after the last row.
  var none: RowView { RowView(start: start, count: 0) }
}

/// Of wider rows three do not fit into the first cache beside gain, bias and result. From memory one
/// by one is then quicker by a quarter.
private let widestOfThree = 1536

// MARK: One row

/// With a factor in this range the elements of a row are computed in `Float`: no deviation and no
/// product leaves its range. Other rows are computed in `Double`, which is a little slower: those of
/// a spread below 1e-30 or above 1e30, and those that hold an infinity or a NaN.
private let comfortable = 0x1p-100...0x1p100

/// y = x · inverse ⊙ gain, and Σ xⱼ² of the next row, which is not longer.
private func scale(
  _ row: RowView, by inverse: Double, gain: UnsafePointer<Float>,
  into y: UnsafeMutablePointer<Float>, squaring next: RowView
) -> Double {
  let (x, count) = (row.start, row.count)
  guard comfortable.contains(inverse) else {
    for j in 0..<count { y[j] = Float(Double(x[j]) * inverse) * gain[j] }
    return next.sumOfSquares
  }
  let factor = Float(inverse)
  var squares = Sums()
  for j in stride(from: 0, to: next.whole, by: 32) {
    (Lanes(at: x + j) * factor * Lanes(at: gain + j)).store(to: y + j)
    (Lanes(at: x + j + 16) * factor * Lanes(at: gain + j + 16)).store(to: y + j + 16)
    squares.addSquares(next.start + j, from: EightSums())
  }
  squares.addLast(next.rest) { sums, x in sums.addProduct(x, x) }
  let whole = count & ~15
  for j in stride(from: next.whole, to: whole, by: 16) {
    (Lanes(at: x + j) * factor * Lanes(at: gain + j)).store(to: y + j)
  }
  for j in whole..<count { y[j] = x[j] * factor * gain[j] }
  return squares.total
}

/// (x − mean) · inverse of one row.
///
/// The mean is subtracted in two parts, as `Float` rounds it and what that leaves over: around
/// 100 000 the neighbours of a `Float` are 0.008 apart, which would be seen in every element.
private struct Centered {
  let x: UnsafePointer<Float>
  let count: Int
  let mean: Double
  let inverse: Double
  let rounded: Float
  let rest: Float
  let factor: Float

  init(row: RowView, mean: Double, inverse: Double) {
    (x, count) = (row.start, row.count)
    (self.mean, self.inverse) = (mean, inverse)
    rounded = Float(mean)
    rest = Float(mean - Double(rounded))
    factor = Float(inverse)
  }

  @inline(__always)
  func sixteen(_ j: Int) -> SIMD16<Float> { (Lanes(at: x + j) - rounded - rest) * factor }

  @inline(__always)
  subscript(j: Int) -> Float {
    comfortable.contains(inverse)
      ? (x[j] - rounded - rest) * factor : Float((Double(x[j]) - mean) * inverse)
  }
}

/// y = row ⊙ gain + bias, from element `first` on.
private func write(
  _ row: Centered, from first: Int, gain: UnsafePointer<Float>, bias: UnsafePointer<Float>,
  into y: UnsafeMutablePointer<Float>
) {
  let end = comfortable.contains(row.inverse) ? first + (row.count - first) & ~15 : first
  for j in stride(from: first, to: end, by: 16) {
    (Lanes(at: bias + j).addingProduct(row.sixteen(j), Lanes(at: gain + j))).store(to: y + j)
  }
  for j in end..<row.count { y[j] = bias[j].addingProduct(row[j], gain[j]) }
}

/// y = row ⊙ gain + bias, and of two other rows Σ (xⱼ − mean)² and Σ xⱼ. They are as long, or there
/// are none.
private func write(
  _ row: Centered, gain: UnsafePointer<Float>, bias: UnsafePointer<Float>,
  into y: UnsafeMutablePointer<Float>, measuring next: RowView, from mean: Double,
  summing last: RowView
) -> (squares: Double, sum: Double) {
  guard comfortable.contains(row.inverse) && next.count > 0 && last.count > 0 else {
    write(row, from: 0, gain: gain, bias: bias, into: y)
    return (next.sumOfSquaredDeviations(from: mean), last.sum)
  }
  var (squares, sums) = (Sums(), Sums())
  let center = EightSums(repeating: mean)
  let whole = next.whole
  for j in stride(from: 0, to: whole, by: 32) {
    let (a, b) = (row.sixteen(j), row.sixteen(j + 16))
    (Lanes(at: bias + j).addingProduct(a, Lanes(at: gain + j))).store(to: y + j)
    (Lanes(at: bias + j + 16).addingProduct(b, Lanes(at: gain + j + 16))).store(to: y + j + 16)
    squares.addSquares(next.start + j, from: center)
    sums.add(last.start + j)
  }
  write(row, from: whole, gain: gain, bias: bias, into: y)
  squares.addLast(next.rest) { sums, x in sums.addProduct(x - center, x - center) }
  sums.addLast(last.rest) { sums, x in sums += x }
  return (squares.total, sums.total)
}

// MARK: Sums

private typealias EightSums = SIMD8<Double>

/// Element `j` of a row goes into sum `j mod 32`, whatever the length of the row, and the sums are
/// folded in one fixed order: the same number on every processor, for any number of rows and
/// threads. They lie in four registers, so that four additions are under way at once.
private struct Sums {
  private var a = EightSums()
  private var b = EightSums()
  private var c = EightSums()
  private var d = EightSums()

  @inline(__always)
  mutating func add(_ x: UnsafePointer<Float>) {
    a += EightSums(SIMD8(at: x))
    b += EightSums(SIMD8(at: x + 8))
    c += EightSums(SIMD8(at: x + 16))
    d += EightSums(SIMD8(at: x + 24))
  }

  @inline(__always)
  mutating func addSquares(_ x: UnsafePointer<Float>, from center: EightSums) {
    let (xa, xb) = (EightSums(SIMD8(at: x)) - center, EightSums(SIMD8(at: x + 8)) - center)
    let (xc, xd) = (EightSums(SIMD8(at: x + 16)) - center, EightSums(SIMD8(at: x + 24)) - center)
    a.addProduct(xa, xa)
    b.addProduct(xb, xb)
    c.addProduct(xc, xc)
    d.addProduct(xd, xd)
  }

  /// The last few elements take the sums they would have in a longer row.
  @inline(__always)
  mutating func addLast(_ rest: RowView, _ add: (inout EightSums, EightSums) -> Void) {
    a = Self.adding(rest, from: 0, to: a, add)
    b = Self.adding(rest, from: 8, to: b, add)
    c = Self.adding(rest, from: 16, to: c, add)
    d = Self.adding(rest, from: 24, to: d, add)
  }

  /// What fills up the register is never counted: it would meet infinities and means that it has no
  /// business with.
  @inline(__always)
  private static func adding(
    _ rest: RowView, from j: Int, to sums: EightSums, _ add: (inout EightSums, EightSums) -> Void
  ) -> EightSums {
    guard j < rest.count else { return sums }
    var last = SIMD8<Float>()
    let present = min(8, rest.count - j)
    for lane in 0..<present { last[lane] = rest.start[j + lane] }
    var next = sums
    add(&next, EightSums(last))
    return sums.replacing(
      with: next, where: SIMD8<Int64>(0, 1, 2, 3, 4, 5, 6, 7) .< Int64(present))
  }

  var total: Double {
    let sums = (a + b) + (c + d)
    let four = sums.lowHalf + sums.highHalf
    let two = four.lowHalf + four.highHalf
    return two[0] + two[1]
  }
}
