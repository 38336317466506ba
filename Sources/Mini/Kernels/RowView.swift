/// One row of a tensor while a kernel works on it, and the sums that normalisation asks of it.
///
/// The sums are kept in `Double`: the square of a `Float` then neither overflows nor vanishes, and a
/// row far from zero keeps its variance. This costs no bandwidth. The elements are still read as
/// `Float`, 32 at a time, and added to four registers of eight sums, so that four additions are
/// under way at once.
///
/// Element `j` goes into sum `j mod 32`, whatever the length of the row, and the sums are folded in
/// one fixed order: the same number on every processor, for any number of rows and threads.
struct RowView {
  /// Where the elements are.
  let start: UnsafePointer<Float>

  /// The number of elements.
  let count: Int

  /// The first `length` elements.
  func prefix(_ length: Int) -> RowView {
    precondition(1 <= length && length <= count, "\(length) elements of a row of \(count)")
    return RowView(start: start, count: length)
  }

  /// Σ xⱼ
  var sum: Double {
    reduce { sums, x in sums += x }
  }

  /// Σ xⱼ²
  var sumOfSquares: Double {
    reduce { sums, x in sums.addProduct(x, x) }
  }

  /// Σ (xⱼ − mean)²: the second pass of a variance, which does not cancel as E[x²] − E[x]² does.
  func sumOfSquaredDeviations(from mean: Double) -> Double {
    let center = EightSums(repeating: mean)
    return reduce { sums, x in
      let deviation = x - center
      sums.addProduct(deviation, deviation)
    }
  }

  @inline(__always)
  private func reduce(_ add: (inout EightSums, EightSums) -> Void) -> Double {
    var (a, b, c, d) = (EightSums(), EightSums(), EightSums(), EightSums())
    let whole = count & ~31
    for j in stride(from: 0, to: whole, by: 32) {
      add(&a, EightSums(eight(start + j)))
      add(&b, EightSums(eight(start + j + 8)))
      add(&c, EightSums(eight(start + j + 16)))
      add(&d, EightSums(eight(start + j + 24)))
    }
    addLast(from: whole, to: &a, add)
    addLast(from: whole + 8, to: &b, add)
    addLast(from: whole + 16, to: &c, add)
    addLast(from: whole + 24, to: &d, add)

    let sums = (a + b) + (c + d)
    let four = sums.lowHalf + sums.highHalf
    let two = four.lowHalf + four.highHalf
    return two[0] + two[1]
  }

  /// The last few elements take the sums they would have in a longer row. What fills up the register
  /// is never counted: it would meet infinities and means that it has no business with.
  @inline(__always)
  private func addLast(
    from j: Int, to sums: inout EightSums, _ add: (inout EightSums, EightSums) -> Void
  ) {
    guard j < count else { return }
    var last = SIMD8<Float>()
    let present = min(8, count - j)
    for lane in 0..<present { last[lane] = start[j + lane] }
    var next = sums
    add(&next, EightSums(last))
    sums.replace(with: next, where: SIMD8<Int64>(0, 1, 2, 3, 4, 5, 6, 7) .< Int64(present))
  }
}

private typealias EightSums = SIMD8<Double>

@inline(__always)
private func eight(_ x: UnsafePointer<Float>) -> SIMD8<Float> {
  UnsafeRawPointer(x).loadUnaligned(as: SIMD8<Float>.self)
}
