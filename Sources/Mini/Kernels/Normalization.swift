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
  fileprivate let start: UnsafePointer<Float>

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

extension Tensor {
  /// Memory for a result: whoever asks for it must write every element before reading one.
  init(unwritten shape: [Int]) {
    self.init(shape: shape) { _ in }
  }

  /// Writes `x · inverse ⊙ gain` for each row x, where `inverse` is found in that row.
  ///
  /// A row is read from memory once and written once: the later passes find it in the cache. One
  /// thread computes a row whole, and knows nothing of the other rows.
  func normalizeRows(into result: inout Tensor, gain: Tensor, _ inverse: (RowView) -> Double) {
    precondition(gain.shape == [width], "a gain \(gain.shape) does not fit rows of \(shape)")
    gain.withScalars { gain in
      mapRows(into: &result) { row, y in scale(row, by: inverse(row), gain: gain, into: y) }
    }
  }

  /// Writes `(x − mean) · inverse ⊙ gain + bias` for each row x, where `mean` and `inverse` are
  /// found in that row.
  func normalizeRows(
    into result: inout Tensor, gain: Tensor, bias: Tensor,
    _ statistics: (RowView) -> (mean: Double, inverse: Double)
  ) {
    precondition(
      gain.shape == [width] && bias.shape == [width],
      "a gain \(gain.shape) and a bias \(bias.shape) do not fit rows of \(shape)")
    gain.withScalars { gain in
      bias.withScalars { bias in
        mapRows(into: &result) { row, y in
          let (mean, inverse) = statistics(row)
          center(row, at: mean, scaledBy: inverse, gain: gain, bias: bias, into: y)
        }
      }
    }
  }

  /// One number for each row: shape `shape.dropLast()`, so `[rows]` for a matrix.
  func summarizeRows(_ summary: (RowView) -> Double) -> Tensor {
    precondition(rank >= 1, "a scalar has no rows")
    return Tensor(shape: Array(shape.dropLast())) { out in
      forEachRow { i, row in (out + i).initialize(to: Float(summary(row))) }
    }
  }

  private func mapRows(
    into result: inout Tensor, _ map: (RowView, UnsafeMutablePointer<Float>) -> Void
  ) {
    precondition(result.shape == shape, "\(shape) does not go into \(result.shape)")
    result.scalars.withUnsafeMutableBufferPointer { buffer in
      guard let out = buffer.baseAddress else { return }
      forEachRow { i, row in map(row, out + i * row.count) }
    }
  }

  private func forEachRow(_ body: (Int, RowView) -> Void) {
    let width = width
    withScalars { x in
      // Reading and writing an element costs about as much time as two multiply–adds.
      Threads.split(rowCount, costOfOne: 2 * width) { rows in
        for i in rows { body(i, RowView(start: x + i * width, count: width)) }
      }
    }
  }
}

/// With a factor in this range the elements of a row are computed in `Float`: no deviation and no
/// product leaves its range. Other rows are computed in `Double`, which is a little slower: those of
/// a spread below 1e-30 or above 1e30, and those that hold an infinity or a NaN.
private let comfortable = 0x1p-100...0x1p100

/// y = x · inverse ⊙ gain
private func scale(
  _ row: RowView, by inverse: Double, gain: UnsafePointer<Float>,
  into y: UnsafeMutablePointer<Float>
) {
  let (x, count) = (row.start, row.count)
  guard comfortable.contains(inverse) else {
    for j in 0..<count { y[j] = Float(Double(x[j]) * inverse) * gain[j] }
    return
  }
  let factor = Float(inverse)
  let whole = count & ~15
  for j in stride(from: 0, to: whole, by: 16) {
    store(sixteen(x + j) * factor * sixteen(gain + j), to: y + j)
  }
  for j in whole..<count { y[j] = x[j] * factor * gain[j] }
}

/// y = (x − mean) · inverse ⊙ gain + bias
///
/// The mean is subtracted in two parts, as `Float` rounds it and what that leaves over: around
/// 100 000 the neighbours of a `Float` are 0.008 apart, which would be seen in every element.
private func center(
  _ row: RowView, at mean: Double, scaledBy inverse: Double, gain: UnsafePointer<Float>,
  bias: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>
) {
  let (x, count) = (row.start, row.count)
  guard comfortable.contains(inverse) else {
    for j in 0..<count {
      y[j] = bias[j].addingProduct(Float((Double(x[j]) - mean) * inverse), gain[j])
    }
    return
  }
  let factor = Float(inverse)
  let rounded = Float(mean)
  let rest = Float(mean - Double(rounded))
  let whole = count & ~15
  for j in stride(from: 0, to: whole, by: 16) {
    let normalized = (sixteen(x + j) - rounded - rest) * factor
    store(sixteen(bias + j).addingProduct(normalized, sixteen(gain + j)), to: y + j)
  }
  for j in whole..<count {
    y[j] = bias[j].addingProduct((x[j] - rounded - rest) * factor, gain[j])
  }
}

private typealias EightSums = SIMD8<Double>

@inline(__always)
private func eight(_ x: UnsafePointer<Float>) -> SIMD8<Float> {
  UnsafeRawPointer(x).loadUnaligned(as: SIMD8<Float>.self)
}

@inline(__always)
private func sixteen(_ x: UnsafePointer<Float>) -> SIMD16<Float> {
  UnsafeRawPointer(x).loadUnaligned(as: SIMD16<Float>.self)
}

@inline(__always)
private func store(_ values: SIMD16<Float>, to y: UnsafeMutablePointer<Float>) {
  UnsafeMutableRawPointer(y).storeBytes(of: values, as: SIMD16<Float>.self)
}
