import Base
import Lanes

/// One row of a tensor while a kernel works on it, and the sums that normalisation asks of it.
///
/// The sums are kept in `Double`: the square of a `Float` then neither overflows nor vanishes, and a
/// row far from zero keeps its variance. This costs no bandwidth, the elements are still read as
/// `Float`.
struct RowView {
  let start: UnsafePointer<Float>

  /// The number of elements.
  let count: Int

  /// Σ xⱼ
  var sum: Double {
    var sums = Sums()
    for j in stride(from: 0, to: whole, by: 32) { sums.add(ThirtyTwo(at: start + j)) }
    sums.addLast(rest) { sums, x in sums += x }
    return sums.total
  }

  /// Σ xⱼ²
  var sumOfSquares: Double {
    var squares = Sums()
    for j in stride(from: 0, to: whole, by: 32) { squares.addSquares(of: ThirtyTwo(at: start + j)) }
    squares.addLast(rest) { squares, x in squares.addProduct(x, x) }
    return squares.total
  }

  /// The mean, and Σ (xⱼ − mean)², in one pass.
  var moments: Moments {
    var moments = ShiftedSums(of: self)
    for j in stride(from: 0, to: whole, by: 32) { moments.add(start + j) }
    return moments.total
  }

  /// The first `length` elements, or all of them where there are fewer.
  func prefix(_ length: Int) -> RowView {
    RowView(start: start, count: min(length, count))
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
  /// Three rows are under way: one leaves, the root of the next is found, and the sum of the one after
  /// it is taken. So memory is read while it is written, each row once, and no row waits for a root. One
  /// thread computes a row whole, to the bits that it has alone.
  func normalizeRows(
    into result: inout Tensor, gain: Tensor, squaresOf length: Int, _ inverse: (Double) -> Double
  ) {
    require(gain.shape == [width], "a gain \(gain.shape) does not fit rows of \(shape)")
    require(
      count == 0 || 1 <= length && length <= width, "\(length) elements of a row of \(width)")
    gain.withScalars { gain in
      forEachPart(into: &result) { rows, y in
        var root = inverse(rows[0].prefix(length).sumOfSquares)
        var squares = rows[1].prefix(length).sumOfSquares
        for i in 0..<rows.count {
          let next = inverse(squares)
          squares = scale(
            rows[i], by: root, gain: gain, into: y(i), squaring: rows[i + 2].prefix(length))
          root = next
        }
      }
    }
  }

  /// Writes `(x − mean) · inverse(variance) ⊙ gain + bias` for each row x.
  ///
  /// Mean and variance are found in one pass; otherwise as above.
  func normalizeRows(
    into result: inout Tensor, gain: Tensor, bias: Tensor, _ inverse: (Double) -> Double
  ) {
    require(
      gain.shape == [width] && bias.shape == [width],
      "a gain \(gain.shape) and a bias \(bias.shape) do not fit rows of \(shape)")
    func centered(_ row: RowView, _ moments: Moments) -> Centered {
      Centered(row: row, mean: moments.mean, inverse: inverse(moments.squares / Double(width)))
    }
    // The sums keep a processor too busy to see far ahead. So many numbers ahead, 2 KB, it is told which
    // lines of the cache come next, where no cache has them.
    let ahead = count > 1 << 22 ? 512 : 0
    gain.withScalars { gain in
      bias.withScalars { bias in
        forEachPart(into: &result) { rows, y in
          var row = centered(rows[0], rows[0].moments)
          var moments = rows[1].moments
          for i in 0..<rows.count {
            let next = centered(rows[i + 1], moments)
            moments = write(
              row, gain: gain, bias: bias, into: y(i), measuring: rows[i + 2], fetching: ahead)
            row = next
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
    into result: inout Tensor, _ body: (RowRun, (Int) -> UnsafeMutablePointer<Float>) -> Void
  ) {
    require(result.shape == shape, "\(shape) does not go into \(result.shape)")
    guard count > 0 else { return }
    let width = width
    result.withMutableScalars { y in
      withScalars { x in
        // Reading and writing an element costs about as much time as two multiply–adds.
        Threads.split(rowCount, costOfOne: 2 * width) { part in
          let first = part.lowerBound * width
          body(RowRun(start: x + first, count: part.count, width: width)) { y + first + $0 * width }
        }
      }
    }
  }
}

/// Rows that are neighbours in memory.
private struct RowRun {
  let start: UnsafePointer<Float>
  let count: Int
  let width: Int

  /// Row `i`; after the last one come rows without elements.
  subscript(i: Int) -> RowView {
    RowView(start: start + min(i, count) * width, count: i < count ? width : 0)
  }
}

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
    squares.addSquares(of: ThirtyTwo(at: next.start + j))
  }
  squares.addLast(next.rest) { squares, x in squares.addProduct(x, x) }
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
  /// What rounding the mean left over, times the factor.
  let rest: Float
  let factor: Float

  init(row: RowView, mean: Double, inverse: Double) {
    (x, count) = (row.start, row.count)
    (self.mean, self.inverse) = (mean, inverse)
    rounded = Float(mean)
    rest = Float((Double(rounded) - mean) * inverse)
    factor = Float(inverse)
  }

  @inline(__always)
  func sixteen(_ j: Int) -> Lanes {
    Lanes(repeating: rest).addingProduct(Lanes(at: x + j) - rounded, Lanes(repeating: factor))
  }

  @inline(__always)
  subscript(j: Int) -> Float {
    comfortable.contains(inverse)
      ? rest.addingProduct(x[j] - rounded, factor) : Float((Double(x[j]) - mean) * inverse)
  }
}

/// y = row ⊙ gain + bias, and the moments of another row, which is as long or has no elements.
private func write(
  _ row: Centered, gain: UnsafePointer<Float>, bias: UnsafePointer<Float>,
  into y: UnsafeMutablePointer<Float>, measuring other: RowView, fetching ahead: Int
) -> Moments {
  var moments = ShiftedSums(of: other)
  guard comfortable.contains(row.inverse) else {
    for j in 0..<row.count { y[j] = bias[j].addingProduct(row[j], gain[j]) }
    return other.moments
  }
  for j in stride(from: 0, to: other.whole, by: 32) {
    if ahead > 0 {
      prefetch(other.start + j + ahead)
      prefetch(other.start + j + ahead + 16)
      prefetch(toWrite: y + j + ahead)
      prefetch(toWrite: y + j + ahead + 16)
    }
    moments.add(other.start + j)
    let (a, b) = (row.sixteen(j), row.sixteen(j + 16))
    Lanes(at: bias + j).addingProduct(a, Lanes(at: gain + j)).store(to: y + j)
    Lanes(at: bias + j + 16).addingProduct(b, Lanes(at: gain + j + 16)).store(to: y + j + 16)
  }
  let whole = row.count & ~15
  for j in stride(from: other.whole, to: whole, by: 16) {
    Lanes(at: bias + j).addingProduct(row.sixteen(j), Lanes(at: gain + j)).store(to: y + j)
  }
  for j in whole..<row.count { y[j] = bias[j].addingProduct(row[j], gain[j]) }
  return moments.total
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
  mutating func add(_ x: ThirtyTwo) {
    a += x.a
    b += x.b
    c += x.c
    d += x.d
  }

  @inline(__always)
  mutating func addSquares(of x: ThirtyTwo) {
    a.addProduct(x.a, x.a)
    b.addProduct(x.b, x.b)
    c.addProduct(x.c, x.c)
    d.addProduct(x.d, x.d)
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

/// Thirty-two elements of a row as the sums take them.
private struct ThirtyTwo {
  let a: EightSums
  let b: EightSums
  let c: EightSums
  let d: EightSums

  @inline(__always)
  init(at x: UnsafePointer<Float>, minus shift: EightSums = EightSums()) {
    a = EightSums(SIMD8(at: x)) - shift
    b = EightSums(SIMD8(at: x + 8)) - shift
    c = EightSums(SIMD8(at: x + 16)) - shift
    d = EightSums(SIMD8(at: x + 24)) - shift
  }
}

// MARK: Moments

/// The mean of a row, and the sum of the squared deviations from it.
struct Moments {
  let mean: Double
  let squares: Double
}

/// Σ dⱼ and Σ dⱼ² of one row with dⱼ = xⱼ − x₀.
///
/// Then Σ (xⱼ − mean)² = Σ dⱼ² − (Σ dⱼ)² / n. With x itself for d this difference would cancel: around
/// 100 000 the squares are 10¹⁰ times as large as a variance of 1. But x₀ is an element of the row, so
/// (x₀ − mean)² ≤ Σ (xⱼ − mean)², and Σ dⱼ² is at most n + 1 times the difference: a row of 4096 numbers
/// loses at most 12 of the 53 bits of a `Double`, and the 24 of a `Float` are left.
private struct ShiftedSums {
  private let row: RowView
  private let shift: EightSums
  private var sums = Sums()
  private var squares = Sums()

  init(of row: RowView) {
    self.row = row
    shift = EightSums(repeating: row.count > 0 ? Double(row.start[0]) : 0)
  }

  @inline(__always)
  mutating func add(_ x: UnsafePointer<Float>) {
    let deviations = ThirtyTwo(at: x, minus: shift)
    sums.add(deviations)
    squares.addSquares(of: deviations)
  }

  /// After all elements that can be taken 32 at a time.
  var total: Moments {
    var (sums, squares) = (sums, squares)
    sums.addLast(row.rest) { sums, x in sums += x - shift }
    squares.addLast(row.rest) { squares, x in squares.addProduct(x - shift, x - shift) }
    let (sum, n) = (sums.total, Double(max(row.count, 1)))
    return Moments(mean: shift[0] + sum / n, squares: squares.total - sum * sum / n)
  }
}
